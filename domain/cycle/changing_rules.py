"""How a running cycle's rules change: proposed by one person, agreed to by another, never backwards."""

from __future__ import annotations

from datetime import datetime

from domain import errors
from domain.cycle import commands as c
from domain.cycle import events as e
from domain.cycle.state import CycleState
from domain.model import Event


def proposed(
    command: c.ProposeRuleChange, state: CycleState, at: datetime, person: str
) -> tuple[Event, ...]:
    if command.policy is None and not command.calendar:
        raise errors.NothingToDo("Say what changes: the policy, deadlines, or both.")
    if any(one.proposed.change == command.change for one in state.rule_changes):
        raise errors.AlreadyExists(f"A change {command.change} was proposed before.")
    if _moves_back(command, at):
        raise errors.Invalid("A deadline cannot be moved into the past.")
    return (e.RuleChangeProposed(**dict(command), proposed_by=person),)


def agreed(
    command: c.AgreeToRuleChange, state: CycleState, at: datetime, person: str
) -> tuple[Event, ...]:
    change = next(
        (one for one in state.rule_changes if one.proposed.change == command.change), None
    )
    if change is None:
        raise errors.Unknown(f"Nobody proposed a change {command.change}.")
    if change.agreed is not None:
        raise errors.NothingToDo("This change was agreed before.")
    if person == change.proposed.proposed_by:
        raise errors.NeedsTwoPeople("Somebody else must agree to a change that you proposed.")
    if _moves_back(change.proposed, at):
        raise errors.Invalid("Since it was proposed, a deadline in it has passed.")
    return (e.RuleChangeAgreed(change=command.change, agreed_by=person),)


def _moves_back(change: c.ProposeRuleChange | e.RuleChangeProposed, at: datetime) -> bool:
    return any(one.due_at <= at for level in change.calendar for one in level.deadlines)
