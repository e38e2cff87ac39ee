"""S3-34: what other functions owe has an owner there, who accepted it.

A top unit that names nothing is asked only where the policy blocks.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from domain.practices.rule import Gap, Rule
from domain.unit.plan import UnitState


def _gaps(plan: UnitState) -> Iterator[Gap]:
    if not plan.buy_in.live and plan.parent is None and plan.policy.mode("S3-34") == "block":
        yield Gap("nothing is named that other functions owe", plan.leader)
    for one in plan.buy_in.live:
        owed, answer = one.dependency, one.answer
        if answer is None:
            words = f"{owed.function} has not answered for {owed.id}"
            yield Gap(words, owed.owner, owed.id)
        elif answer.outcome == "refused":
            yield Gap(f"{owed.function} refused {owed.id}", plan.leader, owed.id)


def _accepted(plan: UnitState, _at: datetime) -> tuple[Gap, ...]:
    return tuple(_gaps(plan))


RULE = Rule("S3-34", "gate", ("finalise",), "What other functions owe is accepted there", _accepted)
