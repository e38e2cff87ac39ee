"""Meetings, seller reviews, and promises that people make for themselves."""

from __future__ import annotations

from domain import errors
from domain.model import Event
from domain.seller import commands as c
from domain.seller import events as e
from domain.seller.deciding.asked import Asked, decided


@decided.register
def _meet(command: c.HoldMeeting, asked: Asked) -> tuple[Event, ...]:
    if command.held_at > asked.at:
        raise errors.Invalid("A meeting is recorded once it was held.", practice="S4-02")
    if any(
        (one.kind, one.held_at) == (command.kind, command.held_at) for one in asked.state.meetings
    ):
        raise errors.NothingToDo("That meeting is recorded already.")
    return (e.MeetingHeld(**dict(command), held_by=asked.person),)


@decided.register
def _review(command: c.HoldSellerReview, asked: Asked) -> tuple[Event, ...]:
    state = asked.state
    review = state.review(command.period)
    if review is None:
        known = ", ".join(one.period for one in state.reviews)
        raise errors.Unknown(f"This plan has no review {command.period}; it has {known}.")
    if review.held is not None:
        raise errors.NothingToDo("That review was held before.")
    result = command.attainment.percent if command.attainment else None
    low = result is not None and result < state.policy.of_sellers.low_result
    lacking = command.reason is None or not command.next_steps
    mode = state.policy.mode("S4-08")
    if low and lacking and mode == "block":
        raise errors.GateClosed(
            f"A result of {result} % is not closed as it is.",
            practice="S4-08",
            missing=("a reason and a next step with owner and date",),
        )
    held = e.SellerReviewHeld(**dict(command), held_by=asked.person)
    if not (low and lacking) or mode == "off":
        return (held,)
    words = f"{command.period}: a result of {result} % was closed without a reason and a plan"
    return (held, e.SellerFindingRaised(practice="S4-08", words=words))


@decided.register
def _confirm(command: c.ConfirmSellerReview, asked: Asked) -> tuple[Event, ...]:
    review = asked.state.review(command.period)
    if review is None or review.held is None:
        raise errors.WrongStage(f"The review {command.period} was not held yet.")
    if review.confirmed:
        raise errors.NothingToDo("You have confirmed it before.")
    return (e.SellerReviewConfirmed(**dict(command)),)


@decided.register
def _promise(command: c.MakePromise, asked: Asked) -> tuple[Event, ...]:
    if asked.state.pledge(command.promise.id) is not None:
        raise errors.AlreadyExists(f"There is a promise {command.promise.id} already.")
    if command.promise.due_on < asked.at.date():
        raise errors.DeadlinePassed("A promise is dated ahead.", practice="S4-19")
    return (e.PromiseMade(**dict(command)),)


@decided.register
def _report(command: c.ReportPromise, asked: Asked) -> tuple[Event, ...]:
    pledge = asked.state.pledge(command.promise)
    if pledge is None:
        raise errors.Unknown(f"There is no promise {command.promise}.")
    if pledge.reported is not None:
        raise errors.NothingToDo("What became of it is recorded already.")
    return (e.PromiseReported(**dict(command)),)
