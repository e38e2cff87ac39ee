import hashlib
import json

import pytest
from pydantic import ValidationError

from command_line.bodies import read_body
from command_line.paths import kebab
from domain.cycle import commands as cycle_commands
from domain.unit import commands as unit_commands
from tests.command_line.answering import Answer, issued, problem, receipt

UNIT = "/v1/halden/cycles/fy27/units/emea"
CYCLE = "/v1/halden/cycles/fy27"
USD = {"currency": "USD", "amount": "360000.00"}
EUR = {"currency": "EUR", "amount": "24600000.00"}
VERSION = {
    "number": 4,
    "content_hash": "ab" * 32,
    "targets": [
        {
            "target": "revenue",
            "goal": {"currency": "EUR", "amount": "25400000.00"},
            "add_on": {"currency": "EUR", "amount": "0.00"},
            "over_assignment": {"currency": "EUR", "amount": "0.00"},
        }
    ],
    "portions": [
        {"seat": "london-1", "amount": EUR, "rolled_up": EUR, "basis": "judgement"},
        {"seat": "nordics", "amount": EUR, "rolled_up": EUR, "basis": "judgement"},
    ],
    "owners": [{"seat": "nordics", "owner": "dana"}],
    "resources": [
        {
            "id": "lab",
            "words": "A lab",
            "asked_by": "ana",
            "budget_holder": "dana",
            "due_on": "2027-03-01",
            "amount": USD,
        }
    ],
}

