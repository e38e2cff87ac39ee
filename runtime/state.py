"""The state folder: one stack at a time, and where the others find the one that runs."""

from __future__ import annotations

import fcntl
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from pydantic import BaseModel, ConfigDict, SecretStr, ValidationError

from runtime.processes import Process
from runtime.settings import Settings


class AlreadyRunning(Exception):
    """Another supervisor holds the state folder."""

    def __init__(self, pid: int, api: str | None) -> None:
        where = f" at {api}" if api else ""
        super().__init__(f"Tallystick is already running{where} (process {pid}).")
        self.pid = pid
        self.api = api


class Addresses(BaseModel):
    """Where a running stack answers. `database` is the embedded one: it has no password.

    `mailbox` is the port of the embedded mailbox.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    api: str
    temporal: str | None = None
    temporal_ui: str | None = None
    database: str | None = None
    mailbox: int | None = None
    mailbox_metrics: str
    messages_metrics: str
    notary_metrics: str
    worker_metrics: str
    web_metrics: str

    @property
    def pages(self) -> str:
        """The same by its name: passkeys and cookies are bound to a name, not to a number."""
        return self.api.replace("127.0.0.1", "localhost")

    @property
    def notary(self) -> str:
        """Answers 200 while every log is being signed, else 503 with the reasons."""
        return self.notary_metrics.replace("/metrics", "/readyz")

    @property
    def api_docs(self) -> str:
        return f"{self.api}/docs"


class Running(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    supervisor: Process
    parts: tuple[Process, ...] = ()
    addresses: Addresses | None = None
    ready: bool = False


class StateFolder:
    """Everything that a stack keeps: databases, logs, the lock, and `running.json`."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def create(self) -> None:
        """Raise `OSError` where it cannot be made.

        Root lets others pass through it, never look inside: its embedded PostgreSQL runs as
        another user.
        """
        self.path.mkdir(parents=True, exist_ok=True)
        self.path.chmod(0o711 if os.geteuid() == 0 else 0o700)
        self.logs.mkdir(exist_ok=True, mode=0o700)

    def local_key(self) -> str | None:
        """What the header of `tally --as` must carry; only who may read this folder has it."""
        try:
            return self._key_file.read_text(encoding="utf-8").strip() or None
        except OSError:
            return None

    def make_local_key(self) -> str:
        """The key of this folder, drawn once."""
        if found := self.local_key():
            return found
        draft = self._key_file.with_suffix(".key.new")
        draft.touch(mode=0o600)
        draft.chmod(0o600)
        draft.write_text(secrets.token_urlsafe(32), encoding="utf-8")
        draft.replace(self._key_file)
        return self._key_file.read_text(encoding="utf-8")

    @property
    def logs(self) -> Path:
        return self.path / "logs"

    @property
    def postgres(self) -> Path:
        return self.path / "postgres"

    @property
    def temporal(self) -> Path:
        return self.path / "temporal.sqlite"

    def log(self, name: str) -> Path:
        return self.logs / f"{name}.log"

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the folder; raise `AlreadyRunning`. The system frees it when its holder dies."""
        with self._lock_file.open("a+", encoding="utf-8") as lock:
            if not _take(lock):
                raise self._already_running()
            lock.truncate(0)
            lock.write(str(os.getpid()))
            lock.flush()
            yield

    def is_held(self) -> bool:
        if not self._lock_file.exists():
            return False
        with self._lock_file.open(encoding="utf-8") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
            return False

    def running(self) -> Running | None:
        """What the last supervisor wrote, which may have died since."""
        try:
            return Running.model_validate_json(self._running_file.read_bytes())
        except (FileNotFoundError, ValidationError):
            return None

    def write(self, running: Running) -> None:
        draft = self._running_file.with_suffix(".json.new")
        draft.touch(mode=0o600)
        draft.write_text(running.model_dump_json(indent=2), encoding="utf-8")
        draft.replace(self._running_file)

    def forget(self) -> None:
        self._running_file.unlink(missing_ok=True)

    def _already_running(self) -> AlreadyRunning:
        running = self.running()
        text = self._lock_file.read_text(encoding="utf-8")
        addresses = running.addresses if running else None
        return AlreadyRunning(int(text) if text else 0, addresses.api if addresses else None)

    @property
    def _key_file(self) -> Path:
        return self.path / "local.key"

    @property
    def _lock_file(self) -> Path:
        return self.path / "lock"

    @property
    def _running_file(self) -> Path:
        return self.path / "running.json"


def local_key(settings: Settings) -> str | None:
    """The key by which `tally --as` is believed here: TALLY_LOCAL_KEY, else the state folder's."""
    if settings.local_key:
        return settings.local_key.get_secret_value()
    return StateFolder(settings.state).local_key()


def _take(lock: TextIO) -> bool:
    for _ in range(5):  # `is_held` holds it for a moment too
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(0.1)
        else:
            return True
    return False


def of_running(settings: Settings) -> Settings:
    """`settings` with the addresses of the stack that runs, where they name no other.

    Another database has another half: the stack's Temporal is none of its business.
    """
    folder = StateFolder(settings.state)
    running = folder.running() if folder.is_held() else None
    found = running.addresses if running else None
    if found is None:
        return settings
    changes: dict[str, object] = {"api_url": settings.api_url or found.api}
    if settings.embeds_postgres and found.database:
        changes["database_url"] = SecretStr(found.database)
    if settings.embeds_temporal and (settings.embeds_postgres or found.database is None):
        changes["temporal_address"] = found.temporal
    if settings.embeds_mailbox and found.mailbox:
        changes["mailbox_port"] = settings.mailbox_port or found.mailbox
    return settings.model_copy(update=changes)
