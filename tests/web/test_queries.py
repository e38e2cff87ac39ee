from __future__ import annotations

from datetime import timedelta
from typing import Any

from api import CYCLE, Api, eur, usd

from domain.unit import commands as u
from store.pool import Pool

SALES = f"/cycles/{CYCLE}/units/sales"


def between(first: int, last: int) -> dict[str, Any]:
    return {"from": first, "to": last}


async def test_a_unit_is_shown_whole(api: Api) -> None:
    await api.proposed()

    plan = await api.unit(by="dana")

    assert plan["status"] == "proposed"
    assert plan["your_offices"] == ["leader"]
    assert plan["members"] == ["marco", "ana"]
    assert plan["targets"][0]["stretch"] == {"currency": "USD", "amount": "110.00"}
    portions = {one["seat"]: one["amount"]["amount"] for one in plan["versions"][0]["portions"]}
    assert portions == {"north": "61.60", "emea": "44.00"}


async def test_portions_are_suggested_by_a_basis(api: Api) -> None:
    await api.announced()

    found = await api.read(
        f"{SALES}/suggested-portions", by="dana", basis="share_of_last_year", add_on_percent="10"
    )
    weighed = await api.read(
        f"{SALES}/suggested-portions", by="dana", basis="weights", weight=["north:1", "emea:3"],
        add_on="10.00",
    )  # fmt: skip
    odd = await api.get(f"{SALES}/suggested-portions", by="dana", basis="weights", weight="x:y")

    assert [one["rolled_up"]["amount"] for one in found["portions"]] == ["61.60", "48.40"]
    assert [one["rolled_up"]["amount"] for one in weighed["portions"]] == ["27.50", "82.50"]
    assert odd.status_code == 422


async def test_what_blocks_a_step_is_named_with_who_can_clear_it(api: Api) -> None:
    await api.answered()

    found = await api.read(f"{SALES}/blockers", by="dana", step="finalise")

    assert ("S0-11", "dana") in {(one["practice"], one["who"]) for one in found["blockers"]}
    assert {one["step"] for one in found["blockers"]} == {"finalise"}
    assert found["names"]["dana"] == "Dana"
    assert "paul" not in found["names"]
    assert (await api.get(f"{SALES}/blockers", step="jump")).status_code == 422


async def test_items_stand_beside_the_portion_they_are_about(api: Api) -> None:
    await api.answered()

    (item,) = (await api.read(f"{SALES}/items"))["items"]

    assert item["item"]["id"] == "too-high"
    assert item["item"]["counter"]["amount"] == "42.00"
    assert item["portion"]["amount"] == "44.00"


async def test_how_long_an_item_waited_is_told_for_it_and_for_the_unit(api: Api) -> None:
    await api.proposed()
    raised = u.RaisePushback(item="odd", version=1, kind="other", words="Not so.", seat="north")
    await api.give(raised, by="marco", unit="sales")
    (waiting,) = (await api.read(f"{SALES}/items"))["items"]
    before = (await api.unit())["mean_answer_seconds"]
    api.now += timedelta(hours=30)
    answer = u.AnswerPushback(item="odd", outcome="not_accepted", reason="The orders say it.")
    await api.give(answer, by="dana", unit="sales")

    (answered,) = (await api.read(f"{SALES}/items"))["items"]

    assert (waiting["answer_seconds"], before) == (None, None)
    assert answered["answer_seconds"] == 30 * 3600
    assert (await api.unit())["mean_answer_seconds"] == 30 * 3600


async def test_the_register_has_every_answered_item_with_how_it_was_decided(api: Api) -> None:
    await api.answered()
    waits = u.RaisePushback(item="late", version=1, kind="other", words="Not so.", seat="emea")
    await api.give(waits, by="ana", unit="sales")

    (issue,) = (await api.read(f"/cycles/{CYCLE}/issues"))["issues"]
    elsewhere = await api.read(f"/cycles/{CYCLE}/issues", by="paul")

    assert (issue["unit"], issue["item"], issue["person"]) == ("sales", "too-high", "ana")
    assert (issue["outcome"], issue["decider"]) == ("real_issue", "dana")
    assert issue["reason"] == "The orders say so, clearly."
    assert issue["decided_at"] >= issue["raised_at"]
    assert [one["id"] for one in issue["factors"]] == ["engineers"]
    assert elsewhere == {"issues": []}


