"""`tally buyin`: what it asks the service, and what it prints."""

from __future__ import annotations

import json

import pytest

from tests.command_line.answering import Answer, receipt

UNIT = "/v1/halden/cycles/fy27/units/halden"
OWED = {
    "id": "installers", "function": "Services", "words": "Four", "owner": "sven",
    "due_on": "2027-04-01",
}  # fmt: skip
GIVEN = {
    "depend halden installers --function Services --owner sven --due 2027-04-01 --words Four": (
        "name-dependency", {"dependency": OWED},
    ),
    "accept halden installers --words Hired": (
        "answer-dependency", {"dependency": "installers", "outcome": "accepted", "words": "Hired"},
    ),
    "refuse halden installers --words Never": (
        "answer-dependency", {"dependency": "installers", "outcome": "refused", "words": "Never"},
    ),
    "drop halden installers --reason Partner": (
        "drop-dependency", {"dependency": "installers", "reason": "Partner"},
    ),
    "align halden -v 1 --ceo ruth --held-at 2026-11-30T09:00:00Z --words Tight": (
        "align-with-ceo",
        {"version": 1, "ceo": "ruth", "held_at": "2026-11-30T09:00:00Z", "words": "Tight"},
    ),
    "present halden -v 1 --held-at 2026-11-30T09:00:00Z --attendee olu --attendee sven --words All": (
        "present-to-executives",
        {"version": 1, "held_at": "2026-11-30T09:00:00Z", "attendees": ["olu", "sven"], "words": "All"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("words", GIVEN)
def test_what_is_typed_becomes_its_command(service, tally, words):
    command, body = GIVEN[words]
    service.tells("POST", f"{UNIT}/{command}", Answer(200, receipt()))
    run = tally("buyin", *words.split(), "--cycle", "fy27")
    assert run.exit_code == 0, run.stdout
    assert json.loads(service.asked[-1].body) == body


def test_buy_in_is_shown_with_what_each_said(service, tally):
    answer = {
        "version": 3,
        "aligned": [{"ceo": "ruth", "words": "Tight", "version": 3}],
        "presented": [{"version": 3, "words": "All of it"}],
        "executives": [
            {"person": "sven", "attended": False, "standing": "objected", "words": "Who installs?"},
            {"person": "olu", "attended": True, "standing": "silent", "words": None},
            {"person": "ruth", "attended": None, "standing": "silent", "words": None},
        ],
        "dependencies": [
            {"dependency": OWED, "answer": None, "dropped": None},
            {"dependency": OWED, "answer": {"outcome": "refused", "words": "Never"}},
            {"dependency": OWED, "answer": None, "dropped": "A partner does"},
        ],
    }
    service.tells("GET", f"{UNIT}/buy-in", Answer(200, answer))
    told = " ".join(tally("buyin", "show", "halden", "--cycle", "fy27").stdout.split())
    assert "worked on with ruth in advance: Tight" in told
    assert "sven objected, was not at the presentation: Who installs?" in told
    assert "olu silent ruth silent Services owes" in told
    assert "Services owes Four (sven, by 2027-04-01): not answered" in told
    assert "(sven, by 2027-04-01): refused: Never" in told
    assert "(sven, by 2027-04-01): dropped: A partner does" in told
