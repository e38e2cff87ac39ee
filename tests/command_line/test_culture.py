"""`tally culture`: what it asks the service, and what it prints."""

from __future__ import annotations

from tests.command_line.answering import Answer

PLACE = "/v1/halden/cycles/fy27/culture"
CULTURE = {
    "cycle": "fy27", "edition": 1, "people": 4, "acknowledgements": 1,
    "values": [{"value": "calm", "name": "Calm", "behaviours": ["Answers slowly, and fully"]}],
    "expectations": [{"expectation": "plan", "words": "Everyone works to a plan"}],
    "reason": {"reason": 1, "words": "A calmer year.", "told_by": "dana"},
    "missing": [{"practice": "S2-09", "words": "1 values are chosen, of 3"}],
}  # fmt: skip
PEOPLE = {
    "people": [
        {"unit": "emea", "person": "paul", "edition": 1, "acknowledged_at": "2027-01-04T09:00:00Z"},
        {"unit": "emea", "person": "ana", "edition": None, "acknowledged_at": None},
    ]
}
RECEIPT = {
    "command_id": "c-1", "stream": "culture/fy27", "first_version": 2, "last_version": 2,
    "positions": [9], "hashes": ["ab" * 32], "types": ["ValuesChosen"],
    "recorded_at": "2027-01-04T09:00:00Z", "findings": [],
}  # fmt: skip


def lines(run):
    assert run.exit_code == 0, run.output
    return [" ".join(line.split()) for line in run.stdout.splitlines()]


def test_the_culture_is_shown_with_what_is_missing(service, tally):
    service.tells("GET", PLACE, Answer(200, CULTURE))

    assert lines(tally("culture", "show", "--cycle", "fy27")) == [
        "Values and culture of fy27 · edition 1",
        "Calm",
        "Answers slowly, and fully",
        "Expected: Everyone works to a plan",
        "Why we plan: A calmer year.",
        "1 of 4 acknowledged it",
        "S2-09 1 values are chosen, of 3",
    ]


def test_who_acknowledged_is_listed(service, tally):
    service.tells("GET", f"{PLACE}/people", Answer(200, PEOPLE))

    told = lines(tally("culture", "people", "--cycle", "fy27"))

    assert any(line.startswith("emea paul 1 2027-01-04") for line in told)
    assert "emea ana" in told


def test_values_are_chosen_from_the_catalogue_with_their_behaviours(service, tally):
    service.tells("POST", f"{PLACE}/choose-values", Answer(200, RECEIPT))

    lines(tally("culture", "choose", "teamwork", "recovery", "--cycle", "fy27"))

    (asked,) = service.asked
    values = asked.json["values"]
    assert [one["value"] for one in values] == ["teamwork", "recovery"]
    assert all(one["behaviours"] for one in values)


def test_the_culture_of_a_moment_says_of_which(service, tally):
    service.tells("GET", PLACE, Answer(200, CULTURE))

    now = lines(tally("culture", "show", "--cycle", "fy27"))
    then = lines(tally("culture", "show", "--at", "2026-10-07", "--cycle", "fy27"))

    assert then == ["As it stood at 2026-10-07", *now]


def test_a_value_that_the_catalogue_lacks_is_refused_with_those_it_has(tally):
    run = tally("culture", "choose", "luck", "--cycle", "fy27")

    assert run.exit_code == 2
    assert "relationships, customer-first, teamwork, recovery" in " ".join(run.output.split())


def test_it_is_begun_published_acknowledged_and_given_any_command(service, tally, tmp_path):
    body = tmp_path / "reason.json"
    body.write_text('{"words": "A calmer year."}')
    service.tells("POST", "/v1/halden/cycles/fy27/begin-culture", Answer(200, RECEIPT))
    for name in ("publish-culture", "acknowledge-culture", "tell-reason"):
        service.tells("POST", f"{PLACE}/{name}", Answer(200, RECEIPT))

    lines(tally("culture", "begin", "--cycle", "fy27"))
    lines(tally("culture", "publish", "--cycle", "fy27"))
    lines(tally("culture", "acknowledge", "1", "--cycle", "fy27"))
    lines(tally("culture", "do", "tell-reason", "--json-file", str(body), "--cycle", "fy27"))

    assert [one.json for one in service.asked] == [
        {}, {}, {"edition": 1}, {"words": "A calmer year."},
    ]  # fmt: skip


SCORES = {
    "scores": [
        {"person": "paul", "value": "teamwork", "audience": "customers", "period": "2027-q1",
         "score": "58", "change": "-24", "answers": 7, "low": True},
    ]
}  # fmt: skip
CASES = {
    "cases": [
        {"case": "k1", "unit": "emea", "person": "paul", "reason": "unwilling", "days": 12,
         "overdue": False, "outcome": None, "words": "Keeps to himself what others need."},
    ]
}  # fmt: skip


