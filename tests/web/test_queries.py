from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from api import CYCLE, Api, eur, start, usd

from domain.cycle import commands as c
from domain.people import Roles
from domain.unit import commands as u
from store.pool import Pool
from web.planning import ShortForm

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


async def test_the_timeline_tells_each_event_in_words_and_in_pages(api: Api) -> None:
    await api.answered()

    whole = await api.read(f"/cycles/{CYCLE}/timeline", limit=1000)
    first = await api.read(f"/cycles/{CYCLE}/timeline", limit=5)
    rest = await api.read(f"/cycles/{CYCLE}/timeline", limit=1000, after=first["next"])

    assert first["events"] + rest["events"] == whole["events"]
    assert whole["next"] is None
    positions = [one["position"] for one in whole["events"]]
    assert positions == list(range(1, len(positions) + 1))
    words = [one["words"] for one in whole["events"]]
    assert (
        "Ana pushed back on version 1 (attainability): The euro zone is flat. "
        "Counter-proposal: EUR 42.00." in words
    )


async def test_what_is_recorded_is_witnessed_once_the_notary_has_signed_so_far(
    api: Api, signed_to: Callable[[str, int], Awaitable[None]]
) -> None:
    await api.proposed()
    first = await api.give(u.StateNoConcerns(version=1), by="marco", unit="sales", key="first")
    assert (await api.read(f"/cycles/{CYCLE}/timeline"))["witnessed"] == 0

    await signed_to(api.organisation, first["positions"][-1])
    await api.give(u.StateNoConcerns(version=1), by="ana", unit="sales", key="second")

    assert (await api.read(f"/cycles/{CYCLE}/timeline"))["witnessed"] == first["positions"][-1]
    for key, by, witnessed in (("first", "marco", True), ("second", "ana", False)):
        found = await api.read(f"/receipts/{CYCLE}/{key}", by=by, unit="sales")
        assert found["witnessed"] is witnessed


async def test_a_member_s_timeline_holds_only_what_they_see(api: Api) -> None:
    await api.proposed()

    told = await api.read(f"/cycles/{CYCLE}/timeline", by="paul", limit=1000)

    assert {one["unit"] for one in told["events"]} == {None, "emea"}
    answer = await api.get(f"/cycles/{CYCLE}/timeline", by="paul", unit="sales")
    assert answer.status_code == 403


async def test_a_moment_is_replayed(api: Api) -> None:
    await api.proposed()
    proposed_at = api.now
    events = (await api.read(f"/cycles/{CYCLE}/timeline", unit="sales", limit=500))["events"]
    before = next(one for one in events if one["type"] == "StretchTargetProposed")["position"] - 1
    api.now += timedelta(days=1)
    await api.give(u.StateNoConcerns(version=1), by="marco", unit="sales")

    place = f"/cycles/{CYCLE}/replay"
    then = await api.read(place, unit="sales", at=proposed_at.isoformat())
    earlier = await api.read(place, unit="sales", at=str(before))
    cycle = await api.read(place, at="1")

    assert then["state"]["answers"] == []
    assert len(then["state"]["versions"]) == 1
    assert earlier["state"]["versions"] == []
    assert cycle["state"]["stage"] == "preparing"
    assert (await api.get(place, unit="sales", at="1")).status_code == 404
    assert (await api.get(place, at="yesterday")).status_code == 422


@pytest.mark.parametrize("past", [1, 2**63, 10**30])
async def test_a_position_beyond_the_end_is_unknown_and_the_last_is_named(
    api: Api, past: int
) -> None:
    await api.give(start())

    last = await api.read(f"/cycles/{CYCLE}/replay", at="1")
    beyond = await api.get(f"/cycles/{CYCLE}/replay", at=str(1 + past))

    assert last["position"] == 1
    assert beyond.status_code == 404
    assert f"{1 + past} is beyond the end of the log: 1 is the last." in beyond.json()["detail"]


async def test_what_a_person_holds_is_listed(api: Api) -> None:
    await api.in_force()

    held = await api.read(f"{SALES}/holdings", by="dana", person="ana")
    across = await api.read(f"/cycles/{CYCLE}/holdings", person="ana")

    assert [one["quota"]["amount"] for one in held["seats"]] == ["44.00"]
    assert [one["line"]["id"] for one in held["promised_to_them"]] == ["engineer"]
    assert [one["unit"] for one in across["units"]] == ["sales", "emea"] or [
        one["unit"] for one in across["units"]
    ] == ["emea", "sales"]


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


async def test_a_cycle_is_planned_from_a_short_form(api: Api) -> None:
    form = ShortForm(
        cycle=CYCLE,
        name="2027",
        starts_on=date(2027, 1, 1),
        signed_by=date(2026, 12, 18),
        currency="USD",
        zone="Europe/Oslo",
        roles=Roles(leader_above="ruth", planners=("ines",)),
        rehearsal=True,
    )

    answer = await api.http.post(
        f"{api.base}/cycles/plan", json=form.model_dump(mode="json"), headers=api.headers("ines")
    )
    started = await api.http.post(
        f"{api.base}/cycles", json=answer.json()["start"], headers=api.headers("ines")
    )

    assert started.status_code == 200, started.text
    body = c.StartCycle.model_validate(answer.json()["start"])
    assert [level.depth for level in body.calendar] == [0, 1]
    assert len(body.periods) == 4
    assert answer.json()["sellers_signed_by"] > "2026-12-18"


async def test_a_calendar_that_is_too_short_is_refused(api: Api) -> None:
    api.now = datetime(2026, 12, 1, 9, tzinfo=UTC)
    form = {
        "cycle": CYCLE, "name": "2027", "starts_on": "2027-01-01", "signed_by": "2026-12-18",
        "currency": "USD", "zone": "Europe/Oslo", "roles": {"leader_above": "ruth"},
        "rehearsal": True,
    }  # fmt: skip

    answer = await api.http.post(f"{api.base}/cycles/plan", json=form, headers=api.headers("ines"))

    assert (answer.status_code, answer.json()["name"]) == (409, "Invalid")
    assert "too short" in answer.json()["detail"]


async def test_before_the_announcement_a_cycle_is_shown_to_who_prepares_it(api: Api) -> None:
    await api.give(start())
    await api.give(c.ImportOrganisation.model_validate(_one_unit()))

    state = await api.read(f"/cycles/{CYCLE}", by="ines")
    shown = await api.read(f"/cycles/{CYCLE}/summary", by="ines")

    assert [one["draft"]["unit"] for one in state["units"]] == ["sales"]
    assert shown["units"] == []
    assert [one["kind"] for one in (await api.read("/inbox", by="olu"))["inbox"]] == ["plan_goal"]


def _one_unit() -> dict[str, object]:
    person = {"id": "dana", "name": "Dana", "email": "dana@halden.example"}
    seat = {"id": "north", "title": "North", "owner": "dana", "currency": "USD"}
    unit = {"unit": "sales", "name": "Sales", "parent": None, "leader": "dana", "currency": "USD",
            "people": [person], "seats": [seat]}  # fmt: skip
    return {"source": {"name": "p.csv", "sha256": "d" * 64}, "rows": 1, "units": [unit]}
