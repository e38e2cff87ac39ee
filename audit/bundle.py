"""Takes a record away: all of it, a cycle or a stream, in one file that proves itself.

docs/bundle.md specifies the file. Nothing is judged here: a record that was tampered with is taken
as it is, and whoever verifies the bundle finds it. Memory does not grow with the log.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO, Final

from audit import zipped
from audit.entry_parts import Counted, EntryParts
from audit.histories import Histories
from audit.levels import Levels
from audit.progress import Progress, silent
from audit.published import keys_of
from audit.scope import WHOLE, Scope
from audit.told import NOT_ASKED, Telling
from audit.tree import consistency, inclusion, leaf_hash
from audit.zipped import Part
from domain.sensitive import OF_CASES
from store.pool import Connection
from store.seals import Seals

FORMAT, VERSION = "tallystick-bundle", 1
OFFLINE: Final = Path(__file__).parent / "offline"
PAGE = 2_000
PART = "entries"
CHECKPOINTS = "SELECT size, note FROM tally.checkpoints WHERE organisation = $1 ORDER BY size"
SIZE = "SELECT coalesce(max(size), 0) FROM tally.checkpoints WHERE organisation = $1"
WAITING = "SELECT count(*) FROM tally.events WHERE organisation = $1 AND position > $2"
ENTRIES = """
    SELECT e.position, e.stream, e.type, e.hash, e.entry, p.salt, p.payload,
        (e.stream = ANY ($3::text[]) OR e.stream ^@ ANY ($4::text[])) IS TRUE AS within
    FROM tally.events AS e LEFT JOIN tally.payloads AS p
        ON p.organisation = e.organisation AND p.stream = e.stream AND p.version = e.version
        AND (e.stream = ANY ($3::text[]) OR e.stream ^@ ANY ($4::text[])) AND e.type <> ALL ($5)
    WHERE e.organisation = $1 AND e.position <= $2 ORDER BY e.position
