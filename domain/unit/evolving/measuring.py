"""The facts of goals, and their place among what was reported of them."""

from __future__ import annotations

from domain.unit.evolving.change import Moment, change
from domain.unit.evolving.striving import goal_with, progressed
from domain.unit.measuring import events as e
from domain.unit.plan import Correction, GoalFact, Progress, UnitState


@change.register
def _recorded(event: e.GoalActualsRecorded, state: UnitState, moment: Moment) -> UnitState:
    for value in event.values:
        fact = GoalFact(
            **dict(value),
            period=event.period,
            source=event.source,
            at=moment.at,
            by=moment.by.person,
        )
        state = _known(state, fact)
    return state


def restated(state: UnitState, correction: Correction, moment: Moment) -> UnitState:
    """The values of an approved correction, each a fact after the one that it reverses."""
    proposed = correction.proposed
    for value in proposed.values:
        goal = state.strategic_goal(value.goal)
        before = goal.fact(value.period) if goal is not None else None
        if before is None:
            continue
        fact = before.model_copy(
            update={
                "value": value.value,
                "source": proposed.source,
                "at": moment.at,
                "by": moment.by.person,
                "correction": proposed.correction,
            }
        )
        state = _known(state, fact)
    return state


def _known(state: UnitState, fact: GoalFact) -> UnitState:
    """A fact takes the place of what was reported for its period."""
    goal = state.strategic_goal(fact.goal)
    if goal is None:
        return state
    progress = Progress(period=fact.period, value=fact.value, at=fact.at)
    return goal_with(
        state, fact.goal, facts=(*goal.facts, fact), progress=progressed(state, goal, progress)
    )
