"""Who gets or gives up an office of a cycle: two people, never for oneself."""

from __future__ import annotations

from collections.abc import Iterator

from domain import errors
from domain.authority.ruling import told
from domain.cycle import commands as c
from domain.cycle import events as e
from domain.cycle.state import CycleState
from domain.model import SYSTEM, Event
from domain.people import Role, Roles
from domain.roles import APART_FROM_TEAM, auditing_besides, changed, holders

NEVER_EMPTY = ("administrator", "sponsor", "planner", "approver")
"""Offices without which a cycle comes to a halt, or a plan would be accepted by nobody."""


def proposed(command: c.ProposeRoles, state: CycleState, person: str) -> tuple[Event, ...]:
    """The proposal; it holds at once while one administrator prepares the cycle alone."""
    if not command.grants and not command.revokes:
        raise errors.NothingToDo("Say who gets an office, or who gives one up.")
    if any(one.proposed.change == command.change for one in state.role_changes):
        raise errors.AlreadyExists(f"A change of roles {command.change} was proposed before.")
    if person in {one.person for one in command.grants}:
        raise errors.NotAuthorised("Nobody grants an office to themselves; ask somebody else to.")
    _require_sound(command.grants, command.revokes, state)
    event = e.RolesProposed(**dict(command), proposed_by=person)
    alone = state.announced is None and state.roles.administrators == (person,)
    return (event, _changing(event, None)) if alone else (event,)


def agreed(command: c.AgreeToRoles, state: CycleState, person: str) -> tuple[Event, ...]:
    """The change itself, by a second person who gains nothing from it."""
    change = next(
        (one for one in state.role_changes if one.proposed.change == command.change), None
    )
    if change is None:
        raise errors.Unknown(f"Nobody proposed a change of roles {command.change}.")
    if change.changed is not None:
        raise errors.NothingToDo("This change was agreed before.")
    if change.proposed.proposed_by not in state.roles.administrators:
        raise errors.NotAuthorised("Who proposed this is no administrator any more: propose again.")
    if person == change.proposed.proposed_by:
        raise errors.NeedsTwoPeople("Somebody else must agree to a change that you proposed.")
    if person in {one.person for one in change.proposed.grants}:
        raise errors.NeedsTwoPeople("Somebody else must agree to an office that you would get.")
    agreeing = may_agree(change.proposed, state.roles)
    if person not in agreeing:
        names = " or ".join(agreeing)
        raise errors.NotAuthorised(f"Another administrator agrees to this: {names}.")
    _require_sound(change.proposed.grants, change.proposed.revokes, state)
    return (_changing(change.proposed, person),)


def may_agree(change: e.RolesProposed, roles: Roles) -> tuple[str, ...]:
    """The other administrators, or without any the sponsors and approvers; nobody who gains."""
    apart = {change.proposed_by, *(one.person for one in change.grants)}
    administrators = tuple(one for one in roles.administrators if one not in apart)
    others = dict.fromkeys((*roles.sponsors, *roles.approvers))
    return administrators or tuple(one for one in others if one not in apart)


def _changing(change: e.RolesProposed, agreed_by: str | None) -> e.RolesChanged:
    return e.RolesChanged(
        change=change.change,
        grants=change.grants,
        revokes=change.revokes,
        proposed_by=change.proposed_by,
        agreed_by=agreed_by,
    )


def _require_sound(grants: tuple[Role, ...], revokes: tuple[Role, ...], state: CycleState) -> None:
    problems = (
        *_repeated(grants, revokes),
        *_held(grants, revokes, state.roles),
        *_apart(grants, state),
        *_after(changed(state.roles, grants, revokes), state.roles),
    )
    if problems:
        raise errors.Invalid("The roles cannot change so.", missing=tuple(dict.fromkeys(problems)))


def _repeated(grants: tuple[Role, ...], revokes: tuple[Role, ...]) -> Iterator[str]:
    every = (*grants, *revokes)
    for one in every:
        if every.count(one) > 1:
            yield f"{one.person} as {told(one.office)} is named twice"
    if sum(one.office == "leader_above" for one in grants) > 1:
        yield "one person stands above the top unit"


def _held(grants: tuple[Role, ...], revokes: tuple[Role, ...], roles: Roles) -> Iterator[str]:
    for one in grants:
        if one.person == SYSTEM.person:
            yield f"nobody is called {SYSTEM.person}"
        if one.person in holders(roles, one.office):
            yield f"{one.person} is {told(one.office)} already"
    for one in revokes:
        if one.office == "leader_above":
            yield "somebody always stands above the top unit: grant it to who follows"
        elif one.person not in holders(roles, one.office):
            yield f"{one.person} is not {told(one.office)}"


def _apart(grants: tuple[Role, ...], state: CycleState) -> Iterator[str]:
    carriers = {one.led_by for one in state.units} | {
        seat.owner for one in state.units for seat in one.draft.seats
    }
    for one in grants:
        if one.office in APART_FROM_TEAM and one.person in carriers:
            yield f"{one.person} leads a unit or carries a portion, and cannot be {told(one.office)}"


def _after(after: Roles, before: Roles) -> Iterator[str]:
    for office in NEVER_EMPTY:
        if holders(before, office) and not holders(after, office):
            yield f"the last {told(office)} stays until somebody follows"
    for person in auditing_besides(after):
        yield f"{person} would be auditor and hold another office"
