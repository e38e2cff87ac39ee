"""V21 to V24: PostgreSQL's half beside Temporal's, one stream at a time."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import groupby

import asyncpg

from audit.canonical import NotCanonical
from audit.checks.log import where_of
from audit.entries import Entry, entry_of
from audit.histories import Histories
from audit.report import Sheet, Tally
from audit.runs import Half, Told
from domain.aggregates import State, aggregate_of
from domain.errors import Invalid, Unknown
from domain.model import SYSTEM
from store.canonical import read_instant
from store.codec import Folded, Unreadable, fold
from store.read import recorded_from

ROWS = """
    SELECT e.position, e.stream, e.version, e.hash, e.entry, p.payload, p.salt
    FROM tally.events AS e LEFT JOIN tally.payloads AS p USING (organisation, stream, version)
    WHERE organisation = $1 ORDER BY stream, e.version
"""
SURE = """
    SELECT coalesce(max(position), 0) FROM tally.events
    WHERE organisation = $1 AND body ->> 'recorded_at' COLLATE "C" < $2
"""
BY_ITSELF = "workflow"
"""The client that a workflow names for what it gives itself."""
LOST_WITHIN = timedelta(seconds=30)
"""How long after an entry was recorded the task that asked for it can fail or run out of time."""

CLOCKS = timedelta(seconds=5)
"""By how much those of Temporal and of a worker may differ."""

NEVER_GIVEN = (
    "no history has its command, and no task of its workflow failed and no run ended then: "
    "nobody gave it, or all stopped at once."
)
MAY_BE_LOST = "no history has its command. A task that failed or ended a run then can have lost it."
NOT_ALL = "no history that is here has its command."

Rows = Sequence[asyncpg.Record]


@dataclass
class HalvesCheck:
    """Takes all rows of each stream together; `histories` are asked for one stream's at a time."""

    sheet: Sheet
    organisation: str
    histories: Histories
    sure: int = 0
    """A position up to which nothing was recorded after the histories were read, whatever it says."""

    _streams: set[str] = field(default_factory=set)
    _later: int = 0
    _not_given: int = 0

    def stream(self, name: str, rows: Rows) -> None:
        self._streams.add(name)
        told = self.histories.told(self.organisation, name)
        self._recorded(name, rows, told)
        if not told.runs:
            self._without_history(name, rows, told)
            return
        self._in_histories(name, rows, told)
        self._given(name, rows, told)
        if self.histories.complete:
            self._open(name, rows, told)

    def close(self) -> None:
        for name in self.histories.streams(self.organisation):
            if name not in self._streams:
                self._recorded(name, (), self.histories.told(self.organisation, name))
        self._note()
        for why in self.histories.unusable.values():
            self.sheet["V21"].find("a history", why)

    def _note(self) -> None:
        tally = self.sheet["V22"]
        notes = [self.histories.why] if self.histories.why else []
        if self._later:
            notes.append(f"{self._later} entries were recorded as the histories were read.")
        if self._not_given:
            notes.append(f"Of {self._not_given} entries no history was given.")
        tally.note = " ".join(notes) or None
        if not self.histories.complete:
            self.sheet["V24"].note = "Only a running Temporal can tell which workflows are open."

    def _recorded(self, name: str, rows: Rows, told: Told) -> None:
        """V21: what Temporal's half holds, the record holds, and in the same words."""
        tally, by_version = self.sheet["V21"], {row["version"]: row for row in rows}
        for version, halves in sorted(told.recorded.items()):
            tally.counted += 1
            row = by_version.get(version)
            if row is None:
                tally.find(
                    f"{name} version {version}",
                    f"Temporal has {_told_of(halves[0])}; the record lacks it.",
                )
                continue
            for words in filter(None, (_otherwise(row, half) for half in halves)):
                tally.find(where_of(row), words)
        for one in told.answered:
            row = by_version.get(one.version)
            said = (one.position, one.hash)
            so = row and (row["position"], row["hash"].hex()) == said
            halves = told.recorded.get(one.version, [])
            if not so and said not in {(half.position, half.hash) for half in halves}:
                tally.find(
                    f"{name} version {one.version}",
                    f"The command {one.command_id} was acknowledged as recorded at position "
                    f"{one.position}, and there is nothing of it.",
                )

    def _without_history(self, name: str, rows: Rows, told: Told) -> None:
        if not self.histories.complete:
            self._not_given += len(rows)
            return
        due = [row for row in rows if not self._is_later(row, told)]
        self._later += len(rows) - len(due)
        self.sheet["V22"].counted += len(due)
        if due:
            self.sheet["V22"].find(
                name, f"Temporal has no history of it at all: {len(rows)} entries."
            )

    def _in_histories(self, name: str, rows: Rows, told: Told) -> None:
        """V22: what the record holds, Temporal's half holds."""
        tally = self.sheet["V22"]
        lacking = [row for row in rows if row["version"] not in told.recorded]
        due = [row["version"] for row in lacking if not self._is_later(row, told)]
        self._later += len(lacking) - len(due)
        tally.counted += len(rows) - len(lacking) + len(due)
        gone = f"; the history of run {', '.join(told.missing_runs)} is gone"
        for first, last in _stretches(due):
            these = f"version {first}" if first == last else f"versions {first} to {last}"
            words = "No history has it" if first == last else "No history has them"
            tally.find(f"{name} {these}", words + (gone if told.missing_runs else "") + ".")

    def _given(self, name: str, rows: Rows, told: Told) -> None:
        """V23: what was recorded was given to its workflow, or the workflow gave it itself."""
        tally, anew = self.sheet["V23"], 0
        for rows_of_command in _by_command(row for row in rows if row["version"] in told.recorded):
            row, entry = rows_of_command
            tally.counted += 1
            given = told.given.get(entry.command_id, ())
            if entry.command_sha256 in (one.sha256(self.organisation, name) for one in given):
                continue
            if given:
                tally.find(where_of(row), f"{_said(entry)}: given with other words than recorded.")
            elif _by_workflow(entry) and row["version"] in told.own:
                continue
            elif row["version"] in told.found or not any(run.began_anew for run in told.runs):
                self._never_given(tally, row, entry, told)
            else:
                anew += 1
        if anew:
            tally.notice(
                name,
                f"Its workflow was begun anew from the record, which held {anew} commands by then: "
                "no history says whether they were given.",
            )

    def _never_given(self, tally: Tally, row: asyncpg.Record, entry: Entry, told: Told) -> None:
        """A finding, unless its history may be one that is not here, or was lost by a fault."""
        where, said = where_of(row), _said(entry)
        if not self.histories.complete or told.missing_runs:
            tally.notice(where, f"{said}: {NOT_ALL}")
        elif _may_be_lost(entry, told):
            tally.notice(where, f"{said}: {MAY_BE_LOST}")
        else:
            tally.find(where, f"{said}: {NEVER_GIVEN}")

    def _open(self, name: str, rows: Rows, told: Told) -> None:
        """V24: a plan that is not over has a workflow that waits for what comes."""
        self.sheet["V24"].counted += 1
        if told.is_open or all(self._is_later(row, told) for row in rows[:1]):
            return
        if not _is_over(self.organisation, name, rows):
            last = max(told.runs, key=lambda run: run.last_at)
            self.sheet["V24"].find(name, f"Its workflow is not running: the last one {last.end}.")

    def _is_later(self, row: asyncpg.Record, told: Told) -> bool:
        """Whether it was recorded when these histories had been read, or were being."""
        if row["position"] <= self.sure:
            return False
        try:
            entry = entry_of(row["entry"])
        except NotCanonical:
            return False
        return self.histories.is_later(entry.recorded_at, self.histories.since(told))


