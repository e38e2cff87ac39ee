"""The opening, the goal from above, notice, the session, and the proposal."""

from __future__ import annotations

from datetime import datetime, timedelta

from domain import errors
from domain.model import Event
from domain.practices import hold
from domain.unit import commands as c
from domain.unit import events as e
from domain.unit import values as v
from domain.unit.deciding.asked import (
    Asked,
    decided,
    known_person,
    open_version,
    require_stage,
    would_be,
)
from domain.unit.deciding.citing import require_cited
from domain.unit.deciding.drafting import (
    drafted_portions,
    drafted_targets,
    require_aggressive,
)
from domain.unit.plan import UnitState


def opened(command: c.OpenUnitPlan, state: UnitState | None) -> tuple[Event, ...]:
    """A plan opens once; notice to everyone goes out with it (S0-03)."""
    if state is not None:
        raise errors.AlreadyExists(f"The plan of unit {state.unit} was opened before.")
    people = tuple(person.id for person in command.people)
    return (e.UnitPlanOpened(**dict(command)), e.AdvanceNoticeGiven(people=people))


@decided.register
def _set_goal(command: c.SetGoal, asked: Asked) -> tuple[Event, ...]:
    before = asked.state.goal(command.target)
    if before is not None and (before.amount, before.standing) == (
        command.amount,
        command.standing,
    ):
        raise errors.NothingToDo("That is the goal already.")
    event = e.GoalSet(**dict(command))
    return (event, *hold("run", would_be(asked, event), asked.at))


@decided.register
def _session(command: c.HoldSession, asked: Asked) -> tuple[Event, ...]:
    require_stage(asked.state, ("drafted",), "Opening a planning session")
    for person in command.attendees:
        known_person(asked.state, person)
    days = asked.state.policy.proposal_days_after_session
    return (
        e.SessionHeld(
            held_at=command.held_at,
            agenda=command.agenda,
            attendees=command.attendees,
            proposal_due_at=command.held_at + timedelta(days=days),
        ),
    )


@decided.register
def _propose(command: c.ProposeStretchTarget, asked: Asked) -> tuple[Event, ...]:
    state = asked.state
    require_stage(state, ("drafted",), "Proposing a first version")
    require_cited(command)
    targets = drafted_targets(command.targets, state)
    require_aggressive(targets, None)
    portions = drafted_portions(command, targets, state)
    for outlook in command.outlook:
        seat = state.seat(outlook.seat)
        if seat is None or outlook.run_rate.currency != seat.currency:
            raise errors.Invalid(f"The run-rate of {outlook.seat} is not in its seat's currency.")
    proposed = e.StretchTargetProposed(
        version=1,
        targets=targets,
        portions=portions,
        outlook=command.outlook,
        look_back=command.look_back,
        words=command.words,
        provisional=any(goal.standing == "provisional" for goal in state.goals),
        scenario=command.scenario,
    )
    answering = _pushback(command, asked, 1)
    after = would_be(asked, proposed, *answering)
    return (proposed, *answering, *hold("propose", after, asked.at))


def _pushback(command: c.ProposeStretchTarget, asked: Asked, version: int) -> tuple[Event, ...]:
    if command.skip_pushback_reason is not None:
        return (e.PushbackSkipped(version=version, reason=command.skip_pushback_reason),)
    if not asked.state.members:
        return ()
    closes_at = first_window(asked)
    windows = tuple(v.Window(person=one, closes_at=closes_at) for one in asked.state.members)
    return (e.WindowsOpened(version=version, windows=windows),)


def first_window(asked: Asked) -> datetime:
    """When a first window closes: the calendar's date, or the policy's days if that is sooner."""
    least = asked.at + timedelta(days=asked.state.policy.least_days)
    planned = asked.state.pushback_due_at
    if planned is not None and planned > least:
        return planned
    return asked.at + timedelta(days=asked.state.policy.first_window_days)


@decided.register
def _understand(command: c.ConfirmUnderstanding, asked: Asked) -> tuple[Event, ...]:
    open_version(asked.state, command.version)
    if asked.state.answered("understood", asked.person, command.version):
        raise errors.NothingToDo("You have confirmed this version before.")
    return (e.UnderstandingConfirmed(version=command.version, person=asked.person),)
