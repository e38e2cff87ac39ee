"""`tally lookback`: what it asks the service, and what it prints."""

from __future__ import annotations

import json

import pytest

from tests.command_line.answering import Answer, receipt

UNIT = "/v1/halden/cycles/fy27/units/emea"
ITEM = {
    "id": "win-rate", "aspect": "effectiveness", "words": "Offers that were won", "percent": "80",
    "why_not": "Two price lists", "scored_by": "dana",
    "plan": {"words": "One list", "owner": "ana", "due_on": "2027-03-31"}, "reports": [],
}  # fmt: skip
LOOKED = {
    "year": "2026", "closed_at": None, "items": [ITEM],
    "team": [{"of": "effectiveness", "items": 1, "percent": "80.0", "latest": "90.0"}],
}  # fmt: skip
GIVEN = {
    "begin emea --year 2026": ("begin-look-back", {"year": "2026"}),
    "score emea win-rate --percent 80 --words Won --aspect effectiveness --why-not Prices": (
        "score-look-back",
        {"item": "win-rate", "aspect": "effectiveness", "percent": "80", "why_not": "Prices"},
    ),
    "handoff emea notice --function Services --percent 60 --words Late --why-not Dates": (
        "score-handoff",
        {"item": "notice", "function": "Services", "percent": "60"},
    ),
    "plan emea win-rate --owner ana --due 2027-03-31 --words List": (
        "plan-to-hundred",
        {"item": "win-rate", "owner": "ana", "due_on": "2027-03-31"},
    ),
    "report emea win-rate --percent 90 --words Better": (
        "report-why-not",
        {"item": "win-rate", "percent": "90"},
    ),
    "close emea": ("close-look-back", {}),
}


@pytest.mark.parametrize("words", GIVEN)
def test_what_is_typed_becomes_its_command(service, tally, words):
    command, body = GIVEN[words]
    service.tells("POST", f"{UNIT}/{command}", Answer(200, receipt()))

    run = tally("lookback", *words.split(), "--cycle", "fy27")

    assert run.exit_code == 0, run.output
    said = json.loads(service.asked[-1].body)
    assert {name: said[name] for name in body} == body


def test_a_look_back_is_shown_with_its_plans(service, tally):
    service.tells("GET", f"{UNIT}/look-back", Answer(200, LOOKED))

    told = " ".join(tally("lookback", "show", "emea", "--cycle", "fy27").stdout.split())

    assert "Look-back on 2026 · open" in told
    assert "team: effectiveness 80.0 %, now 90.0 %" in told
    assert "One list (ana, 2027-03-31)" in told


def test_what_came_over_from_the_year_before_is_shown(service, tally):
    usd = {"currency": "USD", "amount": "100.00"}
    before = {
        "cycle": "fy26", "restated": [{"target": "revenue", "actual": usd, "original": {"quota": usd}}],
        "calibration": [{"person": "ana", "proposed": usd, "countered": usd, "actual": usd}],
    }  # fmt: skip
    answer = {**LOOKED, "before": before, "restated": True}
    service.tells("GET", f"{UNIT}/look-back", Answer(200, answer))

    told = " ".join(tally("lookback", "show", "emea", "--cycle", "fy27").stdout.split())

    assert "fy26: revenue 100 USD" in told
    assert "corrected since" in told
    assert "ana: proposed" in told


def test_before_it_is_begun_it_says_so(service, tally):
    service.tells("GET", f"{UNIT}/look-back", Answer(200, {"year": None, "items": []}))

    assert "Nobody has begun" in tally("lookback", "show", "emea", "--cycle", "fy27").stdout
