"""The value objects of one person's plan."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from domain.incentives.metrics import Metric
from domain.model import Value
from domain.money import Money, Percent
from domain.words import Day, Identifier, Instant, Name, Words

SellingRole = Literal["hunter", "farmer"]
LineKind = Literal["new_business", "growth", "renewal", "one_off"]
Aspect = Literal["aggressive", "attainable"]
Kept = Literal["kept", "exceeded", "not_kept"]
Meeting = Literal["kick_off", "weekly", "monthly", "quarterly"]

MOST_ACCOUNTS = 15
"""The top accounts that a plan may hold (S4-10)."""


class Line(Value):
    """One line of a business plan (S3-14): how many of what, worth how much, by when, by whom."""

    id: Identifier
    words: Words
    kind: LineKind
    quantity: Percent
    value: Money
    due_on: Day
    owner: Identifier


class TopAccount(Value):
    """A named customer by rank, with what is planned there (S4-10)."""

    rank: Annotated[int, Field(ge=1, le=MOST_ACCOUNTS)]
    account: Identifier
    name: Name
    plan: Words


class Training(Value):
    """Something to learn, over days that both count."""

    id: Identifier
    words: Words
    starts_on: Day
    ends_on: Day


class Component(Value):
    """A part of a compensation plan as it was imported; pay itself is never here.

    `lines` are the plan lines that it pays for (S3-16), `goals` the unit's strategic goals
    (S1-18); `weight` is its percent of the plan. `metric` is what its result is counted in.
    """

    id: Identifier
    name: Name
    pays: Literal["base", "incentive"]
    weight: Percent
    lines: tuple[Identifier, ...] = ()
    goals: Annotated[tuple[Identifier, ...], Field(exclude_if=lambda goals: not goals)] = ()
    metric: Annotated[Metric, Field(exclude_if=lambda metric: metric == "revenue")] = "revenue"


class Promise(Value):
    """What somebody undertook for themselves; `beyond` what is expected of them (S4-19)."""

    id: Identifier
    words: Words
    due_on: Day
    beyond: bool = False


class SeatGoal(Value):
    """A seat's portion as the unit plans it, and the run-rate known for it; own currency."""

    seat: Identifier
    amount: Money
    run_rate: Money | None = None


class Rating(Value):
    """What one person thinks of one aspect of the plan as submitted (S3-27)."""

    aspect: Aspect
    passes: bool
    words: Words
    by: Identifier
    at: Instant


class NextStep(Value):
    """What follows from a review, by whom and when."""

    words: Words
    owner: Identifier
    due_on: Day
