"""The summary of a cycle from its folded events: the half that the read models must equal."""

from __future__ import annotations

from collections.abc import Iterable

from domain.cycle.state import CycleState
from domain.money import Money, total
from domain.practices.s0_02 import took_part
from domain.unit import attainment
from domain.unit.plan import UnitState
from domain.unit.reconciling import from_below
from projections import summary
from projections.summary import Facts, Quota, Summary, TargetLine, UnitLine
from projections.targets import street_quota
from projections.units import rounds, signatures


def summarised(cycle: CycleState, units: Iterable[UnitState]) -> Summary:
    """The summary of a cycle and of these of its units, as their events say."""
    plans = tuple(units)
    top = next((plan for plan in plans if plan.parent is None), None)
    return summary.of(
        Facts(
            cycle=cycle.cycle,
            name=cycle.name,
            stage=cycle.stage,
            currency=cycle.currency,
            rehearsal=cycle.rehearsal,
            plan_rates=tuple((rate.currency, rate.rate) for rate in cycle.rates),
            market_rates=tuple((rate.currency, rate.rate) for rate in cycle.market_rates),
            plan_goals=tuple((goal.target, goal.amount) for goal in cycle.goals),
            units=tuple(_unit(plan) for plan in plans),
            top_quotas=_quotas(top) if top else (),
            findings=tuple(one.practice for plan in plans for one in plan.findings),
        )
    )


def _unit(plan: UnitState) -> UnitLine:
    running = plan.running
    return UnitLine(
        unit=plan.unit,
        name=plan.name,
        parent=plan.parent,
        leader=plan.leader,
        status=plan.status,
        currency=plan.currency,
        targets=tuple(_target(plan, target) for target in _targets(plan)),
        committed=_promised(plan),
        rounds=rounds(plan),
        members=len(plan.members),
        took_part=len([one for one in plan.members if took_part(plan, one)]),
        **signatures(plan)._asdict(),
        items=len([one for one in plan.items if one.stage in {"open", "answered"}]),
        real_issues=len([one for one in plan.items if one.outcome == "real_issue"]),
        breached=len([one for one in plan.commitments if one.standing == "breached"]),
        in_force_since=running.since if running else None,
        jointly_owned_since=running.jointly_since if running else None,
        missing=tuple(one.person for one in running.missing) if running else (),
    )


def _targets(plan: UnitState) -> tuple[str, ...]:
    seats = {seat.target for seat in plan.seats}
    return tuple(sorted(seats | {goal.target for goal in plan.goals}))


def _target(plan: UnitState, target: str) -> TargetLine:
    seats = tuple(seat for seat in plan.seats if seat.target == target)
    goal = plan.goal(target)
    line = plan.current.target(target) if plan.current else None
    running = plan.running.targets if plan.running else ()
    in_force = next((one.stretch for one in running if one.target == target), None)
    below = from_below(plan, seats, line)
    return TargetLine(
        target=target,
        plan_goal=goal.amount if goal else None,
        add_on=line.add_on if line else None,
        stretch=line.stretch if line else None,
        in_force=in_force,
        actual=attainment.rolled_up_actual(plan, target),
        street_quota=street_quota(plan, seats),
        bottom_up=below.offered,
        gap=below.gap,
    )


def _promised(plan: UnitState) -> Money:
    standing = (one for one in plan.commitments if one.standing != "substituted")
    amounts = (one.line.amount for one in standing if one.line.amount is not None)
    return total((plan.rolled_up(amount) for amount in amounts), plan.currency)


def _quotas(top: UnitState) -> tuple[Quota, ...]:
    if top.running is None:
        return ()
    targets = {seat.id: seat.target for seat in top.seats}
    return tuple(
        Quota(target=targets[one.seat], amount=one.amount)
        for one in top.running.portions
        if one.seat in targets
    )
