"""The instants that a person's plan waits for. Days end at midnight UTC: nothing here is a quota."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from domain.seller.plan import TRAINING_AHEAD, Handover, SellerState


def lapses_at(plan: SellerState) -> datetime | None:
    """When training no longer reaches 90 days ahead; None where it reaches the year's end."""
    until = plan.covered_until
    if until is None or until >= plan.ends_on or plan.lapsed_at == until:
        return None
    return _midnight(until - TRAINING_AHEAD + timedelta(days=1))


def handover_due(handover: Handover) -> datetime:
    return _midnight(handover.won.hand_over_by + timedelta(days=1))


def review_due(plan: SellerState, period: str) -> datetime | None:
    return next((one.due_at for one in plan.reviews_due if one.key == period), None)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