GIVEN = {
    "unit session emea --held-at 2026-11-02T09:00:00Z --agenda Plan --attendee marco": (
        "hold-session",
        {"held_at": "2026-11-02T09:00:00Z", "agenda": "Plan", "attendees": ["marco"]},
    ),
    "unit push-back emea --kind realism --words Flat --seat emea --counter 24.6M_EUR --item i1": (
        "raise-pushback",
        {"item": "i1", "version": 4, "kind": "realism", "words": "Flat", "counter": EUR},
    ),
    "unit capture emea ana --kind other --words Heard --item i2 -v 3": (
        "capture-pushback",
        {"item": "i2", "version": 3, "person": "ana"},
    ),
    "unit withdraw-amendment emea --reason Solved": ("withdraw-amendment", {"reason": "Solved"}),
    "unit confirm-captured emea i2": ("confirm-captured-pushback", {"item": "i2"}),
    "unit reply emea i1 --words Why?": ("reply-to-pushback", {"item": "i1", "words": "Why?"}),
    "unit withdraw emea i1 --reason Solved": ("withdraw-pushback", {"reason": "Solved"}),
    "unit answer emea i1 real-issue --reason Yes": ("answer-pushback", {"outcome": "real_issue"}),
    "unit answer emea i1 not-accepted --reason No": (
        "answer-pushback",
        {"outcome": "not_accepted", "reason": "No"},
    ),
    "unit contest emea i1 --words Still": ("contest-answer", {"words": "Still"}),
    "unit note-view emea i1 --words Hm": ("note-view", {"item": "i1"}),
    "unit no-concerns emea": ("state-no-concerns", {"version": 4}),
    "unit understood emea -v 2": ("confirm-understanding", {"version": 2}),
    "unit bottom-up emea london-1 --amount 24.6M_EUR": ("state-bottom-up", {"amount": EUR}),
    "unit close-pushback emea --nobody-objected": ("close-pushback", {"nobody_objected": True}),
    "unit add-factor emea --words Known --owner ana --due 2027-04-01 --item i1 "
    "--action ana=2027-02-01=Write": (
        "add-key-success-factor",
        {
            "due_on": "2027-04-01",
            "items": ["i1"],
            "actions": [{"words": "Write", "owner": "ana", "due_on": "2027-02-01"}],
        },
    ),
    "unit request emea --words Engineer --due 2027-03-01 --amount 360k_USD --quantity 2 --item i1": (
        "request-resource",
        {"needed_by": "2027-03-01", "amount": USD, "quantity": "2", "item": "i1"},
    ),
    "unit decide-request emea r1 declined --reason Later --instead Other --instead-due 2027-04-01": (
        "decide-resource-request",
        {
            "request": "r1",
            "outcome": "declined",
            "instead": {
                "words": "Other",
                "amount": None,
                "quantity": None,
                "due_on": "2027-04-01",
            },
        },
    ),
    "unit grant-budget emea --amount 360k_USD --id b1": ("grant-budget", {"amount": USD}),
    "unit finalise emea": ("finalise-plan", {"version": 4}),
    "unit accept emea": ("accept-plan", {"version": 4}),
    "unit object emea --words Capacity": ("object-to-plan", {"version": 4, "words": "Capacity"}),
    "unit sign emea --yes --dissent Steep": (
        "sign-plan",
        {"version": 4, "content_hash": "ab" * 32, "dissent": "Steep"},
    ),
    "unit sign emea --content cd -v 3": ("sign-plan", {"version": 3, "content_hash": "cd"}),
    "unit decline emea --words No": ("decline-to-sign", {"version": 4, "words": "No"}),
    "unit take-back emea --reason Wrong": ("take-back-signature", {"reason": "Wrong"}),
    "unit put-in-force emea --reason Now": ("put-in-force", {"version": 4}),
    "unit cover emea ana --by reto --until 2027-05-01": (
        "cover-absence",
        {"person": "ana", "cover": "reto", "until": "2027-05-01"},
    ),
    "unit promise emea --words Van --asked-by ana --due 2027-06-01 --reason Needed --id v1": (
        "add-commitment",
        {"commitment": "v1", "asked_by": "ana", "due_on": "2027-06-01"},
    ),
    "unit fulfil emea lab --words Built": ("fulfil-commitment", {"commitment": "lab"}),
    "unit substitute emea lab --words Van --due 2027-06-01 --reason Cost --amount 360k_USD --id v2": (
        "offer-substitute",
        {"commitment": "lab", "substitute": "v2", "amount": USD},
    ),
    "unit accept-substitute emea lab": ("accept-substitute", {"commitment": "lab"}),
    "unit refuse-substitute emea lab --words No": ("refuse-substitute", {"words": "No"}),
    "unit breach emea lab --reason Late": ("declare-breach", {"reason": "Late"}),
    "unit revoke emea lab --words Freeze": ("revoke-commitment", {"words": "Freeze"}),
    "unit support emea reto --words Coach --due 2027-02-01 --id s1": (
        "promise-support",
        {"support": "s1", "person": "reto"},
    ),
    "unit support-given emea s1 --words Done": ("give-support", {"support": "s1"}),
    "unit amend emea --reason Board --cause board --cites goal-revenue --sign-by 2027-08-12 --id a1": (
        "open-amendment",
        {"amendment": "a1", "cites": ["goal-revenue"], "sign_by": "2027-08-12T00:00:00Z"},
    ),
    "unit ask-amendment emea --words Help --id q1": ("request-amendment", {"request": "q1"}),
    "unit claim emea orion=Orion --seat london-1 --last-year 360k_USD": (
        "claim-account",
        {"account": {"id": "orion", "name": "Orion"}, "last_year": USD},
    ),
    "unit decide-account emea orion --winner key --reason Fit --moves 360k_USD": (
        "decide-account",
        {"winner": "key", "moves": USD},
    ),
    "unit fill-seat emea nordics --person mika=Mika=mika@halden.example --joins-on 2027-03-01 "
    "--ramp 0 --ramp 50": (
        "fill-seat",
        {
            "person": {"id": "mika", "name": "Mika", "email": "mika@halden.example"},
            "ramp": ["0", "50"],
        },
    ),
    "unit hand-over emea london-1 --left-on 2027-03-01": ("hand-over-seat", {"successor": None}),
    "unit review emea Q1 --decisions Go": ("hold-review", {"period": "Q1", "decisions": "Go"}),
    "unit correct emea --line Q1=london-1=-360k_USD --reason Wrong --id k1": (
        "propose-correction",
        {
            "lines": [
                {
                    "period": "Q1",
                    "seat": "london-1",
                    "delta": {"currency": "USD", "amount": "-360000.00"},
                }
            ]
        },
    ),
    "unit approve-correction emea k1": ("approve-correction", {"correction": "k1"}),
    "unit waive emea S0-02 --reason Away --until 2027-01-31 --subject mei --id w1": (
        "propose-waiver",
        {
            "waiver": "w1",
            "practice": "S0-02",
            "subject": "mei",
            "expires_at": "2027-01-31T00:00:00Z",
        },
    ),
    "unit agree-waiver emea w1": ("agree-to-waiver", {"waiver": "w1"}),
    "unit refuse-waiver emea w1 --reason Reachable": (
        "refuse-waiver",
        {"waiver": "w1", "reason": "Reachable"},
    ),
    "unit delegate emea reto --starts 2027-01-01 --ends 2027-02-01": (
        "delegate-duty",
        {"delegate": "reto", "ends_at": "2027-02-01T00:00:00Z"},
    ),
    "unit cancel emea --reason Merged": ("cancel-plan", {"reason": "Merged"}),
    "unit end emea --reason Sold --closing-review Fine": (
        "end-plan-early",
        {"closing_review": "Fine"},
    ),
    "unit close emea": ("close-plan", {}),
}
"""What is typed, with `_` for a space inside a word, and the command and body it becomes."""


