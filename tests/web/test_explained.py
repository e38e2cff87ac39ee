from __future__ import annotations

from decimal import Decimal

import pytest
from api import CYCLE, Api, eur, usd

from domain.portions import Basis
from domain.unit import commands as u

SALES = f"/cycles/{CYCLE}/units/sales"


def amounts(steps: list[dict[str, object]]) -> list[tuple[str, str, bool]]:
    return [
        (str(one["words"]), one["amount"]["amount"], bool(one["total"]))  # type: ignore[index]
        for one in steps
    ]


async def revised(api: Api) -> None:
    """Ana's item lowers her portion by EUR 2 and the add-on by USD 2.20."""
    await api.answered()
    await api.give(
        u.RevisePlan(
            targets=(u.TargetDraft(add_on=usd("7.80")),),
            portions=(
                u.RevisedPortion(seat="north", amount=usd("61.60"), adjustment="As before"),
                u.RevisedPortion(
                    seat="emea", amount=eur("42.00"), causes=("too-high",), adjustment="Her number"
                ),
            ),
            reason="The orders of the euro zone say so.",
            answers=("too-high",),
        ),
        by="dana", unit="sales",
    )  # fmt: skip


async def test_a_target_is_explained_from_its_goal_to_what_holds(api: Api) -> None:
    api.flat = True
    await revised(api)

    found = await api.read(f"{SALES}/explain", by="dana")

    (leg,) = found["legs"]
    assert amounts(leg["steps"]) == [
        ("Plan goal", "100.00", True),
        ("Stretch add-on", "10.00", False),
        ("Add-on, version 2", "-2.20", False),
        ("Stretch target of version 2", "107.80", True),
    ]
    changes = [one for one in leg["steps"] if not one["total"]]
    assert sum(Decimal(one["amount"]["amount"]) for one in changes) == Decimal("7.80")


async def test_a_seat_is_explained_with_the_item_that_caused_it(api: Api) -> None:
    api.flat = True
    await revised(api)

    found = await api.read(f"{SALES}/explain", by="ana", seat="emea")

    usd_leg, eur_leg = found["legs"]
    assert amounts(usd_leg["steps"]) == [
        ("Plan goal", "100.00", True),
        ("Stretch add-on", "10.00", False),
        ("Stretch target of version 1", "110.00", True),
        ("To the other seats, share of last year", "-61.60", False),
        ("Portion, version 1", "48.40", True),
    ]
    assert eur_leg["rate"] == "1.1"
    assert amounts(eur_leg["steps"]) == [
        ("Portion of version 1, at the plan rate", "44.00", True),
        ("Version 2: “The euro zone is flat.”", "-2.00", False),
        ("Portion, version 2", "42.00", True),
    ]
    change = eur_leg["steps"][1]
    assert change["reason"] == "The orders of the euro zone say so."
    assert [(one["id"], one["person"]) for one in change["causes"]] == [("too-high", "ana")]
    assert change["answers"] == ["real issue: The orders say so, clearly."]
    told = (await api.read(f"/cycles/{CYCLE}/timeline", by="dana", unit="sales"))["events"]
    kinds = {one["position"]: (one["type"], one["stream"], one["version"]) for one in told}
    raised, revised_at = change["causes"][0]["event"], change["event"]
    assert kinds[raised["position"]] == ("PushbackRaised", raised["stream"], raised["version"])
    assert kinds[revised_at["position"]][0] == "PlanRevised"
    goal = usd_leg["steps"][0]
    assert kinds[goal["event"]["position"]][0] == "GoalSet"
    assert goal["by"] == "olu"


async def test_a_number_is_explained_as_it_was_at_a_position_or_an_instant(api: Api) -> None:
    api.flat = True
    await revised(api)
    told = (await api.read(f"/cycles/{CYCLE}/timeline", unit="sales"))["events"]
    revision = next(one for one in told if one["type"] == "PlanRevised")

    then = await api.read(f"{SALES}/explain", seat="emea", at=revision["position"] - 1)
    that_day = await api.read(f"{SALES}/explain", seat="emea", at=revision["occurred_at"])
    now = await api.read(f"{SALES}/explain", seat="emea")
    asked = (1, 10**6, "2026-11-01T09:00:00Z", "yesterday")
    early, beyond, before, odd = [
        await api.get(f"{SALES}/explain", seat="emea", at=at) for at in asked
    ]

    assert [one["amount"]["amount"] for one in (then, that_day, now)] == ["44.00", "42.00", "42.00"]
    assert [one.status_code for one in (early, beyond, before, odd)] == [404, 404, 404, 422]
    assert "an instant like 2026-12-18T17:00:00Z, or a position like 120" in odd.text


