"""What-ifs: a plan's events with a branch that is nowhere recorded, and what each comes to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from domain import errors
from domain.errors import DomainError
from domain.model import SYSTEM, Actor, Command, Value
from domain.money import Money
from domain.policy import FIXED
from domain.practices import RULES, blockers
from domain.unit import attainment
from domain.unit import commands as c
from domain.unit import values as v
from domain.unit.decide import decide
from domain.unit.deciding.citing import amounts_sha256
from domain.unit.due import bottom_up_total
from domain.unit.plan import UnitState
from domain.unit.state import evolve
from domain.words import Identifier, Name

HUNDRED = Decimal(100)
FEW, MANY = Decimal(55), Decimal(75)
"""Percent of people at or above quota: fewer, and it is not attainable; more, and not aggressive."""

AHEAD = frozenset({"propose", "revise"})


class Supposed(Value):
    """A plan goal as it might become; the real one is a sponsor's."""

    target: Identifier = "revenue"
    amount: Money


class Scenario(Value):
    """A proposal, or a revision of what there is, on goals as they are or as supposed."""

    name: Name
    proposal: c.ProposeStretchTarget | None = None
    revision: c.RevisePlan | None = None
    goals: Annotated[tuple[Supposed, ...], Field(max_length=20)] = ()

    @property
    def command(self) -> c.ProposeStretchTarget | c.RevisePlan:
        """The one of the two that it is; raises Invalid unless it is just one."""
        one = self.proposal or self.revision
        if one is None or (self.proposal and self.revision):
            raise errors.Invalid("A scenario is a proposal or a revision.")
        return one

    @property
    def sha256(self) -> str:
        return amounts_sha256(self.command)


class SeatOutcome(Value):
    """A seat's portion there, beside the one that stands now; `percent` of it is foreseen."""

    seat: Identifier
    person: Identifier
    amount: Money
    now: Money | None
    percent: Decimal | None


class Found(Value):
    """A guardrail or practice that has something to say there; `blocks` under the plan's policy."""

    practice: str
    words: str
    blocks: bool


class Distribution(Value):
    """How many people are foreseen at or above quota, of those of whom anything is foreseen."""

    people: int
    reach: int
    percent: Decimal | None
    warning: str | None


class Outcome(Value):
    """What a branch comes to. `gap` is top-down minus bottom-up, where anything came from below."""

    version: int
    targets: tuple[v.TargetLine, ...]
    carried: Money
    gap: Money | None
    seats: tuple[SeatOutcome, ...]
    findings: tuple[Found, ...]
    distribution: Distribution


def branch(plan: UnitState, scenario: Scenario, at: datetime) -> UnitState:
    """The plan as it would be; raises the DomainError of what cannot be proposed so.

    Gates that a policy chooses do not stop a what-if: what they would say is found in it.
    """
    state = plan.model_copy(
        update={"policy": plan.policy.model_copy(update={"preset": "core", "overrides": ()})}
    )
    for goal in scenario.goals:
        command = c.SetGoal(target=goal.target, amount=goal.amount, standing="confirmed")
        if (known := plan.goal(goal.target)) is None or known.amount != goal.amount:
            state = _after(state, command, SYSTEM, at)
    leader = Actor(person=plan.leader)
    state = _after(state, _voiding(scenario.command, state, leader, at), leader, at)
    return state.model_copy(update={"policy": plan.policy})


def _after(state: UnitState, command: Command, by: Actor, at: datetime) -> UnitState:
    for event in decide(command, state, at=at, by=by):
        state = evolve(state, event, at=at, by=by, version=state.version + 1)
    return state


def _voiding(command: Command, state: UnitState, by: Actor, at: datetime) -> Command:
    """A what-if is asked for no signatures: it says as many as it would void."""
    try:
        decide(command, state, at=at, by=by)
    except errors.SignaturesWouldBeVoided as refused:
        return command.model_copy(update={"voids": len(refused.missing)})
    except DomainError:
        return command
    return command


def outcome(plan: UnitState, now: UnitState, at: datetime) -> Outcome:
    """What a plan comes to as it stands, or as its branch; `now` is the plan itself.

    Raises WrongStage where nothing is proposed yet.
    """
    current = plan.current
    if current is None:
        raise errors.WrongStage("Nothing has been proposed yet.")
    before = {one.seat: one.amount for one in now.current.portions} if now.current else {}
    offered = {one.seat: one.amount for one in plan.below}
    offered |= {one.seat: one.amount for one in plan.bottom_up}
    carried = sum((one.rolled_up for one in current.portions), Money.zero(plan.currency))
    seats = tuple(
        SeatOutcome(
            seat=seat.id,
            person=plan.owner(seat),
            amount=portion.amount,
            now=before.get(seat.id),
            percent=_foreseen(plan, seat.id, portion.amount, offered.get(seat.id)),
        )
        for seat in plan.seats
        if (portion := current.portion(seat.id)) is not None
    )
    return Outcome(
        version=current.number,
        targets=current.targets,
        carried=carried,
        gap=carried - bottom_up_total(plan) if offered else None,
        seats=seats,
        findings=_found(plan, at),
        distribution=_distribution(seats),
    )


def _foreseen(plan: UnitState, seat: str, portion: Money, offered: Money | None) -> Decimal | None:
    """What its owner offered, else what is covered, in percent of the portion; None of nothing."""
    if portion.amount <= 0:
        return None
    if offered is not None:
        return offered.share_of(portion)
    covered = attainment.coverage(plan, seat)
    known = covered is not None and (covered.run_rate + covered.planned + covered.accounts).amount
    return covered.percent if covered is not None and known else None


def _found(plan: UnitState, at: datetime) -> tuple[Found, ...]:
    blocking = {(one.practice, one.gap.words) for one in blockers(plan, at)}
    return tuple(
        Found(
            practice=rule.practice,
            words=gap.words,
            blocks=(rule.practice, gap.words) in blocking or rule.practice in FIXED,
        )
        for rule in RULES
        if AHEAD.intersection(rule.steps) and plan.policy.mode(rule.practice) != "off"
        for gap in rule.check(plan, at)
    )


def _distribution(seats: Sequence[SeatOutcome]) -> Distribution:
    known = {one.person: True for one in seats if one.percent is not None}
    for one in seats:
        if one.percent is not None and one.percent < HUNDRED:
            known[one.person] = False
    reach = sum(known.values())
    percent = (Decimal(reach) * HUNDRED / len(known)).quantize(Decimal("0.1")) if known else None
    return Distribution(people=len(known), reach=reach, percent=percent, warning=_warned(percent))


def _warned(percent: Decimal | None) -> str | None:
    if percent is None or FEW <= percent <= MANY:
        return None
    if percent < FEW:
        return f"below {FEW} %: attainable for too few"
    return f"above {MANY} %: not aggressive"
