"""S3-16, of managers and executives: what they are paid for is what the plans ask of them."""

from __future__ import annotations

from collections.abc import Iterator

from domain.incentives.metrics import NUMBERS
from domain.incentives.state import IncentivesState
from domain.practices.incentive_rule import IncentiveRule
from domain.practices.rule import Gap


def _check(state: IncentivesState) -> Iterator[Gap]:
    for held in state.held:
        person = held.plan.person
        if person in state.people:
            yield from _unplanned(state, person)
            yield from _unpaid(state, person)


def _unplanned(state: IncentivesState, person: str) -> Iterator[Gap]:
    for one in state.components(person):
        if one.metric == "other" and not one.goals:
            yield Gap(f"component {one.id} pays for nothing that a plan asks for", subject=person)


def _unpaid(state: IncentivesState, person: str) -> Iterator[Gap]:
    numbers = {one.unit for one in state.components(person) if one.metric in NUMBERS}
    for level in state.led_by(person):
        if level.unit not in numbers:
            yield Gap(f"no component pays for the number of {level.unit}", subject=person)


RULE = IncentiveRule("S3-16", "Plans are what compensation pays for", _check)
