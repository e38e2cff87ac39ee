"""The rules of a cycle stand whole in the form that changes them: what nobody touches stays."""

from __future__ import annotations

from decimal import Decimal

import pytest

from domain.cycle.commands import ProposeRuleChange
from domain.policy import CarryingOutPolicy, CulturePolicy, GateMode, Policy, SellerPolicy
from web.pages.acting import Typed
from web.pages.filling import filled
from web.pages.policy_typed import policy_as_typed

POLICIES = {
    "as they are at first": Policy(),
    "with groups": Policy(
        sellers=SellerPolicy(handover_days=12, reviews="monthly", low_result=Decimal(70)),
        culture=CulturePolicy(least_sample=9),
        carrying_out=CarryingOutPolicy(guided_reviews=True, planning_hours=6),
    ),
    "with gates of its own": Policy(
        preset="strict", overrides=(GateMode(practice="S1-13", mode="warn"),)
    ),
}


@pytest.mark.parametrize("policy", POLICIES.values(), ids=POLICIES)
def test_what_nobody_touches_is_proposed_as_it_is(policy: Policy) -> None:
    typed = {
        place: (value,) if isinstance(value, str) else ("\n".join(value),)
        for place, value in policy_as_typed(policy).items()
    }

    body = filled(ProposeRuleChange, Typed({**typed, "reason": ("As before",)}), "UTC").body

    assert Policy.model_validate(body["policy"]) == policy
