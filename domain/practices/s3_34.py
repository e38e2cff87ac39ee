"""S3-34: what other functions owe has an owner there, who accepted it.

A top unit that names nothing is asked only where the policy blocks, and not by a preset that has
come to ask for it since the plan was proposed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from domain.practices.rule import Gap, Rule
from domain.unit.plan import UnitState


def _asked(plan: UnitState) -> bool:
    policy = plan.policy
    if plan.parent is not None or policy.mode("S3-34") != "block":
        return False
    return any(one.practice == "S3-34" for one in policy.overrides) or not _older(plan)


def _older(plan: UnitState) -> bool:
    """Whether it was proposed before there were look-backs, as every plan before dependencies was.

    *Strict* has asked each proposal since for one (S3-05); where that was waived, a finding says so.
    """
    looked = plan.look_back is not None or any(one.practice == "S3-05" for one in plan.findings)
    return plan.current is not None and plan.policy.mode("S3-05") == "block" and not looked


def _gaps(plan: UnitState) -> Iterator[Gap]:
    if not plan.buy_in.live and _asked(plan):
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