def _may_be_lost(entry: Entry, told: Told) -> bool:
    try:
        recorded_at = read_instant(entry.recorded_at)
    except Invalid:
        return False
    earliest, latest = recorded_at - CLOCKS, recorded_at + LOST_WITHIN
    return any(since <= latest and earliest <= until for since, until in told.interrupted)


def _by_command(rows: Iterator[asyncpg.Record]) -> Iterator[tuple[asyncpg.Record, Entry]]:
    """The first entry of each command."""
    before = ""
    for row in rows:
        try:
            entry = entry_of(row["entry"])
        except NotCanonical:
            continue  # V01 has said so
        if entry.command_id != before:
            yield row, entry
        before = entry.command_id


def _told_of(half: Half) -> str:
    said = json.loads(half.entry)
    return f"{said['type']} by {said['actor']}, recorded at position {half.position}"


def _otherwise(row: asyncpg.Record, half: Half) -> str | None:
    """How a history has an entry otherwise than the record; None where they agree."""
    there = {
        "position": (row["position"], half.position),
        "hash": (row["hash"].hex(), half.hash),
        "entry": (row["entry"], half.entry.encode()),
        "payload": (row["payload"], half.payload.encode()),
        "salt": (row["salt"] and row["salt"].hex(), half.salt),
    }
    other = [name for name, (ours, theirs) in there.items() if ours != theirs]
    if not other:
        return None
    return f"Temporal has {_told_of(half)}: with another {' and another '.join(other)}."


def _said(entry: Entry) -> str:
    return f"{entry.type} by {entry.actor}"


def _by_workflow(entry: Entry) -> bool:
    return entry.actor == SYSTEM.person and entry.client == BY_ITSELF


def _stretches(versions: Sequence[int]) -> Iterator[tuple[int, int]]:
    """First and last of each run of numbers without a gap."""
    for _, numbered in groupby(enumerate(versions), lambda pair: pair[1] - pair[0]):
        stretch = [version for _, version in numbered]
        yield stretch[0], stretch[-1]


def _is_over(organisation: str, stream: str, rows: Rows) -> bool:
    """Whether the plan's workflow may end; one that cannot be folded is another check's finding."""
    try:
        aggregate = aggregate_of(stream)
        recorded = (recorded_from(row, organisation, stream) for row in rows)
        folded: Folded[State] = fold(aggregate, Folded(), recorded)
    except (Unknown, Unreadable, ValueError, AttributeError):
        return True
    return folded.state is not None and aggregate.due(folded.state).ended
