"""The page of an organisation's webhooks: added, tried, what was given up, sent again, removed."""

from __future__ import annotations

import pytest
from api import Api
from browsing import Page, Read
from fastapi import FastAPI

from store.pool import session

URL = "https://hooks.example.com/in"
GIVE_UP = """
    UPDATE tally.deliveries SET standing = 'failed', error = 'answered 500', attempts = 9
    WHERE organisation = $1 RETURNING position
"""


async def webhooks(api: Api, pages: Read, by: str = "ines") -> Page:
    return await pages(api, f"/o/{api.organisation}/webhooks", by=by)


async def given_up(app: FastAPI, api: Api) -> None:
    async with session(app.state.doors.writer) as connection:
        assert await connection.fetch(GIVE_UP, api.organisation)


async def test_a_webhook_is_added_and_its_secret_is_shown_this_once(api: Api, pages: Read) -> None:
    await api.proposed()
    empty = await webhooks(api, pages)

    made = await empty.press("Add it", {"url": URL, "events": "PlanSigned, PlanAccepted"})

    assert "No other system is told of anything yet." in empty.words
    assert 'value="whsec_' in made.text
    (hook,) = (await api.read("/webhooks", by="ines"))["webhooks"]
    assert (hook["url"], hook["events"]) == (URL, ["PlanSigned", "PlanAccepted"])
    later = await webhooks(api, pages)
    assert URL in later.words
    assert "whsec_" not in later.text


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"url": "ftp://hooks.example.com/"}, "https"),
        ({"url": URL, "events": "PlanSinged"}, "No other system is told of an event PlanSinged"),
    ],
)
async def test_what_cannot_be_used_comes_back_as_typed(
    api: Api, pages: Read, typed: dict[str, str], told: str
) -> None:
    await api.proposed()

    again = await (await webhooks(api, pages)).press("Add it", typed)

    assert again.status == 422
    assert told in again.words
    assert again.value("url") == typed["url"]
    assert (await api.read("/webhooks", by="ines"))["webhooks"] == []


async def test_what_was_given_up_is_told_with_its_reason_and_sent_again(
    api: Api, app: FastAPI, pages: Read
) -> None:
    await api.proposed()
    await (await webhooks(api, pages)).press("Add it", {"url": URL})
    tried = await (await webhooks(api, pages)).press(f"Try it {URL}")
    assert "on its way" in tried.words
    await given_up(app, api)

    page = await webhooks(api, pages)
    again = await page.press("Send again Test")

    assert "1 delivery was given up" in page.words
    assert "answered 500" in page.words
    assert "1 delivery is on the way again, under the old id." in again.words
    assert (await api.read("/webhooks/failed", by="ines"))["failed"] == []


async def test_a_removed_webhook_is_gone_and_what_was_given_up_stays_told(
    api: Api, app: FastAPI, pages: Read
) -> None:
    await api.proposed()
    await (await webhooks(api, pages)).press("Add it", {"url": URL})
    await (await webhooks(api, pages)).press(f"Try it {URL}")
    await given_up(app, api)

    gone = await (await webhooks(api, pages)).press(f"Remove {URL}")

    assert "Nothing more is sent there." in gone.words
    assert "a webhook that was removed" in gone.words
    assert not gone.has_button("Send again Test")


@pytest.mark.parametrize("who", ["dana", "marco", "olu", "sam"])
async def test_nobody_else_comes_to_the_page(api: Api, pages: Read, who: str) -> None:
    await api.proposed()
    assert (await webhooks(api, pages, by=who)).status == 403
