"""Signing at a terminal: shown first, with its evidence, or said where to sign."""

import pytest

from tests.command_line.answering import Answer, issued, problem, receipt
from tests.command_line.typed import UNIT, VERSION


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
