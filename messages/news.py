"""Who is told of which event beside those it asks something of, and under which first words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from domain.model import Actor, Event
from domain.unit import events as e
from domain.unit.measuring import events as m
from domain.unit.plan import UnitState
from domain.unit.reviewing import events as w
from messages import reminding
from messages.notice import Notice
from messages.requests import page_of
from projections.telling import sentence
from projections.things import things_of

Who = Callable[[Any, UnitState], Iterable[str | None]]


@dataclass(frozen=True)
class News:
    """The first words of a message about an event, and whom it goes to."""

    headline: str
    who: Who
    words: str | None = None
    """Instead of the timeline's sentence, where that one is not said to a reader."""


def _all(_event: Event, state: UnitState) -> Iterable[str]:
    return (state.leader, *state.members)


def _leader(_event: Event, state: UnitState) -> Iterable[str]:
    return (state.leader,)


def _members(_event: Event, state: UnitState) -> Iterable[str]:
    return state.members


def _up(_event: Event, state: UnitState) -> Iterable[str]:
    return (state.leader, state.roles.leader_above)


def _author(
    event: e.PushbackAnswered | e.PushbackReplied | e.ViewNoted, state: UnitState
) -> Iterable[str]:
    item = state.item(event.item)
    return (item.person, state.leader) if item else ()


def _requester(event: e.ResourceRequestDecided, state: UnitState) -> Iterable[str]:
    return (one.asked.asked_by for one in state.requests if one.asked.request == event.request)


def _served(event: Any, state: UnitState) -> Iterable[str]:
    """Who asked for a promise, the leader whose office it binds, and the leader above."""
    promise = state.commitment(event.commitment)
    asked_by = (promise.line.asked_by,) if promise else ()
    return (*asked_by, state.leader, state.roles.leader_above)


def _claimants(event: e.ClaimSettled, state: UnitState) -> Iterable[str]:
    seat = state.seat(event.seat)
    return (state.owner(seat),) if seat else ()


def _waiving(event: e.GateWaived, state: UnitState) -> Iterable[str | None]:
    """The leader, who proposed it, and whom it is about where that is a person."""
    about = event.subject if event.subject and state.person(event.subject) else None
    return (state.leader, event.proposed_by, about)


def _proposing(event: e.WaiverRefused | e.WaiverExpired, state: UnitState) -> Iterable[str]:
    found = state.waiver_proposal(event.waiver)
    return (found.proposed.proposed_by,) if found else ()


def _correcting(event: m.CorrectionRefused, state: UnitState) -> Iterable[str]:
    """Who proposed it, and the leader, who was told that it was proposed."""
    found = (one.proposed for one in state.corrections)
    proposed_by = (one.proposed_by for one in found if one.correction == event.correction)
    return (*proposed_by, state.leader)


NEWS: Final[Mapping[type[Event], News]] = {
    e.AdvanceNoticeGiven: News(
        "A plan is coming in {name}",
        lambda one, _state: one.people,
        "The planning of the year begins here. Nothing is asked of you yet.",
    ),
    e.SessionHeld: News(
        "The planning session of {name} is open", lambda one, _state: one.attendees
    ),
    e.StretchTargetProposed: News("A proposal for {name}", _members),
    e.PushbackAnswered: News("Your objection in {name} was answered", _author),
    e.PushbackReplied: News("A reply to an objection in {name}", _author),
    e.PushbackWithdrawn: News("An objection in {name} was withdrawn", _leader),
    e.AnswerContested: News("An answer in {name} is contested", _up),
    e.ViewNoted: News("The leader above noted a view in {name}", _author),
    e.ResourceRequestDecided: News("Your request in {name} was decided", _requester),
    e.PlanRevised: News("The plan of {name} was revised", _members),
    e.SignaturesVoided: News(
        "Your signature in {name} no longer counts", lambda one, _state: one.people
    ),
    e.PlanObjected: News("The plan of {name} was objected to", _leader),
    e.AcceptanceCompleted: News("The plan of {name} is accepted", _leader),
    e.SignatureTakenBack: News("A signature in {name} was taken back", _leader),
    e.SignatureDeclined: News("Declined: a signature in {name}", _up),
    e.JointOwnershipReached: News("{name} is jointly owned", _all),
    e.PlanPutInForce: News("{name} is in force, not jointly owned", _all),
    e.AbsenceCovered: News("You cover an absence in {name}", lambda one, _state: (one.cover,)),
    e.DutyDelegated: News("You act for somebody in {name}", lambda one, _state: (one.delegate,)),
    e.SubstituteOffered: News("A substitute is offered in {name}", _served),
    e.SubstituteAccepted: News("A substitute was accepted in {name}", _leader),
    e.SubstituteRefused: News("A substitute was refused in {name}", _leader),
    e.CommitmentFulfilled: News("A promise was kept in {name}", _served),
    e.CommitmentBreached: News("A promise was broken in {name}", _served),
    e.RevocationRefused: News("Somebody tried to take a promise back in {name}", _served),
    e.AmendmentOpened: News("An amendment was opened in {name}", _all),
    e.AmendmentWithdrawn: News("The amendment of {name} was withdrawn", _all),
    e.ClaimSettled: News("An account claim in {name}", _claimants),
    e.SeatTakenOver: News("A seat in {name} was taken over", _leader),
    e.SeatHandedOver: News("A seat in {name} changes hands", _leader),
    e.LeaderReplaced: News("{name} has another leader", _all),
    e.CorrectionProposed: News("A correction is proposed in {name}", _leader),
    m.CorrectionWithdrawn: News("A correction is withdrawn in {name}", _leader),
    m.CorrectionRefused: News("A correction is refused in {name}", _correcting),
    e.ActualsRestated: News("Numbers of {name} were restated", _all),
    e.ReviewHeld: News("The review of {name} was held", _members),
    w.ReviewOpened: News(
        "The review of {name} is open", lambda one, state: (*one.attendees, *state.members)
    ),
    w.StandstillEscalated: News(
        "A goal in {name} stands still", lambda one, state: (state.leader, one.to)
    ),
    e.ReviewMissed: News("A review of {name} was missed", _up),
    e.SupportPromised: News("You were promised help in {name}", lambda one, _state: (one.person,)),
    e.GateWaived: News("A gate is waived in {name}", _waiving),
    e.WaiverRefused: News("A waiver was refused in {name}", _proposing),
    e.WaiverExpired: News("A proposed waiver expired in {name}", _proposing),
    e.RulesChanged: News("The rules of {name} changed", _all),
    e.TookNoPart: News("Silence recorded in {name}", _up),
    e.PlanCancelled: News("The plan of {name} was cancelled", _all),
    e.PlanEndedEarly: News("The plan of {name} ended early", _all),
    e.PlanClosed: News("The year of {name} is closed", _all),
}
"""What is told; everything else is read on the pages, and no message is sent about it."""


def told(
    event: Event, by: Actor, state: UnitState, names: Mapping[str, str], at: datetime
) -> Iterator[Notice]:
    """Every notice that one event of a unit's plan makes."""
    yield from reminding.in_unit(event, state, names, at)
    news = NEWS.get(type(event))
    if news is None:
        return
    words = news.words or sentence(event, by, {**names, **things_of((state,))})
    for person in dict.fromkeys(news.who(event, state)):
        if person is not None:
            yield Notice(
                person=person,
                headline=news.headline.format(name=state.name),
                words=words,
                page=page_of("", state.unit),
            )
