from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from office import PUBLIC, recording
from pydantic import ValidationError
from servers import Receiver
from standardwebhooks import Webhook, WebhookVerificationError

from domain.aggregates import AGGREGATES
from domain.authority.outside import OUTSIDE
from messages import deliveries, endpoints
from messages.addresses import Refused, checked, place_of
from messages.deliveries import SCHEDULE, Delivery, Key
from messages.endpoints import Endpoint, Wanted
from messages.webhooks import Hooks
from tests.domain import stages


@pytest.fixture
async def receiver():
    made = Receiver()
    server = await made.start()
    made.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/hook?a=b"
    yield made
    server.close()
    await server.wait_closed()


async def hooked(office, receiver, **more: object):
    wanted = Wanted(url=receiver.url, **more)
    return await endpoints.add(office.pool, "halden", wanted, by="ada", at=office.at)


async def test_a_webhook_is_a_cloudevent_whose_signature_verifies(office, receiver):
    endpoint = await hooked(office, receiver, events=("UnitPlanOpened",))
    await recording(office.pool, stages.opened()).write()
    await office.carry()
    ((headers, body),) = receiver.got
    told = Webhook(endpoint.secret).verify(body, headers)
    assert told["specversion"] == "1.0"
    assert told["type"] == "tallystick.UnitPlanOpened"
    assert told["source"] == f"{PUBLIC}/o/halden"
    assert told["id"] == headers["webhook-id"]
    assert told["data"] == {
        "organisation": "halden", "stream": "unit/fy27/halden", "version": 1, "position": 1,
        "event": "UnitPlanOpened", "cycle": "fy27", "unit": "halden",
        "link": f"{PUBLIC}/o/halden/cycles/fy27/units/halden",
    }  # fmt: skip
    assert receiver.paths == ["/hook?a=b"]
    with pytest.raises(WebhookVerificationError):
        Webhook(endpoint.secret).verify(body.replace("halden", "evil"), headers)


@pytest.mark.parametrize(
    ("stream", "cycle", "unit", "page"),
    [
        ("cycle/fy27", "fy27", None, "cycles/fy27"),
        ("unit/fy27/emea", "fy27", "emea", "cycles/fy27/units/emea"),
        ("culture/fy27", "fy27", None, "cycles/fy27/culture"),
        ("", None, None, "work"),
    ],
)
def test_a_webhook_leads_to_what_it_is_about(stream, cycle, unit, page):
    at = datetime(2027, 1, 4, tzinfo=UTC)
    told = {
        "stream": stream,
        "type": "Recorded",
        "time": at.isoformat(),
        "version": 1,
        "position": 1,
    }
    to = Endpoint("a" * 16, "halden", "https://hooks.example", "json", "", (), "ada", at)
    delivery = Delivery(Key("halden", 1, "", to.channel), "one", told, "waiting", 1, at, None)

    data = Hooks(PUBLIC, inside=False).body(to, delivery)["data"]

    assert (data["cycle"], data["unit"]) == (cycle, unit)
    assert data["link"] == f"{PUBLIC}/o/halden/{page}"


@pytest.mark.parametrize(
    ("chosen", "event", "told"),
    [
        ((), "PlanSigned", True),
        (("PlanSigned",), "PlanSigned", True),
        (("PlanSigned",), "PlanAccepted", False),
        ((), "SomethingNew", False),
        (("SomethingNew",), "SomethingNew", False),
    ],
)
def test_a_webhook_hears_what_it_asked_for_and_nothing_new_by_itself(chosen, event, told):
    at = datetime(2027, 1, 4, tzinfo=UTC)
    to = Endpoint("a" * 16, "halden", "https://hooks.example", "json", "", chosen, "ada", at)
    assert to.wants(event) == told


@pytest.mark.parametrize("event", sorted({one for a in AGGREGATES.values() for one in a.events}))
def test_a_webhook_hears_of_an_event_only_where_other_systems_may_be_told_of_it(event):
    at = datetime(2027, 1, 4, tzinfo=UTC)
    for chosen in ((), (event,)):
        to = Endpoint("a" * 16, "halden", "https://hooks.example", "json", "", chosen, "ada", at)
        assert to.wants(event) == (event in OUTSIDE)


@pytest.mark.parametrize("event", ["ValuesCaseOpened", "CompensationImported", "SomethingNew"])
def test_nobody_can_ask_to_be_told_of_what_may_not_be_told(event):
    with pytest.raises(ValidationError, match=f"no other system is told of an event {event}"):
        Wanted(url="https://hooks.example", events=(event,))


