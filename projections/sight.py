"""The line of sight: intents, what is to be delivered for them, goals that serve them, and their steps."""

from __future__ import annotations

from collections.abc import Iterable

from domain.cycle.state import CycleState
from domain.model import Value
from domain.unit.plan import PlannedStep, StrategicGoal, UnitState
from domain.words import Day, Identifier, Name, Words


class StepLine(Value):
    id: Identifier
    words: Words
    owner: Identifier
    due_on: Day
    author: Identifier
    done: bool


class GoalLine(Value):
    """`carried_out` is the percent of its steps that are done (S1-01); None where there is none.

    `by_team` counts the steps that somebody else than the leader wrote (S1-17).
    """

    unit: Identifier
    goal: Identifier
    words: Words
    intent: Identifier | None
    owner: Identifier
    contributors: tuple[Identifier, ...]
    metric: Name
    baseline: str
    target: str
    latest: str | None
    reached: bool
    carried_out: int | None
    by_team: int | None
    steps: tuple[StepLine, ...]


class IntentLine(Value):
    intent: Identifier
    words: Words
    objective: Name
    number: str
    groups: tuple[Name, ...]
    deliverables: tuple[Identifier, ...]
    goals: tuple[Identifier, ...]
    carried_out: int | None


class Tactic(Value):
    """A step that serves no goal (S2-21)."""

    unit: Identifier
    step: StepLine


class Sight(Value):
    """Orphans both ways (S2-05): intents without a goal, goals without an intent that there is."""

    intents: tuple[IntentLine, ...]
    goals: tuple[GoalLine, ...]
    intents_without_goal: tuple[Identifier, ...]
    goals_without_intent: tuple[Identifier, ...]
    unlinked: tuple[Tactic, ...]


def of(cycle: CycleState, plans: Iterable[UnitState]) -> Sight:
    """What these plans have in sight; goals that were given up are left out."""
    plans = tuple(plans)
    goals = tuple(_goal(plan, one) for plan in plans for one in plan.live_goals)
    known = {one.intent for one in cycle.intents}
    served = {one.intent for one in goals}
    return Sight(
        intents=tuple(
            IntentLine(
                intent=one.intent,
                words=one.words,
                objective=one.objective,
                number=f"{one.number:f}",
                groups=one.groups,
                deliverables=tuple(
                    part.deliverable for part in cycle.deliverables if part.intent == one.intent
                ),
                goals=tuple(goal.goal for goal in goals if goal.intent == one.intent),
                carried_out=_done(
                    step for goal in goals if goal.intent == one.intent for step in goal.steps
                ),
            )
            for one in cycle.intents
        ),
        goals=goals,
        intents_without_goal=tuple(one.intent for one in cycle.intents if one.intent not in served),
        goals_without_intent=tuple(one.goal for one in goals if one.intent not in known),
        unlinked=tuple(
            Tactic(unit=plan.unit, step=_step(one)) for plan in plans for one in plan.tactics
        ),
    )


def _goal(plan: UnitState, goal: StrategicGoal) -> GoalLine:
    stated, steps = goal.set, tuple(map(_step, goal.steps))
    return GoalLine(
        unit=plan.unit,
        goal=stated.goal,
        words=stated.words,
        intent=stated.intent,
        owner=stated.owner,
        contributors=stated.contributors,
        metric=stated.metric,
        baseline=f"{stated.baseline:f}",
        target=f"{stated.target:f}",
        latest=f"{goal.progress[-1].value:f}" if goal.progress else None,
        reached=goal.reached,
        carried_out=_done(steps),
        by_team=sum(one.author != plan.leader for one in steps) if steps else None,
        steps=steps,
    )


def _step(planned: PlannedStep) -> StepLine:
    return StepLine(**dict(planned.step), author=planned.author, done=planned.done_at is not None)


def _done(steps: Iterable[StepLine]) -> int | None:
    every = tuple(steps)
    return 100 * sum(one.done for one in every) // len(every) if every else None
