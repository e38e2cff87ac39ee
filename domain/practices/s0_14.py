"""S0-14: the leader answers every item, with a reason."""

from __future__ import annotations

from datetime import datetime

from domain.practices.rule import Gap, Rule
from domain.sealed import token
from domain.unit.plan import UnitState

LEAST_WORDS = 3
SPACELESS = 6
FIRST_IDEOGRAPH = "\u2e80"


def is_bare(reason: str) -> bool:
    """Whether an answer gives no reason: a bare "no", a "rejected", or one word over and over.

    Scripts that put no spaces between words are counted by their characters. A sealed reason was
    judged so before it was sealed.
    """
    if (sealed := token(reason)) is not None:
        return sealed.kind == "bare"
    words = {word.strip(".,;:!?…").casefold() for word in reason.split()} - {""}
    if len(words) == 1 and max(reason) >= FIRST_IDEOGRAPH:
        return len(set(reason)) < SPACELESS
    return len(words) < LEAST_WORDS


def _check(plan: UnitState, _at: datetime) -> tuple[Gap, ...]:
    return tuple(
        Gap(f"item {item.id} of {item.person} has no answer", plan.leader, item.id)
        for item in plan.items
        if item.stage == "open"
    )


RULE = Rule("S0-14", "gate", ("close pushback", "finalise"), "Every item is answered", _check)
