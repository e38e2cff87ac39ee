"""`tally facts`: what it sends the service, and what it prints."""

from __future__ import annotations

import json

import pytest

from tests.command_line.answering import Answer

FILE = {"file": "swap.csv", "sha256": "a" * 64, "rows": 2}
WAY = "/v1/halden/cycles/fy27"
RECEIPT = {
    "organisation": "halden", "stream": "unit/fy27/sales", "events": [], "command_id": "c",
}  # fmt: skip


def told(tally, words):
    run = tally("facts", *words, "--cycle", "fy27")
    assert run.exit_code == 0, run.output
    return " ".join(run.stdout.split())


def test_a_file_of_corrections_is_tried_with_its_total(service, tally, tmp_path):
    file = tmp_path / "swap.csv"
    file.write_text("seat,period,was,amount,currency\n")
    change = {"currency": "USD", "amount": "-0.11"}
    body = {**FILE, "correction": "swap", "change": change, "receipts": []}
    service.tells("POST", f"{WAY}/corrections", Answer(200, body))

    words = told(tally, [
        "correct", str(file), "--correction", "swap", "--reason", "Wrong seat",
        "--control-total=-0.11 USD", "--dry-run",
    ])  # fmt: skip

    assert "Nothing is recorded; it could be: swap.csv: 2 rows, changing the total by" in words
    query = service.given.query
    assert (query["correction"], query["of"], query["control_total"]) == ("swap", "seats", "-0.11")
    assert query["currency"] == "USD"


def test_where_goals_stand_is_imported(service, tally, tmp_path):
    file = tmp_path / "goals.csv"
    file.write_text("unit,goal,period,value,measured_in\n")
    service.tells("POST", f"{WAY}/goal-facts", Answer(200, {**FILE, "receipts": [RECEIPT]}))

    assert "✓ Taken swap.csv: 2 rows" in told(tally, ["goals", str(file)])


def test_a_correction_is_approved_by_its_name(service, tally):
    body = {"correction": "swap", "receipts": []}
    service.tells("POST", f"{WAY}/corrections/swap/approve", Answer(200, body))

    assert "it could be: swap" in told(tally, ["approve", "swap", "--dry-run"])


@pytest.mark.parametrize("answer", ["refuse", "withdraw"])
def test_a_correction_is_refused_or_withdrawn_with_a_reason(service, tally, answer):
    body = {"correction": "swap", "receipts": [RECEIPT]}
    service.tells("POST", f"{WAY}/corrections/swap/{answer}", Answer(200, body))

    told(tally, [answer, "swap", "--reason", "The seat was right"])

    assert json.loads(service.given.body) == {"reason": "The seat was right"}
