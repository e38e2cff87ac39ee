"""The practices as rules: each gate and warning in a file of its own, held at its steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain import errors
from domain.practices import (
    guardrails,
    s0_01,
    s0_02,
    s0_03,
    s0_04,
    s0_05,
    s0_07,
    s0_08,
    s0_09,
    s0_10,
    s0_11,
    s0_13,
    s0_14,
    s0_16,
    s0_19,
    s0_21,
    s0_23,
    s1_03,
    s1_12,
    s1_13,
    s1_15,
    s1_16,
    s3_01,
    s3_05,
    s3_12,
    s3_15,
    s3_27,
    s3_34,
    s3_44,
    s4_09,
    steps,
)
from domain.practices.rule import Gap, Rule, Step
from domain.unit.events import FindingRaised
from domain.unit.plan import UnitState

_ONE_EACH = (
    s0_01, s0_02, s0_03, s0_04, s0_05, s0_07, s0_08, s0_09, s0_10, s0_11, s0_13, s0_14, s0_16,
    s0_19, s0_21, s0_23, s1_03, s1_12, s1_16, s3_01, s3_15, s3_27, s3_34, s4_09,
)  # fmt: skip

RULES: tuple[Rule, ...] = (
    *(module.RULE for module in _ONE_EACH),
    *guardrails.RULES,
    *s1_13.RULES,
    *s1_15.RULES,
    *s3_05.RULES,
    *s3_12.RULES,
    *s3_44.RULES,
    *steps.RULES,
)

TITLES = {
    **{rule.practice: rule.title for rule in RULES},
    "account-claim": "An account is in one plan",
}
"""What each practice asks for, in a few words; an account that two plans claim is found at once."""


@dataclass(frozen=True)
class Blocker:
    """What still blocks a step under the cycle's policy, and who can clear it."""

    step: Step
    practice: str
    title: str
    gap: Gap


_AGREEING = ("proposed", "in_pushback", "revised")
AHEAD: dict[Step, tuple[str, ...]] = {
    "close look-back": ("drafted", *_AGREEING),
    "propose": ("drafted",),
    "object": _AGREEING,
    "close pushback": _AGREEING,
    "revise": (*_AGREEING, "final", "accepted", "signing"),
    "finalise": ("drafted", *_AGREEING),
    "accept": ("final",),
    "sign": ("final", "accepted"),
    "sign as seller": ("final", "accepted", "signing"),
    "put in force": ("signing",),
    "own jointly": ("drafted", *_AGREEING, "final", "accepted", "signing"),
    "set a goal": (),
    "review": ("settled",),
    "run": ("settled",),
    "close": ("signing", "settled"),
}
"""The stages in which a step is still to come."""


def ahead(plan: UnitState, at: datetime) -> tuple[Blocker, ...]:
    """What blocks each step that is still to come."""
    return tuple(one for one in blockers(plan, at) if plan.stage in AHEAD[one.step])


def blockers(plan: UnitState, at: datetime, step: Step | None = None) -> tuple[Blocker, ...]:
    """Everything that blocks one step, or each, as if it were asked for now."""
    return tuple(
        Blocker(step=one, practice=rule.practice, title=rule.title, gap=gap)
        for rule in RULES
        if rule.kind == "gate" and (rule.always or plan.policy.mode(rule.practice) == "block")
        for one in rule.steps
        if step in {None, one}
        for gap in rule.check(plan, at)
        if not plan.waived(rule.practice, gap.subject, at)
    )


def found(step: Step, plan: UnitState, at: datetime) -> tuple[tuple[str, Gap], ...]:
    """What practices that are not off find in a plan at a step, with or without a waiver."""
    return tuple(
        (rule.practice, gap)
        for rule in RULES
        if step in rule.steps and plan.policy.mode(rule.practice) != "off"
        for gap in rule.check(plan, at)
    )


def hold(
    step: Step, plan: UnitState, at: datetime, *, about: str | None = None
) -> tuple[FindingRaised, ...]:
    """The findings of a step that passes; raises GateClosed, naming each gap, if it does not.

    `plan` is the plan as it would be. A finding that the plan has already is not raised again.
    A step that one person takes is held by the gaps that are `about` them.
    """
    _require_open([one for one in blockers(plan, at, step) if about in {None, one.gap.subject}])
    known = {(one.practice, one.words, one.subject) for one in plan.findings}
    return tuple(
        FindingRaised(
            practice=practice,
            words=gap.words,
            subject=gap.subject,
            waived=plan.waived(practice, gap.subject, at),
        )
        for practice, gap in found(step, plan, at)
        if about in {None, gap.subject}
        if (practice, gap.words, gap.subject) not in known
    )


def _require_open(blocking: Sequence[Blocker]) -> None:
    if blocking:
        first = blocking[0]
        raise errors.GateClosed(
            f"{first.title} ({first.practice}), and here it is not so.",
            practice=first.practice,
            missing=tuple(f"{one.practice}: {one.gap.words}" for one in blocking),
        )
