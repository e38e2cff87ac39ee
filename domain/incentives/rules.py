"""Practices that look at a cycle's incentives: each warns, none holds anybody up."""

from __future__ import annotations

from domain.incentives.events import IncentiveFindingRaised
from domain.incentives.state import IncentivesState
from domain.practices import s3_16, s3_20, s3_38
from domain.practices.incentive_rule import IncentiveRule
from domain.practices.rule import Gap

RULES: tuple[IncentiveRule, ...] = (s3_16.RULE, s3_20.RULE, s3_38.RULE)


def gaps(state: IncentivesState) -> tuple[tuple[IncentiveRule, Gap], ...]:
    """What each practice misses now; nothing of one that is off."""
    return tuple(
        (rule, gap)
        for rule in RULES
        if state.policy.mode(rule.practice) != "off"
        for gap in rule.check(state)
    )


def raised(before: IncentivesState, after: IncentivesState) -> tuple[IncentiveFindingRaised, ...]:
    """What is missing after a decision and was not before it."""
    known = {(rule.practice, gap) for rule, gap in gaps(before)}
    return tuple(
        IncentiveFindingRaised(practice=rule.practice, words=gap.words, subject=gap.subject)
        for rule, gap in gaps(after)
        if (rule.practice, gap) not in known
    )
