"""`tally person holds` and `change`: tried first, then given, and what is left is said."""

from __future__ import annotations

import pytest

from tests.command_line.answering import Answer
from tests.command_line.test_past import lines

BASE = "/v1/halden/cycles/fy27/people/marco"
STEP = {
    "id": "marco-leaves:seat:sales:boston", "holding": "seat:sales:boston", "unit": "sales",
    "command": "HandOverSeat", "offices": ["hr_partner", "leader_above"], "standing": "would be done",
    "events": ["SeatHandedOver"], "words": None,
}  # fmt: skip
TRIED = {"change": "marco-leaves", "dry_run": True, "complete": False, "steps": [STEP]}
DONE = {
    "change": "marco-leaves", "dry_run": False, "complete": True,
    "steps": [{**STEP, "standing": "done"}],
}  # fmt: skip
CHANGE = (
    "person", "change", "marco", "--kind", "leaver", "--on", "2027-04-30", "--reason", "To sea",
    "--id", "marco-leaves",
)  # fmt: skip


def test_what_somebody_holds_is_listed_with_what_can_become_of_it(service, tally):
    holding = {
        "id": "seat:sales:boston", "kind": "seat", "unit": "sales", "words": "Boston in Sales",
        "choices": ["keep", "end", "hand to"],
    }  # fmt: skip
    found = {"person": "marco", "kind": "leaver", "holdings": [holding]}
    service.tells("GET", f"{BASE}/holdings", Answer(200, found))

    said = lines(tally("person", "holds", "marco"))

    assert "seat:sales:boston" in said[1]
    assert "keep · end · hand to" in said[1]
    assert service.asked[-1].query == {"kind": "leaver"}


def test_nothing_held_is_said(service, tally):
    found = {"person": "marco", "kind": "joiner", "holdings": []}
    service.tells("GET", f"{BASE}/holdings", Answer(200, found))

    assert lines(tally("person", "holds", "marco", "--kind", "joiner")) == ["Nothing."]


def test_a_change_is_tried_whole_before_anything_is_given(service, tally):
    service.tells("POST", f"{BASE}/change", Answer(200, TRIED), Answer(200, DONE))

    said = lines(tally(*CHANGE, "--answer", "seat:sales:boston=hand-to:joe=Joe Berg=joe@h.example"))

    assert said[0] == "Everything is done."
    tried, given = service.asked[-2:]
    assert tried.query == {"dry_run": "true"}
    assert given.query == {}
    assert tried.json == given.json
    assert given.json["answers"] == [
        {
            "holding": "seat:sales:boston", "choice": "hand to",
            "to": {"id": "joe", "name": "Joe Berg", "email": "joe@h.example"},
        }
    ]  # fmt: skip


def test_where_something_is_refused_nothing_is_given(service, tally):
    refused = {**TRIED, "steps": [{**STEP, "standing": "refused", "words": "There is no seat."}]}
    service.tells("POST", f"{BASE}/change", Answer(200, refused))

    said = lines(tally(*CHANGE))

    assert said[:3] == [
        "Nothing is done: this is what would be.",
        "refused: HandOverSeat in sales for seat:sales:boston",
        "  There is no seat.",
    ]
    assert len(service.asked) == 1


def test_what_is_left_to_others_is_said_with_who_gives_it(service, tally):
    left = {**DONE, "complete": False, "steps": [{**STEP, "standing": "left to others"}]}
    service.tells("POST", f"{BASE}/change", Answer(200, TRIED), Answer(200, left))

    said = lines(tally(*CHANGE))

    assert said[0] == "NOT everything is done."
    assert "  hr partner or leader above gives it: the same change again, under the same id" in said


@pytest.mark.parametrize(
    ("written", "answer"),
    [
        ("goal:sales:south=end", {"holding": "goal:sales:south", "choice": "end"}),
        ("seat:sales:boston=relieve:2027-05-31",
         {"holding": "seat:sales:boston", "choice": "relieve", "until": "2027-05-31"}),
        ("cover:sales=cover:joe=Joe=j@h.example:2027-08-31",
         {"holding": "cover:sales", "choice": "cover until", "until": "2027-08-31",
          "to": {"id": "joe", "name": "Joe", "email": "j@h.example"}}),
    ],
)  # fmt: skip
def test_an_answer_is_written_on_one_line(service, tally, written, answer):
    service.tells("POST", f"{BASE}/change", Answer(200, TRIED))

    tally(*CHANGE, "--answer", written, "--dry-run")

    assert service.asked[-1].json["answers"] == [answer]


@pytest.mark.parametrize("more", [("--answer", "seat:sales:boston=burn"), ("--kind", "stranger")])
def test_what_is_no_answer_and_no_kind_is_refused_before_it_is_asked(service, tally, more):
    run = tally(*CHANGE, *more)

    assert run.exit_code == 2
    assert service.asked == []
