import json

import pytest

from command_line.remedies import remedy
from tests.command_line.answering import Answer, problem

CLOSE = "/v1/halden/cycles/fy27/units/emea/close-plan"


def test_a_refusal_names_the_practice_each_missing_part_and_the_remedy(service, tally):
    missing = ["S0-16: real issue i1 has no key success factor", "S0-23: request r1 is not decided"]
    service.tells("POST", CLOSE, problem(409, "GateClosed", practice="S0-16", missing=missing))

    run = tally("unit", "close", "emea")

    assert run.exit_code == 1
    assert run.stdout == ""
    assert run.stderr.splitlines() == [
        "Title of GateClosed (GateClosed · S0-16)",
        "Why.",
        "  • S0-16: real issue i1 has no key success factor",
        "  • S0-23: request r1 is not decided",
        "→ tally unit blockers says what is missing and who can clear it.",
    ]


@pytest.mark.parametrize(
    ("status", "name", "code"),
    [
        (409, "GateClosed", 1),
        (409, "SomethingNewer", 1),
        (403, "NotAuthorised", 1),
        (404, "Unknown", 1),
        (409, "FileHasProblems", 1),
        (401, "NotIdentified", 1),
        (404, "NoSuchPage", 2),
        (422, "Malformed", 2),
        (413, "BodyTooLarge", 2),
        (500, "Fault", 3),
    ],
)
def test_the_exit_code_says_whether_it_was_refused_misused_or_unavailable(
    service, tally, status, name, code
):
    service.tells("POST", CLOSE, problem(status, name))

    assert tally("unit", "close", "emea").exit_code == code


def test_where_nothing_is_running_the_remedy_is_make_up(tally, tmp_path):
    run = tally("unit", "close", "emea", TALLY_URL="", TALLY_STATE=str(tmp_path))

    assert run.exit_code == 3
    assert run.stderr == (
        f"Nothing is running on {tmp_path}: start it with `make up`, name another state folder "
        "with TALLY_STATE, or an address with TALLY_URL.\n"
    )


def test_a_setting_that_is_none_is_named(tally):
    run = tally("unit", "close", "emea", TALLY_COLOUR="green")

    assert run.exit_code == 2
    assert "TALLY_COLOUR: is not a setting" in run.stderr


def test_an_address_that_is_none_is_refused_before_anything_is_asked(service, tally):
    run = tally("unit", "close", "emea", TALLY_URL="bogus")

    assert run.exit_code == 2
    assert run.stderr == ("TALLY_URL: Value error, is an address like http://127.0.0.1:8600\n")
    assert service.asked == []


def test_an_answer_against_the_contract_is_named_by_the_missing_part(service, tally):
    service.tells("POST", CLOSE, Answer(200, {"stream": "unit/fy27/emea"}))

    run = tally("unit", "close", "emea")

    assert run.exit_code == 3
    assert "answer has no types" in run.stderr


def test_what_a_stranger_wrote_cannot_move_the_cursor_or_colour_the_screen(service, tally):
    service.tells("POST", CLOSE, problem(409, "Invalid", missing=["\x1b[2J[red]bold[/red]"]))

    run = tally("unit", "close", "emea")

    assert "  • \\u001b[2J[red]bold[/red]" in run.stderr
    assert "\x1b" not in run.stderr


@pytest.mark.parametrize("more", [(), ("--dry-run",)])
def test_with_json_a_refusal_is_json_as_well(service, tally, more):
    service.tells("POST", CLOSE, problem(409, "GateClosed", missing=["Zoë signs"]))

    run = tally("unit", "close", "emea", "--json", *more)

    assert run.exit_code == 1
    assert json.loads(run.stdout)["missing"] == ["Zoë signs"]
    assert "Title of GateClosed" in run.stderr


@pytest.mark.parametrize(
    ("name", "says", "option"),
    [
        ("GateClosed", "people and units: tally import people", "tally import people FILE"),
        ("GateClosed", "the reason, in a sentence", "--reason"),
        ("GateClosed", "below_goal_reason: why the team plans for less", "--below-goal"),
        ("Invalid", "The portion of s1 is a judgement; its basis gives USD 5.00: say why.",
         "--because"),
        ("Invalid", "The portion of s1 changes: cite what causes it.", "--cause SEAT=ID"),
        ("Invalid", "A resource is asked for because of an item or a factor: name it.",
         "--item ID or --factor ID"),
        ("Invalid", "seats without a prior year: s1",
         "--basis judgement --portion SEAT=AMOUNT --because"),
        ("Invalid", "seats without a weight: s1", "--weight SEAT=NUMBER"),
        ("NothingToDo", "This request is decided already; offer a substitute instead.",
         "tally unit substitute"),
        ("NothingToDo", "This account is decided already.", "the decision stands"),
        ("NothingToDo", "You have signed this version already.", "nothing needs to be"),
        ("Invalid", "Something else.", "Correct the value"),
        ("NeedsTwoPeople", "Somebody else approves it; you can withdraw it.", "facts withdraw"),
        ("SumDiffers", "What this correction reverses is not known.", "withdraw-correction"),
    ],
)  # fmt: skip
def test_a_remedy_names_what_to_type(service, tally, name, says, option):
    service.tells("POST", CLOSE, problem(409, name, detail=says))

    assert option in tally("unit", "close", "emea").stderr.splitlines()[-1]
    assert option in remedy(name, ("", says))


def test_amounts_in_a_refusal_are_written_as_everywhere(service, tally):
    detail = "Portions sum to USD 10800000.00."
    service.tells("POST", CLOSE, problem(409, "SumDiffers", detail=detail))

    assert "Portions sum to 10,800,000 USD." in tally("unit", "close", "emea").stderr


@pytest.mark.parametrize(
    ("cell", "option"),
    [
        ("1.02 is recorded for this day: leave it out, or say why the file restates it",
         "--restates"),
        ("EUR 5.00 is recorded for this seat and period: correct it, with what it reverses",
         "tally facts correct"),
        ("enter an amount", "Correct each cell that is named, then import"),
    ],
)  # fmt: skip
def test_a_row_that_contradicts_the_record_says_how_it_is_restated(service, tally, cell, option):
    body = {"name": "FileHasProblems", "title": "Title", "detail": "Why.", "problems": [
        {"file": "a.csv", "row": 2, "cell": "C2", "column": "rate", "value": "1", "remedy": cell},
    ]}  # fmt: skip
    service.tells("POST", CLOSE, Answer(409, body))

    assert option in tally("unit", "close", "emea").stderr.splitlines()[-1]
