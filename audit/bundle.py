"""Takes a record away: all of it, a cycle or a stream, in one file that proves itself.

docs/bundle.md specifies the file. Nothing is judged here: a record that was tampered with is taken
as it is, and whoever verifies the bundle finds it. Memory does not grow with the log.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO, Final

import asyncpg
from pydantic import JsonValue

from audit import letters, zipped
from audit.histories import Histories
from audit.levels import Levels
from audit.published import keys_of
from audit.scope import WHOLE, Scope
from audit.told import NOT_ASKED, Telling
from audit.tree import consistency, inclusion, leaf_hash
from audit.zipped import Part
from domain.sealed import tokens
from domain.sensitive import OF_CASES
from store.pool import Connection
from store.sealing import Opening
from store.seals import Seals

FORMAT, VERSION = "tallystick-bundle", 1
OFFLINE: Final = Path(__file__).parent / "offline"
PAGE = 2_000
CHECKPOINTS = "SELECT size, note FROM tally.checkpoints WHERE organisation = $1 ORDER BY size"
SIZE = "SELECT coalesce(max(size), 0) FROM tally.checkpoints WHERE organisation = $1"
WAITING = "SELECT count(*) FROM tally.events WHERE organisation = $1 AND position > $2"
STREAMS = """
    SELECT DISTINCT stream FROM tally.events
    WHERE organisation = $1 AND position <= $2 AND (stream = ANY ($3::text[]) OR stream ^@ ANY ($4::text[]))
"""
ENTRIES = """
    SELECT e.position, e.type, e.hash, e.entry, p.salt, p.payload,
        (e.stream = ANY ($3::text[]) OR e.stream ^@ ANY ($4::text[])) IS TRUE AS within
    FROM tally.events AS e LEFT JOIN tally.payloads AS p
        ON p.organisation = e.organisation AND p.stream = e.stream AND p.version = e.version
        AND (e.stream = ANY ($3::text[]) OR e.stream ^@ ANY ($4::text[])) AND e.type <> ALL ($5)
    WHERE e.organisation = $1 AND e.position <= $2 ORDER BY e.position
