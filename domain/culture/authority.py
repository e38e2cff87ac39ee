"""Who may ask what of a cycle's culture: deny by default."""

from __future__ import annotations

from domain import errors
from domain.authority.offices import require_allowed, rules_of
from domain.authority.ruling import Subject
from domain.culture import commands as c
from domain.culture.state import CultureState
from domain.cycle.authority import offices as offices_of
from domain.model import Actor, Command

LEADS = ("leader", "leader_above")

OFFICES: dict[type[Command], tuple[str, ...]] = {
    c.OpenCulture: ("system",),
    c.ReplaceCircleLeader: ("system",),
    c.ChangeCultureRoles: ("system",),
    c.JoinCircle: ("unit_leader", "hr_partner", "system"),
    c.LeaveCircle: ("unit_leader", "hr_partner", "system"),
    c.ChooseValues: LEADS,
    c.LinkValue: LEADS,
    c.SetExpectations: LEADS,
    c.TellReason: LEADS,
    c.PublishCulture: LEADS,
    c.AcknowledgeCulture: ("member",),
    c.ConfirmReasonRead: ("member",),
    c.ImportSurvey: ("hr_partner",),
    c.RestateSurvey: ("hr_partner",),
    c.OpenValuesCase: ("unit_leader", "hr_partner"),
    c.RecordCaseStep: ("unit_leader", "hr_partner"),
    c.DecideValuesCase: ("unit_leader", "hr_partner"),
    c.MarkCaseOverdue: ("system",),
    c.StartInitiative: LEADS,
    c.CompleteStage: ("unit_leader", "leader_above"),
    c.ReviewInitiative: ("unit_leader", "leader_above"),
    c.MarkInitiativeReview: ("system",),
    c.CarryInitiativeOver: ("unit_leader", "leader_above"),
    c.DropInitiative: ("unit_leader", "leader_above"),
    c.OpenContest: LEADS,
    c.EndContest: LEADS,
    c.GiveAward: ("unit_leader", "leader_above"),
    c.RecogniseColleague: ("member",),
    c.RecordPeerHelp: ("member",),
    c.NominatePeer: ("member",),
    c.FileIdea: ("member",),
    c.LinkIdea: ("unit_leader",),
    c.ChooseSuccession: ("member",),
    c.LeaveSuccession: ("member",),
    c.CloseCulture: ("system",),
}
"""`leader` leads the top unit, `unit_leader` any; a `member` is everyone who leads or is led."""

RULES = rules_of(OFFICES, "cycle")


def offices(state: CultureState, person: str) -> frozenset[str]:
    """Every office that a person holds towards a cycle's culture."""
    held = set(offices_of(state.roles, person))
    if state.top.leader == person:
        held.add("leader")
    if any(one.leader == person for one in state.circles):
        held.add("unit_leader")
    if any(person == one.leader or person in one.people for one in state.circles):
        held.add("member")
    return frozenset(held)


def require_office(command: Command, state: CultureState, by: Actor) -> None:
    """Raise NotAuthorised unless an office allows it; nothing here is done in another's name."""
    if by.on_behalf_of not in {None, by.person}:
        raise errors.NotAuthorised("Values are lived by oneself: nothing here is delegated.")
    require_allowed(command, RULES, Subject(by.person, whole=offices(state, by.person)))
