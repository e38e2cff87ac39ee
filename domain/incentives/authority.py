"""Who may ask what of a cycle's incentives: deny by default."""

from __future__ import annotations

from domain import errors
from domain.authority.offices import require_allowed, rules_of
from domain.authority.ruling import Subject
from domain.cycle.authority import offices as offices_of
from domain.incentives import commands as c
from domain.incentives.state import IncentivesState
from domain.model import Actor, Command

KEEP = ("sponsor", "hr_partner")
"""Finance and HR: who knows what somebody is paid for, and is paid for none of a seller's plan."""

OFFICES: dict[type[Command], tuple[str, ...]] = {
    c.OpenIncentives: ("system",),
    c.ReplaceLevelLeader: ("system",),
    c.ChangeIncentivesRoles: ("system",),
    c.ImportIncentives: KEEP,
    c.StateCap: KEEP,
    c.LiftCap: KEEP,
    c.CloseIncentives: ("system",),
}

RULES = rules_of(OFFICES, "cycle")


def offices(state: IncentivesState, person: str) -> frozenset[str]:
    """Every office that a person holds towards a cycle's incentives."""
    return frozenset(offices_of(state.roles, person))


def require_office(command: Command, state: IncentivesState, by: Actor) -> None:
    """Raise NotAuthorised unless an office allows it; nothing here is done in another's name."""
    if by.on_behalf_of not in {None, by.person}:
        raise errors.NotAuthorised("What people are paid for is confidential: it is not delegated.")
    require_allowed(command, RULES, Subject(by.person, whole=offices(state, by.person)))
