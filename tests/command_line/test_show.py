import json

import pytest

from tests.command_line.answering import Answer

LAYLA, NOA = "ليلى الحداد", "נועה לוי"
EUR = {"currency": "EUR", "amount": "1820000.00"}
UNIT = {
    "name": "EMEA",
    "status": "signing",
    "stage": "signing",
    "rehearsal": True,
    "zone": "Europe/Berlin",
    "leader": "ana",
    "people": [
        {"id": "ana", "name": "Ana Lopes"},
        {"id": "layla", "name": LAYLA},
        {"id": "noa", "name": NOA},
    ],
    "seats": [
        {"id": "dubai-1", "owner": "layla"},
        {"id": "tel-aviv-1", "owner": "noa"},
        {"id": "nordics", "owner": None},
    ],
    "running_version": {
        "version": 4,
        "since": "2026-12-21T15:00:00Z",
        "jointly_since": None,
        "missing": [{"person": "ana", "why": "declined: [red]no[/red]"}],
    },
    "versions": [
        {
            "number": 4,
            "content_hash": "ab" * 32,
            "targets": [
                {
                    "target": "revenue",
                    "goal": {"currency": "EUR", "amount": "25400000.00"},
                    "add_on": {"currency": "EUR", "amount": "0.00"},
                }
            ],
            "portions": [
                {"seat": "dubai-1", "amount": EUR, "rolled_up": EUR, "basis": "potential"},
                {
                    "seat": "tel-aviv-1",
                    "amount": {"currency": "EUR", "amount": "9.00"},
                    "rolled_up": EUR,
                    "basis": "judgement",
                },
                {"seat": "nordics", "amount": EUR, "rolled_up": EUR, "basis": "judgement"},
            ],
        }
    ],
    "unsigned": ["noa"],
    "windows": [],
    "items": [],
    "commitments": [],
}
PATH = "/v1/halden/cycles/fy27/units/emea"


def lines(run):
    assert run.exit_code == 0, run.output
    return [line.rstrip() for line in run.stdout.splitlines()]


def test_a_plan_that_not_all_have_signed_says_so_with_the_name_and_why(service, tally):
    service.tells("GET", PATH, Answer(200, UNIT))

    told = lines(tally("unit", "show", "emea"))

    assert told[0] == "EMEA · signing · REHEARSAL"
    assert "Version 4 in force since 2026-12-21 16:00 (Europe/Berlin)" in told
    assert "IN FORCE, NOT JOINTLY OWNED" in told
    assert "  not signed by Ana Lopes (ana): declined: [red]no[/red]" in told


def test_numbers_align_on_the_right_with_their_currency(service, tally):
    service.tells("GET", PATH, Answer(200, UNIT))

    told = lines(tally("unit", "show", "emea"))

    assert any(line.split() == ["seat", "carried", "by", "portion", "EUR", "at", "plan", "rates",
                                "EUR", "basis"] for line in told), told  # fmt: skip
    nine = next(line for line in told if line.startswith("tel-aviv-1"))
    carried = next(line for line in told if line.startswith("dubai-1"))
    assert nine.index("9  ") == carried.index("1,820,000") + len("1,820,000") - 1


def test_right_to_left_names_are_isolated_in_what_is_printed_only(service, tally):
    service.tells("GET", PATH, Answer(200, UNIT))

    shown_ = tally("unit", "show", "emea").stdout
    raw = tally("unit", "show", "emea", "--json").stdout

    assert f"\u2068{LAYLA}\u2069 (layla)" in shown_
    assert "\u2068" not in raw
    assert LAYLA in json.loads(raw)["people"][1]["name"]


def test_json_is_what_the_service_said_to_the_last_byte(service, tally):
    raw = '{"b": 1,\n "a":  [1.50, "é"]}\n'.encode()
    for path in ("", "/versions", "/blockers", "/findings", "/attainment"):
        service.tells("GET", PATH + path, Answer(200, raw))

    for words in ("show", "versions", "blockers", "findings", "attainment"):
        assert tally("unit", words, "emea", "--json").stdout_bytes == raw


