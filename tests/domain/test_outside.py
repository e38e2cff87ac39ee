"""Which events other systems may be told of: gone through by the registry, each as it is read inside."""

from __future__ import annotations

from collections import Counter

import pytest

from domain.aggregates import AGGREGATES
from domain.authority import outside
from domain.authority.outside import OUTSIDE, TOLD
from domain.authority.ruling import ANYONE, TAKES_PART
from domain.sensitive import SENSITIVE

EVENTS = [(name, event) for name, one in AGGREGATES.items() for event in one.events]
OF_ONE_PERSON_OR_A_FEW = frozenset({"seller", "incentives", "custody"})
"""Streams of which nothing is told: those who plan beside somebody read none of them."""


@pytest.mark.parametrize(("aggregate", "event"), EVENTS)
def test_other_systems_are_told_only_of_what_a_whole_cycle_or_unit_reads(
    aggregate: str, event: str
) -> None:
    told = outside.named(event) == event
    assert told == (event in OUTSIDE)
    assert not told or event not in SENSITIVE
    assert not told or aggregate not in OF_ONE_PERSON_OR_A_FEW
    assert told or outside.named(event) == "confidential"


def test_an_event_that_nobody_has_spoken_for_is_silent() -> None:
    assert outside.named("SomethingNew") == "confidential"


def test_each_event_that_is_told_is_one_of_the_record_and_named_once() -> None:
    named = Counter(event for events in TOLD.values() for event in events)
    assert set(named) <= {event for _, event in EVENTS}
    assert set(named.values()) == {1}


def test_what_is_told_is_read_by_everyone_of_the_cycle_or_of_the_unit() -> None:
    for rule in TOLD:
        assert {TAKES_PART, ANYONE, "member"} & set(rule.offices), rule.action


def test_of_pay_scores_cases_succession_and_who_acknowledged_nothing_is_told() -> None:
    silent = {event for _, event in EVENTS} - OUTSIDE
    assert silent >= SENSITIVE
    assert silent >= {
        "IncentivesBegun", "SellerPlanReported", "ValueLinked", "CultureFindingRaised",
        "CultureAcknowledged", "ReasonRead",
    }  # fmt: skip
