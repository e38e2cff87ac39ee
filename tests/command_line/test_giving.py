"""A command is given: by whom and where, once, and what is told of it."""

import json

import pytest

from tests.command_line.answering import Answer, problem, receipt
from tests.command_line.typed import CYCLE, UNIT, typed


def test_the_same_command_given_again_is_the_same_to_the_last_byte(service, tally):
    service.tells("POST", f"{UNIT}/raise-pushback", Answer(200, receipt("PushbackRaised")))
    words = typed("unit push-back emea -k other -w Hm -v 1 --command-id c-3")

    assert tally(*words).exit_code == tally(*words).exit_code == 0

    first, again = service.asked
    assert first.body == again.body
    assert first.headers["idempotency-key"] == again.headers["idempotency-key"] == "c-3"


def test_a_dry_run_records_nothing_and_says_what_it_would(service, tally):
    would = {
        "events": [{"type": "PlanClosed", "payload": {}}],
        "findings": [{"practice": "S1-12", "words": "late"}],
    }
    service.tells("POST", f"{UNIT}/close-plan", Answer(200, would))

    run = tally("unit", "close", "emea", "--dry-run")

    assert service.given.query == {"dry_run": "true"}
    assert "Nothing is recorded. It would be:\n  PlanClosed\n  ! S1-12: late\n" in run.stdout


def test_a_receipt_shows_where_it_stands_its_id_and_its_findings(service, tally):
    finding = {"practice": "S0-13", "words": "item i1 is unsubstantiated"}
    answer = receipt("PushbackRaised", "FindingRaised", findings=[finding])
    service.tells("POST", f"{UNIT}/close-plan", Answer(200, answer))

    run = tally("unit", "close", "emea")

    assert run.stdout.splitlines() == [
        "✓ PushbackRaised, FindingRaised — unit/fy27/emea, event 12 to 13",
        "  command id c-1",
        "  ! S0-13: item i1 is unsubstantiated",
    ]


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        ({"TALLY_PERSON": ""}, "Say who you are: --as PERSON"),
        ({"TALLY_ORGANISATION": ""}, "Say which organisation"),
    ],
)
def test_who_asks_and_of_whom_must_be_said(service, tally, environment, says):
    run = tally("unit", "close", "emea", **environment)

    assert run.exit_code == 2
    assert says in run.stderr


@pytest.mark.parametrize(
    ("cycles", "code", "says"),
    [
        (["fy27"], 0, ""),
        ([], 2, "You have a part in no cycle of halden: check --as"),
        (["fy26", "fy27"], 2, "one of fy26, fy27"),
    ],
)
def test_the_cycle_need_not_be_said_where_there_is_one(service, tally, cycles, code, says):
    found = {"cycles": [{"cycle": one} for one in cycles]}
    service.tells("GET", "/v1/halden/cycles", Answer(200, found))
    service.tells("POST", f"{UNIT}/close-plan", Answer(200, receipt("PlanClosed")))

    run = tally("unit", "close", "emea", TALLY_CYCLE="")

    assert run.exit_code == code, run.output
    assert says in run.stderr


def test_after_an_unknown_outcome_the_command_id_is_told(service, tally):
    service.tells("POST", f"{UNIT}/close-plan", problem(500, "Fault"))

    run = tally("unit", "close", "emea", "--command-id", "c-5")

    assert run.exit_code == 3
    assert "To give the same command again: --command-id c-5" in run.stderr


def test_json_of_a_command_is_the_receipt_unchanged(service, tally):
    raw = b'{"types":["PlanClosed"],  "stream": "x"}'
    service.tells("POST", f"{UNIT}/close-plan", Answer(200, raw))

    run = tally("unit", "close", "emea", "--json")

    assert run.stdout == raw.decode() + "\n"
    assert json.loads(run.stdout)["stream"] == "x"


def test_on_a_terminal_a_receipt_is_told_in_the_timelines_sentence(service, tally):
    event = {"position": 40, "words": "Dana closed the plan on USD 500.00."}
    service.tells("POST", f"{UNIT}/close-plan", Answer(200, receipt("PlanClosed")))
    answers = (Answer(200, {"events": [event], "next": None}), problem(403, "NotAuthorised"))
    service.tells("GET", f"{CYCLE}/timeline", *answers)

    piped = tally("unit", "close", "emea")
    shown = tally("unit", "close", "emea", FORCE_COLOR="1")
    untold = tally("unit", "close", "emea", FORCE_COLOR="1")

    assert "Dana closed" not in piped.stdout
    assert "Dana closed the plan on 500 USD." in shown.stdout
    assert untold.exit_code == 0
    assert [one.query for one in service.asked if one.method == "GET"] == [
        {"unit": "emea", "after": "39", "limit": "1"}
    ] * 2
