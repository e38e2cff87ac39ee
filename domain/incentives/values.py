"""The value objects of a cycle's incentives."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from domain.incentives.metrics import Metric
from domain.model import Value
from domain.money import Percent
from domain.words import Identifier, Name, Words

MOST_PLANS = 500
"""People whose incentives one file brings: what it becomes fits into one command."""

Weight = Annotated[Percent, Field(gt=0, le=100)]


class Level(Value):
    """A unit with who leads it, and the unit above."""

    unit: Identifier
    parent: Identifier | None
    leader: Identifier


class PaidGoal(Value):
    """A strategic goal of a unit's plan that a component pays for (S1-18)."""

    unit: Identifier
    goal: Identifier


class IncentiveComponent(Value):
    """A part of what somebody is paid for, as it was imported; pay itself is never here.

    It measures `metric` of `unit`, or strategic goals; `target` is a number of the metric, an
    amount in the cycle's currency or a percentage. `weight` is its percent of the whole.
    """

    id: Identifier
    name: Name
    pays: Literal["base", "incentive"]
    metric: Metric
    weight: Weight
    unit: Identifier
    goals: Annotated[tuple[PaidGoal, ...], Field(max_length=50)] = ()
    target: Percent | None = None


class PersonIncentives(Value):
    """One person's components, all of them; their weights sum to 100."""

    person: Identifier
    components: Annotated[tuple[IncentiveComponent, ...], Field(min_length=1, max_length=50)]


class Cap(Value):
    """A limit to what the people of a unit can earn, which everyone in it can see (S3-40).

    `percent` of their own target incentive; without one it is what their manager earns.
    """

    cap: Identifier
    unit: Identifier
    percent: Annotated[Percent, Field(gt=Decimal(0))] | None = None
    words: Words
