"""Waiving one gate for one case: the leader above and an approver, one proposing, one agreeing."""

from __future__ import annotations

from datetime import datetime

from domain import errors
from domain.model import Event
from domain.policy import FIXED
from domain.practices import RULES
from domain.practices.rule import Gap
from domain.unit import commands as c
from domain.unit import events as e
from domain.unit.deciding.asked import Asked, decided, new_id, would_be
from domain.unit.deciding.finalising import completed
from domain.unit.plan import UnitState
from domain.unit.waivers import apart, may_agree


@decided.register
def _propose(command: c.ProposeWaiver, asked: Asked) -> tuple[Event, ...]:
    state = asked.state
    _require_gate(command)
    if asked.person in apart(state, command.subject):
        raise errors.NotAuthorised(
            "Who gains from a waiver has no part in it: not whoever leads, carries or wrote the "
            "plan, and not whom it is about."
        )
    if command.expires_at <= asked.at:
        raise errors.DeadlinePassed("A waiver expires in the future.")
    known = (one.proposed.waiver for one in state.waiver_proposals)
    new_id(known, command.waiver, "waiver")
    _require_new(command, state, asked.at)
    proposed = e.WaiverProposed(
        **dict(command), missing=_missing(command, state, asked.at), proposed_by=asked.person
    )
    if not may_agree(proposed, state):
        raise errors.NeedsTwoPeople(
            "Nobody could agree to this: a waiver takes the leader above and an approver, two "
            "people who do not gain from it. Ask for another approver first."
        )
    return (proposed,)


def _require_gate(command: c.ProposeWaiver) -> None:
    practice = command.practice
    if practice in FIXED:
        raise errors.NotAuthorised(
            f"{practice} is one of the ten gates that nobody waives.", practice=practice
        )
    if practice not in {one.practice for one in RULES if one.kind == "gate" and not one.always}:
        raise errors.Unknown(f"There is no gate {practice}.")
    if practice == "S0-02" and command.subject is None:
        raise errors.NotAuthorised("Somebody's taking part is waived by name.", practice="S0-02")


def _require_new(command: c.ProposeWaiver, state: UnitState, at: datetime) -> None:
    if state.waived(command.practice, command.subject, at):
        raise errors.NothingToDo("This is waived already.")
    for one in state.waiver_proposals:
        same = (one.proposed.practice, one.proposed.subject) == (command.practice, command.subject)
        if same and one.standing == "proposed" and one.proposed.expires_at > at:
            raise errors.NothingToDo(
                f"{one.proposed.proposed_by} proposed this already, as {one.proposed.waiver}."
            )


def _missing(command: c.ProposeWaiver, state: UnitState, at: datetime) -> tuple[str, ...]:
    """What the gate finds missing in this case today; nothing, where it is waived ahead."""
    gaps = (
        gap
        for rule in RULES
        if rule.practice in {command.practice, _STANDS_FOR.get(command.practice)}
        for gap in rule.check(state, at)
        if command.subject in {None, *_about(gap)}
    )
    return tuple(dict.fromkeys(gap.words for gap in gaps))


_STANDS_FOR = {"S0-02": "acceptance"}
"""Whose taking part is waived is not waited for where they were to accept, either."""


def _about(gap: Gap) -> tuple[str | None, ...]:
    return (gap.subject,) if gap.subject is not None else (gap.who,)


@decided.register
def _agree(command: c.AgreeToWaiver, asked: Asked) -> tuple[Event, ...]:
    proposed = _answerable(command.waiver, asked)
    waived = e.GateWaived(
        practice=proposed.practice,
        subject=proposed.subject,
        reason=proposed.reason,
        waived_by=asked.person,
        expires_at=proposed.expires_at,
        signature=command.signature,
        waiver=proposed.waiver,
        proposed_by=proposed.proposed_by,
    )
    return (waived, *completed(asked, would_be(asked, waived)))


@decided.register
def _refuse(command: c.RefuseWaiver, asked: Asked) -> tuple[Event, ...]:
    _answerable(command.waiver, asked)
    return (e.WaiverRefused(**dict(command), refused_by=asked.person),)


def _answerable(waiver: str, asked: Asked) -> e.WaiverProposed:
    """The proposal that waits for this person; raises a DomainError for any other."""
    state = asked.state
    found = state.waiver_proposal(waiver)
    if found is None:
        raise errors.Unknown(f"Nobody proposed a waiver {waiver} here.")
    proposed = found.proposed
    if found.standing != "proposed":
        raise errors.NothingToDo(f"This waiver is {found.standing} already.")
    if proposed.expires_at <= asked.at:
        raise errors.DeadlinePassed("This waiver would have ended by now: propose another.")
    if asked.person == proposed.proposed_by:
        raise errors.NeedsTwoPeople("Somebody else answers a waiver that you proposed.")
    asked_of = may_agree(proposed, state)
    if not asked_of:
        raise errors.NotAuthorised(
            "Who proposed this is not the leader above or an approver any more, or nobody is left "
            "to agree: propose it again."
        )
    if asked.person not in asked_of:
        raise errors.NotAuthorised(f"This waits for {' or '.join(asked_of)}, and nobody else.")
    return proposed
