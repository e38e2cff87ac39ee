"""S1-18: people work for what they are paid for, so a strategic goal that nothing pays for is named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from domain.policy import Policy
from domain.practices.rule import Gap

PRACTICE = "S1-18"


class Goal(Protocol):
    """A strategic goal as it is known whether anybody is paid for it."""

    @property
    def unit(self) -> str: ...
    @property
    def goal(self) -> str: ...
    @property
    def owner(self) -> str: ...
    @property
    def paid(self) -> bool: ...


def unpaid(goals: Iterable[Goal], policy: Policy) -> Iterator[Gap]:
    """A gap for each goal that no component pays for; none where the policy has it off."""
    if policy.mode(PRACTICE) == "off":
        return
    for one in goals:
        if not one.paid:
            words = f"nobody is paid for the goal {one.goal} of {one.unit}"
            yield Gap(words, subject=one.owner)
