"""Which TCP port to listen on: the usual one, or a free one where that is taken."""

from __future__ import annotations

import socket

LOOPBACK = "127.0.0.1"


class PortTaken(Exception):
    """A port that was asked for by name belongs to another process."""


def is_free(port: int, host: str = LOOPBACK) -> bool:
    with socket.socket() as probe:
        # A port in TIME_WAIT is free: the servers set this too.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True


def free_port(host: str = LOOPBACK) -> int:
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def choose(port: int, *, variable: str, asked_for: bool) -> int:
    """`port` if it is free; else another, unless this one was asked for by `variable`."""
    if is_free(port):
        return port
    if asked_for:
        raise PortTaken(f"{variable}={port} is taken: name another port, or unset {variable}.")
    return free_port()
