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
from domain.money import Money, total
from domain.people import Seat
from domain.policy import ReachPolicy
from domain.practices import RULES, blockers
from domain.unit import attainment
from domain.unit import commands as c
from domain.unit import values as v
from domain.unit.decide import decide
from domain.unit.deciding.citing import amounts_sha256
from domain.unit.plan import UnitState, Version
from domain.unit.reconciling import from_below, offered_by_seat
from domain.unit.state import evolve
from domain.words import Identifier, Name

HUNDRED = Decimal(100)
PROPOSING = frozenset({"propose", "revise"})


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
    """What a branch comes to. `gap` is the stretch target minus what came from below, if anything."""

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
    seats = _seats(plan, current, now.current)
    return Outcome(
        version=current.number,
        targets=current.targets,
        carried=total((one.rolled_up for one in current.portions), plan.currency),
        gap=_gap(plan, current),
        seats=seats,
        findings=_found(plan, at),
        distribution=_distribution(seats, plan.policy.of_reach),
    )


def _gap(plan: UnitState, current: Version) -> Money | None:
    gaps = [
        gap
        for line in current.targets
        if (gap := from_below(plan, _of_target(plan, line.target), line).gap) is not None
    ]
    return total(gaps, plan.currency) if gaps else None


def _of_target(plan: UnitState, target: str) -> tuple[Seat, ...]:
    return tuple(seat for seat in plan.seats if seat.target == target)


def _seats(plan: UnitState, current: Version, now: Version | None) -> tuple[SeatOutcome, ...]:
    before = {one.seat: one.amount for one in now.portions} if now else {}
    offered = offered_by_seat(plan)
    return tuple(
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
            blocks=(rule.practice, gap.words) in blocking,
        )
        for rule in RULES
        if PROPOSING.intersection(rule.steps) and plan.policy.mode(rule.practice) != "off"
        for gap in rule.check(plan, at)
    )


def _distribution(seats: Sequence[SeatOutcome], reach: ReachPolicy) -> Distribution:
    known = {one.person: True for one in seats if one.percent is not None}
    for one in seats:
        if one.percent is not None and one.percent < HUNDRED:
            known[one.person] = False
    there = sum(known.values())
    percent = (Decimal(there) * HUNDRED / len(known)).quantize(Decimal("0.1")) if known else None
    return Distribution(
        people=len(known), reach=there, percent=percent, warning=_warned(percent, reach)
    )


def _warned(percent: Decimal | None, reach: ReachPolicy) -> str | None:
    if percent is None or reach.least <= percent <= reach.most:
        return None
    if percent < reach.least:
        return f"below {reach.least} %: attainable for too few"
    return f"above {reach.most} %: not aggressive"
