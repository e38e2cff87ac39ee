"""What keeps a stack from running well on this machine, each finding with its remedy."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from importlib import metadata
from pathlib import Path
from typing import Literal

import asyncpg
import httpx
from pydantic import BaseModel, ConfigDict, RootModel
from rich.console import Console

from runtime import history_files, temporal
from runtime.ports import is_free
from runtime.settings import Settings
from runtime.state import StateFolder, of_running
from store.checks import refuse_weak_durability
from store.errors import WeakDurability

LOCK = Path(__file__).parent.parent / "requirements.lock"
FREE_WANTED = 1_000_000_000  # bytes
FREE_NEEDED = 200_000_000
LATE = timedelta(hours=1)
"""After which a round of the archive is missed."""

OLDEST_PYTHON = (3, 11)

_PIN = re.compile(r"^(?P<name>[\w.-]+)==(?P<version>[^\s;\\]+)(?P<marker> *;)?", re.MULTILINE)


class Finding(BaseModel):
    """`remedy` says what to do; empty where all is well."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    check: str
    level: Literal["ok", "warning", "failure"]
    detail: str
    remedy: str = ""


class Findings(RootModel[tuple[Finding, ...]]):
    """All of them, as `tally doctor --json` prints them."""


def examine(settings: Settings) -> tuple[Finding, ...]:
    """Every finding, good ones too; it starts nothing and changes nothing."""
    held = StateFolder(settings.state).is_held()
    found = of_running(settings)
    checks: tuple[Callable[[], Iterator[Finding]], ...] = (
        _python,
        _packages,
        lambda: _state(settings.state),
        lambda: _disk(settings.state),
        lambda: _ports(settings, held=held),
        lambda: _database(found),
        lambda: _temporal(found),
        lambda: _notary(settings),
        lambda: _archive(settings),
    )
    return tuple(finding for check in checks for finding in check())


def show(findings: tuple[Finding, ...], console: Console) -> None:
    marks = {"ok": "[green]✓[/]", "warning": "[yellow]![/]", "failure": "[red]✗[/]"}
    for finding in findings:
        console.print(f"{marks[finding.level]} {finding.check:<12}", end="")
        console.print(finding.detail, markup=False, highlight=False, soft_wrap=True)
        if finding.remedy:
            console.print(f"    → {finding.remedy}", markup=False, highlight=False, soft_wrap=True)


