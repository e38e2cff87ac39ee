"""The instants that a person's plan waits for. Days end at midnight UTC: nothing here is a quota."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from domain.seller.plan import DAY, TRAINING_AHEAD, Handover, Pledge, SellerState


def lapsing(plan: SellerState) -> date | None:
    """The next day after which there is a gap in training, or no more of it before the year's end."""
    for until in plan.training_runs(plan.trained_from or plan.starts_on):
        if until < plan.ends_on and (plan.lapsed_at is None or until > plan.lapsed_at):
            return until
    return None


def lapses_at(plan: SellerState) -> datetime | None:
    """When training no longer reaches 90 days ahead; None where it reaches the year's end."""
    until = lapsing(plan)
    return None if until is None else _midnight(until - TRAINING_AHEAD + DAY)


def handover_due(handover: Handover) -> datetime:
    return _midnight(handover.won.hand_over_by + DAY)


def promise_due(pledge: Pledge) -> datetime:
    return _midnight(pledge.promise.due_on + DAY)


def review_due(plan: SellerState, period: str) -> datetime | None:
    deadline = plan.deadline(period)
    return deadline.due_at if deadline else None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
