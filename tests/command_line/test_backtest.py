"""`tally cycle backtest`: a preset or a file, what comes otherwise, and what could not be judged."""

from __future__ import annotations

import json

from tests.command_line.answering import Answer
from tests.command_line.test_past import lines

PATH = "/v1/halden/cycles/fy27/backtest"
FOUND = {
    "policy": {"preset": "strict"}, "until": 57, "plans": 2, "commands": 12, "decided": 10,
    "unknown": [{"what": "PlanRevised", "count": 1}],
    "unlike": [{"what": "PlanSigned", "count": 1}],
    "left_out": ["the cycle"],
    "by_practice": [{"practice": "S0-05", "kind": "refused", "count": 1}],
    "differences": [
        {
            "stream": "unit/fy27/sales", "unit": "sales", "person": None, "position": 41,
            "at": "2026-11-02T09:00:00Z", "by": "dana", "decision": "StretchTargetProposed",
            "difference": {
                "kind": "refused", "words": "It comes in a session.", "practice": "S0-05",
                "about": None, "missing": ["S0-05: no session was held"],
            },
        }
    ],
}  # fmt: skip


def test_what_a_preset_would_have_refused_is_told_with_its_gaps(service, tally):
    service.tells("POST", PATH, Answer(200, FOUND))

    assert lines(tally("cycle", "backtest", "--policy", "strict")) == [
        "10 of 12 decisions in 2 plans were taken again under the policy strict; not those of the cycle.",
        "practice  would have been  times",
        "S0-05     refused              1",
        "refused (S0-05): StretchTargetProposed in sales",
        "  2026-11-02 09:00 UTC by dana: It comes in a session.",
        "  S0-05: no session was held",
        "1 kept by their hash only, and not judged: 1 PlanRevised",
        "1 decided otherwise by today's rules anyway, and not judged: 1 PlanSigned",
    ]
    assert service.asked[-1].json == {"preset": "strict"}


def test_what_is_neither_a_preset_nor_a_file_is_refused_in_words(service, tally):
    refused = tally("cycle", "backtest", "--policy", "strickt")

    assert refused.exit_code == 2
    assert "strickt is no preset (core, standard, strict), and no file is there." in refused.output
    assert service.asked == []


def test_a_policy_comes_in_full_from_a_file(service, tally, tmp_path):
    policy = tmp_path / "policy.json"
    policy.write_text(json.dumps({"preset": "core", "notice_days": 7}))
    nothing = {**FOUND, "unknown": [], "unlike": [], "by_practice": [], "differences": []}
    service.tells("POST", PATH, Answer(200, nothing))

    said = lines(tally("cycle", "backtest", "--policy", str(policy)))

    assert said[1:] == ["Nothing would have come otherwise."]
    assert service.asked[-1].json == {"policy": {"preset": "core", "notice_days": 7}}


def test_more_than_fit_are_counted(service, tally):
    many = {**FOUND, "differences": FOUND["differences"] * 50}
    service.tells("POST", PATH, Answer(200, many))

    assert "and 10 more: --json has them all" in lines(
        tally("cycle", "backtest", "--policy", "strict")
    )
