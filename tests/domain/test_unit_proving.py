"""A signature's evidence: kept where it matches, refused where it was given for something else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from domain import errors
from domain.errors import DomainError
from domain.model import Command, content_hash
from domain.policy import Policy
from domain.signature import SignatureClass, Statement, command_sha256, short_code
from domain.unit import commands as c
from tests.domain import evidence as ev
from tests.domain import stages as s
from tests.domain.company import halden, on, usd
from tests.domain.given import Plan, refused, sentences, types

Stage = Callable[[], Plan]
SIGN = s.signs(s.accepted())
ACCEPT = c.AcceptPlan(version=2)
OBJECT = c.ObjectToPlan(version=2, words="Too little from key accounts")
DECLINE = c.DeclineToSign(version=2, words="Not my plan")
PUT = c.PutInForce(version=2, reason="The year begins")
WAIVE = c.ProposeWaiver(
    waiver="met", practice="S0-11", reason="The team met", expires_at=on("2027-03-01")
)


def demanding(policy: Policy, **more: Any) -> Stage:
    """A plan accepted under a policy that asks for a class of signature."""

    def stage() -> Plan:
        plan = s.brought_final(Plan(halden(policy=policy, **more))).on("2026-12-01")
        for who in ("olu", "ruth", "sven"):
            command = c.AcceptPlan(version=1)
            plan.by(who, ev.signed(plan, who, command, "passkey"))
        return plan.on("2026-12-07")

    return stage


HAPPENS: list[tuple[str, Stage, str, Command, list[str]]] = [
    ("the leader signs", s.accepted, "dana", SIGN, ["PlanSigned"]),
    ("a member signs", s.signing, "ana", SIGN, ["PlanSigned"]),
    ("a member declines", s.signing, "ana", DECLINE, ["SignatureDeclined"]),
    ("an approver accepts", s.final, "olu", ACCEPT, ["PlanAccepted"]),
    ("an executive objects", s.final, "sven", OBJECT, ["PlanObjected"]),
    ("the leader above asks to put it in force", s.escalated, "ruth", PUT, ["InForceProposed"]),
    ("an approver agrees", lambda: s.escalated().by("ruth", PUT), "olu", PUT,
     ["PlanPutInForce", "ResourcesCommitted"]),
    ("a sponsor grants", s.proposed, "olu", c.GrantBudget(budget="more", amount=usd("1")),
     ["BudgetGranted"]),
    ("a waiver is proposed", s.proposed, "ruth", WAIVE, ["WaiverProposed"]),
    ("a waiver is agreed to", lambda: s.proposed().by("ruth", WAIVE), "olu",
     c.AgreeToWaiver(waiver="met"), ["GateWaived"]),
    ("a waiver is refused", lambda: s.proposed().by("ruth", WAIVE), "olu",
     c.RefuseWaiver(waiver="met", reason="Not all of it"), ["WaiverRefused"]),
]  # fmt: skip


@sentences("stage who command events", HAPPENS)
def test_the_evidence_stays_on_the_event(
    stage: Stage, who: str, command: Command, events: list[str]
) -> None:
    plan = stage()
    proved = ev.signed(plan, who, command)
    given = plan.gives(who, proved)
    assert types(given) == events
    assert given[0].model_dump()["signature"] == proved.model_dump()["signature"]


@sentences("stage who command events", HAPPENS)
def test_without_evidence_nothing_of_it_is_written(
    stage: Stage, who: str, command: Command, events: list[str]
) -> None:
    given = stage().gives(who, command)
    assert types(given) == events
    assert "signature" not in given[0].model_dump(mode="json")


def test_the_state_keeps_the_class_and_the_hash_and_leaves_the_evidence_on_the_record() -> None:
    plan = s.accepted()
    proved = ev.signed(plan, "dana", SIGN, "passkey")
    signature = plan.by("dana", proved).state.signatures[-1]
    (made,) = [event.signature for event, *_ in plan.history if event.type == "PlanSigned"]
    assert (signature.grade, signature.manifest_sha256) == ("passkey", made.manifest_sha256)
    assert short_code(made.manifest_sha256) == made.code
    assert ev.ASSERTION.signature not in plan.state.model_dump_json()


OTHER_WORDS = command_sha256(SIGN.model_copy(update={"dissent": "I sign under protest"}))
APPROVAL = (Statement(meaning="approval", sentence="I approve this plan."),)

BENT: list[tuple[str, Stage, str, Command, dict[str, Any], str]] = [
    ("another stream", s.signing, "ana", SIGN, {"stream": "unit/fy27/emea"}, "for unit/fy27/emea"),
    ("another version", s.signing, "ana", SIGN, {"version": 1}, "another version"),
    ("other content", s.signing, "ana", SIGN, {"content_sha256": "0" * 64}, "version or content"),
    ("other words", s.signing, "ana", SIGN, {"command_sha256": OTHER_WORDS}, "other words"),
    ("another decision", s.signing, "ana", DECLINE, {"command": "SignPlan"}, "another decision"),
    ("another meaning", s.signing, "ana", SIGN, {"statements": APPROVAL}, "meaning"),
    ("other rules", s.signing, "ana", SIGN, {"policy_sha256": "0" * 64}, "rules of this cycle"),
]  # fmt: skip


@sentences("stage who command changed words", BENT)
def test_a_signature_given_for_something_else_is_refused(
    stage: Stage, who: str, command: Command, changed: dict[str, Any], words: str
) -> None:
    plan = stage()
    moved = ev.signed(plan, who, command, **changed)
    refused(plan, who, moved, errors.SignatureDoesNotMatch, words=words)


SIGNERS: list[tuple[str, dict[str, Any], str]] = [
    ("another person", {"person": "marco"}, "signature of marco"),
    ("another name", {"name": "Ana Maria"}, "recorded as Ana"),
    ("for somebody", {"on_behalf_of": "marco"}, "signature of"),
    ("an office that is gone", {"office": "approver"}, "no longer approver"),
]


@sentences("changed words", SIGNERS)
def test_somebody_elses_signature_or_office_is_refused(changed: dict[str, Any], words: str) -> None:
    plan = s.signing()
    signer = ev.manifest(plan, "ana", SIGN).signer.model_copy(update=changed)
    moved = ev.signed(plan, "ana", SIGN, signer=signer)
    refused(plan, "ana", moved, errors.SignatureDoesNotMatch, words=words)


def test_a_leaders_meaning_is_no_members() -> None:
    plan = s.accepted()
    words = ev.manifest(s.signing(), "ana", SIGN).statements
    moved = ev.signed(plan, "dana", SIGN, statements=words)
    refused(plan, "dana", moved, errors.SignatureDoesNotMatch, words="meaning")


AGES: list[tuple[str, timedelta, type[DomainError] | None]] = [
    ("five minutes are in time", timedelta(minutes=5), None),
    ("a second more is too late", timedelta(minutes=5, seconds=1), errors.SignatureStale),
    ("a clock a minute ahead is borne with", timedelta(minutes=-1), None),
    ("one further ahead is not", timedelta(minutes=-1, seconds=-1), errors.SignatureStale),
]


@sentences("age error", AGES)
def test_a_signature_is_good_for_five_minutes(
    age: timedelta, error: type[DomainError] | None
) -> None:
    plan = s.signing()
    proved = ev.signed(plan, "ana", SIGN, issued_at=plan.at - age)
    if error:
        refused(plan, "ana", proved, error)
    else:
        assert types(plan.gives("ana", proved)) == ["PlanSigned"]


def test_a_class_without_what_makes_it_is_refused() -> None:
    plan = s.signing()
    proof = ev.evidence(ev.manifest(plan, "ana", SIGN), "passkey")
    bare = proof.model_copy(update={"assertion": None})
    command = SIGN.model_copy(update={"signature": bare})
    refused(plan, "ana", command, errors.SignatureDoesNotMatch, words="class passkey")


TAKEN: list[tuple[str, str, SignatureClass | None, bool]] = [
    ("any takes what the way in says", "any", None, True),
    ("any takes a named one", "any", "named", True),
    ("a fresh password is more than a name", "reauthenticated", "named", False),
    ("nothing is no fresh password", "reauthenticated", None, False),
    ("a fresh password is taken", "reauthenticated", "reauthenticated", True),
    ("a passkey is more than a password", "passkey", "reauthenticated", False),
    ("a passkey is taken where a password is asked", "reauthenticated", "passkey", True),
    ("a passkey is taken", "passkey", "passkey", True),
]


@sentences("demand grade taken", TAKEN)
def test_the_policy_says_which_class_it_takes(
    demand: str, grade: SignatureClass | None, *, taken: bool
) -> None:
    plan = demanding(Policy(signing=demand))()
    sign = s.signs(plan)
    command = ev.signed(plan, "dana", sign, grade) if grade else sign
    if taken:
        assert types(plan.gives("dana", command)) == ["PlanSigned"]
    else:
        refused(plan, "dana", command, errors.SignatureNeeded, words="sign page")


def test_a_rehearsal_demands_no_class() -> None:
    plan = demanding(Policy(signing="passkey"), rehearsal=True)()
    assert types(plan.gives("dana", s.signs(plan))) == ["PlanSigned"]


PRESETS: list[tuple[str, Policy, str]] = [
    ("core", Policy(preset="core"), "any"),
    ("standard", Policy(), "any"),
    ("strict", Policy(preset="strict"), "passkey"),
    ("strict, and a password will do", Policy(preset="strict", signing="reauthenticated"),
     "reauthenticated"),
    ("strict, and any will do", Policy(preset="strict", signing="any"), "any"),
]  # fmt: skip


@sentences("policy least", PRESETS)
def test_strict_takes_passkeys_only_unless_its_policy_says_otherwise(
    policy: Policy, least: str
) -> None:
    assert policy.least_signature == least
    again = Policy.model_validate(policy.model_dump(mode="json"))
    assert (again, content_hash(again)) == (policy, content_hash(policy))


BESIDE: list[tuple[str, str, Command, str]] = [
    ("a sponsor grants", "olu", c.GrantBudget(budget="more", amount=usd("1")), "BudgetGranted"),
    ("a waiver is proposed", "ruth", WAIVE, "WaiverProposed"),
]


@sentences("who command event", BESIDE)
def test_what_is_no_part_of_a_version_is_signed_as_the_policy_wants_it_too(
    who: str, command: Command, event: str
) -> None:
    plan = Plan(halden(policy=Policy(signing="passkey"))).by("system", s.OPEN_GOAL)
    plan.on("2026-11-02").by("dana", s.SESSION, s.proposal())
    refused(plan, who, command, errors.SignatureNeeded, words="sign page")
    weaker = ev.signed(plan, who, command, "reauthenticated")
    refused(plan, who, weaker, errors.SignatureNeeded, words="passkey")
    assert types(plan.gives(who, ev.signed(plan, who, command, "passkey"))) == [event]


def test_a_version_revised_since_the_page_was_opened_is_refused_before_its_signature() -> None:
    before = s.signing()
    proved = ev.signed(before, "ana", SIGN)
    after = before.copy().by("dana", s.smaller(voids=1))
    refused(after, "ana", proved, errors.OtherVersion, practice="S0-20")


def test_who_has_no_office_any_more_signs_nothing() -> None:
    plan = s.signing()
    proved = ev.signed(plan, "ana", SIGN)
    refused(plan, "ada", proved, errors.NotAuthorised)


@pytest.mark.parametrize("command", [SIGN, ACCEPT, DECLINE])
def test_the_hash_of_a_command_leaves_its_signature_out(command: Command) -> None:
    plan = s.signing()
    proved = command.model_copy(update={"signature": ev.evidence(ev.manifest(plan, "ana", SIGN))})
    assert command_sha256(proved) == command_sha256(command)