def typed(words):
    return [word.replace("_", " ") for word in words.split(" ")]


def stands(found, expected):
    """Whether `found` has each part of `expected`."""
    return expected.items() <= found.items()


@pytest.mark.parametrize("words", GIVEN)
def test_what_is_typed_becomes_its_command(service, tally, words):
    name, body = GIVEN[words]
    service.tells("GET", UNIT, Answer(200, {"versions": [VERSION]}))
    service.tells("POST", f"{UNIT}/manifests", issued())
    service.tells("POST", f"{UNIT}/{name}", Answer(200, receipt("Happened")))

    run = tally(*typed(words))

    assert run.exit_code == 0, run.output
    assert service.given.path == f"{UNIT}/{name}"
    assert stands(service.given.json, body)
    assert service.given.headers["tally-person"] == "dana"
    assert "Happened" in run.stdout


CYCLES = {
    "cycle announce": ("announce-cycle", {}),
    "cycle market-rate EUR --rate 1.02 --on 2027-06-15 --source ECB": (
        "record-market-rate",
        {"currency": "EUR", "rate": "1.02", "on": "2027-06-15", "source": "ECB"},
    ),
    "cycle restate-rate EUR --rate 1.03 --on 2027-06-15 --source ECB --reason Misread": (
        "restate-market-rate",
        {"currency": "EUR", "rate": "1.03", "on": "2027-06-15", "reason": "Misread"},
    ),
    "cycle replace-leader americas --successor sofia=Sofia=s@halden.example "
    "--acts-from 2027-05-01": (
        "replace-unit-leader",
        {"unit": "americas", "acts_from": "2027-05-01"},
    ),
    "cycle agree-rules change-1": ("agree-to-rule-change", {"change": "change-1"}),
    "cycle role grant hr-partner nina --reason Moves --id new": (
        "propose-roles",
        {"change": "new", "grants": [{"office": "hr_partner", "person": "nina"}], "revokes": []},
    ),
    "cycle role grant approver nina --instead-of olu --reason Moves --id new": (
        "propose-roles",
        {
            "grants": [{"office": "approver", "person": "nina"}],
            "revokes": [{"office": "approver", "person": "olu"}],
        },
    ),
    "cycle role revoke sponsor olu --reason Moves --id new": (
        "propose-roles",
        {"grants": [], "revokes": [{"office": "sponsor", "person": "olu"}]},
    ),
    "cycle role agree new": ("agree-to-roles", {"change": "new"}),
    "cycle cancel --reason Later": ("cancel-cycle", {"reason": "Later"}),
    "cycle close": ("close-cycle", {}),
}


