"""What a target stands on, on the unit's page: run-rate, plan lines, coverage, beside the pushback."""

from __future__ import annotations

from datetime import UTC, datetime

from api import Api, proposal
from browsing import Read

from domain.unit import commands as u

LINE = {
    "line.target": "revenue",
    "line.words": "Ten laboratories",
    "line.quantity": "10",
    "line.value.amount": "20",
    "line.value.currency": "USD",
    "line.due_on": "2027-06-30",
    "line.owner": "marco",
}
RUN_RATE = {
    "components.0.target": "revenue",
    "components.0.revenue": "recurring",
    "components.0.words": "Contracts that run on",
    "components.0.amount.amount": "85",
    "components.0.amount.currency": "USD",
}


async def test_coverage_stands_beside_what_members_object(api: Api, pages: Read) -> None:
    await api.announced()
    form = await pages(api, "/units/sales/acts/list-run-rate", by="dana")
    await form.press("List the run-rate", RUN_RATE)
    form = await pages(api, "/units/sales/acts/add-plan-line", by="marco")
    await form.press("Add a plan line", LINE)
    api.now = datetime(2026, 11, 2, 9, tzinfo=UTC)
    session = u.HoldSession(held_at=api.now, agenda="The target", attendees=("marco", "ana"))
    await api.give(session, by="dana", unit="sales")
    await api.give(proposal(), by="dana", unit="sales")
    objection = u.RaisePushback(
        item="too-high", version=1, kind="realism", words="The market is flat", seat="emea"
    )
    await api.give(objection, by="ana", unit="sales")

    page = await pages(api, "/units/sales", by="dana")

    assert "105% of the goal covered" in page.words
    assert "Run-rate $85, 85% of the goal; plan lines $20; the goal is $100" in page.words
    assert "S3-13" in page.words
    assert "Ana (realism): The market is flat" in page.words
    ready = await api.read("/cycles/fy27/units/sales/readiness", by="ana")
    (covered,) = ready["coverage"]
    assert covered["short"]["amount"] == "0.00"
    assert [one["practice"] for one in ready["findings"]] == ["S3-13"]
    assert ready["items"][0]["item"]["id"] == "too-high"


async def test_lines_that_fall_short_say_by_how_much(api: Api, pages: Read) -> None:
    await api.proposed()
    form = await pages(api, "/units/sales/acts/add-plan-line", by="marco")
    done = await form.press("Add a plan line", LINE)

    assert done.status == 200
    assert "Short by" in done.words
    assert (await api.unit())["readiness"]["lines"][0]["author"] == "marco"


async def test_a_target_split_that_does_not_sum_comes_back(api: Api, pages: Read) -> None:
    await api.proposed()
    form = await pages(api, "/units/sales/acts/split-target", by="dana")
    typed = {
        "version": "1", "target": "revenue", "parts.0.revenue": "new",
        "parts.0.amount.amount": "5", "parts.0.amount.currency": "USD",
    }  # fmt: skip

    again = await form.press("Split by kind of revenue", typed)

    assert again.status == 409
    assert "The parts sum to" in again.words
    assert (await api.unit())["readiness"]["splits"] == []


async def test_templates_are_listed_by_business_model(api: Api) -> None:
    await api.announced()
    found = await api.read("/cycles/fy27/planning-templates", by="ana")
    assert "managed-services" in [one["model"] for one in found["templates"]]
