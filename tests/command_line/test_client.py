import socket
from datetime import UTC, datetime

import pytest

from command_line.client import Client, Identity, segment
from command_line.refusals import NothingRunning, Problem
from command_line.view import Unexpected
from tests.command_line.answering import Answer, problem, receipt

DANA = Identity("dana")
SIGN = "/cycles/fy27/units/emea/sign-plan"
AT = f"/v1/halden{SIGN}"


@pytest.fixture
def noticed():
    return []


@pytest.fixture
def client(service, noticed):
    made = Client(service.address, "halden", notice=noticed.append, sleep=lambda _: None)
    yield made
    made.close()


def test_the_caller_the_clock_and_the_command_id_travel_in_headers(service, client):
    service.tells("POST", AT, Answer(200, receipt("PlanSigned")))
    who = Identity("marco", "dana", at=datetime(2026, 11, 25, 9, tzinfo=UTC))

    reply = client.give(SIGN, {"version": 4}, who, command_id="c-1")

    asked = service.given
    assert reply.view["types"].texts == ("PlanSigned",)
    assert asked.json == {"version": 4}
    assert asked.headers["tally-person"] == "marco"
    assert asked.headers["tally-on-behalf-of"] == "dana"
    assert asked.headers["tally-at"] == "2026-11-25T09:00:00+00:00"
    assert asked.headers["tally-client"] == "tally"
    assert asked.headers["idempotency-key"] == "c-1"


def test_a_record_that_is_away_is_asked_again_with_the_same_command_id(service, client, noticed):
    away = Answer(503, {"name": "RecordUnavailable"}, {"Retry-After": "2"})
    service.tells("POST", AT, away, away, Answer(200, receipt("PlanSigned")))

    client.give(SIGN, {}, DANA, command_id="c-7")

    assert [one.headers["idempotency-key"] for one in service.asked] == ["c-7"] * 3
    assert noticed == ["The record cannot be reached; asking again in 2 s …"] * 2


def test_a_connection_lost_on_the_way_is_asked_again_with_the_same_command_id(service, client):
    service.tells("POST", AT, Answer(hangs_up=True), Answer(200, receipt("PlanSigned")))

    client.give(SIGN, {}, DANA, command_id="c-8")

    assert [one.headers["idempotency-key"] for one in service.asked] == ["c-8", "c-8"]


def test_patience_ends_with_what_the_service_said_last(service, noticed):
    client = Client(service.address, "halden", notice=noticed.append, patience=0)
    service.tells("POST", AT, problem(503, "RecordUnavailable"))

    with pytest.raises(Problem) as stopped:
        client.give(SIGN, {}, DANA, command_id="c-9")

    assert (stopped.value.status, stopped.value.code) == (503, 3)
    assert noticed == []


def test_where_nothing_listens_the_remedy_is_make_up(noticed):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        client = Client(
            f"http://127.0.0.1:{taken.getsockname()[1]}", "halden", notice=noticed.append
        )
        with pytest.raises(NothingRunning, match="make up"):
            client.read("/cycles", DANA)
    assert noticed == []


def test_an_answer_that_is_no_json_is_named(service, client):
    service.tells("GET", "/v1/halden/cycles", Answer(200, b"<html>"))

    with pytest.raises(Unexpected, match="/v1/halden/cycles did not answer with JSON"):
        client.read("/cycles", DANA)


def test_an_error_page_that_is_no_json_is_still_a_problem(service, client):
    service.tells("GET", "/v1/halden/cycles", Answer(502, b"<html>Bad gateway"))

    with pytest.raises(Problem) as stopped:
        client.read("/cycles", DANA)

    assert stopped.value.title == "The service answered 502"


def test_a_query_leaves_out_what_was_not_said(service, client):
    service.tells("GET", "/v1/halden/cycles/fy27/timeline", Answer(200, {"events": []}))

    client.read("/cycles/fy27/timeline", DANA, {"unit": None, "limit": 5, "dry_run": True})

    assert service.asked[0].query == {"limit": "5", "dry_run": "true"}


def test_a_name_cannot_leave_its_part_of_the_path():
    assert segment("../x/y?z#") == "..%2Fx%2Fy%3Fz%23"