@pytest.mark.parametrize("words", CYCLES)
def test_so_it_is_for_a_cycle(service, tally, words):
    name, body = CYCLES[words]
    service.tells("POST", f"{CYCLE}/{name}", Answer(200, receipt("Happened")))

    run = tally(*typed(words))

    assert run.exit_code == 0, run.output
    assert stands(service.given.json, body)


def test_the_plan_goal_goes_with_its_documents_hash(service, tally, tmp_path):
    minute = tmp_path / "minute.txt"
    minute.write_bytes(b"RESOLVED")
    service.tells("POST", f"{CYCLE}/confirm-plan-goal", Answer(200, receipt("PlanGoalConfirmed")))

    run = tally("cycle", "confirm-goal", "--amount", "100M USD", "--document", str(minute))

    assert run.exit_code == 0, run.output
    assert service.given.json["document"]["name"] == "minute.txt"
    assert service.given.json["document"]["sha256"] == hashlib.sha256(b"RESOLVED").hexdigest()


def test_a_cycle_is_started_with_the_calendar_that_the_service_works_back(service, tally):
    start = {"cycle": "fy27", "calendar": []}
    planned = Answer(200, {"start": start, "sellers_signed_by": "2027-01-15"})
    service.tells("POST", "/v1/halden/cycles/plan", planned)
    service.tells("POST", "/v1/halden/cycles", Answer(200, receipt("CycleStarted")))

    run = tally(
        *typed(
            "cycle start fy27 --name Year_2027 --starts-on 2027-01-01 --signed-by 2026-12-18 "
            "--rate EUR=1.10 --role sponsor=olu --role hr-partner=farah --role sponsor=ruth "
            "--leader-above ruth --shares 22,24,25,29"
        )
    )

    assert run.exit_code == 0, run.output
    asked, given = service.asked
    assert asked.json["roles"] == {
        "leader_above": "ruth",
        "sponsors": ["olu", "ruth"],
        "hr_partners": ["farah"],
    }
    assert asked.json["shares"] == ["22", "24", "25", "29"]
    assert given.json == start
    assert "2027-01-15" in run.stderr


def test_no_forecast_is_told_of_a_cycle_that_is_refused(service, tally):
    planned = Answer(200, {"start": {"cycle": "fy27"}, "sellers_signed_by": "2027-01-15"})
    service.tells("POST", "/v1/halden/cycles/plan", planned)
    service.tells("POST", "/v1/halden/cycles", problem(409, "AlreadyExists"))

    run = tally(
        *typed(
            "cycle start fy27 --name Year --starts-on 2027-01-01 --signed-by 2026-12-18 "
            "--leader-above ruth"
        )
    )

    assert run.exit_code == 1
    assert "2027-01-15" not in run.output


def test_weights_are_given_seat_by_seat(service, tally):
    service.tells("GET", f"{UNIT}/suggested-portions", problem(409, "Invalid"))

    tally(*typed("unit propose emea --basis weights --weight london-1=3 --weight nordics=1"))

    assert service.asked[0].address.endswith("weight=london-1%3A3&weight=nordics%3A1")


def test_a_proposal_takes_the_basis_from_the_service_and_judgement_from_who_types(service, tally):
    suggestions = Answer(
        200,
        {
            "portions": [
                {"seat": "london-1", "amount": EUR, "rolled_up": EUR},
                {"seat": "nordics", "amount": EUR, "rolled_up": EUR},
            ]
        },
    )
    service.tells("GET", f"{UNIT}/suggested-portions", suggestions)
    service.tells("POST", f"{UNIT}/propose-stretch-target", Answer(200, receipt("Proposed")))

    run = tally(
        *typed("unit propose emea --add-on 8% --portion nordics=1M_EUR --because Vacant"),
    )

    assert run.exit_code == 0, run.output
    assert service.asked[0].query == {
        "basis": "share_of_last_year",
        "target": "revenue",
        "add_on_percent": "8",
    }
    london, nordics = service.given.json["portions"]
    assert (london["amount"], london["adjustment"]) == (EUR, None)
    assert nordics["amount"] == {"currency": "EUR", "amount": "1000000.00"}
    assert (nordics["adjustment"], nordics["rolled_up"]) == ("Vacant", None)


