"""S1-13 and S1-14: a number that is on track hides no goal, and a reminder closes none.

Both look at the quarter whose facts came last: a goal is red where a step due by its end is not
done, or where its own facts say that it is due and short, or that nothing came of the steps due.
Its plan has changed where a step was added since then.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from domain.money import plain_text, total
from domain.people import FiscalPeriod
from domain.practices.rule import Gap, Rule
from domain.unit.plan import StrategicGoal, UnitState

ON_TRACK = Decimal(100)


def _quarter(plan: UnitState) -> FiscalPeriod | None:
    """The last period whose facts are recorded."""
    recorded = {one.period for one in plan.actuals}
    return next((one for one in reversed(plan.periods) if one.label in recorded), None)


def _red(plan: UnitState, period: FiscalPeriod) -> Iterator[tuple[StrategicGoal, str]]:
    for goal in plan.live_goals:
        late, came = goal.overdue(period.ends_on), _came(goal, period)
        if late and not goal.reached:
            due = _due(goal, period)
            done = f"{due - len(late)} of {due} steps due by {period.label} are done"
            yield goal, f"{done}; {came}" if came else done
        elif not late and _short(goal, period):
            yield goal, f"{came} by {period.label}, and every step due is done"


def _due(goal: StrategicGoal, period: FiscalPeriod) -> int:
    return sum(one.step.due_on <= period.ends_on for one in goal.steps)


def _short(goal: StrategicGoal, period: FiscalPeriod) -> bool:
    """Whether facts say that a goal is due and not there, or that its steps moved nothing."""
    fact = goal.fact(period.label)
    if fact is None or goal.reached_by(fact.value):
        return False
    moved = goal.attained(fact.value) > 0
    return goal.set.due_on <= period.ends_on or (_due(goal, period) > 0 and not moved)


def _came(goal: StrategicGoal, period: FiscalPeriod) -> str:
    """`0 of 4 accounts`, where facts say so; else nothing."""
    fact = goal.fact(period.label)
    if fact is None:
        return ""
    value, target = plain_text(fact.value), plain_text(goal.set.target)
    return f"{value} of {target} {fact.measured_in}"


def _changed(goal: StrategicGoal, since: FiscalPeriod) -> bool:
    return any(one.added_at.date() > since.ends_on for one in goal.steps)


def _on_track(plan: UnitState, period: FiscalPeriod) -> bool:
    """Whether the unit as a whole brought its quotas of the period, at plan rates."""
    running = plan.running
    if running is None:
        return False
    seats = tuple(one for one in plan.seats if running.portion(one.id) is not None)
    actual = total(
        (plan.rolled_up(plan.actual(one.id, (period.label,))) for one in seats), plan.currency
    )
    quota = total(
        (plan.rolled_up(one.amount.at_percent(period.share)) for one in running.portions
         if plan.seat(one.seat) is not None),
        plan.currency,
    )  # fmt: skip
    return quota.amount > 0 and actual.share_of(quota) >= ON_TRACK


def _green_but_red(plan: UnitState, _at: datetime) -> tuple[Gap, ...]:
    period = _quarter(plan)
    if period is None or not _on_track(plan, period):
        return ()
    return tuple(
        Gap(
            f"the number of {period.label} is on track and the goal {goal.set.goal} is not: "
            f"{words}; its plan must change",
            goal.set.owner,
            goal.set.goal,
        )
        for goal, words in _red(plan, period)
        if not _changed(goal, period)
    )


def _nothing_changed(plan: UnitState, _at: datetime) -> tuple[Gap, ...]:
    period = _quarter(plan)
    if period is None:
        return ()
    number = plan.periods.index(period)
    if number == 0:
        return ()
    before = plan.periods[number - 1]
    red_then = {goal.set.goal for goal in _red_at(plan, before)}
    return tuple(
        Gap(
            f"the goal {goal.set.goal} was behind in {before.label} and is in {period.label}: "
            f"{words}, and no step was added since; a reminder is not enough",
            goal.set.owner,
            goal.set.goal,
        )
        for goal, words in _red(plan, period)
        if goal.set.goal in red_then and not _changed(goal, before)
    )


def _red_at(plan: UnitState, period: FiscalPeriod) -> Iterator[StrategicGoal]:
    """Those that were red when that period ended: a step due by then was done later, or never."""
    for goal in plan.live_goals:
        if any(
            one.step.due_on <= period.ends_on
            and (one.done_at is None or one.done_at.date() > period.ends_on)
            for one in goal.steps
        ) or _short(goal, period):
            yield goal


RULES = (
    Rule("S1-13", "gate", ("review",), "A number on track hides no goal", _green_but_red),
    Rule("S1-14", "gate", ("review",), "A goal that does not move gets another plan",
         _nothing_changed),
)  # fmt: skip
