"""What a warning about incentives is: a function of a cycle's incentives that names what is amiss."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from domain.incentives.state import IncentivesState
from domain.practices.rule import Gap


@dataclass(frozen=True)
class IncentiveRule:
    """One practice as a rule; `check` gives the gaps of the incentives, whose `subject` is a person."""

    practice: str
    title: str
    check: Callable[[IncentivesState], Iterable[Gap]]


def said(metric: str) -> str:
    """A metric in the reader's words."""
    return metric.replace("_", " ")