def test_a_revision_keeps_what_is_not_named(service, tally):
    service.tells("GET", UNIT, Answer(200, {"versions": [VERSION]}))
    service.tells("POST", f"{UNIT}/revise-plan", Answer(200, receipt("PlanRevised")))

    run = tally(
        *typed(
            "unit revise emea --portion nordics=1M_EUR --cause nordics=i1 --cause nordics=i2 "
            "--reason Heard --answers i1 --voids 2"
        ),
    )

    assert run.exit_code == 0, run.output
    body = service.given.json
    kept, changed = body["portions"]
    assert (kept["seat"], kept["amount"], kept["causes"]) == ("london-1", EUR, [])
    assert changed["causes"] == ["i1", "i2"]
    assert body["targets"][0]["add_on"] == VERSION["targets"][0]["add_on"]
    assert (body["voids"], body["answers"]) == (2, ["i1"])


@pytest.mark.parametrize(
    ("commands", "name"),
    [
        *((unit_commands.COMMANDS, name) for name in unit_commands.COMMANDS),
        *((cycle_commands.COMMANDS, name) for name in cycle_commands.COMMANDS),
    ],
)
def test_every_command_can_be_reached_by_its_name(commands, name):
    needs = [one for one in commands[name].model_fields.values() if one.is_required()]
    if not needs:
        assert type(read_body(kebab(name), commands, None)) is commands[name]
        return
    with pytest.raises(ValidationError, match=f"{len(needs)} validation error.* for {name}"):
        read_body(kebab(name), commands, None)


def test_a_body_from_a_file_is_given_as_it_is(service, tally, tmp_path):
    body = tmp_path / "body.json"
    body.write_text('{"version": 4, "words": "Zu steil, ليلى"}', encoding="utf-8")
    service.tells("POST", f"{UNIT}/manifests", issued())
    service.tells("POST", f"{UNIT}/decline-to-sign", Answer(200, receipt("SignatureDeclined")))

    run = tally("unit", "do", "decline-to-sign", "emea", "--json-file", str(body))

    assert run.exit_code == 0, run.output
    assert stands(service.given.json, {"version": 4, "words": "Zu steil, ليلى"})
    assert service.given.json["signature"]["grade"] == "named"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("unit do decline-too-sign emea", "did you mean decline-to-sign?"),
        ("unit do decline-to-sign emea", "version: Field required"),
        ("unit push-back emea --kind realism --words x --counter 25,4M_EUR", "two ways"),
        ("unit push-back emea --kind loud --words x", "realism"),
        ("unit fulfil emea Lab! --words x", "is no id"),
        ("unit amend emea --reason x --cause y --sign-by soon", "'soon' is no instant"),
        ("unit fill-seat emea n --person mika --joins-on 2027-03-01", "ID=NAME=E-MAIL"),
        ("unit hand-over emea n --left-on 1.3.2027", "write it like 2027-04-01"),
        ("unit correct emea --line Q1=x --reason y", "PERIOD=SEAT=AMOUNT"),
        ("cycle start fy27", "--signed-by"),
        ("unit close emea --as ana\n", "--as takes up to 200 plain ASCII characters"),
        ("unit close emea --as Ána", "--as takes up to 200 plain ASCII characters"),
        ("unit close emea --command-id 名", "--command-id takes up to 200"),
        ("import people nowhere.csv", "No such file"),
        ("unit sign emea --version 9 --yes", "Version 9 is not final here"),
    ],
)
def test_what_cannot_be_used_ends_with_2_and_says_what_to_type(service, tally, words, says):
    service.tells("GET", UNIT, Answer(200, {"versions": [VERSION]}))

    run = tally(*typed(words))

    assert run.exit_code == 2, run.output
    assert says in " ".join(run.stderr.replace("│", " ").split())


