"""What a command names or says of another plan, looked at where it comes in: its own plan cannot know it.

It is the door's check, of what is recorded as the command comes in; the plan's own rules follow.
What plans and the clock give one another does not pass here.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import singledispatch

from domain.errors import Invalid, Unknown
from domain.model import Command
from domain.money import Money
from domain.seller import commands as s
from domain.seller.plan import SellerState
from domain.unit import attainment
from domain.unit import commands as u
from domain.unit.plan import UnitState
from domain.unit.values import Attainment
from projections import named, offices
from web.doors import Doors


@dataclass(frozen=True)
class Where:
    """The plan that a command is for, and what the record is read through."""

    doors: Doors
    organisation: str
    cycle: str
    stream: str


@singledispatch
async def referred(command: Command, _where: Where) -> Command:
    """The command with what the record knows filled in; raises Unknown or Invalid for what it denies."""
    return command


@referred.register
async def _goal(command: u.SetStrategicGoal, where: Where) -> Command:
    if command.intent is None:
        return command
    cycle = await where.doors.streams.cycle(where.organisation, where.cycle)
    _require_stated(
        f"intent {command.intent}", command.intent, [one.intent for one in cycle.intents]
    )
    if command.deliverable is not None:
        ours = (one for one in cycle.deliverables if one.intent == command.intent)
        what = f"deliverable {command.deliverable} of {command.intent}"
        _require_stated(what, command.deliverable, [one.deliverable for one in ours])
    return command


def _require_stated(what: str, named: str, known: Collection[str]) -> None:
    if named not in known:
        there = f"name one of {', '.join(known)}" if known else "have it stated first"
        raise Unknown(
            f"No {what} is stated in this cycle: {there}, or leave it out.",
            practice="S2-05",
        )


@referred.register
async def _won(command: s.RecordAccountWon, where: Where) -> Command:
    if await _nobody(where, (command.farmer,)):
        raise Unknown(
            f"Who is to take {command.account} over, {command.farmer}, is nobody in this cycle: "
            "name somebody of its units.",
            practice="S3-23",
        )
    return command


@referred.register
async def _presented(command: s.PresentSellerPlan, where: Where) -> Command:
    if nobody := await _nobody(where, command.attendees):
        raise Unknown(
            "Peers and management of this cycle attend a presentation: name who is there.",
            practice="S3-25",
            missing=tuple(f"{one} is nobody in this cycle" for one in nobody),
        )
    return command


async def _nobody(where: Where, people: Collection[str]) -> tuple[str, ...]:
    """Whoever of these has no part in the cycle, and never had one."""
    asked = (where.doors.reader, where.organisation, where.cycle)
    left = frozenset(people) - await offices.holding(*asked, people)
    if left:
        left -= await named.ever(*asked)
    return tuple(one for one in dict.fromkeys(people) if one in left)


@referred.register
async def _reviewed(command: s.HoldSellerReview, where: Where) -> Command:
    """With the result that is on record; once it is held with the one that it was held with.

    So the same request again is the same command, whatever was corrected in between.
    """
    plan = (await where.doors.streams.folded(where.organisation, where.stream)).state
    review = plan.review(command.period) if isinstance(plan, SellerState) else None
    if not isinstance(plan, SellerState) or review is None:
        return command
    held = review.held
    if held:
        found = held.attainment
    else:
        unit = await where.doors.streams.unit(where.organisation, where.cycle, plan.unit)
        found = on_record(unit, plan, command.period)
    if found is None:
        return command
    if command.attainment is None or _agree(command.attainment, found):
        return command.model_copy(update={"attainment": found})
    if held:
        return command
    raise Invalid(
        f"The result of {command.period} is on record: {_told(found)}. "
        "Leave it out, or have the facts corrected first.",
        practice="S4-08",
    )


def on_record(unit: UnitState, plan: SellerState, review: str) -> Attainment | None:
    """What the person brought in over what a review is of, against their quota; None before facts."""
    period = _period(unit, review)
    return attainment.of_own(unit, plan.seller.id, (period,)) if period else None


def _period(unit: UnitState, review: str) -> str | None:
    """The period with facts that a review is of: by its label, or the month that it lies in."""
    recorded = {one.period for one in unit.actuals}
    return next(
        (
            one.label
            for one in unit.periods
            if one.label in recorded
            and (
                review == one.label.lower()
                or review == f"{one.starts_on:%Y-%m}" == f"{one.ends_on:%Y-%m}"
            )
        ),
        None,
    )


def _agree(said: Attainment, found: Attainment) -> bool:
    """Whether both are the same, rounding apart; a percent that is left out contradicts nothing."""
    if not (_near(said.quota, found.quota) and _near(said.actual, found.actual)):
        return False
    if said.percent is None or found.percent is None:
        return said.percent is None
    return abs(said.percent - found.percent) < 1


def _near(said: Money, found: Money) -> bool:
    return said.currency == found.currency and abs(said.amount - found.amount) < 1


def _told(found: Attainment) -> str:
    percent = "" if found.percent is None else f", {found.percent} %"
    return f"{found.actual} of {found.quota}{percent}"
