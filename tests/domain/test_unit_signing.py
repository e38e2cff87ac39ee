"""Signing, the leader first; declining, taking back; in force, jointly owned or not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from domain import errors
from domain.errors import DomainError
from domain.model import Command
from domain.unit import commands as c
from domain.unit import events as e
from domain.unit import values as v
from tests.domain import stages as s
from tests.domain.company import OPEN_GOAL, on, usd
from tests.domain.given import Plan, refused, sentences, types

Stage = Callable[[], Plan]
SIGN = s.signs(s.accepted())
OTHER = c.SignPlan(version=2, content_hash="0" * 64)
BACK = c.TakeBackSignature(reason="I misread it")
DECLINE = c.DeclineToSign(version=2, words="Not my plan")
PUT = c.PutInForce(version=2, reason="The year begins")
COVER = c.CoverAbsence(person="kenji", cover="marco", until=date(2027, 2, 1))


def almost() -> Plan:
    """Everyone but Kenji has signed."""
    return s.signing().by("marco", SIGN).by("ana", SIGN)


def sellers_provisional() -> Plan:
    """The goal below turned provisional again after the version was accepted."""
    goal = c.SetGoal(target="revenue", amount=usd("48"), standing="provisional")
    return s.sellers_accepted().by("system", goal)


def other_leader() -> Plan:
    """A new leader of a plan that is in force and not jointly owned: they have not signed."""
    from tests.domain.test_unit_seats import SUCCESSOR  # noqa: PLC0415

    return s.in_force().by("system", SUCCESSOR)


PUT_FIRST = c.PutInForce(version=1, reason="The year begins")


def sponsored() -> Plan:
    """Olu sponsors and approves nothing; Sven approves. Nobody but Dana has signed."""
    from tests.domain.company import ROLES, halden  # noqa: PLC0415

    roles = ROLES.model_copy(update={"approvers": ("sven",), "executives": ()})
    plan = s.brought_final(Plan(halden(roles=roles))).on("2026-12-01")
    plan.by("sven", c.AcceptPlan(version=1)).by("dana", s.signs(plan))
    return plan.until("2026-12-20")


HAPPENS: list[tuple[str, Stage, str, Command, list[str]]] = [
    ("the leader signs first", s.accepted, "dana", SIGN, ["PlanSigned"]),
    ("a member signs", s.signing, "ana", SIGN, ["PlanSigned"]),
    ("S0-19 with the last signature it is jointly owned and the promise binds", almost, "kenji",
     SIGN, ["PlanSigned", "JointOwnershipReached", "ResourcesCommitted"]),
    ("a signature is taken back", almost, "marco", BACK, ["SignatureTakenBack"]),
    ("a member declines", s.signing, "ana", DECLINE, ["SignatureDeclined"]),
    ("the leader above asks to put it in force", s.escalated, "ruth", PUT, ["InForceProposed"]),
    ("an approver agrees", lambda: s.escalated().by("ruth", PUT), "olu", PUT,
     ["PlanPutInForce", "ResourcesCommitted"]),
    ("the missing signature comes later", s.in_force, "ana", SIGN,
     ["PlanSigned", "JointOwnershipReached"]),
    ("a new leader signs what is in force", other_leader, "eve", SIGN, ["PlanSigned"]),
    ("an absence is covered", s.signing, "dana", COVER, ["AbsenceCovered"]),
]  # fmt: skip


@sentences("stage who command events", HAPPENS)
def test_it_happens(stage: Stage, who: str, command: Command, events: list[str]) -> None:
    assert types(stage().gives(who, command)) == events


REFUSED: list[tuple[str, Stage, str, Command, type[DomainError], dict[str, str]]] = [
    ("nobody signs before the leader", s.accepted, "marco", SIGN, errors.WrongStage,
     {"words": "before the leader's"}),
    ("nobody signs what is not accepted", s.final, "dana", SIGN, errors.WrongStage, {}),
    ("S0-20 one signs what one was shown", s.accepted, "dana", OTHER, errors.OtherVersion,
     {"practice": "S0-20"}),
    ("S0-20 one signs the version that is open", s.signing, "ana",
     SIGN.model_copy(update={"version": 1}), errors.OtherVersion, {"practice": "S0-20"}),
    ("one signs once", s.signing, "dana", SIGN, errors.NothingToDo, {}),
    ("S0-19 no unit signs before the one above", sellers_provisional, "marco",
     s.signs(s.sellers_accepted()), errors.GateClosed,
     {"practice": "S0-19", "missing": "the signature on this unit's portion of revenue above"}),
    ("S0-07 one signs the goal as it is now",
     lambda: s.accepted().by("system", OPEN_GOAL.model_copy(update={"amount": usd("104")})),
     "dana", SIGN, errors.GateClosed,
     {"practice": "S0-07", "missing": "a revision on the goal as it is now"}),
    ("an approver signs for nobody", s.signing, "olu", SIGN, errors.NotAuthorised, {}),
    ("there is a signature to take back", s.signing, "marco", BACK, errors.NothingToDo, {}),
    ("there is a version to take it back from", s.drafted, "dana", BACK, errors.NothingToDo, {}),
    ("S0-19 a signature in force stays", s.in_force, "marco", BACK, errors.WrongStage,
     {"practice": "S0-19"}),
    ("who signed takes it back before declining", almost, "ana", DECLINE, errors.WrongStage, {}),
    ("one declines once", lambda: s.signing().by("ana", DECLINE), "ana", DECLINE,
     errors.NothingToDo, {}),
    ("one declines what is to be signed", s.revised_once, "ana", DECLINE, errors.WrongStage, {}),
    ("one declines what is open", s.signing, "ana", DECLINE.model_copy(update={"version": 1}),
     errors.OtherVersion, {}),
    ("nobody declines for another", s.signing, "olu", DECLINE, errors.NotAuthorised, {}),
    ("S0-19 in force only after the deadline", s.signing, "ruth", PUT, errors.DeadlineNotReached,
     {"practice": "S0-19", "words": "after the signing deadline"}),
    ("S0-19 in force only after one escalation",
     lambda: s.signing().until("2026-12-18"), "ruth", PUT, errors.DeadlineNotReached,
     {"practice": "S0-19", "words": "escalated once"}),
    ("what is put in force is being signed", s.accepted, "ruth", PUT, errors.WrongStage, {}),
    ("what is put in force is open", s.escalated, "ruth", PUT.model_copy(update={"version": 1}),
     errors.OtherVersion, {}),
    ("it is put in force once", s.in_force, "ruth", PUT, errors.NothingToDo, {}),
    ("an approver does not begin it", s.escalated, "olu", PUT, errors.NotAuthorised,
     {"words": "ruth, asks for it first"}),
    ("a sponsor who approves nothing decides nothing of it",
     lambda: sponsored().by("ruth", PUT_FIRST), "olu", PUT_FIRST, errors.NotAuthorised,
     {"words": "leader above or approver"}),
    ("a leader covers for no member", s.signing, "ruth",
     COVER.model_copy(update={"cover": "dana"}), errors.NotAuthorised, {"words": "covers for no"}),
    ("the leader above covers for no member", s.signing, "dana",
     COVER.model_copy(update={"cover": "ruth"}), errors.NotAuthorised, {"words": "covers for no"}),
    ("an auditor covers for no member", s.signing, "dana",
     COVER.model_copy(update={"cover": "sam"}), errors.NotAuthorised, {"words": "covers for no"}),
    ("S0-19 it takes two people", lambda: s.escalated().by("ruth", PUT), "ruth", PUT,
     errors.NeedsTwoPeople, {"practice": "S0-19"}),
    ("a member decides nothing of it", s.escalated, "marco", PUT, errors.NotAuthorised, {}),
    ("a cover is for somebody known", s.signing, "dana",
     COVER.model_copy(update={"person": "nobody"}), errors.Unknown, {}),
    ("a cover is somebody known", s.signing, "dana",
     COVER.model_copy(update={"cover": "nobody"}), errors.Unknown, {}),
    ("a cover is for a member", s.signing, "dana", COVER.model_copy(update={"person": "olu"}),
     errors.Invalid, {}),
    ("a cover is somebody else", s.signing, "dana", COVER.model_copy(update={"cover": "kenji"}),
     errors.Invalid, {}),
    ("a cover ends on a day to come", s.signing, "dana",
     COVER.model_copy(update={"until": date(2026, 12, 7)}), errors.DeadlinePassed, {}),
]  # fmt: skip


@sentences("stage who command error told", REFUSED)
def test_it_is_refused(
    stage: Stage, who: str, command: Command, error: type[DomainError], told: dict[str, str]
) -> None:
    refused(stage(), who, command, error, **told)


def test_what_each_signature_says() -> None:
    """S0-19: the shared goal as well as one's own portion; the leader, the resources."""
    plan = s.signing().by("ana", s.signs(s.signing(), dissent="The euro is weak"))
    leader, member = (
        event for event, _, _ in plan.history if isinstance(event, e.PlanSigned)
    )  # fmt: skip
    assert leader.meanings == ("authorship", "shared_goal", "resources_committed")
    assert leader.seats == ("nordics",)
    assert member.meanings == ("shared_goal", "own_portion")
    assert (member.seats, member.dissent) == (("emea",), "The euro is weak")
    assert leader.content_hash == member.content_hash


