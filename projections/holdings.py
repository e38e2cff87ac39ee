"""Everything that a person holds in a plan, for the day they leave or are away."""

from __future__ import annotations

from collections.abc import Sequence

from domain.model import Value
from domain.money import Money
from domain.unit.authority import offices
from domain.unit.lookback.values import Item as WhyNot
from domain.unit.plan import Claim, Commitment, Item, Joining, Signature, Support, UnitState
from domain.unit.readiness.values import Line
from domain.unit.reviewing.agreed import awaited
from domain.unit.reviewing.values import Agreed
from domain.unit.values import Factor
from domain.words import Instant
from projections.waiting import Wait, in_unit


class Held(Value):
    """A seat, with its portion as proposed and its quota in force, in its own currency."""

    seat: str
    title: str
    target: str
    vacant: bool
    portion: Money | None
    quota: Money | None


class Waiting(Value):
    kind: str
    subject: str
    words: str
    due_at: Instant | None


class Holdings(Value):
    """What one person holds in one unit's plan; `promises` bind the office they have there."""

    cycle: str
    unit: str
    person: str
    offices: tuple[str, ...]
    seats: tuple[Held, ...]
    promises: tuple[Commitment, ...]
    promised_to_them: tuple[Commitment, ...]
    support: tuple[Support, ...]
    factors: tuple[Factor, ...]
    items: tuple[Item, ...]
    claims: tuple[Claim, ...]
    signatures: tuple[Signature, ...]
    joining: tuple[Joining, ...]
    reviews_due: tuple[str, ...]
    plan_lines: tuple[Line, ...]
    why_nots: tuple[WhyNot, ...]
    agreed: tuple[Agreed, ...]
    waiting: tuple[Waiting, ...]

    @property
    def nothing(self) -> bool:
        """Whether the person has no part in this plan."""
        written = self.plan_lines or self.why_nots or self.agreed
        return not (self.offices or self.seats or self.waiting or self.factors or written)


def of(state: UnitState, person: str) -> Holdings:
    """What `person` holds in this unit."""
    leads = state.leader == person
    waits = tuple(wait for wait in in_unit(state) if wait.person == person)
    return Holdings(
        cycle=state.cycle,
        unit=state.unit,
        person=person,
        offices=offices(state, person),
        seats=_seats(state, person),
        promises=tuple(one for one in state.commitments if leads and one.standing == "open"),
        promised_to_them=tuple(one for one in state.commitments if one.line.asked_by == person),
        support=tuple(one for one in state.support if leads or one.promised.person == person),
        factors=tuple(one for one in state.factors if one.owner == person),
        items=tuple(one for one in state.items if one.person == person),
        plan_lines=tuple(one for one in state.readiness.live if one.line.owner == person),
        why_nots=_why_nots(state, person),
        agreed=tuple(one for one in awaited(state) if one.action.owner == person),
        claims=tuple(one for one in state.claims if one.claimant.person == person),
        signatures=tuple(one for one in state.signatures if one.person == person),
        joining=tuple(one for one in state.joining if one.person == person),
        reviews_due=tuple(wait.subject for wait in waits if wait.kind == "review"),
        waiting=tuple(map(_waiting, waits)),
    )


def _waiting(one: Wait) -> Waiting:
    return Waiting(kind=one.kind, subject=one.subject, words=one.words, due_at=one.due_at)


def _why_nots(state: UnitState, person: str) -> tuple[WhyNot, ...]:
    """The plans to 100 % that are theirs and not there yet."""
    found = state.look_back.open_items if state.look_back is not None else ()
    return tuple(one for one in found if one.plan is not None and one.plan.owner == person)


def across(states: Sequence[UnitState], person: str) -> tuple[Holdings, ...]:
    """What a person holds in several units; units in which they hold nothing are left out."""
    found = (of(state, person) for state in states)
    return tuple(one for one in found if not one.nothing)


def _seats(state: UnitState, person: str) -> tuple[Held, ...]:
    current, running = state.current, state.running
    rows = []
    for seat in state.seats_of(person):
        portion = current.portion(seat.id) if current else None
        quota = running.portion(seat.id) if running else None
        rows.append(
            Held(
                seat=seat.id,
                title=seat.title,
                target=seat.target,
                vacant=seat.owner is None,
                portion=portion.amount if portion else None,
                quota=quota.amount if quota else None,
            )
        )
    return tuple(rows)
