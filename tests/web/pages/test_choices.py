"""Whom a form can name: the unit's people, and who leads a function where that may be named too."""

from __future__ import annotations

import pytest

from domain.model import Command
from domain.unit import commands as u
from domain.unit.lookback import commands as b
from domain.unit.measuring import commands as m
from domain.unit.readiness import commands as r
from tests.domain import stages as s
from tests.domain.test_unit_facts import proposed_correction
from web.pages.choices import of_unit


@pytest.mark.parametrize(
    ("kind", "named"),
    [(r.AttachMarketingPlan, True), (b.PlanToHundred, True), (u.AddKeySuccessFactor, False)],
)
def test_marketing_s_plan_and_a_plan_to_100_percent_can_be_owned_by_who_leads_a_function(
    kind: type[Command], *, named: bool
) -> None:
    """As the plan's own decision allows it, and each person once."""
    plan = s.proposed().state
    team = tuple(one for one in plan.people if one.id not in plan.roles.executives)
    state = plan.model_copy(update={"people": team})

    owners = [one for one, _ in of_unit(kind, state, "dana", {})["owner"]]

    assert ("sven" in owners) is named
    assert {one.id for one in team} <= set(owners)
    assert len(owners) == len(set(owners))


@pytest.mark.parametrize(
    ("kind", "who", "named"),
    [
        (m.WithdrawCorrection, "ines", ("swap",)),
        (m.WithdrawCorrection, "olu", ()),
        (m.RefuseCorrection, "olu", ("swap",)),
        (u.ApproveCorrection, "ines", ()),
    ],
)
def test_one_s_own_correction_is_withdrawn_and_another_s_is_answered(
    kind: type[Command], who: str, named: tuple[str, ...]
) -> None:
    options = of_unit(kind, proposed_correction().state, who, {})["correction"]
    assert tuple(one for one, _ in options) == named
