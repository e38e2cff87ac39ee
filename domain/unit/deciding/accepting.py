"""Whose acceptance a final version still needs, and who is excused from it."""

from __future__ import annotations

from datetime import datetime

from domain.unit.plan import UnitState


def authors(state: UnitState) -> set[str]:
    """Who wrote a version, and in whose name."""
    return {person for version in state.versions for person in (version.by, version.written_by)}


def accepting(state: UnitState) -> tuple[str, ...]:
    """Who has not accepted the current version, of those who are asked to."""
    current = state.current
    if current is None:
        return ()
    return tuple(
        person
        for person in asked_to_accept(state)
        if not state.answered("accepted", person, current.number)
    )


def asked_to_accept(state: UnitState) -> tuple[str, ...]:
    """Who accepts a version; never who wrote one or carries a portion.

    At the top approvers and executives accept; below it the leader above does.
    """
    apart = authors(state) | {state.leader, *state.members}
    roles = state.roles
    asked: tuple[str, ...] = (roles.leader_above,)
    if state.parent is None:
        asked = (*roles.approvers, *roles.executives)
    return tuple(person for person in dict.fromkeys(asked) if person not in apart)


def excused(state: UnitState, person: str, at: datetime) -> bool:
    """Whether this person's acceptance was waived by name, with the leader above, once escalated.

    Silence is never an acceptance; it can be waived, and the waiver stands on the page (S0-02).
    """
    deadline = state.deadline("acceptance")
    return (deadline is not None and deadline.escalated) and any(
        one.practice == "S0-02"
        and one.subject == person
        and state.roles.leader_above in {one.waived_by, one.proposed_by}
        and one.expires_at > at
        for one in state.waivers
    )