def test_nobody_signs_what_they_were_not_shown(service, tally):
    service.tells("GET", UNIT, Answer(200, {"versions": [VERSION]}))
    service.tells("POST", f"{UNIT}/manifests", issued())

    run = tally("unit", "sign", "emea")

    told = [" ".join(line.split()) for line in run.stderr.splitlines()]
    assert run.exit_code == 2
    assert "london-1 24,600,000 24,600,000" in told
    assert "nordics 24,600,000 24,600,000 ← yours" in told
    assert "lab A lab ana 360,000 2027-03-01" in told
    assert "sign with --yes or --content HASH" in run.stderr
    assert {one.path for one in service.asked if one.method != "GET"} == {f"{UNIT}/manifests"}


def test_who_may_not_sign_now_is_told_before_anything_is_shown_or_asked(service, tally):
    service.tells("GET", UNIT, Answer(200, {"versions": [VERSION]}))
    service.tells("POST", f"{UNIT}/manifests", problem(403, "NotAuthorised"))

    run = tally("unit", "sign", "emea", "--yes")

    assert run.exit_code == 1
    assert "Title of NotAuthorised" in run.stderr
    assert "nordics" not in run.stderr
    assert service.given.path == f"{UNIT}/manifests"


def test_a_signature_says_what_it_means_and_is_given_with_its_evidence_under_its_nonce(
    service, tally
):
    service.tells("GET", UNIT, Answer(200, {"versions": [VERSION]}))
    service.tells("POST", f"{UNIT}/manifests", issued())
    service.tells("POST", f"{UNIT}/accept-plan", Answer(200, receipt("PlanAccepted")))

    run = tally("unit", "accept", "emea", "--version", "4")

    assert run.exit_code == 0, run.output
    for words in ("I accept version 4", "Short code 1234abcd", "by name"):
        assert words in run.stderr, words
    looked, asked, given = [one for one in service.asked if one.method == "POST"]
    assert asked.json == {"command": "AcceptPlan", "body": {"version": 4}}
    assert given.json == {"version": 4, "signature": issued().body["signature"]}
    key = given.headers["idempotency-key"]
    assert (asked.headers["idempotency-key"], looked.headers["idempotency-key"] == key) == (
        key, False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("least", "says"), [("passkey", "passkey"), ("reauthenticated", "password")]
)
def test_where_a_terminal_cannot_give_the_class_it_says_where_to_sign(service, tally, least, says):
    service.tells("GET", UNIT, Answer(200, {"versions": [VERSION]}))
    service.tells("POST", f"{UNIT}/manifests", issued(least=least))

    run = tally("unit", "sign", "emea", "--yes")

    told = " ".join(run.stderr.split())
    assert run.exit_code == 2
    assert says in told
    assert "Nothing was recorded" in told
    assert "http://localhost:8600/o/halden/cycles/fy27/units/emea/sign" in told
    assert not any(one.path.endswith("/sign-plan") for one in service.asked)


def test_a_signature_given_again_asks_for_the_evidence_it_had(service, tally):
    service.tells("POST", f"{UNIT}/manifests", issued())
    service.tells("POST", f"{UNIT}/accept-plan", Answer(200, receipt("PlanAccepted")))

    run = tally("unit", "accept", "emea", "--version", "4", "--command-id", "again-1")

    assert run.exit_code == 0, run.output
    keys = [one.headers["idempotency-key"] for one in service.asked if one.method == "POST"]
    assert keys == ["again-1", "again-1"]


def test_the_same_command_given_again_is_the_same_to_the_last_byte(service, tally):
    service.tells("POST", f"{UNIT}/raise-pushback", Answer(200, receipt("PushbackRaised")))
    words = typed("unit push-back emea -k other -w Hm -v 1 --command-id c-3")

    assert tally(*words).exit_code == tally(*words).exit_code == 0

    first, again = service.asked
    assert first.body == again.body
    assert first.headers["idempotency-key"] == again.headers["idempotency-key"] == "c-3"


