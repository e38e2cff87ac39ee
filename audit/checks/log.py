"""V01 to V07: the entries in the order of their positions, each looked at once and forgotten.

Of every stream its last entry is kept, and nothing else: memory does not grow with the log.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

import asyncpg

from audit.blocks import Block, Edge
from audit.canonical import NotCanonical
from audit.entries import Entry, entry_of
from audit.report import Sheet
from store.model import GENESIS
from store.pool import Connection

ENTRIES = """
    SELECT position, stream, version, part, type, command_id, command_sha256, prev, hash, entry
    FROM tally.events WHERE organisation = $1 ORDER BY position
"""
BEGINNING = bytes.fromhex(GENESIS)
HEAD = "SELECT coalesce(max(position), 0) FROM tally.heads WHERE organisation = $1"
REPEATED = """
    SELECT stream, command_id, part, count(*) AS times FROM tally.events WHERE organisation = $1
    GROUP BY stream, command_id, part HAVING count(*) > 1 ORDER BY stream, command_id, part LIMIT 100
"""
OTHER_BODY = """
    SELECT position FROM tally.events
    WHERE organisation = $1 AND body IS DISTINCT FROM convert_from(entry, 'UTF8')::jsonb
    ORDER BY position LIMIT 100
"""


@dataclass(slots=True)
class Last:
    """What the next entry of a stream is compared with."""

    version: int = 0
    hash: bytes = BEGINNING
    command: str | None = ""
    part: int = -1


class LogCheck:
    """Takes blocks that are as they should be, and rows of ENTRIES, in the order of positions."""

    def __init__(self, sheet: Sheet, organisation: str) -> None:
        self._sheet, self._organisation = sheet, organisation
        self._last: dict[str, Last] = {}
        self.expected = 1
        self.entries = self.commands = self.chained = 0

    def follow(self, block: Block, entries: int) -> bool:
        """Take a block that is as it should be, if it continues what was before it."""
        lasts = {stream: self._last.get(stream) or Last() for stream in block.edges}
        if self.expected != block.after + 1 or not all(
            edge.first_version == lasts[stream].version + 1
            and edge.first_prev == lasts[stream].hash
            and _goes_on(edge, lasts[stream])
            for stream, edge in block.edges.items()
        ):
            return False
        self.commands += block.commands
        for stream, edge in block.edges.items():
            self.commands += edge.first_command != lasts[stream].command
            self._last[stream] = Last(edge.version, edge.hash, edge.command, edge.part)
        self.entries += entries
        self.chained += entries
        self.expected += entries
        return True

    def page(self, rows: Sequence[asyncpg.Record]) -> None:
        """Look at each entry closely."""
        for row in rows:
            self._take(row)

    def _take(self, row: asyncpg.Record) -> None:
        position, stream, version = row["position"], row["stream"], row["version"]
        data, digest = row["entry"], row["hash"]
        self.entries += 1
        if position != self.expected:
            self._gap(position)
        self.expected = position + 1
        if sha256(data).digest() != digest:
            self._found("V02", row, "The hash beside the entry is not SHA-256 of its bytes.")
        last = self._last.get(stream)
        if last is None:
            last = self._last[stream] = Last()
        try:
            entry = entry_of(data)
        except NotCanonical as wrong:
            self._found("V01", row, f"The bytes are not canonical: {wrong}.")
            last.version, last.hash = version, digest
            return
        if not self._is_said(row, entry):
            self._columns(row, entry)
        self._follow(row, entry, last, digest)

    def _is_said(self, row: asyncpg.Record, entry: Entry) -> bool:
        return (
            entry.stream == row["stream"]
            and entry.version == row["version"]
            and entry.part == row["part"]
            and entry.type == row["type"]
            and entry.command_id == row["command_id"]
            and entry.command_sha256 == row["command_sha256"].hex()
            and entry.prev == row["prev"].hex()
            and entry.organisation == self._organisation
        )

    def _columns(self, row: asyncpg.Record, entry: Entry) -> None:
        said = {**dict(row), "organisation": self._organisation}
        for name in ("command_sha256", "prev"):
            said[name] = said[name].hex()
        names = ("organisation", "stream", "version", "part", "type", "command_id", "command_sha256",
                 "prev")  # fmt: skip
        other = [name for name in names if said[name] != getattr(entry, name)]
        words = "; ".join(
            f"{one} is {said[one]}, its bytes say {getattr(entry, one)}" for one in other
        )
        self._found("V03", row, f"In its columns {words}.")

    def _follow(self, row: asyncpg.Record, entry: Entry, last: Last, digest: bytes) -> None:
        self.chained += 1
        if entry.prev != last.hash.hex():
            before = f"version {last.version}" if last.version else "the beginning"
            self._found("V04", row, f"It continues {entry.prev[:16]}…, not {before}, "
                                    f"which has {last.hash.hex()[:16]}….")  # fmt: skip
        if entry.version != last.version + 1:
            self._found("V05", row, f"After version {last.version} comes version {entry.version}.")
        if entry.command_id != last.command:
            self.commands += 1
            if entry.part != 0 and last.command is not None:
                self._found(
                    "V07", row, f"Command {entry.command_id} begins with part {entry.part}."
                )
        elif entry.part != last.part + 1:
            self._found("V07", row, f"In command {entry.command_id}, part {entry.part} follows "
                                    f"part {last.part}.")  # fmt: skip
        last.version, last.hash = entry.version, digest
        last.command, last.part = entry.command_id, entry.part

    def _gap(self, position: int) -> None:
        if position > self.expected:
            words = f"After position {self.expected - 1} comes {position}."
        else:
            words = f"Position {position} stands again after {self.expected - 1}."
        self._sheet["V06"].find(f"position {position}", words)

    def _found(self, number: str, row: asyncpg.Record, words: str) -> None:
        self._sheet[number].find(where_of(row), words)

    async def close(self, connection: Connection) -> None:
        """What the server knows of all entries, and the counts."""
        self._sheet["V02"].counted = self._sheet["V06"].counted = self.entries
        for number in ("V04", "V05"):
            self._sheet[number].counted = self.chained
        head = int(await connection.fetchval(HEAD, self._organisation))
        if head != self.expected - 1:
            self._sheet["V06"].find(
                "the head", f"The head stands at {head}, the last entry at {self.expected - 1}."
            )

    async def columns(self, connection: Connection) -> None:
        """As `close`, of what was looked at beside the chain."""
        self._sheet["V01"].counted = self._sheet["V03"].counted = self.entries
        self._sheet["V07"].counted = self.commands
        for row in await connection.fetch(REPEATED, self._organisation):
            words = (
                f"Part {row['part']} of command {row['command_id']} stands {row['times']} times."
            )
            self._sheet["V07"].find(row["stream"], words)

    async def bodies(self, connection: Connection) -> None:
        if any(one.severity == "finding" for one in self._sheet["V01"].findings):
            self._sheet["V03"].note = "Bodies were not compared: not every entry is JSON."
            return
        rows: Sequence[asyncpg.Record] = await connection.fetch(OTHER_BODY, self._organisation)
        for row in rows:
            self._sheet["V03"].find(
                f"position {row['position']}", "Its body is not what its bytes say."
            )


def _goes_on(edge: Edge, last: Last) -> bool:
    """Whether the parts of a command do, as far as commands are looked at."""
    if edge.first_command is None or last.command is None:
        return True
    return edge.first_part == (last.part + 1 if edge.first_command == last.command else 0)


def where_of(row: asyncpg.Record) -> str:
    """An entry's place, with who acted on which day as its bytes say it, for a person."""
    place = f"position {row['position']}, {row['stream']} version {row['version']}"
    try:
        entry = entry_of(row["entry"])
    except NotCanonical:
        return place
    return f"{place}, by {entry.actor} on {entry.occurred_at[:10]}"
