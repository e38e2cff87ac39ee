"""One's own plan and what one is paid for, in plain words (S3-33): of sellers and of those who lead."""

from __future__ import annotations

from decimal import Decimal

from domain.seller import commands as c
from domain.seller import values as v
from projections import plain_words
from tests.domain import paid, sellers, stages
from tests.domain.test_unit_goals import SOUTH


def test_a_seller_reads_what_they_are_asked_for_and_what_they_planned() -> None:
    """S3-33."""
    said = list(plain_words.of_seller(sellers.written().state))
    assert said == [
        (
            "You are asked for USD 2000000.00 from 2027-01-01 to 2027-12-31; "
            "USD 500000.00 of it is expected without new effort."
        ),
        "University laboratories in New England: 12, worth USD 1800000.00, by 2027-06-30.",
        "At Orion: A frame contract",
        "You learn The new line of spectrometers, 2027-02-01 to 2027-05-05.",
    ]


def test_a_seller_reads_what_each_component_pays_for_or_that_it_pays_for_nothing() -> None:
    said = list(plain_words.paid_as_seller(sellers.paid().state, {}))
    assert said == [
        "70 %: New business, for University laboratories in New England.",
        "30 %: Margin, for nothing that your plan names: ask who leads you.",
    ]
    assert list(plain_words.paid_as_seller(sellers.opened().state, {})) == []


def test_base_pay_is_told_apart_and_a_goal_is_named() -> None:
    base = v.Component(id="base", name="Base", pays="base", weight=Decimal(100), goals=("south",))
    imported = c.ImportCompensation(compensation="comp-28", components=(base,))
    plan = sellers.written().by("ines", imported)
    assert list(
        plain_words.paid_as_seller(plan.state, {(plan.state.unit, "south"): "Four accounts"})
    ) == ["100 % as base pay: Base, for Four accounts."]


def test_who_leads_reads_their_number_and_the_goals_they_answer_for() -> None:
    plan = stages.proposed().by("dana", SOUTH).state
    (number,) = plain_words.of_unit(plan, "dana")
    (goal,) = plain_words.of_unit(plan, "kenji")
    assert number.startswith(f"{plan.name} is to reach USD ")
    assert goal.endswith("Four new accounts in the South (accounts from 0 to 4 by 2027-12-31).")
    assert list(plain_words.of_unit(plan, "ana")) == []


def test_who_leads_reads_their_components_with_whose_number_and_what_they_aim_at() -> None:
    state = paid.imported().state
    units = {"halden": "Halden Sales", "americas": "Americas"}
    assert list(plain_words.paid_as_leader(state.of("dana"), units, {})) == [
        "60 %: revenue, by revenue of Halden Sales.",
        "40 %: profit amount, by profit amount of Halden Sales, aiming at 9.5.",
    ]
    assert list(
        plain_words.paid_as_leader(state.of("marco"), units, {("americas", "south"): "Go South"})
    )[1] == ("20 %: strategic goals, by strategic goals: Go South.")
    assert list(plain_words.paid_as_leader(None, units, {})) == []
