"""Who held which office where, since when and until when, and by which event: an access review.

Offices are read off the very states that the one authorisation function reads, event by event.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from domain.aggregates import stream_of
from domain.authority.reads import DELEGATE
from domain.cycle.state import CycleState
from domain.model import Event, Value
from domain.unit import events as u
from domain.unit.authority import NOT_FOR
from domain.unit.evolving.promising import end_of
from domain.unit.plan import UnitState
from domain.words import Instant
from projections import offices, populated
from projections.gone_over import Step, gone_over
from projections.streams import Streams
from projections.write import Row
from store.codec import Decoded
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
    every = (stream_of("cycle", cycle), *plans)
    found = await gone_over(streams, organisation, every, given)
    held = [one for stream in found for one in stream.until(until)]
    return tuple(sorted(held, key=lambda one: (one.since.position, one.unit or "", one.person)))


@dataclass(frozen=True)
class Given:
    """Every office that a stream's events gave: those that ended, or end by themselves, and the others."""

    ended: tuple[Held, ...]
    open: Mapping[_Office, Held]

    def until(self, position: int) -> Iterator[Held]:
        """As it was known then."""
        for one in (*self.ended, *self.open.values()):
            if one.since.position <= position:
                later = one.until is not None and one.until.position > position
                yield one.model_copy(update={"until": None}) if later else one


def given(before: Given | None, steps: Iterable[Step]) -> Given:
    """What these events gave and took, after what those before them did."""
    ended = list(before.ended) if before else []
    open_ = dict(before.open) if before else {}
    for one in steps:
        by, now = _by(one.recorded, one.read), _offices(one.state)
        for gone in [known for known in open_ if known not in now]:
            ended.append(open_.pop(gone).model_copy(update={"until": by}))
        for new in now:
            if new not in open_:
                open_[new] = _held(new, one.state, by)
        ended += _instead(one.event, by, one.state)
    return Given(tuple(ended), open_)


def _held(office: _Office, state: CycleState | UnitState, since: By) -> Held:
    unit = state.unit if isinstance(state, UnitState) else None
    return Held(person=office.person, office=office.office, unit=unit, since=since)


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