"""


class NothingToTake(Exception):
    """There is no such thing in what the notary has signed; the message says what to do."""


@dataclass(frozen=True)
class Taken:
    """What the bundle holds; `waiting` entries are recorded and not yet signed, and not in it.

    `why` says what kept Temporal's half from being whole; it is empty where nothing did.
    """

    size: int
    entries: int
    payloads: int
    openings: int
    checkpoints: int
    signatures: int
    streams: int
    told: int
    left_out: dict[str, int]
    waiting: int
    why: str = ""

    @property
    def counts(self) -> dict[str, int]:
        names = ("entries", "payloads", "openings", "checkpoints", "signatures", "streams", "told")
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True)
class Selection:
    """What is taken away of whose log, and what is brought to it.

    The types `without` have no payload in it, and values cases never: a token's key stands beside other
    tokens of the same person, and would say whom a case is about.
    With `seals` it says what each token reads whose key is there; with `histories`, what Temporal has
    of each entry, or why nothing could be had of it.
    """

    organisation: str
    scope: Scope = WHOLE
    without: tuple[str, ...] = ()
    seals: Seals | None = None
    histories: Histories | str = NOT_ASKED

    @property
    def asked(self) -> tuple[list[str], list[str], list[str]]:
        """As ENTRIES takes it."""
        named, others = self.scope.streams
        return list(named), list(others), [*self.without, *OF_CASES]


async def take(
    connection: Connection,
    wanted: Selection,
    target: BinaryIO,
    *,
    beside: Path,
    progress: Progress = silent,
) -> Taken:
    """Write the bundle, from one moment of the record, with its parts in a folder `beside`.

    Raises NothingToTake and TooLarge.
    """
    with TemporaryDirectory(dir=beside, prefix=".tally-bundle-") as name:
        folder = Path(name)
        with closing(Telling(folder, wanted.organisation, wanted.histories)) as telling:
            taking = _Taking(connection, wanted, folder, telling)
            async with connection.transaction(isolation="repeatable_read", readonly=True):
                taken = await taking.written(progress)
        zipped.write(target, taking.every(taken))
    return taken


class _Taking:
    """One bundle while its parts are written."""

    def __init__(
        self, connection: Connection, wanted: Selection, folder: Path, telling: Telling
    ) -> None:
        self._connection, self._wanted, self._folder = connection, wanted, folder
        self._telling = telling
        self._parts: list[Part] = []

    async def written(self, progress: Progress) -> Taken:
        organisation, scope = self._wanted.organisation, self._wanted.scope
        size = int(await self._connection.fetchval(SIZE, organisation))
        if not size:
            raise NothingToTake(
                f"The notary has signed nothing of {organisation} yet: start it with "
                "`tally notary`, and look at the name."
            )
        await self._beginning()
        sizes = await self._checkpoints()
        with self._part("consistency.jsonl") as steps, Levels(self._folder) as levels:
            counted = await self._entries(size, levels, progress)
            _steps(steps, sizes, levels)
        if not counted.entries:
            raise NothingToTake(f"There is no {scope.kind} {scope.name} in this log.")
        streams, told = self._told()
        waiting = int(await self._connection.fetchval(WAITING, organisation, size))
        return Taken(
            **asdict(counted),
            size=size,
            checkpoints=len(sizes),
            streams=streams,
            told=told,
            waiting=waiting,
            why=str(self._telling.said["why"]),
        )

    def _part(self, name: str) -> Part:
        self._parts.append(Part(self._folder, name))
        return self._parts[-1]

    async def _beginning(self) -> None:
        """What is always the same, and the log's keys."""
        for name in ("README.txt", "verify.py"):
            with self._part(name) as part:
                part.write((OFFLINE / name).read_bytes())
        with self._part("log_keys.jsonl") as part:
            for note in await keys_of(self._connection, self._wanted.organisation):
                part.line({"note": note})

    async def _checkpoints(self) -> list[int]:
        sizes = []
        with self._part("checkpoints.jsonl") as part:
            rows = self._connection.cursor(CHECKPOINTS, self._wanted.organisation, prefetch=PAGE)
            async for row in rows:
                part.line({"note": row["note"]})
                sizes.append(row["size"])
        return sizes

    async def _entries(self, size: int, levels: Levels, progress: Progress) -> Counted:
        """Every entry into the tree; those within the scope into the bundle."""
        asked = (self._wanted.organisation, size, *self._wanted.asked)
        positions = self._folder / "positions"
        parts = EntryParts(self._folder, self._wanted.seals)
        with parts, positions.open("w", encoding="ascii") as within:
            done = 0
            async for row in self._connection.cursor(ENTRIES, *asked, prefetch=PAGE):
                levels.append(leaf_hash(row["entry"]))
                if row["within"]:
                    within.write(f"{row['position']}\n")
                    await parts.take(row)
                    self._telling.entry(row["stream"], row["entry"])
                done += 1
                if done % PAGE == 0:
                    progress(PART, done, size)
            progress(PART, done, size)
        self._parts += (parts.entries, parts.payloads, parts.openings)
        if self._wanted.scope.kind != "organisation":
            self._proofs(positions, size, levels)
        self._parts.append(parts.letters)
        return parts.counted

    def _proofs(self, positions: Path, size: int, levels: Levels) -> None:
        with self._part("inclusion.jsonl") as part, positions.open(encoding="ascii") as within:
            for line in within:
                position = int(line)
                path = () if levels.size < size else inclusion(position - 1, size, levels.subtree)
                part.line({"path": [one.hex() for one in path], "position": position})

    def _told(self) -> tuple[int, int]:
        """A line for each stream, then what histories have, by position; and how many of both."""
        streams = list(self._telling.streams(self._wanted.scope))
        with self._part("streams.jsonl") as part:
            for line in streams:
                part.line(line)
        told = 0
        with self._part("histories.jsonl") as part:
            for data in self._telling.lines():
                part.write(data + b"\n")
                told += 1
        return len(streams), told

    def every(self, taken: Taken) -> tuple[Part, ...]:
        """The parts in their order, the manifest that names the others first."""
        manifest = {
            "format": FORMAT,
            "version": VERSION,
            "organisation": self._wanted.organisation,
            "scope": self._wanted.scope.said,
            "size": taken.size,
            "counts": taken.counts,
            "left_out": taken.left_out,
            "histories": self._telling.said,
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
