"""PostgreSQL from its wheel: one server per data folder, reached over a Unix socket only.

Whoever holds the lock beside the folder runs the server; another process that starts the same
folder shares it. The server leaves the terminal's process group, so that Ctrl-C reaches us and
not it, and stops in order when its owner goes, however it goes.
"""

from __future__ import annotations

import atexit
import contextlib
import fcntl
import logging
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Self
from urllib.parse import quote

from runtime.postgres_files import (
    INSTALLATION,
    Account,
    account_for,
    create_cluster,
    private_folder,
    refuse_other_major_version,
)

logger = logging.getLogger(__name__)

SOCKET = ".s.PGSQL.5432"
# The shortest sun_path among our platforms is 104 bytes with its NUL (macOS); asyncpg splits
# host names at commas.
SOCKET_FOLDER = re.compile(rf"[\w/.@+-]{{1,{103 - len(SOCKET) - 1}}}", re.ASCII)
START_LIMIT = 60.0
STOP_LIMIT = 30.0
STARTING = "starting PostgreSQL"
STILL_IN_USE = "is still in use"

# A line on standard input means that the server has ended; its end means that the owner has,
# and the server is then stopped as `pg_ctl stop` does. The double fork keeps the watcher out of
# the server's own children.
WATCHED = 'exec 3<&0; ( ( read -r _ <&3 || kill -INT $$ ) & ); exec "$@" </dev/null 3<&-'


class PostgresFailed(RuntimeError):
    """The server did not start; the message ends with what it wrote."""