async def test_a_portion_stands_beside_last_year_and_the_potential(api: Api) -> None:
    await api.proposed()

    north, emea = (await api.unit(by="dana"))["capability"]

    assert (north["person"], north["last_year"]["amount"]) == ("marco", "56.00")
    assert (north["portion"]["amount"], north["of_last_year"]) == ("61.60", "110")
    assert (emea["potential"], emea["of_potential"]) == (None, None)


async def test_the_inbox_has_what_waits_and_empties(api: Api) -> None:
    await api.proposed()

    before = (await api.read("/inbox", by="marco"))["inbox"]
    await api.give(u.ConfirmUnderstanding(version=1), by="marco", unit="sales")
    await api.give(u.StateNoConcerns(version=1), by="marco", unit="sales")
    after = (await api.read("/inbox", by="marco"))["inbox"]

    assert [one["kind"] for one in before] == ["understanding", "pushback"]
    assert before[0]["due_at"] < before[1]["due_at"]
    assert before[0]["rehearsal"] is True
    assert after == []


async def test_differences_cite_their_causes(api: Api) -> None:
    await api.answered()
    revised = u.RevisePlan(
        targets=(u.TargetDraft(add_on=usd("7.80")),),
        portions=(
            u.RevisedPortion(seat="north", amount=usd("61.60"), adjustment="As before."),
            u.RevisedPortion(
                seat="emea", amount=eur("42.00"), adjustment="Her counter.", causes=("too-high",)
            ),
        ),
        reason="EMEA is flat.",
        answers=("too-high",),
    )
    await api.give(revised, by="dana", unit="sales")

    found = await api.read(f"{SALES}/differences", by="ana", **between(1, 2))

    (portion,) = found["portions"]
    assert (portion["seat"], portion["person"]) == ("emea", "ana")
    assert portion["change"]["amount"] == "-2.00"
    assert portion["causes"] == ["too-high"]
    (target,) = found["targets"]
    assert (target["add_on_percent_before"], target["add_on_percent_after"]) == ("10", "7.8")
    assert found["reasons"] == ["EMEA is flat."]
    assert len((await api.read(f"{SALES}/versions"))["versions"]) == 2
    assert (await api.get(f"{SALES}/differences", **between(1, 9))).status_code == 404


async def test_what_a_person_holds_is_listed(api: Api) -> None:
    await api.in_force()

    held = await api.read(f"{SALES}/holdings", by="dana", person="ana")
    across = await api.read(f"/cycles/{CYCLE}/holdings", person="ana")

    assert [one["quota"]["amount"] for one in held["seats"]] == ["44.00"]
    assert [one["line"]["id"] for one in held["promised_to_them"]] == ["engineer"]
    assert sorted(one["unit"] for one in across["units"]) == ["emea", "sales"]


async def test_the_blueprint_is_one_document(api: Api) -> None:
    await api.in_force()

    drawn = await api.read(f"{SALES}/blueprint", by="ana")

    (plan,) = drawn["factors"]
    assert plan["factor"]["owner"] == "ana"
    assert [one["id"] for one in plan["issues"]] == ["too-high"]
    assert [one["id"] for one in plan["resources"]] == ["engineer"]
    assert drawn["content_hash"]


async def test_attainment_is_told_by_seat_and_period(api: Api, record: Pool) -> None:
    await api.in_force()
    await api.facts()

    found = await api.read(f"{SALES}/attainment", by="dana", period="Q1")

    seats = {one["seat"]: one["percent"] for one in found["seats"]}
    assert seats == {"north": "100", "emea": "50"}
    north = found["seats"][0]
    assert {north["original"]["percent"], north["current"]["percent"]} == {"100"}
    assert found["figures"][0]["actual"]["amount"] == "21.45"
    assert found["recorded"] == ["Q1"]
    assert found["closed"] == []
    unknown = await api.get(f"{SALES}/attainment", by="dana", period=["Q1", "Q9"])
    assert unknown.status_code == 404
    assert unknown.json()["detail"] == "fy27 has no period 'Q9'; it has Q1, Q2, Q3, Q4."
