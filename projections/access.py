"""Who held which office where, since when and until when, and by which event: an access review.

Offices are read off the very states that the one authorisation function reads, event by event.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from domain.aggregates import aggregate_of, stream_of
from domain.authority.reads import DELEGATE
from domain.cycle.state import CycleState
from domain.model import Event, Value
from domain.unit import events as u
from domain.unit.authority import NOT_FOR
from domain.unit.evolving.promising import end_of
from domain.unit.plan import UnitState
from domain.words import Instant
from projections import offices, populated
from projections.streams import Streams
from projections.write import Row
from store.codec import Decoded, decode
from store.entry import entry_of
from store.model import Recorded

BY: Final = (
    "proposed_by", "agreed_by", "decided_by", "announced_by", "opened_by", "confirmed_by",
    "delegator",
)  # fmt: skip
"""Fields that name who wanted a change of offices, or agreed to it."""

ACTS_FOR = "acts for"
COVERS = "covers for"


class By(Value):
    """The event that gave or took an office; `people` are who gave it, by its own words and entry."""

    position: int
    at: Instant
    type: str
    people: tuple[str, ...]


class Held(Value):
    """An office of a person: in a unit's plan, or with no unit in the cycle as a whole.

    Whoever acts `instead_of` another does so from `starts_at` to `ends_at`, by themselves.
    """

    person: str
    office: str
    unit: str | None
    since: By
    until: By | None = None
    starts_at: Instant | None = None
    ends_at: Instant | None = None
    instead_of: str | None = None

    def at(self, position: int, moment: Instant) -> bool:
        """Whether it was held once that position was recorded, and at that moment."""
        begun = self.since.position <= position and (self.starts_at or moment) <= moment
        over = self.until is not None and self.until.position <= position
        ended = self.ends_at is not None and self.ends_at <= moment
        return begun and not over and not ended


class Conflict(Value):
    """Offices of one person between which the rules keep duties apart; to be looked at."""

    person: str
    unit: str | None
    offices: tuple[str, ...]
    words: str


@dataclass(frozen=True)
class _Office:
    person: str
    office: str


async def of_cycle(streams: Streams, organisation: str, cycle: str, until: int) -> tuple[Held, ...]:
    """Every office that anybody held in the cycle up to a position, as they were given."""
    plans = await populated.plans(streams.reader, organisation, cycle, until)
    held: list[Held] = []
    own = stream_of("cycle", cycle)
    async for _, every in streams.each_recorded(organisation, (own, *plans)):
        held += of_stream(one for one in every if one.position <= until)
    return tuple(sorted(held, key=lambda one: (one.since.position, one.unit or "", one.person)))


def of_stream(recorded: Iterable[Recorded]) -> Iterator[Held]:
    """Every office that a stream's events gave, in the order in which they were given."""
    state: CycleState | UnitState | None = None
    open_: dict[_Office, By] = {}
    for one in recorded:
        aggregate = aggregate_of(one.stream)
        read = decode(aggregate, one)
        state = aggregate.evolve(state, read.event, at=read.at, by=read.by, version=read.version)
        assert state is not None
        by, now = _by(one, read), _offices(state)
        for gone in [known for known in open_ if known not in now]:
            yield _held(gone, state, open_.pop(gone), by)
        for new in now:
            open_.setdefault(new, by)
        yield from _instead(read.event, by, state)
    for kept, since in open_.items():
        assert state is not None
        yield _held(kept, state, since, None)


def _held(office: _Office, state: CycleState | UnitState, since: By, until: By | None) -> Held:
    unit = state.unit if isinstance(state, UnitState) else None
    return Held(person=office.person, office=office.office, unit=unit, since=since, until=until)


def _offices(state: CycleState | UnitState) -> dict[_Office, None]:
    rows: Mapping[str, Row]
    rows = offices.of_unit(state) if isinstance(state, UnitState) else offices.of_cycle(state)
    return {
        _Office(person, str(office)): None
        for person, row in rows.items()
        for office in _names(row)
        if office != DELEGATE
    }


def _names(row: Row) -> Sequence[object]:
    named = row["offices"]
    return named if isinstance(named, list) else ()


def _instead(event: Event, by: By, state: CycleState | UnitState) -> Iterator[Held]:
    """Somebody who acts for another until an instant, by delegation or cover."""
    if not isinstance(state, UnitState):
        return
    match event:
        case u.DutyDelegated(delegator=whom, delegate=who, starts_at=starts_at, ends_at=ends_at):
            office = ACTS_FOR
        case u.AbsenceCovered(person=whom, cover=who, until=day):
            office, starts_at, ends_at = COVERS, by.at, end_of(day)
        case _:
            return
    yield Held(
        person=who,
        office=office,
        unit=state.unit,
        since=by,
        starts_at=starts_at,
        ends_at=ends_at,
        instead_of=whom,
    )


def _by(recorded: Recorded, read: Decoded) -> By:
    event, entry = read.event, entry_of(recorded)
    said = (getattr(event, field, None) for field in BY)
    people = (one for found in said for one in (found if isinstance(found, tuple) else (found,)))
    named = (*people, entry.actor, entry.on_behalf_of)
    return By(
        position=recorded.position,
        at=read.at,
        type=entry.type,
        people=tuple(dict.fromkeys(str(one) for one in named if one)),
    )


def conflicts(held: Sequence[Held]) -> tuple[Conflict, ...]:
    """Whoever holds, at one moment, offices on both sides of a decision."""
    return (*_both_sides(held), *_auditing_besides(held))


def _both_sides(held: Sequence[Held]) -> Iterator[Conflict]:
    places: dict[tuple[str, str], set[str]] = {}
    for one in held:
        if one.unit is not None and one.instead_of is None:
            places.setdefault((one.person, one.unit), set()).add(one.office)
    for (person, unit), mine in sorted(places.items()):
        for office in sorted(mine):
            for other in sorted(mine & set(NOT_FOR.get(office, ()))):
                if office < other or office not in NOT_FOR.get(other, ()):
                    yield Conflict(
                        person=person,
                        unit=unit,
                        offices=(office, other),
                        words=f"{office} and {other} of one unit: look whether both sides of one "
                        "decision were theirs.",
                    )


def _auditing_besides(held: Sequence[Held]) -> Iterator[Conflict]:
    every: dict[str, set[str]] = {}
    for one in held:
        every.setdefault(one.person, set()).add(one.office)
    for person, mine in sorted(every.items()):
        if "auditor" in mine and (others := sorted(mine - {"auditor"})):
            yield Conflict(
                person=person,
                unit=None,
                offices=("auditor", *others),
                words="An auditor is nothing else, and nobody acts through one.",
            )