def test_scores_and_cases_are_listed(service, tally):
    service.tells("GET", f"{PLACE}/scores", Answer(200, SCORES))
    service.tells("GET", f"{PLACE}/cases", Answer(200, CASES))

    scores = lines(tally("culture", "scores", "--cycle", "fy27"))
    cases = lines(tally("culture", "cases", "--cycle", "fy27"))

    assert "paul teamwork customers 2027-q1 58 -24 7 low" in scores
    assert any(line.startswith("k1 emea paul unwilling 12 open Keeps") for line in cases)


def test_a_survey_is_sent_as_it_is(service, tally, tmp_path):
    file = tmp_path / "spring.csv"
    file.write_text("person,value,score,answers\npaul,teamwork,82,12\n")
    held = {"file": "spring.csv", "sha256": "ab" * 32, "rows": 1, "receipt": RECEIPT}
    service.tells("POST", f"{PLACE}/imports/spring", Answer(200, held))

    told = lines(
        tally(
            "culture", "import", "spring", str(file), "--audience", "customers", "--period",
            "2027-q1", "--cycle", "fy27",
        )
    )  # fmt: skip

    assert told[0] == "Imported spring.csv: 1 scores"
    (asked,) = service.asked
    assert asked.query == {"file_name": "spring.csv", "audience": "customers", "period": "2027-q1"}
    assert asked.body == file.read_bytes()


CONTESTS = {
    "names": {"paul": "Paul Roy"},
    "unit_names": {"emea": "EMEA"},
    "contests": [
        {"name": "Spring cup", "kind": "team", "until_on": "2027-06-30", "rules": "Who is furthest.",
         "standings": [{"unit": "emea", "person": None, "attainment": "61.2"}]},
    ],
    "lacks_team_contest": True,
    "awards": [{"occasion": "Dinner", "to": "paul", "attainment": "117"}],
}  # fmt: skip
RECOGNITION = {
    "recognitions": [
        {"person": "paul", "category": "reliable_in_an_emergency", "words": "Came on a Sunday."}
    ],
    "helps": [{"helper": "paul", "helped": "ana", "words": "Lent me his kit."}],
    "ideas": [{"idea": "i1", "words": "Meet customers where they work."}],
}


def test_contests_and_recognition_are_told(service, tally):
    service.tells("GET", f"{PLACE}/contests", Answer(200, CONTESTS))
    service.tells("GET", f"{PLACE}/recognition", Answer(200, RECOGNITION))

    assert lines(tally("culture", "contests", "--cycle", "fy27")) == [
        "Spring cup · team, until 2027-06-30",
        "Who is furthest.",
        "1. EMEA 61.2 %",
        "S4-13 no contest is one of teams",
        "Dinner: Paul Roy, 117 %",
    ]
    assert lines(tally("culture", "recognition", "--cycle", "fy27")) == [
        "paul, reliable in an emergency: Came on a Sunday.",
        "paul helped ana: Lent me his kit.",
        "Idea i1: Meet customers where they work.",
    ]


WEEKS = {"weeks": [{"unit": "sales", "week": "2027-w05", "answers": 4, "mean": "3.3"}]}
DRAFT = "/v1/halden/drafts/reflection.2027-w06"
QUESTION = {"practice": "S4-22", "question": "What is left to do?", "draft": "reflection.2027-w06"}
KEPT = {"id": "reflection.2027-w06", "body": {"reflection": "Call Orion."}}


def test_how_units_felt_is_listed_and_an_answer_is_counted(service, tally):
    service.tells("GET", f"{PLACE}/pulse", Answer(200, WEEKS))
    service.tells("POST", f"{PLACE}/pulse", Answer(204, b""))

    felt = lines(tally("culture", "pulse", "--cycle", "fy27"))
    run = tally("culture", "feel", "4", "--cycle", "fy27")

    assert "2027-w05 sales 3.3 4" in felt
    assert "Nobody can tell that it was you." in run.output
    assert service.asked[-1].json == {"answer": 4}
    assert tally("culture", "feel", "6", "--cycle", "fy27").exit_code == 2


def test_a_reflection_is_kept_as_a_draft_and_read_again(service, tally):
    service.tells("GET", f"{PLACE}/reflection", Answer(200, QUESTION))
    service.tells("PUT", DRAFT, Answer(200, KEPT))
    service.tells("GET", DRAFT, Answer(200, KEPT))

    written = tally("culture", "reflect", "Call Orion.", "--cycle", "fy27")
    read = lines(tally("culture", "reflect", "--cycle", "fy27"))

    assert "What is left to do?" in written.output
    (put,) = (one for one in service.asked if one.method == "PUT")
    assert put.json == {"cycle": "fy27", "body": {"reflection": "Call Orion."}}
    assert read == ["Call Orion."]
