"""S3-16, of managers and executives: what they are paid for is what the plans ask of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from domain.incentives.metrics import NUMBERS
from domain.incentives.state import IncentivesState
from domain.incentives.values import IncentiveComponent, Level
from domain.practices.incentive_rule import IncentiveRule
from domain.practices.rule import Gap


def _check(state: IncentivesState) -> Iterator[Gap]:
    led, people = state.led, frozenset(state.people)
    for person, components in state.components.items():
        if person in people:
            yield from _unplanned(person, components)
            yield from _unpaid(person, components, led.get(person, ()))


def _unplanned(person: str, components: Iterable[IncentiveComponent]) -> Iterator[Gap]:
    for one in components:
        if one.metric == "other" and not one.goals:
            yield Gap(f"component {one.id} pays for nothing that a plan asks for", subject=person)


def _unpaid(
    person: str, components: Iterable[IncentiveComponent], led: Iterable[Level]
) -> Iterator[Gap]:
    numbers = {one.unit for one in components if one.metric in NUMBERS}
    for level in led:
        if level.unit not in numbers:
            yield Gap(f"no component pays for the number of {level.unit}", subject=person)


RULE = IncentiveRule("S3-16", "Plans are what compensation pays for", _check)
