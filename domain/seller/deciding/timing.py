"""What the clock decides about a person's plan, and its end."""

from __future__ import annotations

from datetime import timedelta

from domain import errors
from domain.marking import UNHEARD, goes_up_to, moved_to
from domain.model import Event
from domain.seller import commands as c
from domain.seller import events as e
from domain.seller.deciding.asked import Asked, decided
from domain.seller.waiting import handover_due, lapses_at, lapsing


@decided.register
def _mark(command: c.MarkSellerTime, asked: Asked) -> tuple[Event, ...]:
    return {"training": _lapse, "handover": _overdue, "review": _reviewed}[command.kind](
        command, asked
    )


def _lapse(_command: c.MarkSellerTime, asked: Asked) -> tuple[Event, ...]:
    state = asked.state
    due = lapses_at(state)
    if due is None or state.covers(asked.at):
        raise errors.NothingToDo("Training covers the next 90 days.")
    if asked.at < due:
        raise errors.DeadlineNotReached("It is too early for this.")
    return (e.TrainingLapsed(covered_until=lapsing(state)),)


def _overdue(command: c.MarkSellerTime, asked: Asked) -> tuple[Event, ...]:
    key = command.key
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


def _reviewed(command: c.MarkSellerTime, asked: Asked) -> tuple[Event, ...]:
    """What a unit's review has: reminders, the miss or another day, and the way up (S4-12)."""
    state, period, days = asked.state, command.key, command.days
    review, deadline = state.review(period), state.deadline(period)
    if review is None or deadline is None or review.held is not None or days in deadline.marks:
        raise errors.NothingToDo("Nothing is to be recorded here.")
    if asked.at < deadline.due_at + timedelta(days=days):
        raise errors.DeadlineNotReached("It is too early for this.")
    if days < 0:
        return (e.SellerReviewReminded(period=period, to=state.manager, days=days),)
    line = (state.manager, state.leader_above)
    to = goes_up_to(deadline, (state.manager,), line)
    if days > 0:
        return (e.SellerReviewEscalated(period=period, to=to, days=days),)
    if (due_at := moved_to(deadline, asked.at, state.policy)) is not None:
        return (e.SellerReviewMoved(period=period, due_at=due_at, reason=UNHEARD),)
    return (e.SellerReviewMissed(period=period, to=to),)


@decided.register
def _close(command: c.CloseSellerPlan, _asked: Asked) -> tuple[Event, ...]:
    return (e.SellerPlanClosed(**dict(command)),)
