"""Who may ask what of custody: by the offices that the organisation's cycles gave them."""

from __future__ import annotations

from domain.authority.offices import require_allowed, rules_of
from domain.authority.ruling import Subject
from domain.custody import commands as c
from domain.custody.state import CustodyState
from domain.model import SYSTEM, Actor, Command

KEEPERS = ("hr_partner", "administrator")
HOLDERS = ("hr_partner", "administrator", "sponsor", "approver")

OFFICES: dict[type[Command], tuple[str, ...]] = {
    c.RecordLogKey: ("system",),
    c.ReceiveOffices: ("system",),
    c.ReceiveStanding: ("system",),
    c.PlaceHold: HOLDERS,
    c.ReleaseHold: HOLDERS,
    c.ProposeRetention: ("administrator",),
    c.AgreeToRetention: HOLDERS,
    c.ErasePerson: KEEPERS,
    c.WithdrawErasure: KEEPERS,
    c.AgreeToErasure: KEEPERS,
    c.CompleteErasure: ("system",),
}
"""An auditor reads all of it and decides nothing."""

RULES = rules_of(OFFICES, "cycle")


def require_office(command: Command, state: CustodyState, by: Actor) -> None:
    """Raise NotAuthorised unless an office in one of the cycles that count allows it."""
    require_allowed(command, RULES, Subject(by.person, whole=offices(state, by.person)))


def offices(state: CustodyState, person: str) -> frozenset[str]:
    """Every office of a person that counts in custody."""
    held = {
        office
        for one in state.acting
        for office, people in (
            ("administrator", one.administrators),
            ("hr_partner", one.hr_partners),
            ("sponsor", one.sponsors),
            ("approver", one.approvers),
            ("auditor", one.auditors),
        )
        if person in people
    }
    return frozenset(held | ({"system"} if person == SYSTEM.person else set()))
