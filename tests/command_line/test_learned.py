"""`tally cycle learned` and `tally cycle years`: what they print."""

from __future__ import annotations

from tests.command_line.answering import Answer

CYCLE = "/v1/halden/cycles/fy27"


def usd(amount):
    return {"currency": "USD", "amount": amount}


SEAT = {
    "unit": "sales", "person": "ana", "proposed": usd("44.00"), "countered": usd("40.00"),
    "committed": usd("42.00"), "actual": usd("41.00"), "closer": "counter",
}  # fmt: skip
GROUP = {
    "of": "ana", "seats": 1, "countered": 1, "counter_closer": 1, "proposal_closer": 0,
    "proposal_off": "7.32", "counter_off": "2.44",
}  # fmt: skip
LEARNED = {
    "seats": [SEAT], "by_person": [GROUP], "by_unit": [], "by_kind": [],
    "distribution": [{"least": 80, "below": 100, "people": 1}, {"least": 120, "below": None, "people": 0}],
    "at_or_above": "0", "kept": [{"side": "leaders", "made": 2, "kept": 1}],
    "findings": [{"practice": "S3-15", "units": 3, "reached": 1}],
}  # fmt: skip
YEAR = {
    "unit": "sales", "target": "revenue", "cycle": "fy27", "leader": "dana", "original_percent": "102.75",
    "current_percent": "99.92", "handoffs": "70.0", "kept": 1, "promises": 2,
}  # fmt: skip


def told(tally, word):
    run = tally("cycle", word, "--cycle", "fy27")
    assert run.exit_code == 0, run.output
    return " ".join(run.stdout.split())


def test_what_a_year_taught_is_told(service, tally):
    service.tells("GET", f"{CYCLE}/learned", Answer(200, LEARNED))

    words = told(tally, "learned")

    assert "counter" in words
    assert "by person" in words
    assert "80 to 100 %: 1" in words
    assert "120 to more %: 0" in words
    assert "leaders kept 1 of 2" in words
    assert "S3-15: found in 3 units, 1 of them reached 100 %" in words


def test_before_there_are_facts_nothing_is_learned(service, tally):
    empty = {"seats": [], "distribution": [], "at_or_above": None}
    service.tells("GET", f"{CYCLE}/learned", Answer(200, empty))

    words = told(tally, "learned")

    assert "No actuals are recorded yet." in words
    assert "at or above quota —" in words


def test_years_stand_side_by_side(service, tally):
    leader = {"leader": "dana", "cycle": "fy27", "original_percent": "102.75"}
    service.tells("GET", f"{CYCLE}/years", Answer(200, {"years": [YEAR], "leaders": [leader]}))

    words = told(tally, "years")

    assert "102.75" in words
    assert "1 of 2" in words
    assert "dana fy27: 102.75 %" in words


def test_before_a_year_is_in_force_there_is_none(service, tally):
    service.tells("GET", f"{CYCLE}/years", Answer(200, {"years": [], "leaders": []}))

    assert "No year is in force yet." in told(tally, "years")
