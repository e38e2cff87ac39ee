"""A backtest as a page: a policy is chosen, and what it would have done is read; nothing is recorded."""

from __future__ import annotations

from api import Api
from browsing import Read
from test_pulse import still

from store import read
from store.pool import Pool

PAGE = "/backtest"


async def test_a_policy_in_full_says_what_would_have_come_otherwise(
    api: Api, pages: Read, record: Pool
) -> None:
    await api.proposed()
    head = await still(record, api.organisation)

    page = await pages(api, PAGE, by="dana")
    found = await page.press("Try this policy", {"policy.proposal_days_after_session": "2"})

    assert found.status == 200
    assert "decisions in 2 plans were taken again" in found.words
    assert "No practice is cited otherwise 1" in found.words
    assert "Otherwise : session held, Sales, Dana" in found.words
    assert found.value("policy.proposal_days_after_session") == "2"
    assert await read.head(record, api.organisation) == head


async def test_a_preset_stands_in_the_address(api: Api, pages: Read) -> None:
    await api.proposed()

    page = await pages(api, f"{PAGE}?preset=strict", by="ines")

    assert "Under strict" in page.words
    assert "taken again" in page.words
    assert (await pages(api, f"{PAGE}?preset=lax", by="ines")).status == 422


async def test_what_is_no_policy_is_said_beside_the_form(api: Api, pages: Read) -> None:
    await api.proposed()

    page = await pages(api, PAGE, by="ines")
    again = await page.press("Try this policy", {"policy.notice_days": "soon"})

    assert again.status == 422
    assert "Something here cannot be used." in again.words
    assert again.value("policy.notice_days") == "soon"


async def test_who_may_ask_about_no_plan_is_refused(api: Api, pages: Read) -> None:
    await api.proposed()

    assert (await pages(api, PAGE, by="farah")).status == 403
    assert (await pages(api, f"{PAGE}?preset=strict", by="farah")).status == 403
