"""How long PostgreSQL itself says that a page's queries took, with the parameters of the page."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg

READING = "tally_reader"
"""What sessions call themselves that only read: in a stack, web's."""

PREFIX = "%a [%p] "
LINE = re.compile(
    r"^(?P<who>\S*) \[(?P<pid>\d+)\] LOG:  duration: (?P<ms>[\d.]+) ms  "
    r"(?P<phase>parse|bind|execute|statement)[^:]*: (?P<words>.*)$"
)
SET = {"log_line_prefix": PREFIX, "log_min_duration_statement": "0"}


@dataclass(frozen=True)
class Query:
    """One round trip: its words, and the milliseconds to plan, bind and execute it."""

    words: str
    ms: float


@dataclass
class Log:
    """What the server has written since it was last asked."""

    path: Path
    read: int = 0

    def skip(self) -> None:
        self.read = self.path.stat().st_size

    def queries(self) -> tuple[Query, ...]:
        """Those of sessions that only read, in the order in which they ended."""
        with self.path.open("rb") as log:
            log.seek(self.read)
            text = log.read().decode(errors="replace")
        self.read += len(text.encode())
        return tuple(_queries(text.splitlines()))


@asynccontextmanager
async def logged(url: str, path: Path) -> AsyncIterator[Log]:
    """Every statement's duration is written while the block runs."""
    connection = await asyncpg.connect(url)
    try:
        for name, value in SET.items():
            await connection.execute(f"ALTER SYSTEM SET {name} = '{value}'")
        await connection.execute("SELECT pg_reload_conf()")
        yield Log(path)
    finally:
        for name in SET:
            await connection.execute(f"ALTER SYSTEM RESET {name}")
        await connection.execute("SELECT pg_reload_conf()")
        await connection.close()


def _queries(lines: Sequence[str]) -> Iterator[Query]:
    """A statement's parse and bind belong to the execution that follows in its session."""
    before: dict[str, float] = {}
    for number, line in enumerate(lines):
        found = LINE.match(line)
        if found is None or found["who"] != READING:
            continue
        before[found["pid"]] = before.get(found["pid"], 0.0) + float(found["ms"])
        if found["phase"] in {"execute", "statement"}:
            words = found["words"].strip() or " ".join(lines[number + 1 : number + 4])
            yield Query(" ".join(words.split()), before.pop(found["pid"]))
