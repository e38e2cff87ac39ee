"""`tally result`: what it asks the service, and what it prints."""

from __future__ import annotations

from tests.command_line.answering import Answer

UNIT = "/v1/halden/cycles/fy27/units/emea"


def usd(amount):
    return {"currency": "USD", "amount": amount}


FACTS = {
    "facts": [
        {"person": "ana", "title": "EMEA", "measure": "revenue", "period": "Q1",
         "booked": usd("10.90"), "actual": usd("10.15"), "corrections": ["swap"]},
    ],
    "sources": [
        {"period": "Q1", "lines": 4, "control_total": usd("22.62"),
         "document": {"name": "q1.csv", "sha256": "a" * 64}},
    ],
    "proposed": [{"proposed": {"correction": "audit"}}],
}  # fmt: skip
TEAM = {
    "unit": "emea", "person": None, "steps_done": 1, "steps_due": 2, "rate": "50",
    "result": {"percent": "93.1"}, "range": "9.47", "streak": 0, "wins": 1,
    "effect": "left open, short", "on_target": False,
}  # fmt: skip
EXECUTION = {
    "teams": [
        {"team": TEAM, "people": [{**TEAM, "person": "ana", "result": None, "on_target": None}],
         "goals": [{"period": "Q2", "team_made": {"goals": 1, "gain": "50"},
                    "others": {"goals": 1, "gain": None}}]},
    ],
    "measures": [
        {"measure": "revenue", "median": "100", "top_quartile": "140", "people": 5},
        {"measure": "units", "median": None, "top_quartile": None, "people": 1},
    ],
}  # fmt: skip


def told(tally, words):
    run = tally("result", *words.split(), "--cycle", "fy27")
    assert run.exit_code == 0, run.output
    return " ".join(run.stdout.split())


def test_facts_are_told_with_file_and_corrections(service, tally):
    service.tells("GET", f"{UNIT}/facts", Answer(200, FACTS))

    words = told(tally, "facts emea --known-on 2027-04-03")

    assert "10.15" in words
    assert "swap" in words
    assert "22.62" in words
    assert "waits for approval: correction audit" in words


def test_a_day_before_there_were_facts_says_so(service, tally):
    service.tells("GET", f"{UNIT}/facts", Answer(200, {"facts": []}))

    assert "Nothing was recorded by then." in told(tally, "facts emea")


def test_execution_is_told_by_team_and_person(service, tally):
    service.tells("GET", f"{UNIT}/execution", Answer(200, EXECUTION))

    words = told(tally, "execution emea")

    assert "1/2" in words
    assert "median 100 %, the best quarter 140 % or more, of 5 people" in words
    assert "units" not in words
    assert "gained 50 points; without 1, gained not known points" in words
