"""The values of a goal's metric as facts."""

from __future__ import annotations

from domain.model import Value
from domain.money import Percent
from domain.words import Identifier, Name


class GoalValue(Value):
    """Where a goal's metric stood at a period's end; `measured_in` is its unit, as accounts or %."""

    goal: Identifier
    value: Percent
    measured_in: Name


class ValueCorrection(Value):
    """What a goal's period was recorded as, which is reversed, and what is booked in its place."""

    period: str
    goal: Identifier
    was: Percent
    value: Percent