class EmbeddedPostgres:
    """A running server; `url` names its superuser and the database `postgres`."""

    def __init__(self, data_dir: Path, settings: Mapping[str, str]) -> None:
        self.data_dir = data_dir
        self.log = data_dir.with_name(data_dir.name + ".log")
        self._settings = settings
        self._account: Account | None = None
        self._lock: IO[bytes] | None = None
        self._process: subprocess.Popen[bytes] | None = None

    @classmethod
    def start(
        cls, data_dir: Path, *, settings: Mapping[str, str] | None = None
    ) -> EmbeddedPostgres:
        """Create the folder's cluster if there is none, and return with the server ready.

        Raises PostgresFailed. Blocks for up to a minute; a first start takes about a second.
        """
        server = cls(data_dir.resolve(), settings or {})
        try:
            server._bring_up()
        except BaseException:
            server.stop()
            raise
        atexit.register(server.stop)
        return server

    @property
    def url(self) -> str:
        folder = _postmaster(self.data_dir).socket_folder
        return f"postgresql://postgres@/postgres?host={quote(str(folder), safe='/')}"

    def url_of(self, database: str) -> str:
        return self.url.replace("/postgres?", f"/{quote(database, safe='')}?")

    @property
    def shared(self) -> bool:
        """Whether another process owns the server, which `stop` then leaves running."""
        return self._lock is None

    def stop(self) -> None:
        """Stop the server in order, if it is ours; once stopped, stopping does nothing."""
        atexit.unregister(self.stop)
        lock, self._lock = self._lock, None
        if lock is None:
            return
        try:
            self._stop_process()
        finally:
            lock.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _bring_up(self) -> None:
        self.data_dir.parent.mkdir(parents=True, exist_ok=True)
        self._lock = _exclusive(self.data_dir.with_name(self.data_dir.name + ".lock"))
        deadline = time.monotonic() + START_LIMIT
        if self._lock is None:
            self._wait_until_ready(deadline)
            return
        self._wait_for_an_earlier_one_to_stop(deadline)
        self._account = account_for(self.data_dir)
        create_cluster(self.data_dir, self._account)
        refuse_other_major_version(self.data_dir)
        self._process = self._spawn(self._socket_folder())
        self._wait_until_ready(deadline)

    def _wait_for_an_earlier_one_to_stop(self, deadline: float) -> None:
        """A server whose owner was killed stops by itself; it answers until it has."""
        while (earlier := _postmaster(self.data_dir)).answers:
            if time.monotonic() > deadline:
                raise PostgresFailed(
                    f"another PostgreSQL (process {earlier.pid}) runs on {self.data_dir} and does "
                    "not stop; stop it and start again"
                )
            time.sleep(0.05)
        _remove_socket_folder(earlier.socket_folder)

    def _socket_folder(self) -> Path:
        if SOCKET_FOLDER.fullmatch(str(self.data_dir)):
            return self.data_dir
        return private_folder(Path(tempfile.mkdtemp(prefix="tally-pg-")), self._account)

    def _spawn(self, socket_folder: Path) -> subprocess.Popen[bytes]:
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(socket_folder),
            "port": "5432",
            "max_connections": "200",
            "io_method": "sync",  # saves three processes; the data fits in memory
            **self._settings,
        }
        command = [str(INSTALLATION / "bin" / "postgres"), "-D", str(self.data_dir)]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        with self.log.open("ab") as log:
            return subprocess.Popen(  # noqa: S603 - the wheel's own binary
                ["/bin/sh", "-c", WATCHED, "tally-postgres", *command],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                cwd="/",
                start_new_session=True,
                **(self._account.of_process() if self._account else {}),
            )

    def _wait_until_ready(self, deadline: float) -> None:
        while time.monotonic() < deadline:
            postmaster = _postmaster(self.data_dir)
            ours = self._process is None or postmaster.pid == self._process.pid
            if ours and postmaster.ready and postmaster.answers:
                return
            if self._process is not None and self._process.poll() is not None:
                self._start_again()
            time.sleep(0.01)
        raise PostgresFailed(f"PostgreSQL did not get ready:\n{_tail(self.log)}")

    def _start_again(self) -> None:
        """Backends of a killed server may outlive it for a moment; any other failure stands."""
        said = _tail(self.log)
        if self._process is None or STILL_IN_USE not in said.rpartition(STARTING)[2]:
            raise PostgresFailed(f"PostgreSQL did not start:\n{said}")
        _dismiss_watcher(self._process)
        time.sleep(0.2)
        self._process = self._spawn(self._socket_folder())

    def _stop_process(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        folder = _postmaster(self.data_dir).socket_folder
        process.send_signal(signal.SIGINT)
        try:
            process.wait(STOP_LIMIT)
        except subprocess.TimeoutExpired:
            logger.warning("PostgreSQL does not stop in order; it will recover when it starts")
            process.send_signal(signal.SIGQUIT)
            process.wait()
        _dismiss_watcher(process)
        _remove_socket_folder(folder)


class _Postmaster:
    """What `postmaster.pid` says (src/include/utils/pidfile.h), nothing if it is not there."""

    def __init__(self, lines: list[str]) -> None:
        lines += [""] * (8 - len(lines))
        self.pid = int(lines[0]) if lines[0].strip().isdigit() else None
        self.socket_folder = Path(lines[4].strip()) if lines[4].strip() else None
        self.ready = lines[7].strip() == "ready"

    @property
    def answers(self) -> bool:
        if self.socket_folder is None:
            return False
        with socket.socket(socket.AF_UNIX) as client, contextlib.suppress(OSError):
            client.connect(str(self.socket_folder / SOCKET))
            return True
        return False


def _postmaster(data_dir: Path) -> _Postmaster:
    try:
        return _Postmaster((data_dir / "postmaster.pid").read_text().splitlines())
    except FileNotFoundError:
        return _Postmaster([])


def _exclusive(path: Path) -> IO[bytes] | None:
    """The lock, or None while another process holds it; the kernel frees it with its holder."""
    file = path.open("ab")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file


def _dismiss_watcher(process: subprocess.Popen[bytes]) -> None:
    """The server has ended; without this its watcher would signal whoever gets its number."""
    with contextlib.suppress(BrokenPipeError):
        process.communicate(b"\n")


def _remove_socket_folder(folder: Path | None) -> None:
    if folder is not None and folder.name.startswith("tally-pg-"):
        shutil.rmtree(folder, ignore_errors=True)


def _tail(log: Path) -> str:
    with contextlib.suppress(FileNotFoundError):
        return os.linesep.join(log.read_text(errors="replace").splitlines()[-15:])
    return "(it wrote nothing)"
