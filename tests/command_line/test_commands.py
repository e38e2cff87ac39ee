import pytest
from pydantic import ValidationError

from command_line.bodies import read_body
from command_line.paths import kebab
from domain.cycle import commands as cycle_commands
from domain.unit import commands as unit_commands
from tests.command_line.answering import Answer, issued, receipt
from tests.command_line.typed import CYCLE, EUR, UNIT, USD, VERSION, stands, typed

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
    "unit withdraw-correction emea k1 --reason Right": (
        "withdraw-correction",
        {"correction": "k1", "reason": "Right"},
    ),
    "unit refuse-correction emea k1 --reason Unproved": (
        "refuse-correction",
        {"correction": "k1", "reason": "Unproved"},
    ),
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
