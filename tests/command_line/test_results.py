"""`tally result`: what it asks the service, and what it prints."""

from __future__ import annotations

import pytest

from tests.command_line.answering import Answer

UNIT = "/v1/halden/cycles/fy27/units/emea"


def usd(amount):
    return {"currency": "USD", "amount": amount}


SOURCE = {
    "unit": "emea", "period": "Q1", "lines": 4, "control_total": usd("22.62"),
    "restated": usd("21.87"), "document": {"name": "q1.csv", "sha256": "a" * 64},
}  # fmt: skip
SWAP = {
    "unit": "emea", "correction": "swap", "reason": "Credited to the wrong seat",
    "proposed_by": "ines", "approved_by": "olu", "document": SOURCE["document"],
    "lines": [{"seat": "emea", "period": "Q1", "before": usd("10.90"), "after": usd("10.15")}],
}  # fmt: skip
FACTS = {
    "facts": [
        {"unit": "emea", "person": "ana", "now": "sofia", "title": "EMEA", "measure": "revenue",
         "period": "Q1", "booked": usd("10.90"), "actual": usd("10.15"), "corrections": ["swap"]},
    ],
    "sources": [SOURCE],
    "corrections": [
        SWAP, {**SWAP, "correction": "audit", "approved_by": None, "document": None},
        {**SWAP, "correction": "late", "approved_by": None,
         "ended": {"how": "refused", "by": "olu", "reason": "Show me the order"}},
    ],
}  # fmt: skip
TOTALS = [
    {"unit": "emea", "period": "Q1", "booked": usd("22.62"), "restated": usd("21.87"), "files": 1,
     "corrections": 1, "waiting": 1},
]  # fmt: skip
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
    assert "sofia" in words
    assert "control total 22.62 USD, restated 21.87 USD" in words
    assert "correction swap of emea, proposed by ines, approved by olu" in words
    assert "10.90 USD is reversed, 10.15 USD booked" in words
    assert "correction audit of emea, proposed by ines, waits for approval" in words
    assert "correction late of emea, proposed by ines, refused by olu (Show me the order)" in words


def test_what_units_add_up_to_is_told(service, tally):
    service.tells("GET", "/v1/halden/cycles/fy27/facts/totals", Answer(200, {"totals": TOTALS}))

    words = told(tally, "totals --known-on 2027-04-03")

    assert "22.62" in words
    assert "21.87" in words


def test_a_whole_cycle_is_told_so_many_units_at_a_time(service, tally):
    way = "/v1/halden/cycles/fy27"
    service.tells("GET", f"{way}/facts/totals", Answer(200, {"totals": TOTALS, "next": "emea"}))
    service.tells("GET", f"{way}/facts", Answer(200, {**FACTS, "next": "emea"}))
    service.tells("GET", f"{way}/execution", Answer(200, {**EXECUTION, "next": None}))

    assert "More: --after emea" in told(tally, "totals --limit 1")
    assert service.asked[-1].query == {"limit": "1"}
    assert "More: --after emea" in told(tally, "facts")
    assert service.asked[-1].query == {"limit": "20"}
    assert "More" not in told(tally, "execution --after emea")
    assert service.asked[-1].query == {"limit": "20", "after": "emea"}


@pytest.mark.parametrize(
    "words", ["facts emea --limit 5", "facts emea --after asia", "execution emea --limit 20"]
)
def test_one_unit_has_no_pages_to_go_through(service, tally, words):
    run = tally("result", *words.split(), "--cycle", "fy27")

    assert (run.exit_code, service.asked) == (2, [])
    assert "leave them out for emea, or leave emea out" in " ".join(run.stderr.split())


def test_nothing_adds_up_before_there_are_facts(service, tally):
    service.tells("GET", "/v1/halden/cycles/fy27/facts/totals", Answer(200, {"totals": []}))

    assert "Nothing was recorded by then." in told(tally, "totals")


def test_a_day_before_there_were_facts_says_so(service, tally):
    service.tells("GET", f"{UNIT}/facts", Answer(200, {"facts": []}))

    assert "Nothing was recorded by then." in told(tally, "facts emea")


RATES = {
    "rates": [
        {"currency": "EUR", "on": "2027-06-15", "rate": "1.02", "plan_rate": "1.1", "source": "ECB",
         "effect": usd("-2032000.00"), "document": {"name": "ecb.csv", "sha256": "e" * 64},
         "restated": [{"rate": "1.05", "reason": "Misread"}]},
        {"currency": "EUR", "on": "2027-06-14", "rate": "1.1", "plan_rate": "1.1", "source": "ECB"},
    ]
}  # fmt: skip


def test_rates_are_told_with_their_day_and_what_they_were_before(service, tally):
    service.tells("GET", "/v1/halden/cycles/fy27/market-rates", Answer(200, RATES))

    words = told(tally, "rates --known-on 2027-06-16")

    assert "2027-06-15" in words
    assert "-2,032,000" in words
    assert "EUR of 2027-06-15: 1.05 was restated: Misread" in words
    assert "ecb.csv" in words


def test_before_a_rate_was_recorded_there_is_none(service, tally):
    service.tells("GET", "/v1/halden/cycles/fy27/market-rates", Answer(200, {"rates": []}))

    assert "Nothing was recorded by then." in told(tally, "rates")


def test_execution_is_told_by_team_and_person(service, tally):
    service.tells("GET", f"{UNIT}/execution", Answer(200, EXECUTION))

    words = told(tally, "execution emea")

    assert "1/2" in words
    assert "median 100 %, the best quarter 140 % or more, of 5 people" in words
    assert "units" not in words
    assert (
        "Q2: 1 goal (gained 50 points) with a plan that the team made, "
        "1 goal (gain not known) without" in words
    )


def test_what_is_no_day_is_refused_before_anybody_is_asked(tally):
    for words in ("facts emea", "totals", "rates", "execution"):
        run = tally("result", *words.split(), "--known-on", "2027-04-31", "--cycle", "fy27")

        assert run.exit_code == 2
        assert "'2027-04-31' is no day: write 2027-04-03" in run.stderr
