from __future__ import annotations

import pytest
from icalendar import Calendar


@pytest.fixture
async def proposed(api):
    await api.proposed()
    return api


async def put(api, body, by="marco"):
    path = f"{api.base}/messages"
    return await api.http.put(path, json=body, headers=api.headers(by))


async def post(api, path, body=None, by="ines"):
    headers = api.headers(by)
    return await api.http.post(f"{api.base}{path}", json=body, headers=headers)


async def test_how_one_is_told_is_kept_for_oneself_alone(api):
    wanted = {"news": "digest", "digest": True, "zone": "Europe/Oslo"}
    assert (await put(api, wanted)).json() == wanted
    assert await api.read("/messages", by="marco") == wanted
    assert (await api.read("/messages", by="ana"))["news"] == "each"


async def test_a_time_zone_that_is_none_is_refused(api):
    answer = await put(api, {"news": "each", "digest": True, "zone": "Halden/Main"})
    assert answer.status_code == 422
    assert "time zone" in answer.text


async def test_a_calendar_has_each_deadline_once_with_alarms_and_says_rehearsal(proposed):
    address = (await post(proposed, "/messages/feed", by="marco")).json()["address"]
    answer = await proposed.http.get(address.partition("8600")[2])
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    events = Calendar.from_ical(answer.text).walk("VEVENT")
    assert events
    assert all(str(one["SUMMARY"]).startswith("[Rehearsal] Sales: ") for one in events)
    assert all(len(one.walk("VALARM")) == 2 for one in events)
    again = Calendar.from_ical((await proposed.http.get(address.partition("8600")[2])).text)
    assert [one["UID"] for one in again.walk("VEVENT")] == [one["UID"] for one in events]
    assert len({one["UID"] for one in events}) == len(events)


async def test_a_revoked_or_renewed_calendar_address_leads_nowhere(api):
    first = (await post(api, "/messages/feed", by="marco")).json()["address"]
    second = (await post(api, "/messages/feed", by="marco")).json()["address"]
    assert (await api.http.get(first.partition("8600")[2])).status_code == 404
    assert (await api.http.get(second.partition("8600")[2])).status_code == 200
    headers = api.headers("marco")
    revoked = await api.http.delete(f"{api.base}/messages/feed", headers=headers)
    assert revoked.status_code == 204
    assert (await api.http.get(second.partition("8600")[2])).status_code == 404
    again = await api.http.delete(f"{api.base}/messages/feed", headers=headers)
    assert again.status_code == 404


async def test_a_calendar_address_is_kept_as_a_hash_only(api, record):
    address = (await post(api, "/messages/feed", by="marco")).json()["address"]
    secret = address.rpartition("/")[2].removesuffix(".ics")
    with pytest.raises(Exception, match="permission denied"):
        await record.fetch("SELECT * FROM tally.calendar_feeds")
    assert len(secret) >= 43


async def test_an_administrator_adds_a_webhook_and_sees_its_secret_once(proposed):
    body = {"url": "https://hooks.example.com/in", "events": ["PlanSigned"]}
    made = (await post(proposed, "/webhooks", body)).json()
    assert made["secret"].startswith("whsec_")
    (shown,) = (await proposed.read("/webhooks", by="ines"))["webhooks"]
    assert shown == {key: value for key, value in made.items() if key != "secret"}
    assert (await post(proposed, f"/webhooks/{made['id']}/test")).status_code == 202
    assert (await proposed.read("/webhooks/failed", by="ines"))["failed"] == []
    resent = await post(proposed, f"/webhooks/{made['id']}/resend", {})
    assert resent.json() == {"resent": 0}
    headers = proposed.headers("ines")
    path = f"{proposed.base}/webhooks/{made['id']}"
    assert (await proposed.http.delete(path, headers=headers)).status_code == 204
    assert (await proposed.http.delete(path, headers=headers)).status_code == 404


@pytest.mark.parametrize("who", ["dana", "marco", "ruth", "olu", "sam", "nobody"])
async def test_nobody_else_comes_near_webhooks(proposed, who):
    body = {"url": "https://hooks.example.com/in"}
    assert (await post(proposed, "/webhooks", body, by=who)).status_code == 403
    assert (await proposed.get("/webhooks", by=who)).status_code == 403
    assert (await proposed.get("/webhooks/failed", by=who)).status_code == 403


@pytest.mark.parametrize("url", ["http://hooks.example.com/", "ftp://a/", "words"])
async def test_a_webhook_that_cannot_be_sent_to_is_refused_in_words(proposed, url):
    answer = await post(proposed, "/webhooks", {"url": url})
    assert answer.status_code == 422
    assert "cannot go there" in answer.text