def test_until_the_last_signature_the_promise_is_an_offer() -> None:
    """S0-22."""
    assert almost().state.commitments == ()
    (promise,) = s.settled().state.commitments
    assert (promise.line.id, promise.standing) == ("manager", "open")
    assert s.settled().state.status == "jointly owned"


def test_without_the_leaders_offer_nobody_below_has_anything_to_sign() -> None:
    plan = s.signing().by("ana", SIGN).by("dana", BACK)
    assert plan.state.stage == "accepted"
    refused(plan, "marco", SIGN, errors.WrongStage)
    assert types(plan.gives("dana", SIGN)) == ["PlanSigned"]
    assert plan.state.signed(2) == ("ana", "dana")


def test_who_declined_may_sign_later_and_both_stay() -> None:
    plan = s.signing().by("ana", DECLINE).on("2026-12-11").by("ana", SIGN)
    assert [one.person for one in plan.state.declines] == ["ana"]
    assert "ana" in plan.state.signed(2)


def test_in_force_says_who_has_not_signed_and_why() -> None:
    plan = s.in_force()
    running = plan.state.running
    assert running is not None
    words = "declined: 25.4 without a partner manager is not my plan"
    assert running.missing == (v.Missing(person="ana", why=words),)
    assert running.jointly_since is None
    assert plan.state.status == "signing"
    plan.on("2027-01-22").by("ana", SIGN)
    after = plan.state.running
    assert after is not None
    assert (after.missing, after.since) == ((), on("2026-12-21"))
    assert after.jointly_since == on("2027-01-22")


