"""`tally review`: what it asks the service, and what it prints."""

from __future__ import annotations

import json

import pytest

from tests.command_line.answering import Answer, receipt

UNIT = "/v1/halden/cycles/fy27/units/halden"
HELP = {"words": "Help", "owner": "dana", "due_on": "2027-05-01"}
VISIT = {"words": "Visit Lyon", "owner": "ana", "due_on": "2027-05-15"}
GIVEN = {
    "open halden Q1 --attendee dana --attendee ana": (
        "open-review", {"period": "Q1", "attendees": ["dana", "ana"]},
    ),
    "section halden Q1 numbers --said Half --decision dana=2027-05-01=Help --action ana=2027-05-15=Visit": (
        "confirm-review-section",
        {"period": "Q1", "section": "numbers", "said": "Half", "decisions": [HELP],
         "next_actions": [{**VISIT, "words": "Visit"}], "settled": []},
    ),
    "section halden Q2 last_time --said Late --settled r1-numbers-decision-1=not_done=Ill": (
        "confirm-review-section",
        {"period": "Q2", "section": "last_time", "said": "Late", "decisions": [], "next_actions": [],
         "settled": [{"agreed": "r1-numbers-decision-1", "became": "not_done", "words": "Ill"}]},
    ),
    "done halden r1-numbers-decision-1 --words Helped": (
        "report-agreed-action", {"agreed": "r1-numbers-decision-1", "words": "Helped"},
    ),
    "close halden Q1 --words Onwards": ("close-review", {"period": "Q1", "words": "Onwards"}),
}  # fmt: skip


@pytest.mark.parametrize("words", GIVEN)
def test_what_is_typed_becomes_its_command(service, tally, words):
    command, body = GIVEN[words]
    service.tells("POST", f"{UNIT}/{command}", Answer(200, receipt()))
    run = tally("review", *words.split(), "--cycle", "fy27")
    assert run.exit_code == 0, run.stdout
    assert json.loads(service.asked[-1].body) == body


def test_what_became_of_something_is_written_in_three_parts(tally):
    run = tally(
        "review", "section", "halden", "Q2", "last_time", "--said", "Late", "--settled", "r1=done",
        "--cycle", "fy27",
    )  # fmt: skip
    assert run.exit_code == 2
    assert "ID=done=WORDS" in run.stdout + run.stderr


def test_reviews_are_shown_with_what_is_left_and_what_holds_them(service, tally):
    agreed = {"id": "r1-numbers-decision-1", "kind": "decision", "action": HELP}
    answer = {
        "names": {"dana": "Dana Fox"},
        "quarters": [],
        "open": [
            {"period": "Q2", "record": {"facts": {"last_time": [agreed]}}, "left": ["goals"],
             "blocked": [{"practice": "S1-14", "words": "dana: a reminder is not enough"}]},
        ],
        "held": [
            {"period": "Q1", "decisions": "Onwards", "next_actions": [VISIT], "restated": True},
        ],
    }  # fmt: skip
    service.tells("GET", f"{UNIT}/reviews", Answer(200, answer))
    run = tally("review", "show", "halden", "--cycle", "fy27")
    for words in (
        "Q2: open", "left: goals", "r1-numbers-decision-1: Help (Dana Fox)",
        "S1-14 holds the close: Dana Fox: a reminder is not enough", "Q1: held, restated since",
        "next: Visit Lyon (ana, by 2027-05-15)",
    ):  # fmt: skip
        assert words in run.stdout
