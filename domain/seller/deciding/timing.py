"""What the clock decides about a person's plan, and its end."""

from __future__ import annotations

from domain import errors
from domain.model import Event
from domain.seller import commands as c
from domain.seller import events as e
from domain.seller.deciding.asked import Asked, decided
from domain.seller.waiting import handover_due, lapses_at, lapsing, review_due


@decided.register
def _mark(command: c.MarkSellerTime, asked: Asked) -> tuple[Event, ...]:
    return {"training": _lapse, "handover": _overdue, "review": _missed}[command.kind](
        command.key, asked
    )


def _lapse(_key: str, asked: Asked) -> tuple[Event, ...]:
    state = asked.state
    due = lapses_at(state)
    if due is None or state.covers(asked.at):
        raise errors.NothingToDo("Training covers the next 90 days.")
    if asked.at < due:
        raise errors.DeadlineNotReached("It is too early for this.")
    return (e.TrainingLapsed(covered_until=lapsing(state)),)


def _overdue(key: str, asked: Asked) -> tuple[Event, ...]:
    handover = asked.state.handover(key)
    if handover is None or handover.done or handover.overdue:
        raise errors.NothingToDo("Nothing is overdue here.")
    if asked.at < handover_due(handover):
        raise errors.DeadlineNotReached("It is too early for this.")
    words = f"{key} was not handed over by {handover.won.hand_over_by}"
    return (
        e.HandoverOverdue(account=key),
        e.SellerFindingRaised(practice="S3-23", words=words, subject=key),
    )


def _missed(key: str, asked: Asked) -> tuple[Event, ...]:
    state = asked.state
    review, due = state.review(key), review_due(state, key)
    if review is None or due is None or review.held is not None or review.missed:
        raise errors.NothingToDo("Nothing is missed here.")
    if asked.at < due:
        raise errors.DeadlineNotReached("It is too early for this.")
    return (e.SellerReviewMissed(period=key, to=state.leader_above),)


@decided.register
def _close(command: c.CloseSellerPlan, _asked: Asked) -> tuple[Event, ...]:
    return (e.SellerPlanClosed(**dict(command)),)
