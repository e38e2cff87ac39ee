"""The catalogue of practices: all of them, each with what acts for it, and what is not built yet."""

from __future__ import annotations

import importlib.util

import pytest

from domain.culture import commands as vc
from domain.culture import events as ve
from domain.culture.rules import RULES as OF_CULTURE
from domain.cycle import commands as cc
from domain.cycle import events as ce
from domain.incentives import commands as ic
from domain.incentives import events as ie
from domain.incentives.rules import RULES as OF_INCENTIVES
from domain.policy import Policy
from domain.practices import RULES
from domain.practices.catalogue import CATALOGUE
from domain.practices.catalogue.row import Practice
from domain.seller import commands as sc
from domain.seller import events as se
from domain.unit import commands as uc
from domain.unit import events as ue

SOURCES = {"S0": 26, "S1": 23, "S2": 23, "S3": 44, "S4": 24}
NAMES = {
    name
    for known in (
        cc.COMMANDS, ce.EVENTS, uc.COMMANDS, ue.EVENTS, sc.COMMANDS, se.EVENTS,
        vc.COMMANDS, ve.EVENTS, ic.COMMANDS, ie.EVENTS,
    )
    for name in known
}  # fmt: skip
FIELDS = {
    name: kind.model_fields
    for events in (ce.EVENTS, ue.EVENTS, se.EVENTS, ve.EVENTS, ie.EVENTS)
    for name, kind in events.items()
}
BUILT = 140


def test_every_practice_is_there_once_and_in_order() -> None:
    assert [one.id for one in CATALOGUE] == [
        f"{source}-{number:02}"
        for source, count in SOURCES.items()
        for number in range(1, count + 1)
    ]
    assert len(CATALOGUE) == 140


@pytest.mark.parametrize("practice", CATALOGUE, ids=lambda one: one.id)
def test_what_acts_for_a_practice_exists(practice: Practice) -> None:
    rules = {rule.practice for rule in (*RULES, *OF_CULTURE, *OF_INCENTIVES)}
    for name in practice.acts:
        kind, _, rest = name.rpartition(":")
        if kind == "rule":
            assert rest in rules
        elif name[0].isupper():
            event, _, said = name.partition(":")
            assert event in NAMES
            assert not said or said.partition("=")[0] in FIELDS[event]
        else:
            assert importlib.util.find_spec(f"projections.{name}") is not None, name
    assert set(practice.parameters) <= set(Policy.model_fields)


def test_every_rule_is_named_by_its_practice() -> None:
    said = {name for one in CATALOGUE for name in one.acts if name.startswith("rule:")}
    own_steps = {
        "acceptance",
        "leader-first",
        "in-force",
        "street-quota",
        "quota-changes",
        "goal-above",
    }
    assert said == {f"rule:{rule.practice}" for rule in (*RULES, *OF_CULTURE, *OF_INCENTIVES)} - {
        f"rule:{one}" for one in own_steps
    }


def test_a_rule_is_a_gate_or_a_warning_where_the_practice_is() -> None:
    kinds = {one.id: set(one.kinds) for one in CATALOGUE}
    for rule in (*RULES, *OF_CULTURE, *OF_INCENTIVES):
        if rule.practice in kinds:
            assert kinds[rule.practice] & {"gate", "warning"}


def test_how_many_are_built_is_said() -> None:
    """The number only ever grows."""
    assert sum(one.built for one in CATALOGUE) == BUILT
