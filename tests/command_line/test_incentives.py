"""`tally incentives`: what it asks the service, and what it prints."""

from __future__ import annotations

from tests.command_line.answering import Answer

PLACE = "/v1/halden/cycles/fy27/incentives"
ALIGNMENT = {
    "cycle": "fy27",
    "metrics": ["revenue", "profit_amount"],
    "people": [
        {"person": "ruth", "executive": True, "units": [], "imported": True, "profit": "100",
         "weights": [{"metric": "profit_amount", "weight": "100"}]},
        {"person": "ana", "executive": False, "units": ["emea"], "imported": False, "profit": "0",
         "weights": []},
    ],
    "chain": [
        {"person": "dana", "above": "ruth", "shared": ["profit_amount"], "gap": None},
        {"person": "ana", "above": "dana", "shared": [], "gap": "nothing is known"},
    ],
    "sellers": [{"unit": "emea", "leader": "ana", "sellers": 3, "aligned": 2}],
    "conflicts": [],
    "missing": [{"practice": "S3-20", "words": "revenue can improve", "subject": "dana"}],
    "caps": [{"cap": "double", "unit": "emea", "percent": "200", "words": "Twice the target."}],
}  # fmt: skip
MINE = {
    "practice": "S3-33", "person": "ana", "plan": ["EMEA is to reach EUR 25.40."],
    "paid": ["100 %: Revenue, by revenue of EMEA."], "draft": "explain.1", "can_explain": False,
}  # fmt: skip
GOALS = {
    "goals": [
        {"unit": "sales", "goal": "south", "metric": "cities", "owner": "marco", "paid": True},
        {"unit": "sales", "goal": "north", "metric": "cities", "owner": "ana", "paid": False},
    ],
    "missing": ["nobody is paid for the goal north of sales"],
}
RECEIPT = {
    "command_id": "c-1", "stream": "incentives/fy27", "first_version": 2, "last_version": 2,
    "positions": [9], "hashes": ["ab" * 32], "types": ["CapStated"],
    "recorded_at": "2027-01-04T09:00:00Z", "findings": [],
}  # fmt: skip
IMPORTED = {"file": "i.csv", "sha256": "c" * 64, "rows": 3, "people": 2, "receipt": RECEIPT}


def lines(run):
    assert run.exit_code == 0, run.output
    return [" ".join(line.split()) for line in run.stdout.splitlines()]


def test_matrix_chain_and_what_is_missing_are_shown(service, tally):
    service.tells("GET", PLACE, Answer(200, ALIGNMENT))

    told = lines(tally("incentives", "show", "--cycle", "fy27"))

    assert "Incentives of fy27" in told
    assert "ruth 100 100" in told
    assert "ana not imported" in told
    assert told[-5:] == [
        "dana → ruth: profit amount",
        "ana → dana: nothing is known",
        "emea → ana: 2 of 3 sellers",
        "S3-20 dana: revenue can improve",
        "Cap double of emea: Twice the target.",
    ]


def test_ones_own_plan_is_shown_in_plain_words(service, tally):
    service.tells("GET", f"{PLACE}/mine", Answer(200, MINE))

    told = lines(tally("incentives", "mine", "--cycle", "fy27"))

    assert [line for line in told if line] == [
        "What you are to do", "EMEA is to reach 25.40 EUR.",
        "What you are paid for", "100 %: Revenue, by revenue of EMEA.",
    ]  # fmt: skip


def test_goals_are_listed_with_those_that_nobody_is_paid_for(service, tally):
    service.tells("GET", f"{PLACE}/goals", Answer(200, GOALS))

    told = lines(tally("incentives", "goals", "--cycle", "fy27"))

    assert "sales south cities marco yes" in told
    assert "sales north cities ana no" in told
    assert told[-1] == "S1-18 nobody is paid for the goal north of sales"


def test_before_anything_is_known_no_goal_is_listed(service, tally):
    service.tells("GET", f"{PLACE}/goals", Answer(200, {"goals": [], "missing": []}))

    assert lines(tally("incentives", "goals", "--cycle", "fy27")) == [
        "Nothing is known yet of what anybody is paid for."
    ]


def test_they_are_begun_imported_from_a_file_and_given_any_command(service, tally, tmp_path):
    file, body = tmp_path / "i.csv", tmp_path / "cap.json"
    file.write_text("person,component\n")
    body.write_text('{"cap": "double", "reason": "It cost us our best."}')
    service.tells("POST", "/v1/halden/cycles/fy27/begin-incentives", Answer(200, RECEIPT))
    service.tells("POST", f"{PLACE}/imports", Answer(200, IMPORTED))
    service.tells("POST", f"{PLACE}/lift-cap", Answer(200, RECEIPT))

    lines(tally("incentives", "begin", "--cycle", "fy27"))
    told = lines(tally("incentives", "import", str(file), "--cycle", "fy27"))
    lines(tally("incentives", "do", "lift-cap", "--json-file", str(body), "--cycle", "fy27"))

    assert told[0] == "Imported i.csv: 3 components of 2 people"
    assert service.asked[-1].json == {"cap": "double", "reason": "It cost us our best."}
