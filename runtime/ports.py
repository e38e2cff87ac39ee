"""Which TCP port to listen on: the usual one, or a free one where that is taken."""

from __future__ import annotations

import secrets
import socket

LOOPBACK = "127.0.0.1"

# Below what outgoing connections get (Linux: from 32768, RFC 6335: from 49152): none of them can
# land on a port between its choice and the server that listens on it.
CHOSEN_FROM = range(20_000, 32_768)
TRIES = 100


class PortTaken(Exception):
    """A port that was asked for by name belongs to another process, or no free one was found."""


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
    """A port of `CHOSEN_FROM` that nobody has and nobody else chooses within the next minute.

    Raises `PortTaken` after `TRIES` that are taken.
    """
    for port in secrets.SystemRandom().sample(CHOSEN_FROM, TRIES):
        if _reserved(port, host):
            return port
    first, last = CHOSEN_FROM[0], CHOSEN_FROM[-1]
    raise PortTaken(f"{TRIES} ports between {first} and {last} were tried, and all are taken.")


def _reserved(port: int, host: str) -> bool:
    """Leave a closed connection on a free port: for its TIME_WAIT, only servers can bind it."""
    with socket.socket() as server:
        try:
            server.bind((host, port))
        except OSError:
            return False
        # After the bind, which must fail on a port in TIME_WAIT; the connection inherits it.
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        server.listen(1)
        with socket.create_connection((host, port)):
            # Who closes first waits: this end, whose port it is.
            server.accept()[0].close()
        return True


def choose(port: int, *, variable: str, asked_for: bool) -> int:
    """`port` if it is free; else another, unless this one was asked for by `variable`."""
    if is_free(port):
        return port
    if asked_for:
        raise PortTaken(f"{variable}={port} is taken: name another port, or unset {variable}.")
    return free_port()
