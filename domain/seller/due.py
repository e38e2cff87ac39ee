"""What a person's plan owes: its instants, and news of itself to the unit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Literal

from domain.due import Due, Owed, Timer
from domain.marking import left_of, marks_of
from domain.seller import commands as c
from domain.seller.plan import SellerState
from domain.seller.waiting import handover_due, lapses_at
from domain.unit.commands import ReceiveSellerPlan

CHASED = "seller-reviews-are-chased"
"""Since when a seller's review is reminded of, and goes further up than once."""


def due(state: SellerState) -> Due:
    """Everything owed, as a pure function of the plan."""
    if state.over:
        return Due(ended=True)
    timers = (*_training(state), *_handovers(state), *_reviews(state))
    return Due(timers=timers, commands=_news(state))


def _news(state: SellerState) -> tuple[Owed, ...]:
    """How far the plan is and what it adds up to: the unit holds its gates by it."""
    if not state.told:
        return ()
    command = ReceiveSellerPlan(
        person=state.seller.id,
        stage=state.stage,
        submitted=state.submitted,
        planned=state.planned,
        double_a=state.double_a,
        unattainable=state.unattainable,
    )
    since = state.told_since or None
    return (Owed(state.told, aggregate="unit", to=state.unit, command=command, since=since),)


def _timer(kind: Literal["training", "handover", "review"], key: str, at: datetime) -> Timer:
    return Timer(key=f"{kind}:{key}", at=at, command=c.MarkSellerTime(kind=kind, key=key))


def _training(state: SellerState) -> tuple[Timer, ...]:
    at = lapses_at(state)
    return () if at is None else (_timer("training", "", at),)


def _handovers(state: SellerState) -> tuple[Timer, ...]:
    return tuple(
        _timer("handover", one.won.account, handover_due(one))
        for one in state.handovers
        if not one.done and not one.overdue
    )


def _reviews(state: SellerState) -> Iterator[Timer]:
    """The next mark of each, and the miss: a run that began before waits for that alone."""
    marks = marks_of(state.policy)
    for one in state.reviews:
        deadline = state.deadline(one.period)
        if one.held is None and deadline is not None:
            left = tuple(left_of(deadline, marks))
            for days, at in left:
                if not days or (days, at) == left[0]:
                    yield _mark(one.period, days, at)


def _mark(period: str, days: int, at: datetime) -> Timer:
    """The miss is called as before there were others."""
    if not days:
        return _timer("review", period, at)
    command = c.MarkSellerTime(kind="review", key=period, days=days)
    return Timer(f"review:{period}:{days}", at, command, since=CHASED)