def test_in_force_says_who_was_silent() -> None:
    plan = s.signing().by("marco", SIGN).by("ana", SIGN).until("2026-12-20")
    put = plan.by("ruth", PUT).by("olu", PUT).last(e.PlanPutInForce)
    assert isinstance(put, e.PlanPutInForce)
    assert put.missing == (v.Missing(person="kenji", why="has not answered"),)
    assert put.decided_by == ("ruth", "olu")


def test_who_has_not_signed_does_not_put_it_in_force() -> None:
    """A member who is also an approver would decide about themselves; nobody asks them to accept."""
    from tests.domain.company import ROLES, halden  # noqa: PLC0415

    roles = ROLES.model_copy(update={"approvers": ("kenji",), "executives": ()})
    plan = s.brought_final(Plan(halden(roles=roles))).on("2026-12-01")
    assert plan.state.stage == "accepted"
    plan.by("dana", s.signs(plan)).until("2026-12-20")
    put = c.PutInForce(version=1, reason="The year begins")
    plan.by("ruth", put)
    refused(plan, "kenji", put, errors.NotAuthorised, words="who has not signed")


def test_a_change_asks_every_signer_again() -> None:
    """S0-20: signatures are void once a later version is proposed."""
    plan = s.in_force().on("2027-01-20").by("dana", s.smaller(voids=3))
    assert plan.state.signed(2) == ()
    assert [one.standing for one in plan.state.signatures] == ["void"] * 3
    assert plan.state.running is not None
    assert plan.state.running.version == 2
    assert plan.state.status == "revised"


def test_an_absent_member_is_covered_and_signs_nothing_by_it() -> None:
    plan = s.signing().by("dana", COVER)
    plan.by("dana", COVER.model_copy(update={"cover": "ana"}))
    assert [one.cover for one in plan.state.covers] == ["ana"]
    assert "kenji" not in plan.state.signed(2)
