from __future__ import annotations

from decimal import Decimal

from api import CYCLE, Api, eur, usd

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

    found = await api.read(f"{SALES}/explained", by="dana")

    assert amounts(found["steps"]) == [
        ("Plan goal", "100.00", True),
        ("Stretch add-on", "10.00", False),
        ("Add-on, version 2", "-2.20", False),
        ("Stretch target of version 2", "107.80", True),
    ]
    changes = [one for one in found["steps"] if not one["total"]]
    assert sum(Decimal(one["amount"]["amount"]) for one in changes) == Decimal("7.80")


async def test_a_seat_is_explained_with_the_item_that_caused_it(api: Api) -> None:
    api.flat = True
    await revised(api)

    found = await api.read(f"{SALES}/explained", by="ana", seat="emea")

    change = found["steps"][1]
    assert amounts(found["steps"])[1:] == [
        ("Version 2", "-2.00", False),
        ("Portion, version 2", "42.00", True),
    ]
    assert change["reason"] == "The orders of the euro zone say so."
    assert [(one["id"], one["person"]) for one in change["causes"]] == [("too-high", "ana")]
    assert change["answers"] == ["real issue: The orders say so, clearly."]


async def test_what_no_version_has_is_not_explained(api: Api) -> None:
    api.flat = True
    await api.proposed()

    assert (await api.get(f"{SALES}/explained", seat="nowhere")).status_code == 404
    assert (await api.get(f"{SALES}/explained", target="margin")).status_code == 404


async def test_reviews_are_read_with_what_they_decided(api: Api) -> None:
    api.flat = True
    await api.in_force()
    await api.facts()
    await api.give(u.HoldReview(period="Q1", decisions="Go on."), by="dana", unit="sales")

    found = await api.read(f"{SALES}/reviews", by="ana")

    assert [one["recorded"] for one in found["quarters"]] == [True, False, False, False]
    assert found["quarters"][0]["seats"][1]["current"]["percent"] == "50"
    (held,) = found["held"]
    assert (held["period"], held["by"], held["decisions"]) == ("Q1", "dana", "Go on.")
    assert [one["commitment"] for one in held["deliveries"]] == ["engineer"]