def test_a_dry_run_records_nothing_and_says_what_it_would(service, tally):
    would = {
        "events": [{"type": "PlanClosed", "payload": {}}],
        "findings": [{"practice": "S1-12", "words": "late"}],
    }
    service.tells("POST", f"{UNIT}/close-plan", Answer(200, would))

    run = tally("unit", "close", "emea", "--dry-run")

    assert service.given.query == {"dry_run": "true"}
    assert "Nothing is recorded. It would be:\n  PlanClosed\n  ! S1-12: late\n" in run.stdout


def test_a_receipt_shows_where_it_stands_its_id_and_its_findings(service, tally):
    finding = {"practice": "S0-13", "words": "item i1 is unsubstantiated"}
    answer = receipt("PushbackRaised", "FindingRaised", findings=[finding])
    service.tells("POST", f"{UNIT}/close-plan", Answer(200, answer))

    run = tally("unit", "close", "emea")

    assert run.stdout.splitlines() == [
        "✓ PushbackRaised, FindingRaised — unit/fy27/emea, event 12 to 13",
        "  command id c-1",
        "  ! S0-13: item i1 is unsubstantiated",
    ]


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        ({"TALLY_PERSON": ""}, "Say who you are: --as PERSON"),
        ({"TALLY_ORGANISATION": ""}, "Say which organisation"),
    ],
)
def test_who_asks_and_of_whom_must_be_said(service, tally, environment, says):
    run = tally("unit", "close", "emea", **environment)

    assert run.exit_code == 2
    assert says in run.stderr


@pytest.mark.parametrize(
    ("cycles", "code", "says"),
    [
        (["fy27"], 0, ""),
        ([], 2, "There is no cycle yet"),
        (["fy26", "fy27"], 2, "one of fy26, fy27"),
    ],
)
def test_the_cycle_need_not_be_said_where_there_is_one(service, tally, cycles, code, says):
    found = {"cycles": [{"cycle": one} for one in cycles]}
    service.tells("GET", "/v1/halden/cycles", Answer(200, found))
    service.tells("POST", f"{UNIT}/close-plan", Answer(200, receipt("PlanClosed")))

    run = tally("unit", "close", "emea", TALLY_CYCLE="")

    assert run.exit_code == code, run.output
    assert says in run.stderr


def test_after_an_unknown_outcome_the_command_id_is_told(service, tally):
    service.tells("POST", f"{UNIT}/close-plan", problem(500, "Fault"))

    run = tally("unit", "close", "emea", "--command-id", "c-5")

    assert run.exit_code == 3
    assert "To give the same command again: --command-id c-5" in run.stderr


def test_json_of_a_command_is_the_receipt_unchanged(service, tally):
    raw = b'{"types":["PlanClosed"],  "stream": "x"}'
    service.tells("POST", f"{UNIT}/close-plan", Answer(200, raw))

    run = tally("unit", "close", "emea", "--json")

    assert run.stdout == raw.decode() + "\n"
    assert json.loads(run.stdout)["stream"] == "x"


def test_on_a_terminal_a_receipt_is_told_in_the_timelines_sentence(service, tally):
    event = {"position": 40, "words": "Dana closed the plan on USD 500.00."}
    service.tells("POST", f"{UNIT}/close-plan", Answer(200, receipt("PlanClosed")))
    answers = (Answer(200, {"events": [event], "next": None}), problem(403, "NotAuthorised"))
    service.tells("GET", f"{CYCLE}/timeline", *answers)

    piped = tally("unit", "close", "emea")
    shown = tally("unit", "close", "emea", FORCE_COLOR="1")
    untold = tally("unit", "close", "emea", FORCE_COLOR="1")

    assert "Dana closed" not in piped.stdout
    assert "Dana closed the plan on 500 USD." in shown.stdout
    assert untold.exit_code == 0
    assert [one.query for one in service.asked if one.method == "GET"] == [
        {"unit": "emea", "after": "39", "limit": "1"}
    ] * 2
