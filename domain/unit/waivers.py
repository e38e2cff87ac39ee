"""Who has no part in waiving a gate, and who of the two agrees to what the other proposed."""

from __future__ import annotations

from domain.unit import events as e
from domain.unit.deciding.accepting import authors
from domain.unit.plan import UnitState


def apart(state: UnitState, subject: str | None) -> set[str]:
    """Who gains from a waiver: whoever leads, carries or wrote the plan, and whom it is about."""
    joiners = {one.person for one in state.joining}
    gaining = {state.leader, *state.members, *joiners, *authors(state)}
    return gaining if subject is None else {*gaining, subject}


def may_agree(proposed: e.WaiverProposed, state: UnitState) -> tuple[str, ...]:
    """An approver for what the leader above proposed, and the leader above for an approver's.

    Nobody, once who proposed it holds neither office any more.
    """
    roles = state.roles
    asked: tuple[str, ...] = ()
    if proposed.proposed_by == roles.leader_above:
        asked = roles.approvers
    elif proposed.proposed_by in roles.approvers:
        asked = (roles.leader_above,)
    others = apart(state, proposed.subject) | {proposed.proposed_by}
    return tuple(one for one in asked if one not in others)


def waiting(state: UnitState, person: str) -> tuple[e.WaiverProposed, ...]:
    """What was proposed and waits for this person's answer."""
    return tuple(
        one.proposed
        for one in state.waiver_proposals
        if one.standing == "proposed" and person in may_agree(one.proposed, state)
    )