@pytest.mark.parametrize(
    "read",
    [
        (
            "inbox",
            "/v1/halden/inbox",
            {
                "inbox": [
                    {
                        "cycle": "fy27",
                        "unit": "emea",
                        "kind": "signing",
                        "subject": "v7",
                        "due_at": "2026-12-18T23:00:00Z",
                        "words": "Sign version 4",
                        "rehearsal": False,
                    }
                ]
            },
            "2026-12-18 23:00 fy27 emea Sign version 4 (v7) tally unit sign emea",
        ),
        ("inbox", "/v1/halden/inbox", {"inbox": []}, "Nothing waits for you."),
        (
            "unit blockers emea --step finalise",
            f"{PATH}/blockers",
            {
                "names": {"ana": "Ana Roth"},
                "seat_titles": {"oslo-2": "Oslo, second"},
                "blockers": [
                    {
                        "step": "finalise",
                        "practice": "S0-16",
                        "words": "seat oslo-2 has no portion",
                        "who": "ana",
                    }
                ],
            },
            "finalise S0-16 seat Oslo, second has no portion Ana Roth",
        ),
        ("unit blockers emea", f"{PATH}/blockers", {"blockers": []}, "Nothing blocks."),
        (
            "unit diff emea --from 1 --to 2",
            f"{PATH}/differences",
            {
                "before": 1,
                "after": 2,
                "portions": [
                    {
                        "seat": "emea",
                        "person": "ana",
                        "before": {"currency": "EUR", "amount": "26400000.00"},
                        "after": {"currency": "EUR", "amount": "25400000.00"},
                        "change": {"currency": "EUR", "amount": "-1000000.00"},
                        "causes": ["i1", "orion"],
                    }
                ],
            },
            "emea ana 26,400,000 25,400,000 -1,000,000 i1, orion",
        ),
        (
            "cycle timeline --unit emea --limit 5",
            "/v1/halden/cycles/fy27/timeline",
            {
                "events": [
                    {
                        "position": 7,
                        "occurred_at": "2026-11-02T14:00:00Z",
                        "unit": "emea",
                        "type": "PlanSigned",
                        "words": "Ana signed.",
                    }
                ],
                "next": 7,
            },
            "7 2026-11-02 14:00 emea PlanSigned Ana signed.",
        ),
        (
            "cycle timeline",
            "/v1/halden/cycles/fy27/timeline",
            {"events": []},
            "Nothing has happened yet.",
        ),
        (
            "cycle timeline --after 7",
            "/v1/halden/cycles/fy27/timeline",
            {"events": []},
            "Nothing happened after position 7.",
        ),
    ],
)
def test_what_is_read_is_told_in_rows(service, tally, read):
    words, path, answer, says = read
    service.tells("GET", path, Answer(200, answer))
    service.tells("GET", "/v1/halden/cycles", Answer(200, {"cycles": [{"cycle": "fy27"}]}))

    told = [" ".join(line.split()) for line in lines(tally(*words.split()))]

    assert says in told


def test_the_register_of_issues_says_how_each_was_decided(service, tally):
    issue = {
        "unit": "emea", "item": "ana-1", "person": "ana", "kind": "realism",
        "outcome": "real_issue", "decider": "dana", "decided_at": "2026-11-03T09:00:00Z",
        "reason": "The orders say so.", "factors": [{"id": "engineers"}],
    }  # fmt: skip
    place = "/v1/halden/cycles/fy27/issues"
    service.tells("GET", place, Answer(200, {"issues": [issue]}), Answer(200, {"issues": []}))

    told = lines(tally("cycle", "issues"))
    none = lines(tally("cycle", "issues"))

    said = " ".join(told[-1].split())
    assert said == (
        "2026-11-03 09:00 emea ana-1 ana realism real issue dana The orders say so. engineers"
    )
    assert none == ["Nothing has been answered yet."]


def test_a_plan_shows_what_is_asked_beside_what_was_done_and_how_soon_it_answers(service, tally):
    one = {
        "seat": "dubai-1", "person": "layla", "last_year": EUR, "potential": None, "portion": EUR,
        "of_last_year": "100", "of_potential": None,
    }  # fmt: skip
    item = {"id": "a", "person": "ana", "kind": "other", "stage": "answered", "words": "No."}
    more = {"capability": [one], "items": [item], "mean_answer_seconds": 108_300}
    service.tells("GET", PATH, Answer(200, UNIT | more))

    told = lines(tally("unit", "show", "emea"))

    assert "  answered after 30 h 05 min on average" in told
    assert any(line.split()[-2:] == ["100", "%"] and "dubai-1" in line for line in told)


@pytest.mark.parametrize(
    "read",
    [
        (
            "2027-04-07",
            "2027-04-07T00:00:00+00:00",
            {"at": "2027-04-07T00:00:00Z", "position": None},
            "As it stood at 2027-04-07 00:00 UTC (event 12)",
        ),
        ("120", "120", {"at": None, "position": 120}, "As it stood at position 120 (event 12)"),
    ],
)
def test_a_replay_says_of_which_moment_it_is(service, tally, read):
    at, asked, moment, says = read
    state = UNIT | {"version": 12}
    service.tells("GET", "/v1/halden/cycles/fy27/replay", Answer(200, moment | {"state": state}))

    told = lines(tally("cycle", "replay", "--at", at, "--unit", "emea"))

    assert told[:2] == [says, "EMEA · signing · REHEARSAL"]
    assert service.asked[-1].query == {"at": asked, "unit": "emea"}


def test_whoever_holds_nothing_is_said_to(service, tally):
    answer = Answer(200, {"person": "tom", "units": []})
    service.tells("GET", "/v1/halden/cycles/fy27/holdings", answer)

    assert lines(tally("cycle", "holdings", "tom")) == [
        "tom holds nothing in the units that you see."
    ]


def usd(amount):
    return {"currency": "USD", "amount": amount}


def test_attainment_is_original_current_and_restated(service, tally):
    def part(percent):
        return {"quota": usd("10.00"), "actual": usd("9.00"), "percent": percent}

    seat = {
        "seat": "north", "person": "marco", "periods": ["Q1"], **part("95"),
        "original": part("90"), "current": part("92"),
    }  # fmt: skip
    late = {**seat, "seat": "oslo", "original": None}
    found = {"seats": [seat, late], "figures": [], "restated": False}
    service.tells("GET", f"{PATH}/attainment", Answer(200, found))

    head, north, oslo = tally("unit", "attainment", "emea").stdout.splitlines()

    assert head.split()[-3:] == ["original", "current", "restated"]
    for percent in ("90", "92", "95"):
        assert percent in north
    assert "90" not in oslo