"""

Progress = Callable[[int, int], None]


class NothingToTake(Exception):
    """There is no such thing in what the notary has signed; the message says what to do."""


@dataclass(frozen=True)
class Taken:
    """What the bundle holds; `waiting` entries are recorded and not yet signed, and not in it."""

    size: int
    entries: int
    payloads: int
    openings: int
    checkpoints: int
    signatures: int
    runs: int
    told: int
    left_out: dict[str, int]
    waiting: int

    @property
    def counts(self) -> dict[str, int]:
        names = ("entries", "payloads", "openings", "checkpoints", "signatures", "runs", "told")
        return {name: getattr(self, name) for name in names}


@dataclass
class _Counted:
    entries: int = 0
    payloads: int = 0
    openings: int = 0
    signatures: int = 0
    runs: int = 0
    told: int = 0
    left_out: dict[str, int] = field(default_factory=dict)


def _silent(_done: int, _of: int) -> None:
    """Nobody watches."""


async def take(
    connection: Connection,
    organisation: str,
    target: BinaryIO,
    *,
    beside: Path,
    scope: Scope = WHOLE,
    without: Sequence[str] = (),
    seals: Seals | None = None,
    histories: Histories | str = NOT_ASKED,
    progress: Progress = _silent,
) -> Taken:
    """Write the bundle, from one moment of the record, with its parts in a folder `beside`.

    The types `without` have no payload in it, and values cases never: a token's key stands beside other
    tokens of the same person, and would say whom a case is about.
    With `seals` it says what each token reads whose key is there; with `histories`, what Temporal has
    of each entry, or why nothing could be had of it. Raises NothingToTake and TooLarge.
    """
    with TemporaryDirectory(dir=beside, prefix=".tally-bundle-") as name:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            taking = _Taking(
                connection, organisation, scope, (*without, *OF_CASES), Path(name), seals=seals
            )
            telling = Telling(Path(name), organisation, histories)
            taken = await taking.written(telling, progress)
        telling.close()
        zipped.write(target, taking.every(taken, telling.said))
    return taken


class _Taking:
    """One bundle while its parts are written."""

    def __init__(
        self,
        connection: Connection,
        organisation: str,
        scope: Scope,
        without: tuple[str, ...],
        folder: Path,
        *,
        seals: Seals | None,
    ) -> None:
        self._connection, self._organisation = connection, organisation
        self._scope, self._without, self._folder = scope, without, folder
        self._seals, self._counted = seals, _Counted()
        self._parts: list[Part] = []

    async def written(self, telling: Telling, progress: Progress) -> Taken:
        size = int(await self._connection.fetchval(SIZE, self._organisation))
        if not size:
            raise NothingToTake(
                f"The notary has signed nothing of {self._organisation} yet: start it with "
                "`tally notary`, and look at the name."
            )
        for name in ("README.txt", "verify.py"):
            with self._part(name) as part:
                part.write((OFFLINE / name).read_bytes())
        with self._part("log_keys.jsonl") as part:
            for note in await keys_of(self._connection, self._organisation):
                part.line({"note": note})
        sizes = await self._checkpoints()
        with self._part("consistency.jsonl") as steps, Levels(self._folder) as levels:
            await self._entries(size, levels, progress)
            _steps(steps, sizes, levels)
        await self._told(size, telling)
        if not self._counted.entries:
            raise NothingToTake(f"There is no {self._scope.kind} {self._scope.name} in this log.")
        return Taken(
            size=size,
            entries=self._counted.entries,
            payloads=self._counted.payloads,
            openings=self._counted.openings,
            checkpoints=len(sizes),
            signatures=self._counted.signatures,
            runs=self._counted.runs,
            told=self._counted.told,
            left_out=self._counted.left_out,
            waiting=int(await self._connection.fetchval(WAITING, self._organisation, size)),
        )

    def _part(self, name: str) -> Part:
        self._parts.append(Part(self._folder, name))
        return self._parts[-1]

    async def _checkpoints(self) -> list[int]:
        sizes = []
        with self._part("checkpoints.jsonl") as part:
            rows = self._connection.cursor(CHECKPOINTS, self._organisation, prefetch=PAGE)
            async for row in rows:
                part.line({"note": row["note"]})
                sizes.append(row["size"])
        return sizes

    async def _entries(self, size: int, levels: Levels, progress: Progress) -> None:
        """Every entry into the tree; those within the scope into the bundle."""
        positions = self._folder / "positions"
        named, others = self._scope.streams
        asked = (self._organisation, size, list(named), list(others), list(self._without))
        with (
            self._part("entries.jsonl") as entries,
            self._part("payloads.jsonl") as payloads,
            self._part("openings.jsonl") as openings,
            Part(self._folder, "letters.txt") as words,
            positions.open("w", encoding="ascii") as within,
        ):
            done = 0
            async for row in self._connection.cursor(ENTRIES, *asked, prefetch=PAGE):
                levels.append(leaf_hash(row["entry"]))
                if row["within"]:
                    within.write(f"{row['position']}\n")
                    read = await self._openings(row, openings)
                    self._entry(row, entries, payloads, words, read)
                done += 1
                if done % PAGE == 0:
                    progress(done, size)
            progress(done, size)
        if self._scope.kind != "organisation":
            self._proofs(positions, size, levels)
        self._parts.append(words)

    async def _openings(self, row: asyncpg.Record, openings: Part) -> Mapping[str, str]:
        """What each token of the payload reads, where its key is there, and the line that says so."""
        if self._seals is None or row["payload"] is None:
            return letters.NOT_READ
        sealed = tokens(_text(row["payload"]))
        found = await self._seals.openings(sealed)
        if not any(found.values()):
            return letters.NOT_READ
        said = [_said(found[one]) for one in sealed]
        openings.line({"openings": said, "position": row["position"]})
        self._counted.openings += len(said) - said.count(None)
        return {one: opening.text for one, opening in found.items() if opening is not None}

    def _entry(
        self,
        row: asyncpg.Record,
        entries: Part,
        payloads: Part,
        words: Part,
        read: Mapping[str, str],
    ) -> None:
        position, digest = row["position"], row["hash"].hex()
        entries.line({"entry": _text(row["entry"]), "hash": digest, "position": position})
        self._counted.entries += 1
        if row["payload"] is None:
            left_out = self._counted.left_out
            left_out[row["type"]] = left_out.get(row["type"], 0) + 1
            return
        payloads.line(
            {"payload": _text(row["payload"]), "position": position, "salt": row["salt"].hex()}
        )
        self._counted.payloads += 1
        if evidence := letters.signature_in(row["payload"]):
            self._counted.signatures += 1
            words.write(letters.letter_of(evidence, row["entry"], position, digest, read=read))

    def _proofs(self, positions: Path, size: int, levels: Levels) -> None:
        with self._part("inclusion.jsonl") as part, positions.open(encoding="ascii") as within:
            for line in within:
                position = int(line)
                path = () if levels.size < size else inclusion(position - 1, size, levels.subtree)
                part.line({"path": [one.hex() for one in path], "position": position})

    async def _told(self, size: int, telling: Telling) -> None:
        """The runs of each stream within the scope, then what they have, by position."""
        named, others = self._scope.streams
        rows = await self._connection.fetch(
            STREAMS, self._organisation, size, list(named), list(others)
        )
        names = {row["stream"] for row in rows} | set(filter(self._scope.holds, telling.streams()))
        with self._part("runs.jsonl") as part:
            for name in sorted(names):
                line = telling.stream(name)
                part.line(line)
                self._counted.runs += 1
        with self._part("histories.jsonl") as part:
            for told in telling.lines():
                part.write(told + b"\n")
                self._counted.told += 1

    def every(self, taken: Taken, histories: dict[str, JsonValue]) -> tuple[Part, ...]:
        """The parts in their order, the manifest that names the others first."""
        manifest = {
            "format": FORMAT,
            "version": VERSION,
            "organisation": self._organisation,
            "scope": self._scope.said,
            "size": taken.size,
            "counts": taken.counts,
            "left_out": taken.left_out,
            "histories": histories,
            "files": [
                {"name": one.name, "sha256": one.sha256, "size": one.size} for one in self._parts
            ],
        }
        with Part(self._folder, "manifest.json") as part:
            part.write(zipped.canonical(manifest))
        return part, *self._parts


def _steps(part: Part, sizes: Sequence[int], levels: Levels) -> None:
    """From each checkpoint to the next; a log that is shorter than they say has no proof."""
    for smaller, size in pairwise(sizes):
        path = () if levels.size < size else consistency(smaller, size, levels.subtree)
        part.line({"from": smaller, "path": [one.hex() for one in path], "to": size})


def _said(opening: Opening | None) -> JsonValue:
    return None if opening is None else {"salt": opening.salt.hex(), "text": opening.text}


def _text(data: bytes) -> str:
    """What is no UTF-8 was not recorded by us: its hash will not be that of what stands here."""
    return data.decode(errors="replace")
