from __future__ import annotations

import pytest

from tests.command_line.answering import Answer

BASE = "/v1/halden/cycles/fy27"
PLACE = {"stream": "unit/fy27/sales", "version": 9, "position": 41}


def eur(amount):
    return {"currency": "EUR", "amount": amount}


def step(words, amount, **more: object):
    return {
        "words": words, "amount": amount, "total": False, "version": 2, "at": None, "by": "dana",
        "reason": None, "causes": [], "answers": [], "event": PLACE, **more,
    }  # fmt: skip


EXPLAINED = {
    "unit": "sales",
    "subject": "emea",
    "of": "portion",
    "amount": eur("25400000.00"),
    "against": None,
    "percent": None,
    "legs": [
        {
            "words": "In EUR",
            "unit": "sales",
            "rate": "1.1",
            "steps": [
                step("Portion of version 1", eur("26400000.00"), total=True),
                step(
                    "Version 2: “Two renewals end.”",
                    eur("-1000000.00"),
                    reason="The numbers bear it out.",
                    causes=[
                        {"id": "a", "kind": "pushback", "words": "Two renewals end",
                         "person": "ana", "event": {**PLACE, "position": 30}},
                    ],
                    answers=["real issue: It is so."],
                ),
                step("Quota", eur("25400000.00"), total=True, event=None),
            ],
        }
    ],
}  # fmt: skip


def told(position, words, unit="sales"):
    return {
        "position": position, "stream": "unit/fy27/sales", "version": 1, "type": "PlanRevised",
        "unit": unit, "actor": "dana", "on_behalf_of": None, "words": words,
        "occurred_at": "2026-11-25T09:00:00Z", "command_id": "c", "hash": "00",
    }  # fmt: skip


def lines(result):
    assert result.exit_code == 0, result.output
    return [one.rstrip() for one in result.stdout.splitlines() if one.strip()]


def test_a_number_is_explained_step_by_step_with_its_cause(service, tally):
    service.tells("GET", f"{BASE}/units/sales/explain", Answer(200, EXPLAINED))

    result = tally("explain", "sales", "--seat", "emea", COLUMNS="200")

    said = " ".join(lines(result))
    assert "plan rate: 1 EUR = 1.1" in said
    assert "Version 2: “Two renewals end.”" in said
    assert "pushback of ana (30): Two renewals end" in said
    assert "real issue: It is so." in said
    assert "portion of emea: " in said
    assert service.asked[-1].query == {"seat": "emea", "target": "revenue"}


def test_a_number_is_explained_as_it_stood_on_a_day(service, tally):
    service.tells("GET", f"{BASE}/units/sales/explain", Answer(200, EXPLAINED))

    said = lines(tally("explain", "sales", "--seat", "emea", "--at", "2026-11-25"))

    assert said[0] == "As it stood at 2026-11-25"
    assert service.asked[-1].query["at"] == "2026-11-25T00:00:00+00:00"


def test_an_amount_that_has_no_such_name_is_not_asked_for(service, tally):
    result = tally("explain", "sales", "--of", "wishes")

    assert result.exit_code == 2
    assert "--of is one of target, portion, attainment, coverage" in result.stderr
    assert service.asked == []


def test_a_period_of_a_unit_is_refused_with_what_to_write(service, tally):
    why = "A period is explained of a seat's attainment alone, and of the rest the whole year."
    refused = {"name": "Unknown", "title": "There is no such thing", "detail": why}
    service.tells("GET", f"{BASE}/units/sales/explain", Answer(404, refused))

    result = tally("explain", "sales", "--of", "attainment", "--period", "Q1", COLUMNS="160")

    assert result.exit_code == 1
    assert "→ Name the seat: --of attainment --seat SEAT --period Q1;" in result.stderr


def test_two_moments_are_compared_in_words(service, tally):
    found = {
        "since": 40, "until": 57, "cycle": ["The cycle was preparing; it is announced."],
        "units": [{"unit": "sales", "name": "Sales", "words": ["Version 4 is in force."]}],
    }  # fmt: skip
    service.tells("GET", f"{BASE}/diff", Answer(200, found))

    asked = ("cycle", "diff", "--from", "40", "--to", "2027-01-22", "--seen-by", "ana")
    assert lines(tally(*asked)) == [
        "Position 40 → 57",
        "  The cycle was preparing; it is announced.",
        "Sales",
        "  Version 4 is in force.",
    ]
    to = "2027-01-22T00:00:00+00:00"
    assert service.asked[-1].query == {"from": "40", "to": to, "person": "ana"}


def test_a_difference_of_nothing_is_said(service, tally):
    found = {"since": 40, "until": 40, "cycle": [], "units": []}
    service.tells("GET", f"{BASE}/diff", Answer(200, found))

    assert "Nothing that you see changed." in lines(
        tally("cycle", "diff", "--from", "40", "--to", "40")
    )


@pytest.mark.parametrize(
    ("before", "after", "beside"),
    [(40, 57, "back: --at 40 · forward: --at 57"), (None, 57, "forward: --at 57")],
)
def test_a_step_stands_between_its_causes_and_its_effects(service, tally, before, after, beside):
    found = {
        "unit": "sales", "step": told(41, "dana revised the plan."),
        "causes": [told(30, "ana pushed back.")], "effects": [told(60, "ana signed.")],
        "changed": ["dana wrote version 2."], "before": before, "after": after,
    }  # fmt: skip
    service.tells("GET", f"{BASE}/units/sales/step", Answer(200, found))

    assert lines(tally("unit", "step", "sales", "--at", "41")) == [
        "41 · 2026-11-25 09:00 UTC · sales",
        "dana revised the plan.",
        "  dana wrote version 2.",
        "Because of",
        "  30 · 2026-11-25 09:00 UTC · sales",
        "  ana pushed back.",
        "Led to",
        "  60 · 2026-11-25 09:00 UTC · sales",
        "  ana signed.",
        beside,
    ]


def test_a_replay_is_seen_as_another_saw_it(service, tally):
    service.tells("GET", f"{BASE}/replay", Answer(403, {"name": "NotAuthorised", "title": "No"}))

    tally("cycle", "replay", "--at", "120", "--seen-by", "ana")

    assert service.asked[-1].query == {"at": "120", "person": "ana"}


PLACES = [
    (("seller", "show", "paul"), f"{BASE}/sellers/paul"),
    (("culture", "show"), f"{BASE}/culture"),
    (("culture", "recognition"), f"{BASE}/culture/recognition"),
    (("incentives", "show"), f"{BASE}/incentives"),
    (("hold", "list"), "/v1/halden/custody"),
    (("person", "erasures"), "/v1/halden/custody"),
    (("audit", "retention"), "/v1/halden/custody"),
    (("audit", "keys"), "/v1/halden/custody"),
]
MOMENTS = [
    (("--at", "120"), {"at": "120"}),
    (("--at", "2026-11-25"), {"at": "2026-11-25T00:00:00+00:00"}),
    ((), {}),
]


@pytest.mark.parametrize(("words", "path"), PLACES, ids=[" ".join(one[0]) for one in PLACES])
def test_what_can_be_read_of_a_moment_is_asked_for_as_it_stood(service, tally, words, path):
    service.tells("GET", path, Answer(404, {"name": "Unknown", "title": "Not then"}))

    for at, query in MOMENTS:
        result = tally(*words, *at)

        assert "Not then" in result.stderr
        assert service.asked[-1].query == query


def test_a_moment_that_is_none_is_said_before_anything_is_asked(service, tally):
    result = tally("culture", "show", "--at", "yesterday")

    assert result.exit_code == 2
    assert service.asked == []
