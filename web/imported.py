"""What every imported file was said to add up to, and what it adds up to on the record today."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TypeVar

import store.read
from domain.aggregates import CYCLE, UNIT, aggregate_of
from domain.cycle import events as c
from domain.cycle.state import CycleState
from domain.model import Event, Value
from domain.money import Money
from domain.unit import events as u
from domain.unit.measuring.events import GoalActualsRecorded
from domain.words import Instant
from files.amounts import control_total
from store.codec import decode
from store.entry import entry_of
from store.model import Recorded
from store.pool import Pool

E = TypeVar("E", bound=Event)
OF_CYCLE = (c.FileImported, c.UnitDefined, c.PlanGoalConfirmed)
OF_FILES = (u.ActualsRecorded, u.CorrectionProposed, GoalActualsRecorded)
OfFile = u.ActualsRecorded | u.CorrectionProposed | GoalActualsRecorded


class Followed(Value):
    """How many events of a type came of the file."""

    type: str
    events: int


class FileIn(Value):
    """A file that came in, with three totals: `ties_out` is whether those that there are agree.

    `known` of its rows said what was recorded already: the totals are of the others. `entered` is what its importer said that it would add up to, `computed` what it did when it was
    read, `recorded` what came of it adds up to on the record, at plan rates, but for roll-ups. What
    holds no amounts ties out by its rows; without `sha256` it came by the API, and was no file.
    """

    file: str
    sha256: str | None
    kind: str
    rows: int
    known: int
    entered: Money | None
    computed: Money | None
    recorded: Money | None
    ties_out: bool
    by: str
    on_behalf_of: str | None
    at: Instant
    position: int
    hash: str
    followed: tuple[Followed, ...]


class _Read(Value):
    position: int
    command: str
    event: Event


async def of_cycle(
    reader: Pool, organisation: str, state: CycleState, until: int
) -> tuple[FileIn, ...]:
    """Every file of the cycle up to a position, in the order in which they came."""
    types = [one.__name__ for one in (*OF_CYCLE, *OF_FILES)]
    every = await store.read.of_types(reader, organisation, state.cycle, types, until)
    own = [one for one in every if aggregate_of(one.stream) is CYCLE]
    plans = (decode(UNIT, one).event for one in every if aggregate_of(one.stream) is UNIT)
    return tuple(_files(state, own, [one for one in plans if isinstance(one, OF_FILES)]))


def _files(state: CycleState, own: Sequence[Recorded], said: Sequence[OfFile]) -> Iterator[FileIn]:
    read = [
        _Read.model_construct(
            position=one.position,
            command=entry_of(one).command_id,
            event=decode(aggregate_of(one.stream), one).event,
        )
        for one in own
    ]
    for recorded, one in zip(own, read, strict=True):
        if isinstance(one.event, c.FileImported):
            yield _file(state, recorded, one, read, said)


def _file(
    state: CycleState,
    recorded: Recorded,
    one: _Read,
    read: Sequence[_Read],
    said: Sequence[OfFile],
) -> FileIn:
    event, entry = one.event, entry_of(recorded)
    assert isinstance(event, c.FileImported)
    units = _of(c.UnitDefined, (other for other in read if other.command == one.command))
    facts = _last_proposed(
        [one for one in said if one.source and one.source.sha256 == event.source.sha256]
    )
    goals = _of(c.PlanGoalConfirmed, (other for other in read if other.position < one.position))
    goal = goals[-1:] if event.kind == "plan-goal" else []
    amounts = [*_last_year(units), *_sold(state, facts), *(found.amount for found in goal)]
    total = _sum(state, amounts)
    totals = [found for found in (event.entered_total, event.control_total) if found is not None]
    counted = Counter(found.type for found in (*units, *facts, *goal))
    return FileIn(
        file=event.source.name,
        sha256=event.source.sha256,
        kind=event.kind,
        rows=event.rows,
        known=event.known,
        entered=event.entered_total,
        computed=event.control_total,
        recorded=total,
        ties_out=all(found == total for found in totals),
        by=entry.actor,
        on_behalf_of=entry.on_behalf_of,
        at=entry.occurred_at,
        position=recorded.position,
        hash=recorded.hash,
        followed=tuple(Followed(type=kind, events=n) for kind, n in counted.items()),
    )


def _last_proposed(facts: Sequence[OfFile]) -> list[OfFile]:
    """What was proposed again after it was withdrawn or refused came of the file once."""
    ids = [one.correction for one in facts if isinstance(one, u.CorrectionProposed)]
    return [
        one
        for one in facts
        if not isinstance(one, u.CorrectionProposed) or one.correction == ids[-1]
    ]


def _of(kind: type[E], read: Iterator[_Read]) -> list[E]:
    return [one.event for one in read if isinstance(one.event, kind)]


def _last_year(units: Sequence[c.UnitDefined]) -> Iterator[Money]:
    """Of seats that sell: what a seat that leads brought is theirs, rolled up."""
    for unit in units:
        for seat in unit.seats:
            if seat.leads is None and seat.last_year is not None:
                yield seat.last_year


def _sold(state: CycleState, facts: Sequence[OfFile]) -> Iterator[Money]:
    """What it comes to of seats that sell: booked, or by how much that was to be corrected."""
    leading = {
        seat.id for unit in state.units for seat in unit.draft.seats if seat.leads is not None
    }
    for fact in facts:
        if isinstance(fact, u.ActualsRecorded):
            yield from (line.amount for line in fact.lines if line.seat not in leading)
        elif isinstance(fact, u.CorrectionProposed):
            yield from (line.delta for line in fact.lines if line.seat not in leading)


def _sum(state: CycleState, amounts: Sequence[Money]) -> Money | None:
    rates = {one.currency: one.rate for one in state.rates}
    return control_total(amounts, state.currency, rates) if amounts else None
