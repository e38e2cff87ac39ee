"""What those who lead are paid for, over HTTP: imported, read by whom it concerns, and in plain words."""

from __future__ import annotations

from decimal import Decimal

import pytest
from api import CYCLE, Api
from paying import CAP, FILE, HEADER, PLACE, begun, opened, sent
from test_sellers import PAY, WRITE
from test_sellers import begun as with_a_seller

from domain.cycle import commands as c
from domain.incentives import commands as i
from domain.incentives import values as v
from domain.people import Document


async def test_each_reads_what_they_and_whom_they_lead_are_paid_for_and_the_top_offices_all_of_it(
    api: Api,
) -> None:
    await begun(api)
    assert (await sent(api, FILE, dry_run="true")).json()["receipt"] is None
    imported = await sent(api, FILE)

    assert (imported.status_code, imported.json()["people"]) == (200, 4), imported.text
    seen = {}
    for who in ("ruth", "olu", "farah", "dana", "ana", "marco", "ines", "sam"):
        seen[who] = [one["person"] for one in (await api.read(PLACE, by=who))["people"]]
    every = ["ruth", "olu", "dana", "ana"]
    assert seen == {
        "ruth": every, "olu": every, "farah": every, "dana": ["dana", "ana"], "ana": ["ana"],
        "marco": [], "ines": [], "sam": [],
    }  # fmt: skip
    statuses = {who: (await api.get(f"{PLACE}/people/ana", by=who)).status_code for who in seen}
    assert statuses == {
        "ruth": 200, "olu": 200, "farah": 200, "dana": 200, "ana": 200,
        "marco": 403, "ines": 403, "sam": 403,
    }  # fmt: skip


async def test_conflicts_gaps_and_executives_who_share_nothing_are_found(api: Api) -> None:
    await begun(api)
    await sent(api, FILE)

    found = await api.read(PLACE, by="ruth")

    assert [(one["person"], one["metric"], one["cost"]) for one in found["conflicts"]] == [
        ("dana", "revenue", "profit_amount")
    ]
    gaps = {one["person"]: one["gap"] is not None for one in found["chain"]}
    assert gaps == {"olu": True, "dana": True, "ana": False}
    assert [(one["practice"], one["subject"]) for one in found["missing"]] == [
        ("S3-20", "dana"), ("S3-38", "ruth"), ("S3-38", "olu"), ("S3-38", "dana"),
    ]  # fmt: skip
    practices = (await api.read(f"/cycles/{CYCLE}/practices", by="ruth"))["practices"]
    counted = {one["id"]: one["found"] for one in practices}
    assert {one: counted[one] for one in ("S1-18", "S3-20", "S3-38")} == {
        "S1-18": 1,
        "S3-20": 1,
        "S3-38": 3,
    }


async def test_a_goal_that_nobody_is_paid_for_is_named_once_anything_is_known(api: Api) -> None:
    await begun(api)
    before = await api.read(f"{PLACE}/goals", by="dana")
    await sent(api, FILE)
    after = await api.read(f"{PLACE}/goals", by="dana")

    assert before == {"goals": [], "missing": []}
    assert {one["goal"]: one["paid"] for one in after["goals"]} == {"south": True, "north": False}
    assert after["missing"] == ["nobody is paid for the goal north of sales"]


async def test_an_auditor_is_told_that_the_file_ties_out_and_nothing_of_what_is_in_it(
    api: Api,
) -> None:
    await begun(api)
    await sent(api, FILE, file_name="incentives.csv")

    found = await api.read(f"/cycles/{CYCLE}/audit/files", by="sam")

    (file,) = [one for one in found["files"] if one["kind"] == "incentives"]
    assert (file["file"], file["rows"], file["ties_out"], file["by"]) == (
        "incentives.csv", 5, True, "farah",
    )  # fmt: skip
    assert "Cash" not in str(found)


