"""`tally unit scenario`: kept, side by side, adopted, left."""

from __future__ import annotations

import json

from tests.command_line.answering import Answer
from tests.command_line.test_past import lines

BASE = "/v1/halden/cycles/fy27/units/sales/scenarios"


def usd(amount):
    return {"currency": "USD", "amount": amount}


def outcome(carried, reach, *findings: str):
    return {
        "version": 1,
        "targets": [
            {"target": "revenue", "goal": usd("100.00"), "add_on": usd("8.00"),
             "over_assignment": usd("0.00")}
        ],
        "carried": usd(carried), "gap": usd("2.10"), "seats": [],
        "findings": [{"practice": "S0-05", "words": one, "blocks": True} for one in findings],
        "distribution": {"people": 3, "reach": reach, "percent": "66.7", "warning": None},
    }  # fmt: skip


KEPT = {
    "id": "ten", "made_by": "ines", "shared_with": [], "updated_at": "2026-11-02T09:00:00Z",
    "kind": "proposal", "sha256": "ab" * 32, "behind": True, "scenario": {"name": "Ten percent"},
    "outcome": outcome("108.00", 2, "no session was held"), "refused": None, "missing": [],
}  # fmt: skip


def test_scenarios_stand_beside_the_plan_with_what_each_says(service, tally):
    found = {"unit": "sales", "version": 9, "stands": outcome("106.00", 1), "scenarios": [KEPT]}
    service.tells("GET", BASE, Answer(200, found))

    said = lines(tally("unit", "scenario", "compare", "sales"))

    assert said[:2] == [
        f"ten  Ten percent  {'ab' * 32}",
        "  the plan has changed since it was made",
    ]
    table = {line[:18].strip(): line for line in said[2:]}
    assert "as it stands" in said[2]
    assert "106 USD" in table["portions"]
    assert "108 USD" in table["portions"]
    assert "2 of 3 (66.7 %)" in table["at or above quota"]
    assert said[-2:] == ["ten says", "  S0-05 blocks: no session was held"]


def test_nothing_to_compare_is_said(service, tally):
    found = {"unit": "sales", "version": 9, "stands": None, "scenarios": []}
    service.tells("GET", BASE, Answer(200, found))

    assert lines(tally("unit", "scenario", "compare", "sales")) == ["Nothing to compare."]


def test_one_is_kept_from_a_file_and_says_why_it_cannot_be_proposed(service, tally, tmp_path):
    file = tmp_path / "ten.json"
    file.write_text(json.dumps({"name": "Ten percent", "proposal": {}}))
    refused = {**KEPT, "outcome": None, "refused": "Portions differ."}
    service.tells("PUT", f"{BASE}/ten", Answer(200, refused))

    said = lines(
        tally("unit", "scenario", "keep", "sales", "ten", "--file", str(file), "--share", "dana")
    )

    assert said[1] == "  cannot be proposed: Portions differ."
    assert service.asked[-1].json == {
        "scenario": {"name": "Ten percent", "proposal": {}}, "shared_with": ["dana"],
    }  # fmt: skip


def test_one_is_adopted_under_the_name_of_who_made_it(service, tally):
    service.tells("POST", f"{BASE}/ines/ten/adopt", Answer(403, {"name": "NotAuthorised"}))

    tally("unit", "scenario", "adopt", "sales", "ten", "--made-by", "ines", "--voids", "2")

    assert service.asked[-1].json == {"voids": 2}


def test_one_is_left_without_a_trace(service, tally):
    service.tells("DELETE", f"{BASE}/ten", Answer(204))

    assert tally("unit", "scenario", "leave", "sales", "ten").exit_code == 0
    assert service.asked[-1].method == "DELETE"
