"""Who may ask what of a cycle as a whole: deny by default, decided by office, never by account."""

from __future__ import annotations

from domain.authority.offices import require_allowed, rules_of
from domain.authority.ruling import Subject
from domain.cycle import commands as c
from domain.cycle.state import CycleState
from domain.model import SYSTEM, Actor, Command
from domain.people import Roles

OFFICES: dict[type[Command], tuple[str, ...]] = {
    c.StartCycle: ("planner", "administrator"),
    c.ImportOrganisation: ("planner", "administrator"),
    c.RecordImport: ("planner", "sponsor"),
    c.ConfirmPlanGoal: ("sponsor",),
    c.StateIntent: ("leader", "leader_above"),
    c.DefineDeliverable: ("leader", "leader_above"),
    c.BeginCulture: ("leader", "leader_above", "hr_partner"),
    c.BeginIncentives: ("sponsor", "hr_partner"),
    c.AnnounceCycle: ("planner",),
    c.ReplaceUnitLeader: ("leader_above", "hr_partner"),
    c.RecordMarketRate: ("planner", "sponsor"),
    c.RestateMarketRate: ("planner", "sponsor"),
    c.ImportMarketRates: ("planner", "sponsor"),
    c.ProposeRuleChange: ("planner", "approver", "sponsor"),
    c.AgreeToRuleChange: ("leader", "approver", "sponsor"),
    c.ProposeRoles: ("administrator",),
    c.AgreeToRoles: ("administrator", "approver", "sponsor"),
    c.CancelCycle: ("approver",),
    c.EndUnitPlan: ("system",),
    c.CloseCycle: ("planner", "sponsor"),
}
"""`leader` is the top unit's; `leader_above` stands above the unit that is asked about.

An administrator prepares people and roles, and decides nothing for anyone.
"""

RULES = rules_of(OFFICES, "cycle")


PRACTICES: dict[type[Command], str] = {c.ConfirmPlanGoal: "S0-07"}
"""The practice that a refusal cites, where one says who it is for."""


def require_office(command: Command, state: CycleState | None, by: Actor) -> None:
    """Raise NotAuthorised unless an office of the cycle, or of the one to start, allows it."""
    subject = Subject(by.person, whole=held(command, state, by.person))
    practice = PRACTICES.get(type(command))
    require_allowed(command, RULES, subject, practice=practice)


def held(command: Command, state: CycleState | None, person: str) -> frozenset[str]:
    """Every office that a person holds towards what the command is about."""
    if isinstance(command, c.StartCycle):
        return offices(command.roles, person)
    if state is None:
        return frozenset()
    found = set(offices(state.roles, person))
    if state.top is not None and state.top.led_by == person:
        found.add("leader")
    unit = state.unit(command.unit) if isinstance(command, c.ReplaceUnitLeader) else None
    parent = state.unit(unit.draft.parent) if unit is not None and unit.draft.parent else None
    if parent is not None:
        found.discard("leader_above")
        found |= {"leader_above"} if parent.led_by == person else set()
    return frozenset(found)


def offices(roles: Roles, person: str) -> frozenset[str]:
    """Every office that a person holds in a cycle as a whole."""
    held = {
        office.removesuffix("s")
        for office, people in roles
        if isinstance(people, tuple) and person in people
    }
    if person == roles.leader_above:
        held.add("leader_above")
    return frozenset(held | ({"system"} if person == SYSTEM.person else set()))
