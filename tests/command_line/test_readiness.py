"""`tally ready`: what it asks the service, and what it prints."""

from __future__ import annotations

import json

import pytest

from tests.command_line.answering import Answer, receipt

CYCLE = "/v1/halden/cycles/fy27"
UNIT = f"{CYCLE}/units/emea"


def usd(amount):
    return {"currency": "USD", "amount": amount}


LINE = {
    "id": "labs", "target": "revenue", "words": "Ten laboratories", "quantity": "10",
    "value": usd("20.00"), "due_on": "2027-06-30", "owner": "marco",
}  # fmt: skip
READY = {
    "coverage": [
        {"target": "revenue", "goal": usd("100.00"), "run_rate": usd("85.00"), "planned": usd("20.00"),
         "short": usd("0.00"), "share": "85", "percent": "105"},
    ],
    "run_rate": [{"words": "Contracts", "revenue": "recurring", "amount": usd("85.00")}],
    "lines": [{"line": LINE, "dropped": None}],
    "came": [{"by_lines": usd("6.00"), "actual": usd("9.00")}],
    "findings": [{"practice": "S3-13", "words": "the goal may be too low"}],
    "items": [{"item": {"person": "ana", "kind": "realism", "words": "The market is flat"}}],
}  # fmt: skip
GIVEN = {
    "plan-line emea labs --quantity 10 --amount 20_USD --due 2027-06-30 --owner marco --words Labs": (
        "add-plan-line",
        {"line": {**LINE, "words": "Labs"}},
    ),
    "drop-line emea labs --reason Won": ("drop-plan-line", {"line": "labs", "reason": "Won"}),
    "line-result emea labs --period Q1 --amount 6_USD": (
        "report-plan-line",
        {"line": "labs", "period": "Q1", "value": usd("6.00")},
    ),
    "split emea -v 1 --part recurring=70_USD --part new=30_USD": (
        "split-target",
        {
            "version": 1,
            "parts": [
                {"revenue": "recurring", "amount": usd("70.00")},
                {"revenue": "new", "amount": usd("30.00")},
            ],
        },
    ),
}


@pytest.mark.parametrize("words", GIVEN)
def test_what_is_typed_becomes_its_command(service, tally, words):
    command, body = GIVEN[words]
    service.tells("POST", f"{UNIT}/{command}", Answer(200, receipt()))

    run = tally("ready", *(one.replace("_", " ") for one in words.split()), "--cycle", "fy27")

    assert run.exit_code == 0, run.output
    said = json.loads(service.asked[-1].body)
    assert {name: said[name] for name in body} == body


def test_coverage_is_shown_beside_warnings_and_objections(service, tally):
    service.tells("GET", f"{UNIT}/readiness", Answer(200, READY))

    told = " ".join(tally("ready", "show", "emea", "--cycle", "fy27").stdout.split())

    assert "revenue: 105 % of the goal covered" in told
    assert "Ten laboratories" in told
    assert "S3-13: the goal may be too low" in told
    assert "ana objects (realism): The market is flat" in told


def test_templates_are_shown_by_business_model(service, tally):
    template = {
        "model": "projects", "name": "Projects", "look_back": ["Offers won"], "handoffs": ["Dates agreed"],
        "run_rate": [{"words": "Orders in hand", "revenue": "one_off"}], "lines": [],
    }  # fmt: skip
    service.tells("GET", f"{CYCLE}/planning-templates", Answer(200, {"templates": [template]}))

    told = " ".join(tally("ready", "templates", "--cycle", "fy27").stdout.split())

    assert "projects: Projects" in told
    assert "run_rate: Orders in hand (one_off)" in told
    assert "handoffs: Dates agreed" in told