async def test_a_file_with_problems_is_told_each_cell_and_a_stranger_no_cell(api: Api) -> None:
    await begun(api)

    refused = await sent(api, HEADER + "dan,sum,Revenue,incentive,revenue,70,sales,sales/sout\n")
    stranger = await sent(api, "nonsense", by="dana")

    cells = [(one["cell"], one["remedy"]) for one in refused.json()["problems"]]
    assert [cell for cell, _ in cells] == ["A2", "H2"], refused.text
    assert (stranger.status_code, stranger.json()["name"]) == (403, "NotAuthorised")
    assert (await api.read(PLACE, by="olu"))["people"][0]["imported"] is False


async def test_the_same_comes_as_json_and_a_cap_is_read_by_everyone(api: Api) -> None:
    await begun(api)
    plan = v.PersonIncentives(
        person="ana",
        components=(
            v.IncentiveComponent(
                id="sum", name="Revenue", pays="incentive", metric="revenue",
                weight=Decimal(100), unit="emea",
            ),
        ),
    )  # fmt: skip
    source = Document(name="payroll", sha256="9" * 64)

    await api.give(i.ImportIncentives(source=source, plans=(plan,)), by="farah", incentives=True)
    await api.give(i.StateCap(cap=CAP), by="olu", incentives=True)

    assert (await api.read(f"{PLACE}/people/ana", by="ana"))["edition"] == 1
    (cap,) = (await api.read(PLACE, by="marco"))["caps"]
    assert (cap["unit"], cap["percent"], cap["words"]) == ("emea", "200", "Twice the target.")


async def test_one_reads_ones_own_plan_and_pay_in_plain_words_and_says_that_one_can_explain_it(
    api: Api,
) -> None:
    await with_a_seller(api)
    await api.give(WRITE, by="paul", seller="paul")
    await api.give(PAY, by="ines", seller="paul")
    await opened(api)
    await sent(api, FILE)

    paul = await api.read(f"{PLACE}/mine", by="paul")
    dana = await api.read(f"{PLACE}/mine", by="dana")

    assert "Laboratories in Paris: 4, worth EUR 30.00, by 2027-06-30." in paul["plan"]
    assert paul["paid"] == ["100 %: New business, for Laboratories in Paris."]
    assert dana["plan"][0].startswith("Sales is to reach USD 110.00")
    assert dana["paid"] == [
        "70 %: Revenue, by revenue of Sales.", "30 %: Goals, by strategic goals: Cities in the south.",
    ]  # fmt: skip
    assert (await api.get(f"{PLACE}/mine", by="sam")).status_code == 404
    kept = await api.http.put(
        f"{api.base}/drafts/{paul['draft']}",
        json={"cycle": CYCLE, "body": True},
        headers=api.headers("paul"),
    )
    assert kept.status_code == 200, kept.text
    said = {
        who: (await api.read(f"{PLACE}/mine", by=who))["can_explain"] for who in ("paul", "dana")
    }
    assert said == {"paul": True, "dana": False}
    assert (await api.get(f"/drafts/{paul['draft']}", by="ana")).status_code == 404


async def test_the_chain_counts_sellers_whom_nobody_paid_for_what_their_leader_is(api: Api) -> None:
    await with_a_seller(api)
    await opened(api)
    await sent(api, FILE)
    before = (await api.read(PLACE, by="ruth"))["sellers"]
    await api.give(PAY, by="ines", seller="paul")

    after = (await api.read(PLACE, by="ana"))["sellers"]

    assert before == [{"unit": "emea", "leader": "ana", "sellers": 1, "aligned": 0}]
    assert after == [{"unit": "emea", "leader": "ana", "sellers": 1, "aligned": 1}]


@pytest.mark.parametrize("who", ["dana", "ines", "sam"])
async def test_who_keeps_no_incentives_begins_none(api: Api, who: str) -> None:
    await api.announced()
    refused = await api.ask(c.BeginIncentives(), by=who)
    assert (refused.status_code, refused.json()["name"]) == (403, "NotAuthorised")
