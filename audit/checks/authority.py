"""V17 and V18: whether who decided could, and stood on one side only, as of that position."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from audit.causes import LEADING, follows
from audit.checks.decided import Decided
from audit.report import Sheet
from domain.aggregates import State
from domain.culture import authority as of_culture
from domain.culture.state import CultureState
from domain.custody import authority as of_custody
from domain.custody import events as k
from domain.custody.state import CustodyState
from domain.cycle import authority as of_cycle
from domain.cycle import events as ce
from domain.cycle.state import CycleState
from domain.errors import DomainError, NotAuthorised
from domain.incentives import authority as of_incentives
from domain.incentives.state import IncentivesState
from domain.model import SYSTEM, Command, Event
from domain.seller import authority as of_seller
from domain.seller.plan import SellerState
from domain.unit import authority as of_unit
from domain.unit import events as e
from domain.unit.deciding.accepting import authors
from domain.unit.plan import UnitState
from domain.unit.waivers import apart


def check(sheet: Sheet, decided: Decided) -> None:
    """Look at one command."""
    sheet["V17"].counted += 1
    if words := _unauthorised(decided):
        sheet["V17"].find(decided.where, f"{decided.told}: {words}")
    for event, state in zip(decided.events, decided.states, strict=True):
        rule = _SIDES.get(type(event))
        if rule is not None and state is not None:
            sheet["V18"].counted += 1
            for wrong in rule(event, state):
                sheet["V18"].find(decided.where, f"{decided.told}: {wrong}")
    if decided.before is not None and (words := _auditing(decided)):
        sheet["V18"].find(decided.where, f"{decided.told}: {words}")


def _unauthorised(decided: Decided) -> str | None:
    """Why none of the commands that it may come of was this person's to give."""
    lead = decided.lead
    strange = [one.type for one in decided.events if one is not lead and not follows(one, lead)]
    if strange:
        return f"{', '.join(strange)} is a decision of its own, and stands with another."
    kinds = LEADING.get(lead.type, ())
    if not kinds:
        return "No command begins with this event."
    words = ""
    for kind in kinds:
        try:
            _require(kind, decided)
        except DomainError as refused:
            words = refused.detail
        else:
            return None
    return words


def _require(kind: type[Command], decided: Decided) -> None:
    """Raise a DomainError unless the actor may give a command of this kind on that state."""
    command = kind.model_construct(**vars(decided.lead))
    if decided.aggregate.name == "cycle":
        of_cycle.require_office(command, decided.before, decided.by)
    elif decided.aggregate.name == "custody":
        of_custody.require_office(command, decided.before or CustodyState(), decided.by)
    elif decided.before is None:
        if decided.by != SYSTEM:
            raise NotAuthorised("A plan is opened by the one above it.")
    elif decided.aggregate.name == "culture":
        of_culture.require_office(command, decided.before, decided.by)
    elif decided.aggregate.name == "incentives":
        of_incentives.require_office(command, decided.before, decided.by)
    elif decided.aggregate.name == "seller":
        of_seller.require_office(command, decided.before, decided.by)
    else:
        of_unit.acting(command, decided.before, at=decided.at, by=decided.by)


def _auditing(decided: Decided) -> str | None:
    """An auditor holds no other office."""
    held: set[str] = set()
    for person in {decided.entry.actor, decided.person}:
        held = set(_offices(decided.before, person))
        if "auditor" in held and len(held) > 1:
            others = ", ".join(sorted(held - {"auditor"}))
            return f"{person} is auditor and also {others}."
    return None


def _offices(state: State, person: str) -> tuple[str, ...]:
    if isinstance(state, CustodyState):
        return tuple(of_custody.offices(state, person))
    if isinstance(state, CultureState):
        return tuple(of_culture.offices(state, person) - {"unit_leader", "member"})
    if isinstance(state, IncentivesState):
        return tuple(of_incentives.offices(state, person))
    if isinstance(state, SellerState):
        return of_seller.offices(state, person)
    if isinstance(state, UnitState):
        return of_unit.offices(state, person)
    return tuple(of_cycle.offices(state.roles, person))


def _accepted(event: e.PlanAccepted, state: UnitState) -> Iterator[str]:
    if event.person in authors(state):
        yield f"{event.person} wrote a version of this plan."
    if event.person in {state.leader, *state.members}:
        yield f"{event.person} leads this unit or carries a portion of it."


def _put_in_force(event: e.PlanPutInForce, state: UnitState) -> Iterator[str]:
    if len(set(event.decided_by)) < 2:  # noqa: PLR2004 - it takes two people
        yield "One person alone put it in force."
    missing = {one.person for one in event.missing}
    for person in event.decided_by:
        if person == state.leader or person in missing:
            yield f"{person} leads this unit, or had not signed."


def _waived(event: e.GateWaived, state: UnitState) -> Iterator[str]:
    if event.waived_by == event.proposed_by:
        yield "Who proposed the waiver agreed to it."
    for person in (event.waived_by, event.proposed_by):
        if person in apart(state, event.subject):
            yield f"{person} gains from this waiver."


def _restated(event: e.ActualsRestated, state: UnitState) -> Iterator[str]:
    for one in state.corrections:
        if one.proposed.correction == event.correction and (
            one.proposed.proposed_by == event.approved_by
        ):
            yield "Who proposed the correction approved it."


def _granted(event: ce.RolesChanged, state: CycleState) -> Iterator[str]:
    if event.agreed_by == event.proposed_by:
        yield "Who proposed the change of roles agreed to it."
    if event.agreed_by is None and state.announced is not None:
        yield "One person alone changed roles in a cycle that runs."
    for one in event.grants:
        if one.person in {event.agreed_by, event.proposed_by}:
            yield f"{one.person} granted themselves an office."


def _ruled(event: ce.RuleChangeAgreed, state: CycleState) -> Iterator[str]:
    for one in state.rule_changes:
        if one.proposed.change == event.change and one.proposed.proposed_by == event.agreed_by:
            yield "Who proposed the change of rules agreed to it."


def _erased(event: k.PersonErased, _state: CustodyState) -> Iterator[str]:
    if event.asked_by == event.agreed_by:
        yield "One person alone decided this erasure."
    if event.person in {event.asked_by, event.agreed_by}:
        yield f"{event.person} decided about their own erasure."


def _released(event: k.HoldReleased, _state: CustodyState) -> Iterator[str]:
    if event.asked_by == event.agreed_by:
        yield "One person alone released this hold."


def _retained(event: k.RetentionChanged, _state: CustodyState) -> Iterator[str]:
    if event.proposed_by == event.agreed_by:
        yield "Who proposed these periods agreed to them."


_SIDES: dict[type[Event], Callable[[Any, Any], Iterator[str]]] = {
    e.PlanAccepted: _accepted,
    e.PlanPutInForce: _put_in_force,
    e.GateWaived: _waived,
    e.ActualsRestated: _restated,
    ce.RolesChanged: _granted,
    ce.RuleChangeAgreed: _ruled,
    k.HoldReleased: _released,
    k.PersonErased: _erased,
    k.RetentionChanged: _retained,
}
