"""Folding the events of one person's plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import singledispatch
from typing import Any

from domain.marking import OpenDeadline
from domain.model import Actor, Event
from domain.seller import events as e
from domain.seller import values as v
from domain.seller.plan import (
    Compensation,
    Finding,
    Handover,
    Pledge,
    SellerReview,
    SellerState,
)


@dataclass(frozen=True)
class Moment:
    at: datetime
    version: int


def evolve(
    state: SellerState | None, event: Event, *, at: datetime, by: Actor, version: int
) -> SellerState:
    """The state after one recorded event; raises ValueError for a stream that begins elsewhere."""
    del by  # each event names whoever matters in it
    if isinstance(event, e.SellerPlanOpened):
        reviews = tuple(SellerReview(period=one.key) for one in event.reviews)
        fields = {name: value for name, value in event if name != "reviews"}
        return SellerState(
            **fields,
            reviews_due=event.reviews,
            reviews=reviews,
            version=version,
            opened_at=at,
            changed_at=at,
        )
    if state is None:
        raise ValueError(f"a seller's plan begins with SellerPlanOpened, not {event.type}")
    moment = Moment(at, version)
    after = _after(event, state, moment)
    is_news = after.told == version and not (state.told_since and after.news == state.news)
    since = version if is_news else after.told_since
    return _with(after, version=version, changed_at=at, told_since=since)


@singledispatch
def _after(event: Event, _state: SellerState, _moment: Moment) -> SellerState:
    raise ValueError(f"a seller's plan holds no {event.type}")


def _with(state: SellerState, **update: Any) -> SellerState:
    return state.model_copy(update=update)


def _rewritten(state: SellerState, moment: Moment, **update: Any) -> SellerState:
    """A section changed: what was submitted is no longer what stands here."""
    return _with(state, **update, stage="writing", presented=None, ratings=(), told=moment.version)


@_after.register
def _goal(event: e.SellerGoalSet, state: SellerState, moment: Moment) -> SellerState:
    return _with(state, goals=event.goals, told=moment.version)


@_after.register
def _manager(event: e.SellerManagerChanged, state: SellerState, _moment: Moment) -> SellerState:
    return _with(state, **dict(event))


@_after.register
def _reports_to(event: e.LineManagerRecorded, state: SellerState, _moment: Moment) -> SellerState:
    return _with(state, line_manager=event.line_manager)


@_after.register
def _roles(event: e.SellerRolesChanged, state: SellerState, _moment: Moment) -> SellerState:
    return _with(state, roles=event.roles, leader_above=event.roles.leader_above)


@_after.register
def _written(event: e.BusinessPlanWritten, state: SellerState, moment: Moment) -> SellerState:
    return _rewritten(state, moment, words=event.words, lines=event.lines)


@_after.register
def _accounts(event: e.TopAccountsNamed, state: SellerState, moment: Moment) -> SellerState:
    return _rewritten(state, moment, accounts=event.accounts, no_accounts=None)


@_after.register
def _none(event: e.TopAccountsNotAppropriate, state: SellerState, moment: Moment) -> SellerState:
    return _rewritten(state, moment, accounts=(), no_accounts=event.reason)


@_after.register
def _training(event: e.TrainingPlanned, state: SellerState, moment: Moment) -> SellerState:
    """A lapse that the new plan leaves as it is was told; any other is told anew."""
    planned = _with(state, trainings=event.trainings, trained_from=moment.at.date())
    known = any(one == state.lapsed_at for one in planned.training_runs(moment.at.date()))
    return planned if known else _with(planned, lapsed_at=None)


@_after.register
def _lapsed(event: e.TrainingLapsed, state: SellerState, moment: Moment) -> SellerState:
    lapsed = event.covered_until or state.starts_on
    return _finding(state, moment, "S4-11", "Training no longer covers 90 days", lapsed_at=lapsed)


@_after.register
def _role(event: e.SellingRoleAssigned, state: SellerState, _moment: Moment) -> SellerState:
    return _with(state, selling_roles=(*state.selling_roles, event))


@_after.register
def _won(event: e.AccountWon, state: SellerState, _moment: Moment) -> SellerState:
    return _with(state, handovers=(*state.handovers, Handover(won=event)))


def _handover(state: SellerState, account: str, **update: Any) -> tuple[Handover, ...]:
    return tuple(
        one.model_copy(update=update) if one.won.account == account else one
        for one in state.handovers
    )


@_after.register
def _handed(event: e.AccountHandedOver, state: SellerState, _moment: Moment) -> SellerState:
    return _with(state, handovers=_handover(state, event.account, done=True))


@_after.register
def _late(event: e.HandoverOverdue, state: SellerState, _moment: Moment) -> SellerState:
    return _with(state, handovers=_handover(state, event.account, overdue=True))


@_after.register
def _coached(event: e.PlanCoached, state: SellerState, _moment: Moment) -> SellerState:
    return _with(state, coached=(*state.coached, event))


@_after.register
def _submitted(event: e.SellerPlanSubmitted, state: SellerState, moment: Moment) -> SellerState:
    return _with(state, stage="submitted", submitted=event.version, told=moment.version)


@_after.register
def _presented(event: e.SellerPlanPresented, state: SellerState, moment: Moment) -> SellerState:
    return _with(state, stage="presented", presented=event, told=moment.version)


@_after.register
def _rated(event: e.SellerPlanRated, state: SellerState, moment: Moment) -> SellerState:
    rating = v.Rating(
        aspect=event.aspect,
        passes=event.passes,
        words=event.words,
        by=event.rated_by,
        at=moment.at,
    )
    return _with(state, ratings=(*state.ratings, rating), told=moment.version)


@_after.register
def _agreed(_event: e.SellerPlanAgreed, state: SellerState, moment: Moment) -> SellerState:
    return _with(state, stage="agreed", told=moment.version)


@_after.register
def _returned(_event: e.SellerPlanReturned, state: SellerState, moment: Moment) -> SellerState:
    return _rewritten(state, moment)


@_after.register
def _imported(event: e.CompensationImported, state: SellerState, _moment: Moment) -> SellerState:
    found = Compensation(imported=event)
    return _with(state, compensations=(*state.compensations, found))


def _compensation(state: SellerState, compensation: str, **update: Any) -> SellerState:
    found = tuple(
        one.model_copy(update=update) if one.imported.compensation == compensation else one
        for one in state.compensations
    )
    return _with(state, compensations=found)


@_after.register
def _explained(event: e.CompensationExplained, state: SellerState, _moment: Moment) -> SellerState:
    return _compensation(state, event.compensation, explained_by=event.explained_by)


@_after.register
def _understood(
    event: e.CompensationUnderstood, state: SellerState, _moment: Moment
) -> SellerState:
    return _compensation(state, event.compensation, understood=True)


@_after.register
def _win(event: e.CompensationAgreed, state: SellerState, _moment: Moment) -> SellerState:
    return _compensation(state, event.compensation, agreed=event)


@_after.register
def _company(event: e.CompanyWinConfirmed, state: SellerState, _moment: Moment) -> SellerState:
    return _compensation(state, event.compensation, company_win_by=event.confirmed_by)


@_after.register
def _met(event: e.MeetingHeld, state: SellerState, _moment: Moment) -> SellerState:
    return _with(state, meetings=(*state.meetings, event))


def _review(state: SellerState, period: str, **update: Any) -> SellerState:
    reviews = tuple(
        one.model_copy(update=update) if one.period == period else one for one in state.reviews
    )
    return _with(state, reviews=reviews)


@_after.register
def _held(event: e.SellerReviewHeld, state: SellerState, _moment: Moment) -> SellerState:
    return _review(state, event.period, held=event)


@_after.register
def _seen(event: e.SellerReviewConfirmed, state: SellerState, _moment: Moment) -> SellerState:
    return _review(state, event.period, confirmed=True)


def _marked(state: SellerState, period: str, days: int, *, escalated: bool = False) -> SellerState:
    deadline = state.deadline(period)
    marked = deadline.marked(days, escalated=escalated) if deadline else None
    return _review(state, period, deadline=marked)


@_after.register
def _reminded(event: e.SellerReviewReminded, state: SellerState, _moment: Moment) -> SellerState:
    return _marked(state, event.period, event.days)


@_after.register
def _missed(event: e.SellerReviewMissed, state: SellerState, _moment: Moment) -> SellerState:
    return _review(_marked(state, event.period, 0), event.period, missed=True)


@_after.register
def _moved(event: e.SellerReviewMoved, state: SellerState, moment: Moment) -> SellerState:
    moved = OpenDeadline(kind="review", key=event.period, due_at=event.due_at, opened_at=moment.at)
    return _review(state, event.period, deadline=moved)


@_after.register
def _escalated(event: e.SellerReviewEscalated, state: SellerState, _moment: Moment) -> SellerState:
    return _marked(state, event.period, event.days, escalated=True)


@_after.register
def _pledged(event: e.PromiseMade, state: SellerState, _moment: Moment) -> SellerState:
    return _with(state, pledges=(*state.pledges, Pledge(promise=event.promise)))


@_after.register
def _reported(event: e.PromiseReported, state: SellerState, _moment: Moment) -> SellerState:
    pledges = tuple(
        one.model_copy(update={"reported": event}) if one.promise.id == event.promise else one
        for one in state.pledges
    )
    return _with(state, pledges=pledges)


@_after.register
def _found(event: e.SellerFindingRaised, state: SellerState, moment: Moment) -> SellerState:
    return _finding(state, moment, event.practice, event.words, event.subject)


def _finding(
    state: SellerState,
    moment: Moment,
    practice: str,
    words: str,
    subject: str | None = None,
    **update: Any,
) -> SellerState:
    found = Finding(practice=practice, words=words, subject=subject, at=moment.at)
    return _with(state, findings=(*state.findings, found), **update)


@_after.register
def _closed(_event: e.SellerPlanClosed, state: SellerState, moment: Moment) -> SellerState:
    return _with(state, stage="closed", told=moment.version)
