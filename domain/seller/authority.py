"""Who may ask what of one person's plan: deny by default."""

from __future__ import annotations

from domain import errors
from domain.authority.offices import require_allowed, rules_of
from domain.authority.ruling import Subject
from domain.model import SYSTEM, Actor, Command
from domain.seller import commands as c
from domain.seller.plan import SellerState

OFFICES: dict[type[Command], tuple[str, ...]] = {
    c.OpenSellerPlan: ("system",),
    c.SetSellerGoal: ("system",),
    c.ChangeSellerManager: ("system",),
    c.ChangeSellerRoles: ("system",),
    c.RecordLineManager: ("planner",),
    c.WriteBusinessPlan: ("seller",),
    c.NameTopAccounts: ("seller",),
    c.DeclineTopAccounts: ("seller",),
    c.PlanTraining: ("seller", "manager"),
    c.AssignSellingRole: ("manager",),
    c.RecordAccountWon: ("seller", "manager"),
    c.ConfirmHandover: ("farmer",),
    c.CoachPlan: ("manager", "leader_above"),
    c.SubmitSellerPlan: ("seller",),
    c.PresentSellerPlan: ("manager",),
    c.RateSellerPlan: ("manager", "leader_above", "approver", "executive"),
    c.AgreeToSellerPlan: ("manager",),
    c.ReturnSellerPlan: ("manager",),
    c.ImportCompensation: ("planner",),
    c.ExplainCompensation: ("manager",),
    c.ConfirmCompensationUnderstood: ("seller",),
    c.AgreeCompensation: ("seller",),
    c.ConfirmCompanyWin: ("manager",),
    c.HoldMeeting: ("manager",),
    c.HoldSellerReview: ("manager",),
    c.ConfirmSellerReview: ("seller",),
    c.MakePromise: ("seller",),
    c.ReportPromise: ("seller",),
    c.MarkSellerTime: ("system",),
    c.CloseSellerPlan: ("system",),
}
"""`farmer` is who an account is handed to; a plan is written by its person and nobody else."""

RULES = rules_of(OFFICES, "unit")


def offices(state: SellerState, person: str) -> tuple[str, ...]:
    """Every office that a person holds towards this plan."""
    roles = state.roles
    held = {
        "system": person == SYSTEM.person,
        "seller": person == state.seller.id,
        "manager": person == state.manager,
        "leader_above": person == state.leader_above,
        "farmer": any(one.won.farmer == person and not one.done for one in state.handovers),
        "approver": person in roles.approvers,
        "executive": person in roles.executives,
        "planner": person in roles.planners,
        "hr_partner": person in roles.hr_partners,
        "auditor": person in roles.auditors,
    }
    return tuple(office for office, holds in held.items() if holds)


def require_office(command: Command, state: SellerState, by: Actor) -> None:
    """Raise NotAuthorised unless an office allows it; nothing here is done in another's name."""
    if by.on_behalf_of not in {None, by.person}:
        raise errors.NotAuthorised("A seller's plan is nobody else's: nothing in it is delegated.")
    subject = Subject(by.person, held={state.unit: frozenset(offices(state, by.person))})
    require_allowed(command, RULES, subject, unit=state.unit)
