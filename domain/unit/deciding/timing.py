"""What the clock, the rules and a delegation decide."""

from __future__ import annotations

from datetime import timedelta

from domain import errors
from domain.marking import UNHEARD, OpenDeadline, goes_up_to, moved_to
from domain.model import Event
from domain.roles import APART_FROM_TEAM, changed
from domain.unit import commands as c
from domain.unit import events as e
from domain.unit.deadlines import marks, waiting_for
from domain.unit.deciding.asked import Asked, decided, known_person, would_be
from domain.unit.deciding.finalising import completed
from domain.unit.plan import UnitState

TAKES_PART = ("understanding", "pushback", "acceptance")


@decided.register
def _mark(command: c.MarkTime, asked: Asked) -> tuple[Event, ...]:
    state = asked.state
    deadline = state.deadline(command.kind, command.key)
    if deadline is None or command.days in deadline.marks:
        raise errors.NothingToDo("This was recorded already.")
    people = waiting_for(state, deadline)
    if not people:
        raise errors.NothingToDo("Nobody is waited for.")
    if asked.at < deadline.due_at + timedelta(days=command.days):
        raise errors.DeadlineNotReached("It is too early for this.")
    if command.days < 0:
        return (e.ReminderDue(**_named(command), people=people, days=command.days),)
    if command.kind == "waiver":
        return (e.WaiverExpired(waiver=command.key),)
    if command.days == 0:
        return _passed(command, deadline, people, asked)
    if command.kind == "commitment":
        return (_breach(command, asked),)
    escalated = _escalated(command, deadline, people, state)
    # Who was waived by name before is excused from here on.
    return (*escalated, *completed(asked, would_be(asked, *escalated)))


@decided.register
def _pass(_command: c.PassTime, asked: Asked) -> tuple[Event, ...]:
    """What comes due on the way is recorded by itself; this adds nothing to it."""
    if not asked.state.rehearsal:
        raise errors.WrongStage("Only a rehearsal is told the time.")
    raise errors.NothingToDo("The time is told.")


def _named(command: c.MarkTime) -> dict[str, str]:
    return {"kind": command.kind, "key": command.key}


def _passed(
    command: c.MarkTime, deadline: OpenDeadline, people: tuple[str, ...], asked: Asked
) -> tuple[Event, ...]:
    """The deadline itself; moved instead, when nobody could have been told or have acted in time."""
    if (due_at := moved_to(deadline, asked.at, asked.state.policy)) is not None:
        return (e.DeadlineExtended(**_named(command), due_at=due_at, reason=UNHEARD),)
    missed = e.DeadlineMissed(**_named(command), people=people)
    if command.kind == "review":
        return (missed, e.ReviewMissed(period=command.key))
    return (missed,)


def _breach(command: c.MarkTime, asked: Asked) -> Event:
    return e.CommitmentBreached(
        commitment=command.key,
        reason=f"Overdue for {asked.state.policy.breach_after_days} days.",
        declared_by=asked.person,
    )


def _escalated(
    command: c.MarkTime, deadline: OpenDeadline, people: tuple[str, ...], state: UnitState
) -> tuple[Event, ...]:
    """Up the line; over the leader's head where those are waited for who accept the leader's plan."""
    above = state.roles.leader_above
    to = goes_up_to(deadline, people, (state.leader, above))
    if command.kind == "acceptance":
        to = above
    escalated = e.Escalated(**_named(command), people=people, to=to, days=command.days)
    last = command.days == marks(state, deadline)[-1]
    if last and command.kind in TAKES_PART:
        return (escalated, e.TookNoPart(**_named(command), people=people))
    return (escalated,)


@decided.register
def _rules(command: c.ChangeRules, asked: Asked) -> tuple[Event, ...]:
    state = asked.state
    moved = tuple(
        one
        for one in command.deadlines
        if one.due_at > asked.at and not _passed_already(state, one.kind, one.key, asked)
    )
    if not moved and command.policy in {None, state.policy}:
        raise errors.NothingToDo("Nothing of that applies here any more.")
    return (e.RulesChanged(policy=command.policy, deadlines=moved, decided_by=command.decided_by),)


@decided.register
def _roles(command: c.ChangeRoles, asked: Asked) -> tuple[Event, ...]:
    """Who leads or carries a portion here gets no office on the other side, whatever the cycle knew."""
    state = asked.state
    team = {state.leader, *state.members, *(one.person for one in state.joining)}
    withheld = tuple(
        one for one in command.grants if one.office in APART_FROM_TEAM and one.person in team
    )
    grants = tuple(one for one in command.grants if one not in withheld)
    if not withheld and changed(state.roles, grants, command.revokes) == state.roles:
        raise errors.NothingToDo("The offices are held like that already.")
    event = e.UnitRolesChanged(
        grants=grants, revokes=command.revokes, withheld=withheld, decided_by=command.decided_by
    )
    # Whose acceptance alone was waited for may be out of office from here on.
    return (event, *completed(asked, would_be(asked, event)))


def _passed_already(state: UnitState, kind: str, key: str, asked: Asked) -> bool:
    """A deadline that has passed is never moved: rules do not change backwards."""
    deadline = state.deadline(kind, key)
    return deadline is not None and deadline.due_at <= asked.at


@decided.register
def _delegate(command: c.DelegateDuty, asked: Asked) -> tuple[Event, ...]:
    state = asked.state
    known_person(state, command.delegate)
    if command.delegate == asked.person:
        raise errors.Invalid("A duty is delegated to somebody else.")
    if not asked.at < command.ends_at or command.starts_at >= command.ends_at:
        raise errors.Invalid("A delegation starts before it ends, and ends in the future.")
    reports = {state.leader, *state.members}
    if asked.person in state.roles.approvers and command.delegate in reports:
        raise errors.NotAuthorised("An approver does not delegate to who proposes or reports.")
    if command.delegate in state.roles.auditors:
        raise errors.NotAuthorised("An auditor takes on nobody's duty.")
    return (e.DutyDelegated(**dict(command), delegator=asked.person),)