def _python() -> Iterator[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info[:2] < OLDEST_PYTHON:
        remedy = "Install Python 3.11 or newer, then `make clean up`."
        yield Finding(check="python", level="failure", detail=f"Python {version}", remedy=remedy)
    else:
        yield Finding(check="python", level="ok", detail=f"Python {version}")


def _packages() -> Iterator[Finding]:
    pins = list(_PIN.finditer(LOCK.read_text(encoding="utf-8"))) if LOCK.exists() else []
    wrong = [words for pin in pins if (words := _other_than(pin))]
    if wrong:
        remedy = "`make up` installs what requirements.lock says."
        yield Finding(check="packages", level="failure", detail="; ".join(wrong), remedy=remedy)
    else:
        yield Finding(check="packages", level="ok", detail=f"{len(pins)} as locked")


def _other_than(pin: re.Match[str]) -> str | None:
    name, wanted = pin["name"], pin["version"]
    try:
        found = metadata.version(name)
    except metadata.PackageNotFoundError:
        return None if pin["marker"] else f"{name} is missing"
    return None if found == wanted else f"{name} is {found}, not {wanted}"


def _state(folder: Path) -> Iterator[Finding]:
    there = _nearest(folder)
    if not os.access(there, os.R_OK | os.W_OK | os.X_OK):
        remedy = f"Make {there} yours (`chown`), or set TALLY_STATE to a folder that is."
        detail = f"{there} cannot be written"
        yield Finding(check="state", level="failure", detail=detail, remedy=remedy)
    elif there == folder and folder.stat().st_mode & 0o066:
        remedy = f"`chmod go-rw '{folder}'`"
        detail = f"others can read {folder}"
        yield Finding(check="state", level="warning", detail=detail, remedy=remedy)
    else:
        yield Finding(check="state", level="ok", detail=str(folder))


def _disk(folder: Path) -> Iterator[Finding]:
    free = shutil.disk_usage(_nearest(folder)).free
    detail = f"{free / 1e9:.1f} GB free"
    if free >= FREE_WANTED:
        yield Finding(check="disk", level="ok", detail=detail)
        return
    remedy = f"Free some, or set TALLY_STATE to a folder on a disk with {FREE_WANTED / 1e9:g} GB."
    level: Literal["warning", "failure"] = "warning" if free >= FREE_NEEDED else "failure"
    yield Finding(check="disk", level=level, detail=detail, remedy=remedy)


def _ports(settings: Settings, *, held: bool) -> Iterator[Finding]:
    if held:
        yield Finding(check="ports", level="ok", detail="in use by the stack that runs")
        return
    fields = ["http_port"]
    if settings.embeds_temporal:
        fields += ["temporal_port", "temporal_ui_port"]
    taken = [field for field in fields if not is_free(getattr(settings, field))]
    if not taken:
        yield Finding(check="ports", level="ok", detail="free")
    for field in taken:
        variable = Settings.model_fields[field].alias
        level: Literal["failure", "warning"] = (
            "failure" if field in settings.model_fields_set else "warning"
        )
        detail = f"{getattr(settings, field)} is taken"
        remedy = f"Set {variable} to a free port; unset, `make up` takes another by itself."
        yield Finding(check="ports", level=level, detail=detail, remedy=remedy)


def _database(settings: Settings) -> Iterator[Finding]:
    if settings.database_url is None:
        yield Finding(check="postgresql", level="ok", detail="embedded; not running now")
        return
    try:
        asyncio.run(_look(settings.database_url.get_secret_value(), settings.synchronous_standby))
    except (
        OSError,
        asyncpg.PostgresError,
        asyncpg.InterfaceError,
        asyncpg.InternalClientError,
    ) as error:
        remedy = "Check DATABASE_URL and that the server runs; embedded: `make up`, see its log."
        detail = f"no answer: {error}"
        yield Finding(check="postgresql", level="failure", detail=detail, remedy=remedy)
    except WeakDurability as error:
        remedy = "Set on the server what is named above; the embedded one is set so."
        yield Finding(check="postgresql", level="failure", detail=str(error), remedy=remedy)
    else:
        yield Finding(check="postgresql", level="ok", detail="answers, durable")


async def _look(url: str, standby: bool) -> None:
    connection = await asyncpg.connect(url, timeout=5)
    try:
        await refuse_weak_durability(connection, expect_synchronous_standby=standby)
    finally:
        await connection.close()


def _temporal(settings: Settings) -> Iterator[Finding]:
    if settings.embeds_temporal:
        yield Finding(check="temporal", level="ok", detail="embedded; not running now")
        return
    answer = temporal.ask(settings, "operator", "namespace", "describe")
    if answer.returncode == 0:
        detail = f"answers, has namespace {settings.temporal_namespace}"
        yield Finding(check="temporal", level="ok", detail=detail)
        return
    remedy = "Check TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TLS and API key; create the namespace."
    detail = " ".join(answer.stderr.split())[:300]
    yield Finding(check="temporal", level="failure", detail=detail, remedy=remedy)


def _notary(settings: Settings) -> Iterator[Finding]:
    folder = StateFolder(settings.state)
    running = folder.running() if folder.is_held() else None
    if running is None or running.addresses is None:
        yield Finding(check="notary", level="ok", detail="not running now")
        return
    for what, why in _unsigned(running.addresses.notary).items():
        remedy = "docs/operating.md says what to do; nothing is signed over this."
        yield Finding(check="notary", level="failure", detail=f"{what}: {why}", remedy=remedy)
        return
    yield Finding(check="notary", level="ok", detail="signs every log")


def _unsigned(address: str) -> dict[str, str]:
    """Of which logs nothing more is signed, and why."""
    try:
        answer = httpx.get(address, timeout=5)
        found: dict[str, str] = answer.json()["stopped"]
    except (httpx.HTTPError, ValueError, KeyError) as away:
        return {"notary": f"no answer: {away}"}
    return found


def _archive(settings: Settings) -> Iterator[Finding]:
    try:
        last = history_files.archived_at(settings.archive_folder)
    except history_files.HistoryUnusable as why:
        detail = "nobody can tell up to when closed runs are archived"
        yield Finding(check="archive", level="warning", detail=detail, remedy=str(why))
        return
    if last is None:
        detail = f"nothing is archived in {settings.archive_folder}"
        yield Finding(check="archive", level="ok", detail=detail)
        return
    at, runs = last
    age = datetime.now(UTC) - at
    detail = f"{runs} closed runs, all of them up to {at:%Y-%m-%d %H:%M} UTC"
    if age < LATE or not StateFolder(settings.state).is_held():
        yield Finding(check="archive", level="ok", detail=detail)
        return
    remedy = "See the log of messages: the archive's round does not end."
    yield Finding(check="archive", level="warning", detail=detail, remedy=remedy)


def _nearest(folder: Path) -> Path:
    """`folder`, or the first above it that exists."""
    return next(path for path in (folder, *folder.parents) if path.exists())
