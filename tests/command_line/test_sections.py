import pytest

from tests.command_line.answering import Answer

PATH = "/v1/halden/cycles/fy27/units/emea"
EUR = {"currency": "EUR", "amount": "360000.00"}
AT = "2026-12-18T16:00:00Z"
ITEM = {
    "id": "ana-1", "person": "ana", "kind": "attainability", "words": "Two distributors left.",
    "seat": "emea", "counter": {"currency": "EUR", "amount": "24600000.00"}, "stage": "answered",
    "outcome": "real_issue", "reason": "They are gone.", "answered_by": "dana",
    "replies": [{"person": "marco", "words": "Which ones?"}], "contested": "Not enough.",
    "view": "Dana is right.",
}  # fmt: skip
FACTOR = {
    "id": "f1", "words": "New distributors signed", "owner": "ana", "due_on": "2027-04-01",
    "items": ["ana-1"],
    "actions": [{"words": "Visit Oslo", "owner": "marco", "due_on": "2027-02-01"}],
}  # fmt: skip
LINE = {
    "id": "lab", "words": "A lab", "asked_by": "ana", "budget_holder": "dana",
    "due_on": "2027-03-01", "amount": EUR, "quantity": None,
}  # fmt: skip
PLAN = {
    "name": "EMEA", "status": "jointly owned", "stage": "settled", "rehearsal": False,
    "zone": "Europe/Berlin", "leader": "dana", "running_version": None,
    "people": [{"id": "ana", "name": "Ana Lopes"}, {"id": "dana", "name": "Dana Fox"}],
    "items": [ITEM], "factors": [FACTOR],
    "requests": [
        {"asked": {"request": "lab", "words": "A lab", "asked_by": "ana", "amount": EUR,
                   "needed_by": "2027-03-01", "quantity": None},
         "decided": {"outcome": "granted_in_part", "reason": "Half now.", "amount": EUR,
                     "instead": None}},
        {"asked": {"request": "heads", "words": "Two engineers", "asked_by": "ana",
                   "amount": None, "needed_by": "2027-05-01", "quantity": "2"}, "decided": None},
    ],
    "budgets": [{"budget": "b1", "holder": "dana", "amount": EUR, "words": "For labs"}],
    "answers": [{"kind": "accepted", "version": 4, "person": "ruth", "words": None},
                {"kind": "understood", "version": 4, "person": "ana", "words": None}],
    "signatures": [{"person": "dana", "role": "leader", "version": 4, "content_hash": "ab",
                    "at": AT, "dissent": "Steep", "standing": "valid"},
                   {"person": "kenji", "role": "member", "version": 4, "content_hash": "ab",
                    "at": "2026-12-18T15:00:00Z", "dissent": None, "standing": "taken_back"}],
    "declines": [{"person": "ana", "version": 4, "words": "Too much", "at": AT}],
    "commitments": [{"line": LINE, "since": AT, "standing": "open"}],
    "version": 1, "content_hash": None, "other_resources": [],
}  # fmt: skip


def rows(run):
    assert run.exit_code == 0, run.output
    return [" ".join(line.split()) for line in run.stdout.splitlines()]


def test_a_plan_shows_everything_that_a_leader_decides_on(service, tally):
    service.tells("GET", PATH, Answer(200, PLAN))

    told = rows(tally("unit", "show", "emea"))

    for line in (
        "ana-1 · attainability · Ana Lopes (ana) on emea · counter 24,600,000 EUR · real issue",
        "Two distributors left.",
        "Dana Fox (dana) answered, because: They are gone.",
        "reply of marco: Which ones?",
        "contested: Not enough.",
        "view of the leader above: Dana is right.",
        "f1 · Ana Lopes (ana) by 2027-04-01 · answers ana-1",
        "marco by 2027-02-01: Visit Oslo",
        "lab Ana Lopes (ana) A lab 360,000 2027-03-01 granted in part 360,000 EUR: Half now.",
        "heads Ana Lopes (ana) Two engineers 2 2027-05-01 open",
        "b1 Dana Fox (dana) 360,000 For labs",
        "ruth accepted 4",
        "kenji signed, taken back 4 2026-12-18 16:00",
        "Dana Fox (dana) signed 4 2026-12-18 17:00 Steep",
        "Ana Lopes (ana) DECLINED 4 2026-12-18 17:00 Too much",
        "lab A lab Ana Lopes (ana) 360,000 2027-03-01 open",
    ):
        assert line in told


@pytest.mark.parametrize(
    "read",
    [
        ("items", "/items", {"items": [{"item": ITEM, "portion": EUR, "run_rate": EUR,
                                        "run_rate_share": "100", "coverage": None}]},
         "portion 360,000 EUR, run-rate 360,000 EUR, 100 % of the portion",
         "Nobody has pushed back."),
        ("factors", "", PLAN, "New distributors signed", "There is no factor yet."),
        ("requests", "", PLAN, "heads Ana Lopes (ana) Two engineers 2 2027-05-01 open",
         "Nobody asked for a resource."),
        ("blueprint", "/blueprint",
         PLAN | {"factors": [{"factor": FACTOR, "issues": [ITEM], "resources": [LINE]}]},
         "resource lab: A lab · 360,000 EUR · for Ana Lopes (ana) · by 2027-03-01",
         "EMEA · version 1, as it stands"),
    ],
)  # fmt: skip
def test_each_section_is_read_by_itself(service, tally, read):
    words, path, answer, says, otherwise = read
    empty = {"name": "EMEA", "version": 1, "items": []}
    service.tells("GET", PATH + path, Answer(200, answer), Answer(200, empty))

    assert says in rows(tally("unit", words, "emea"))
    assert otherwise in rows(tally("unit", words, "emea"))