async def test_a_number_below_is_explained_from_as_high_as_one_may_read(api: Api) -> None:
    await api.proposed()
    await api.until_there("emea", lambda plan: bool(plan["goals"]))
    await api.give(split(), by="ana", unit="emea")
    address = f"/cycles/{CYCLE}/units/emea/explain"

    hers = await api.read(address, by="dana", seat="paris")
    his = await api.read(address, by="paul", seat="paris")

    assert [one["unit"] for one in hers["legs"]] == ["sales", "sales", "emea"]
    assert hers["legs"][0]["steps"][0]["words"] == "Plan goal"
    assert hers["legs"][1]["steps"][-1]["amount"] == hers["legs"][2]["steps"][0]["amount"]
    assert [one["unit"] for one in his["legs"]] == ["emea"]
    assert his["legs"][0]["steps"][0]["words"] == "Portion from above"
    assert his["amount"] == hers["amount"] == {"amount": "33.00", "currency": "EUR"}


def split() -> u.ProposeStretchTarget:
    return u.ProposeStretchTarget(
        targets=(u.TargetDraft(),),
        portions=(
            u.PortionDraft(seat="paris", amount=eur("33.00"), basis=Basis.SHARE_OF_LAST_YEAR),
            u.PortionDraft(seat="oslo", amount=eur("11.00"), basis=Basis.SHARE_OF_LAST_YEAR),
        ),
        words="As last year.",
        look_back="As before.",
    )


async def test_attainment_and_coverage_are_explained_event_by_event(api: Api) -> None:
    api.flat = True
    await api.in_force()
    await api.facts()

    quarter = await api.read(f"{SALES}/explain", of="attainment", seat="emea", period="Q1")
    covered = await api.read(f"{SALES}/explain", of="coverage", seat="emea")
    whole = await api.read(f"{SALES}/explain", of="attainment")

    assert (quarter["amount"]["amount"], quarter["against"]["amount"]) == ("5.50", "11.00")
    assert quarter["percent"] == "50"
    assert amounts(quarter["legs"][-1]["steps"])[1] == ("Actual of Q1", "5.50", False)
    assert amounts(quarter["legs"][-2]["steps"])[-2:] == [
        ("25 % of the year: Q1", "-33.00", False),
        ("Quota so far", "11.00", True),
    ]
    assert covered["legs"][-1]["steps"][1]["words"] == "Run-rate"
    assert (whole["amount"]["amount"], whole["against"]["amount"]) == ("21.45", "110.00")


@pytest.mark.parametrize(
    "asked",
    [
        {"seat": "nowhere"},
        {"target": "margin"},
        {"of": "coverage"},
        {"of": "target", "seat": "emea"},
        {"of": "attainment", "seat": "emea"},
        {"of": "attainment"},
    ],
)
async def test_an_amount_that_there_is_not_is_not_explained(
    api: Api, asked: dict[str, str]
) -> None:
    api.flat = True
    await api.proposed()

    assert (await api.get(f"{SALES}/explain", **asked)).status_code == 404


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({"of": "attainment"}, "the attainment of a seat with a quota in force: north, emea."),
        ({"seat": "emea"}, "or ask for the attainment of a seat"),
        ({"of": "coverage", "seat": "emea"}, "A period is explained of a seat's attainment alone"),
        ({"of": "attainment", "period": "X9"}, "has no period 'X9'; it has Q1, Q2, Q3, Q4."),
    ],
)
async def test_a_period_of_what_is_explained_for_the_whole_year_is_refused(
    api: Api, asked: dict[str, str], why: str
) -> None:
    api.flat = True
    await api.in_force()
    await api.facts()

    answer = await api.get(f"{SALES}/explain", **{"period": "Q1", **asked})

    assert answer.status_code == 404
    assert why in answer.json()["detail"]


async def test_reviews_are_read_with_what_they_decided(api: Api) -> None:
    api.flat = True
    await api.in_force()
    await api.facts()
    await api.give(u.HoldReview(period="Q1", decisions="Go on."), by="dana", unit="sales")

    found = await api.read(f"{SALES}/reviews", by="ana")

    assert [one["recorded"] for one in found["quarters"]] == [True, False, False, False]
    assert found["quarters"][0]["seats"][1]["current"]["percent"] == "50"
    (held,) = found["held"]
    assert found["names"]["dana"] == "Dana"
    assert (held["period"], held["by"], held["decisions"]) == ("Q1", "dana", "Go on.")
    assert [one["commitment"] for one in held["deliveries"]] == ["engineer"]
