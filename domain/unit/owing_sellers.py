"""What a unit's plan owes the plans of its sellers: opening, their goal, who leads them and holds offices, the end."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from domain.due import Owed
from domain.model import Command
from domain.people import Deadline
from domain.seller import commands as s
from domain.seller.values import SeatGoal
from domain.unit.plan import OVER, SellerPlan, UnitState, Version

REVIEW_DAYS = 10
"""Days after a month's end by which its seller review is held."""


def owed_to_sellers(state: UnitState) -> tuple[Owed, ...]:
    return tuple(owed for plan in state.seller_plans for owed in _owed(state, plan))


def _owed(state: UnitState, plan: SellerPlan) -> Iterator[Owed]:
    def to(command: Command, cause: int, key: str = "") -> Owed:
        return Owed(cause=cause, aggregate="seller", to=plan.person, command=command, key=key)

    if state.stage in OVER:
        if state.ended is not None:
            yield to(s.CloseSellerPlan.model_validate({"ended_as": state.stage}), state.ended)
        return
    if (opening := _opening(state, plan)) is not None:
        yield to(opening, plan.begun)
    if (current := state.current) is not None:
        goals = _goals(state, current, plan.person)
        key = ".".join(f"{one.seat}.{one.amount.amount:f}" for one in goals)
        yield to(s.SetSellerGoal(goals=goals), max(current.stated, plan.seated), key)
    if state.led_since > plan.begun:
        above = state.roles.leader_above
        manager = s.ChangeSellerManager(manager=state.leader, leader_above=above)
        yield to(manager, state.led_since, "manager")
    if state.roles_since > plan.begun:
        yield to(s.ChangeSellerRoles(roles=state.roles), state.roles_since, "roles")


def _opening(state: UnitState, plan: SellerPlan) -> s.OpenSellerPlan | None:
    person = state.person(plan.person)
    seats = state.seats_of(plan.person)
    if person is None:
        return None
    starts_on, ends_on = state.fiscal_year
    return s.OpenSellerPlan(
        cycle=state.cycle,
        unit=state.unit,
        seller=person,
        manager=state.leader,
        leader_above=state.roles.leader_above,
        role=next((seat.role for seat in seats if seat.role is not None), None),
        currency=seats[0].currency if seats else state.currency,
        roles=state.roles,
        policy=state.policy,
        starts_on=starts_on,
        ends_on=ends_on,
        reviews=_reviews(state, starts_on, ends_on),
        zone=state.zone,
        rehearsal=state.rehearsal,
    )


def _goals(state: UnitState, current: Version, person: str) -> tuple[SeatGoal, ...]:
    """What is asked of each of a person's seats in the version that is agreed or runs."""
    known = {one.seat: one.run_rate for one in current.outlook}
    found = ((seat.id, current.portion(seat.id)) for seat in state.seats_of(person))
    return tuple(
        SeatGoal(seat=seat, amount=portion.amount, run_rate=known.get(seat))
        for seat, portion in found
        if portion is not None
    )


def _reviews(state: UnitState, first: date, last: date) -> tuple[Deadline, ...]:
    if state.policy.of_sellers.reviews == "quarterly":
        return tuple(
            Deadline(kind="review", due_at=one.due_at, key=one.key.lower())
            for one in state.deadlines
            if one.kind == "review"
        )
    return tuple(_monthly(first, last))


def _monthly(day: date, last: date) -> Iterator[Deadline]:
    while day <= last:
        end = day.replace(day=monthrange(day.year, day.month)[1])
        due = datetime.combine(end + timedelta(days=REVIEW_DAYS), time(), UTC)
        yield Deadline(kind="review", due_at=due, key=f"{day:%Y-%m}")
        day = end + timedelta(days=1)
