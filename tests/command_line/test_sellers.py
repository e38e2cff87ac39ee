"""`tally practices` and `tally seller`: what they ask the service, and what they print."""

from __future__ import annotations

import json

from tests.command_line.answering import Answer

CYCLE = "/v1/halden/cycles/fy27"
NOTHING = {"refused": 0, "warned": 0, "recorded": 0, "shown": 0, "units": [], "finding": None}
PRACTICES = {
    "practices": [
        {"id": "S0-07", "title": "Kept apart", "kinds": ["gate"], "built": True, "acts": ["rule:S0-07"],
         "mode": "block", "parameters": {}, "found": 0, "acted": True,
         "did": {"refused": 1, "warned": 0, "recorded": 2, "shown": 0, "units": ["", "sales"], "finding": None}},
        {"id": "S1-03", "title": "An action plan", "kinds": ["gate"], "built": False, "acts": [],
         "mode": None, "parameters": {}, "found": 0, "acted": False, "did": NOTHING,
         "why_not": "nothing acts for it in this release"},
        {"id": "S3-12", "title": "A low run-rate", "kinds": ["warning"], "built": True,
         "acts": ["rule:S3-12"], "mode": None, "parameters": {"run_rate_low": "20"}, "found": 2, "acted": True,
         "did": {**NOTHING, "warned": 2, "units": ["emea"], "finding": "Plans must be robust"}},
    ]
}  # fmt: skip
LINE = {
    "id": "labs", "words": "Laboratories", "kind": "new_business", "quantity": "4",
    "value": {"currency": "EUR", "amount": "30.00"}, "due_on": "2027-06-30", "owner": "paul",
}  # fmt: skip
PLAN = {
    "seller": {"id": "paul", "name": "Paul", "email": "paul@halden.example"},
    "stage": "submitted", "manager": "ana", "submitted": 1, "lines": [LINE],
    "accounts": [{"rank": 1, "account": "orion", "name": "Orion", "plan": "A frame contract"}],
    "ratings": [{"aspect": "aggressive", "passes": True, "words": "A lot", "by": "ana"}],
    "findings": [{"practice": "S3-26", "words": "Presented without coaching"}],
}  # fmt: skip
RECEIPT = {
    "command_id": "c-1", "stream": "seller/fy27/paul", "first_version": 2, "last_version": 2,
    "positions": [9], "hashes": ["ab" * 32], "types": ["BusinessPlanWritten"],
    "recorded_at": "2027-01-04T09:00:00Z", "findings": [],
}  # fmt: skip


def lines(run):
    assert run.exit_code == 0, run.output
    return [" ".join(line.split()) for line in run.stdout.splitlines()]


def test_practices_are_listed_with_what_acts_and_what_was_found(service, tally):
    service.tells("GET", f"{CYCLE}/practices", Answer(200, PRACTICES))

    told = lines(tally("practices", "--cycle", "fy27"))

    assert "S0-07 Kept apart gate block" in told
    assert "S1-03 An action plan gate not built" in told
    assert any(
        line.startswith("S3-12 A low run-rate warning") and line.endswith("2") for line in told
    )
    assert "2 of 3 act in this release." in told


def test_what_each_practice_did_is_told_and_the_rest_is_named(service, tally):
    service.tells("GET", f"{CYCLE}/practices", Answer(200, PRACTICES))

    told = lines(tally("practices", "--cycle", "fy27", "--acted"))

    assert "S0-07 Kept apart · refused 1, recorded 2 (cycle, sales)" in told
    assert "S3-12 A low run-rate · warned 2 (emea): Plans must be robust" in told
    assert "2 of 3 practices acted in this cycle." in told
    at = told.index("1 did nothing in it:")
    assert told[at + 1] == "S1-03 An action plan · nothing acts for it in this release"


def test_those_of_one_source_are_asked_for_by_the_begin_of_their_id(service, tally):
    service.tells("GET", f"{CYCLE}/practices", Answer(200, PRACTICES))

    told = lines(tally("practices", "--cycle", "fy27", "--only", "s3"))

    assert [line[:5] for line in told if line.startswith("S")] == ["S3-12"]
    assert lines(tally("practices", "--cycle", "fy27", "--only", "x9")) == [
        "No practice's ID begins with X9: they are S0-01 to S4-24."
    ]


def test_a_seller_s_plan_is_shown(service, tally):
    service.tells("GET", f"{CYCLE}/sellers/paul", Answer(200, PLAN))

    told = lines(tally("seller", "show", "paul", "--cycle", "fy27"))

    assert told[0] == "Plan of Paul · submitted"
    assert "1. Orion: A frame contract" in told
    assert "aggressive: yes, ana: A lot" in told
    assert "S3-26 Presented without coaching" in told


def test_an_account_in_two_plans_is_listed_with_how_to_claim_it(service, tally):
    held = [{"person": who, "unit": "emea", "named": True, "standing": None, "says": "names it"}
            for who in ("ana", "paul")]  # fmt: skip
    account = {"name": "Orion AG", "account": None, "held_by": held, "missing": "claim",
               "next": "Whoever names it claims it."}  # fmt: skip
    answer = {"sellers": [], "shared_accounts": [account], "names": {"ana": "Ana Lopes"}}
    service.tells("GET", f"{CYCLE}/sellers", Answer(200, answer))

    told = lines(tally("seller", "list", "--cycle", "fy27"))

    assert "Orion AG: Ana Lopes names it; paul names it. Whoever names it claims it." in told
    assert "tally unit claim UNIT ID='Orion AG' --seat SEAT --last-year AMOUNT" in told


def test_a_command_of_a_plan_is_given_by_its_name(service, tally, tmp_path):
    service.tells("POST", f"{CYCLE}/sellers/paul/write-business-plan", Answer(200, RECEIPT))
    body = tmp_path / "plan.json"
    body.write_text(json.dumps({"words": "Four", "lines": [LINE]}), "utf-8")

    run = tally(
        "seller", "do", "write-business-plan", "paul", "--cycle", "fy27", "--json-file", str(body)
    )

    assert run.exit_code == 0, run.output
    assert service.given.json["lines"][0]["id"] == "labs"
    assert [one.path for one in service.asked if "timeline" in one.path] == []


def test_plans_are_begun_for_those_who_are_named(service, tally):
    service.tells("POST", f"{CYCLE}/units/emea/begin-seller-plans", Answer(200, RECEIPT))

    run = tally("seller", "begin", "emea", "--person", "paul", "--cycle", "fy27")

    assert run.exit_code == 0, run.output
    assert service.given.json == {"people": ["paul"]}
