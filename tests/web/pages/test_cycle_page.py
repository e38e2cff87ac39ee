"""The cycle's page: the signing board, what is due, how the tree adds up, and its acts."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import unescape

from api import CYCLE, PAPER, Api, company, eur, start, usd
from httpx import Response

from domain.cycle import commands as c
from domain.unit import commands as u


def words(answer: Response) -> str:
    """The page as it is read: tags away, space folded."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


async def page(api: Api, by: str, path: str = "") -> Response:
    address = f"/o/{api.organisation}/cycles/{CYCLE}{path}"
    return await api.http.get(address, headers=api.headers(by, Accept="text/html"))


async def post(api: Api, by: str, path: str, form: dict[str, str], **more: object) -> Response:
    shown = await page(api, by)
    found = re.search(r'name="command_id" value="([^"]+)"', shown.text)
    assert found is not None, shown.text
    address = f"/o/{api.organisation}/cycles/{CYCLE}{path}"
    headers = api.headers(by, Accept="text/html", Sec_Fetch_Site="same-origin")
    return await api.http.post(
        address, data={"command_id": found[1], **form}, headers=headers, **more
    )


async def test_the_board_counts_signatures_and_names_who_holds_them_up(api: Api) -> None:
    await api.answered()
    api.now = datetime(2026, 11, 25, 9, tzinfo=UTC)
    await api.give(u.ClosePushback(version=1), by="dana", unit="sales")
    await api.give(u.FinalisePlan(version=1), by="dana", unit="sales")
    await api.give(u.AcceptPlan(version=1), by="ruth", unit="sales")
    shown = (await api.unit(by="dana"))["versions"][-1]["content_hash"]
    await api.give(u.SignPlan(version=1, content_hash=shown), by="dana", unit="sales")

    answer = await page(api, "sam")

    assert answer.status_code == 200
    said = words(answer)
    assert "1 of 5 signatures are there" in said
    assert "S3-02 1 of 5 signed before 1 Jan 2027, when the year begins." in said
    assert "Marco has not signed yet in Sales" in said
    assert "Ana has not signed yet in Sales" in said
    assert "1 signature in 1 day so far; at that pace the 4 still missing take 4 days." in said
    assert "2 of them cannot sign yet, so not before the last deadline." in said


async def test_the_tree_shows_plan_goal_stretch_and_gap_of_each_unit(api: Api) -> None:
    await api.proposed()
    offer = u.StateBottomUp(seat="emea", amount=eur("42.00"))
    await api.give(offer, by="ana", unit="sales")

    said = words(await page(api, "sam"))

    assert "Sales Dana proposed" in said
    assert "$100.00" in said or "$100" in said
    assert "$110" in said
    assert "$2.20" in said
    assert "level 2: EMEA Ana drafted" in said


async def test_resources_stand_by_budget_holder(api: Api) -> None:
    api.flat = True
    await api.in_force()

    said = words(await page(api, "sam"))

    assert re.search(r"olu \$5 \$1\.10 \$0 \$0 1", said), said
    found = await api.read(f"/cycles/{CYCLE}/resources")
    assert found["holders"] == [
        {
            "holder": "olu",
            "granted": {"currency": "USD", "amount": "5.00"},
            "committed": {"currency": "USD", "amount": "1.10"},
            "fulfilled": {"currency": "USD", "amount": "0.00"},
            "breached": {"currency": "USD", "amount": "0.00"},
            "promises": 1,
            "units": ["sales"],
        }
    ]


async def test_a_member_sees_their_own_unit_only(api: Api) -> None:
    await api.proposed()

    said = words(await page(api, "paul"))

    assert "EMEA" in said
    assert "$110" not in said
    assert "The whole company" not in said


async def test_who_has_no_part_sees_nothing(api: Api) -> None:
    await api.announced()
    assert (await page(api, "nobody")).status_code == 403


async def test_before_the_announcement_the_page_says_what_is_missing(api: Api) -> None:
    await api.give(start())

    said = words(await page(api, "ines"))

    assert "Before the cycle can be announced" in said
    assert "The people, units and seats, from a file" in said
    assert "The plan goal for revenue, confirmed by a sponsor" in said


async def test_a_sponsor_confirms_the_plan_goal_with_its_document(api: Api) -> None:
    await api.give(start())
    await api.give(company())
    form = {"target": "revenue", "amount": "100 000.50"}

    without = await post(api, "olu", "/imports/goal", form)
    assert without.status_code == 422
    assert 'value="100 000.50"' in without.text
    assert "Choose the document that says so" in without.text

    file = {"document": ("minute.pdf", b"The board agreed.", "application/pdf")}
    answer = await post(api, "olu", "/imports/goal", form, files=file)
    assert answer.status_code == 303, answer.text
    goal = (await api.read(f"/cycles/{CYCLE}"))["goals"][0]
    assert goal["amount"] == {"currency": "USD", "amount": "100000.50"}
    assert goal["document"]["name"] == "minute.pdf"


async def test_an_amount_that_reads_two_ways_is_refused_and_kept(api: Api) -> None:
    await api.give(start())
    await api.give(company())
    file = {"document": ("minute.pdf", b"The board agreed.", "application/pdf")}

    answer = await post(
        api, "olu", "/imports/goal", {"target": "revenue", "amount": "100,5"}, files=file
    )

    assert answer.status_code == 409
    assert "write the amount with a point" in words(answer)
    assert 'value="100,5"' in answer.text


async def test_a_planner_announces_and_nobody_else_is_offered_to(api: Api) -> None:
    await api.give(start())
    await api.give(company())
    await api.give(c.ConfirmPlanGoal(amount=usd(100), document=PAPER), by="olu")
    assert "Announce the cycle" not in words(await page(api, "sam"))

    answer = await post(api, "ines", "/announce", {})

    assert answer.status_code == 303, answer.text
    assert "said=Recorded" in answer.headers["location"]
    assert (await api.read(f"/cycles/{CYCLE}"))["stage"] == "announced"


async def test_the_navigation_marks_the_page_that_is_open(api: Api) -> None:
    await api.announced()
    answer = await page(api, "dana")
    base = f"/o/{api.organisation}"
    assert f'<a href="{base}/cycles/{CYCLE}" aria-current="page">' in answer.text
    for address in (f"{base}/work", f"{base}/start", f"{base}/messages"):
        assert f'href="{address}"' in answer.text
    assert f'href="{base}/cycles/{CYCLE}/units/emea"' in answer.text