async def test_no_amount_leaves_in_a_webhook(office, receiver):
    await hooked(office, receiver)
    await recording(office.pool, stages.signing()).write()
    await office.carry()
    sent = " ".join(body for _, body in receiver.got)
    assert len(receiver.got) == await office.pool.fetchval("SELECT position FROM tally.heads")
    assert "amount" not in sent
    assert "USD" not in sent


async def test_a_receiver_that_fails_gets_it_later_under_the_same_id(office, receiver):
    await hooked(office, receiver, events=("UnitPlanOpened",))
    receiver.statuses = [500, 503]
    await recording(office.pool, stages.opened()).write()
    for wait in (timedelta(), *SCHEDULE[:2]):
        office.later(seconds=wait.total_seconds() + 1)
        await office.carry()
    ids = [headers["webhook-id"] for headers, _ in receiver.got]
    assert len(ids) == 3
    assert len(set(ids)) == 1
    assert {one["standing"] for one in await office.rows("*", "channel LIKE 'webhook%'")} == {
        "sent"
    }


async def test_what_was_given_up_is_listed_and_sent_again_on_request(office, receiver):
    endpoint = await hooked(office, receiver, events=("UnitPlanOpened",))
    receiver.statuses = [500] * (len(SCHEDULE) + 1)
    await recording(office.pool, stages.opened()).write()
    for wait in (*SCHEDULE, SCHEDULE[-1]):
        await office.carry()
        office.later(seconds=wait.total_seconds() + 1)
    (lost,) = await deliveries.failed(office.pool, "halden", endpoint.channel)
    assert lost.error == "answered 500"
    assert await deliveries.resend(office.pool, "halden", endpoint.channel, None, at=office.at) == 1
    await office.carry()
    assert not await deliveries.failed(office.pool, "halden", endpoint.channel)
    assert receiver.got[-1][0]["webhook-id"] == lost.message_id


async def test_a_redirect_is_not_followed(office, receiver):
    await hooked(office, receiver, events=("UnitPlanOpened",))
    receiver.statuses, receiver.headers = [302], f"Location: {receiver.url}\r\n"
    await recording(office.pool, stages.opened()).write()
    await office.carry()
    assert len(receiver.got) == 1
    assert (await office.rows("error", "channel LIKE 'webhook%'"))[0]["error"] == "answered 302"


async def test_a_removed_endpoint_gets_nothing_more(office, receiver):
    endpoint = await hooked(office, receiver)
    assert await endpoints.remove(office.pool, "halden", endpoint.id, at=office.at)
    await recording(office.pool, stages.opened()).write()
    await office.carry()
    assert not receiver.got


async def test_slack_gets_one_line_of_text(office, receiver):
    await hooked(office, receiver, kind="slack", events=("UnitPlanOpened",))
    await recording(office.pool, stages.opened()).write()
    await office.carry()
    ((_, body),) = receiver.got
    assert json.loads(body) == {
        "text": f"halden: Unit plan opened. {PUBLIC}/o/halden/cycles/fy27/units/halden"
    }


async def test_another_organisations_events_are_not_told(office, receiver):
    await hooked(office, receiver)
    await recording(office.pool, stages.opened(), organisation="other").write()
    await office.carry()
    assert not receiver.got


async def test_in_production_nothing_is_sent_to_a_private_address(office, receiver):
    await hooked(office, receiver)
    office.inside = False
    await recording(office.pool, stages.opened()).write()
    await office.carry()
    assert not receiver.got
    assert {one["standing"] for one in await office.rows("*", "channel LIKE 'webhook%'")} == {
        "failed"
    }


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/", "https://10.0.0.8/", "https://169.254.169.254/latest",
        "https://[::1]/", "https://[::ffff:127.0.0.1]/", "https://[fd00::1]/", "https://0.0.0.0/",
        "https://100.64.0.1/", "https://[64:ff9b::a00:8]/", "https://[64:ff9b:1::7f00:1]/",
        "https://[::7f00:1]/", "https://[fec0::1]/", "https://[2002:a00:8::]/",
    ],
)  # fmt: skip
async def test_a_private_address_is_refused_in_production(url):
    with pytest.raises(Refused, match="public internet"):
        await place_of(url, inside=False)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/", "ftp://example.com/", "https://", "https://a b/", "nothing",
        "https://user:word@example.com/", "http://127.0.0.1/", "https://example.com:99999/",
    ],
)  # fmt: skip
def test_an_address_that_is_not_sent_to_is_refused_in_production(url):
    with pytest.raises(Refused):
        checked(url, inside=False)


def test_an_event_that_nobody_records_cannot_be_asked_for():
    with pytest.raises(ValueError, match="no other system is told of an event Nothing"):
        Wanted(url="https://example.com", events=("Nothing",))
