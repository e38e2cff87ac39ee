"""The line of sight: intents, what is to be delivered for them, goals that serve them, and their steps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from domain.cycle.events import DeliverableDefined, IntentStated
from domain.cycle.serving import groups_above
from domain.cycle.state import CycleState
from domain.model import Value
from domain.practices.s2_04 import undelivered
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

    `by_team` counts the steps that somebody else than the leader wrote (S1-17). `groups` are those
    of what it delivers or of its intent where it names none of its own (S2-07).
    """

    unit: Identifier
    goal: Identifier
    words: Words
    intent: Identifier | None
    deliverable: Identifier | None
    groups: tuple[Name, ...]
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


class DeliverableLine(Value):
    deliverable: Identifier
    intent: Identifier
    words: Words
    measure: Name
    groups: tuple[Name, ...]
    owner: Identifier
    goals: tuple[Identifier, ...]


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


class Orphan(Value):
    """Where the line breaks, in words, and the practice that asks for the link; `unit` is a goal's."""

    practice: str
    unit: Identifier | None = None
    words: str


class Sight(Value):
    """Orphans both ways (S2-05), link by link; each is told in words in `orphans`.

    A goal is without an intent where it names none that there is.
    """

    intents: tuple[IntentLine, ...]
    deliverables: tuple[DeliverableLine, ...]
    goals: tuple[GoalLine, ...]
    intents_without_deliverable: tuple[Identifier, ...]
    intents_without_goal: tuple[Identifier, ...]
    deliverables_without_goal: tuple[Identifier, ...]
    goals_without_intent: tuple[Identifier, ...]
    goals_without_step: tuple[Identifier, ...]
    orphans: tuple[Orphan, ...]
    unlinked: tuple[Tactic, ...]


@dataclass(frozen=True)
class Loose:
    """What has nothing above or below it in the line, as it was stated."""

    undelivered: tuple[IntentStated, ...]
    unserved: tuple[IntentStated, ...]
    unaimed: tuple[DeliverableDefined, ...]
    stray: tuple[GoalLine, ...]
    unplanned: tuple[GoalLine, ...]
    beyond: tuple[tuple[GoalLine, tuple[str, ...]], ...]
    """Goals with the customer groups that what they serve is not for."""

    @property
    def told(self) -> Iterator[Orphan]:
        for intent in self.undelivered:
            yield Orphan(
                practice="S2-04",
                words=f"nothing is to be delivered for the intent “{intent.words}”",
            )
        for intent in self.unserved:
            yield Orphan(practice="S2-05", words=f"no goal serves the intent “{intent.words}”")
        for part in self.unaimed:
            yield Orphan(practice="S2-05", words=f"no goal delivers “{part.words}”")
        for goal in self.stray:
            yield Orphan(
                practice="S2-05",
                unit=goal.unit,
                words=f"the goal “{goal.words}” serves no intent of the cycle",
            )
        for goal in self.unplanned:
            yield Orphan(
                practice="S1-03", unit=goal.unit, words=f"the goal “{goal.words}” has no step"
            )
        for goal, others in self.beyond:
            yield Orphan(
                practice="S2-07",
                unit=goal.unit,
                words=f"the goal “{goal.words}” is for customers whom what it serves is not for: "
                f"{', '.join(others)}",
            )


def of(cycle: CycleState, plans: Iterable[UnitState]) -> Sight:
    """What these plans have in sight; goals that were given up are left out."""
    plans = tuple(plans)
    goals = tuple(_goal(cycle, plan, one) for plan in plans for one in plan.live_goals)
    loose = _loose(cycle, goals)
    return Sight(
        intents=tuple(_intent(cycle, one, goals) for one in cycle.intents),
        deliverables=tuple(_deliverable(one, goals) for one in cycle.deliverables),
        goals=goals,
        intents_without_deliverable=tuple(one.intent for one in loose.undelivered),
        intents_without_goal=tuple(one.intent for one in loose.unserved),
        deliverables_without_goal=tuple(one.deliverable for one in loose.unaimed),
        goals_without_intent=tuple(one.goal for one in loose.stray),
        goals_without_step=tuple(one.goal for one in loose.unplanned),
        orphans=tuple(loose.told),
        unlinked=tuple(
            Tactic(unit=plan.unit, step=_step(one)) for plan in plans for one in plan.tactics
        ),
    )


def _loose(cycle: CycleState, goals: tuple[GoalLine, ...]) -> Loose:
    served, aimed = {one.intent for one in goals}, {one.deliverable for one in goals}
    known = {one.intent for one in cycle.intents}
    return Loose(
        undelivered=undelivered(cycle),
        unserved=tuple(one for one in cycle.intents if one.intent not in served),
        unaimed=tuple(one for one in cycle.deliverables if one.deliverable not in aimed),
        stray=tuple(one for one in goals if one.intent not in known),
        unplanned=tuple(one for one in goals if not one.steps),
        beyond=tuple((one, others) for one in goals if (others := _beyond(cycle, one))),
    )


def _beyond(cycle: CycleState, goal: GoalLine) -> tuple[str, ...]:
    above = groups_above(cycle, goal.deliverable, goal.intent)
    return tuple(one for one in goal.groups if one not in above) if above else ()


def _intent(cycle: CycleState, intent: IntentStated, goals: tuple[GoalLine, ...]) -> IntentLine:
    serving = tuple(one for one in goals if one.intent == intent.intent)
    return IntentLine(
        intent=intent.intent,
        words=intent.words,
        objective=intent.objective,
        number=f"{intent.number:f}",
        groups=intent.groups,
        deliverables=tuple(
            one.deliverable for one in cycle.deliverables if one.intent == intent.intent
        ),
        goals=tuple(one.goal for one in serving),
        carried_out=_done(step for one in serving for step in one.steps),
    )


def _deliverable(part: DeliverableDefined, goals: tuple[GoalLine, ...]) -> DeliverableLine:
    serving = tuple(one.goal for one in goals if one.deliverable == part.deliverable)
    return DeliverableLine(**dict(part), goals=serving)


def _goal(cycle: CycleState, plan: UnitState, goal: StrategicGoal) -> GoalLine:
    stated, steps = goal.set, tuple(map(_step, goal.steps))
    return GoalLine(
        unit=plan.unit,
        goal=stated.goal,
        words=stated.words,
        intent=stated.intent,
        deliverable=stated.deliverable,
        groups=stated.groups or groups_above(cycle, stated.deliverable, stated.intent),
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
