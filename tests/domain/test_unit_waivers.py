"""A waiver takes two: one of leader above and approver proposes it, the other agrees or refuses."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from domain import errors
from domain.errors import DomainError
from domain.model import Command
from domain.policy import FIXED
from domain.unit import commands as c
from domain.unit import events as e
from tests.domain import evidence as ev
from tests.domain import stages as s
from tests.domain.company import ROLES, halden, on
from tests.domain.given import Plan, refused, sentences, types
from tests.domain.test_unit_seats import SUCCESSOR

Stage = Callable[[], Plan]
WAIVE = c.ProposeWaiver(
    waiver="at-sea", practice="S0-02", subject="kenji", reason="Away at sea",
    expires_at=on("2026-12-18"),
)  # fmt: skip
AGREE = c.AgreeToWaiver(waiver="at-sea")
REFUSE = c.RefuseWaiver(waiver="at-sea", reason="He has a satellite phone")


def waiver(**changed: object) -> c.ProposeWaiver:
    return WAIVE.model_copy(update=changed)


def for_sven(**changed: object) -> c.ProposeWaiver:
    return waiver(waiver="sven-silent", subject="sven", **changed)


AGREE_SVEN = c.AgreeToWaiver(waiver="sven-silent")


def waived(plan: Plan, proposed: c.ProposeWaiver = WAIVE) -> Plan:
    """Ruth proposes it, Olu agrees."""
    return plan.by("ruth", proposed).by("olu", c.AgreeToWaiver(waiver=proposed.waiver))


def by_ruth() -> Plan:
    return s.proposed().by("ruth", WAIVE)


def by_olu() -> Plan:
    return s.proposed().by("olu", WAIVE)


def only_sven_is_silent() -> Plan:
    """Everyone else accepted; the acceptance deadline passed and was escalated."""
    plan = s.final().by("olu", c.AcceptPlan(version=2)).by("ruth", c.AcceptPlan(version=2))
    return plan.until("2026-12-08T09:30")


def with_roles(**changed: object) -> Plan:
    return s.brought_final(Plan(halden(roles=ROLES.model_copy(update=changed))))


def without_office(plan: Plan, **changed: object) -> Plan:
    """Offices changed hands since."""
    roles = plan.state.roles.model_copy(update=changed)
    plan.now = plan.state.model_copy(update={"roles": roles})
    return plan


HAPPENS: list[tuple[str, Stage, str, Command, list[str]]] = [
    ("the leader above proposes a waiver", s.proposed, "ruth", WAIVE, ["WaiverProposed"]),
    ("an approver proposes a waiver", s.proposed, "olu", WAIVE, ["WaiverProposed"]),
    ("an approver agrees to what the leader above proposed", by_ruth, "olu", AGREE,
     ["GateWaived"]),
    ("the leader above agrees to what an approver proposed", by_olu, "ruth", AGREE,
     ["GateWaived"]),
    ("an approver refuses", by_ruth, "olu", REFUSE, ["WaiverRefused"]),
    ("the leader above refuses", by_olu, "ruth", REFUSE, ["WaiverRefused"]),
    ("what was refused is proposed again under another id",
     lambda: by_ruth().by("olu", REFUSE), "ruth", waiver(waiver="again"), ["WaiverProposed"]),
    ("a proposal that nobody answered expires",
     lambda: by_ruth().on("2026-12-18"), "system",
     c.MarkTime(kind="waiver", key="at-sea", days=0), ["WaiverExpired"]),
    ("who is asked is reminded", lambda: by_ruth().on("2026-12-16"), "system",
     c.MarkTime(kind="waiver", key="at-sea", days=-2), ["ReminderDue"]),
    ("the last missing acceptance is waived once it escalated",
     lambda: only_sven_is_silent().by("ruth", for_sven()), "olu", AGREE_SVEN,
     ["GateWaived", "AcceptanceCompleted"]),
    ("before it escalated a waiver excuses no acceptance",
     lambda: s.final().by("olu", c.AcceptPlan(version=2))
     .by("ruth", c.AcceptPlan(version=2), for_sven()), "olu", AGREE_SVEN, ["GateWaived"]),
]  # fmt: skip


@sentences("stage who command events", HAPPENS)
def test_it_happens(stage: Stage, who: str, command: Command, events: list[str]) -> None:
    assert types(stage().gives(who, command)) == events


REFUSED: list[tuple[str, Stage, str, Command, type[DomainError], dict[str, str]]] = [
    ("a waiver is for a gate", s.proposed, "ruth", waiver(practice="S0-03"), errors.Unknown, {}),
    ("an acceptance is no gate of its own to waive", s.final, "ruth",
     waiver(practice="acceptance", subject="sven"), errors.Unknown, {}),
    ("a deadline is no gate to waive", s.signing, "ruth",
     waiver(practice="in-force", subject=None), errors.Unknown, {}),
    ("S0-02 taking part is waived by name", s.proposed, "ruth", waiver(subject=None),
     errors.NotAuthorised, {"practice": "S0-02", "words": "by name"}),
    ("a leader proposes no waiver", s.proposed, "dana", WAIVE, errors.NotAuthorised, {}),
    ("a sponsor or executive proposes none", s.proposed, "sven", WAIVE, errors.NotAuthorised, {}),
    ("who gains from a waiver does not propose it", s.proposed, "olu", waiver(subject="olu"),
     errors.NotAuthorised, {"words": "gains"}),
    ("who wrote a version proposes none in another office later",
     lambda: with_roles(approvers=("olu", "dana")).by("system", SUCCESSOR), "dana", WAIVE,
     errors.NotAuthorised, {"words": "wrote"}),
    ("who carries a portion proposes none", lambda: with_roles(approvers=("olu", "ana")), "ana",
     WAIVE, errors.NotAuthorised, {"words": "gains"}),
    ("a waiver expires in the future", lambda: s.proposed().on("2026-12-19"), "ruth", WAIVE,
     errors.DeadlinePassed, {}),
    ("an id is used once", by_ruth, "ruth", waiver(subject="ana"), errors.AlreadyExists, {}),
    ("a waiver is proposed once", by_ruth, "olu", waiver(waiver="again"), errors.NothingToDo,
     {"words": "at-sea"}),
    ("a gate is waived once", lambda: waived(s.proposed()), "ruth", waiver(waiver="again"),
     errors.NothingToDo, {"words": "waived already"}),
    ("nobody proposes what no other can agree to", lambda: with_roles(approvers=("ruth",)),
     "ruth", WAIVE, errors.NeedsTwoPeople, {"words": "Nobody could agree"}),
    ("whom it is about is no other", s.proposed, "ruth", waiver(subject="olu"),
     errors.NeedsTwoPeople, {"words": "Nobody could agree"}),
    ("who proposed it does not agree", by_ruth, "ruth", AGREE, errors.NeedsTwoPeople, {}),
    ("nor does an approver who proposed it", by_olu, "olu", AGREE, errors.NeedsTwoPeople, {}),
    ("who proposed it does not refuse", by_ruth, "ruth", REFUSE, errors.NeedsTwoPeople, {}),
    ("the leader does not agree", by_ruth, "dana", AGREE, errors.NotAuthorised, {}),
    ("the leader does not refuse", by_ruth, "dana", REFUSE, errors.NotAuthorised, {}),
    ("whom it is about does not agree", by_ruth, "kenji", AGREE, errors.NotAuthorised, {}),
    ("two approvers are not enough",
     lambda: with_roles(approvers=("olu", "sven")).by("olu", WAIVE), "sven", AGREE,
     errors.NotAuthorised, {"words": "waits for ruth"}),
    ("an approver who carries a portion does not agree",
     lambda: with_roles(approvers=("olu", "ana")).by("ruth", WAIVE), "ana", AGREE,
     errors.NotAuthorised, {"words": "waits for olu"}),
    ("an approver who wrote a version does not agree",
     lambda: with_roles(approvers=("olu", "dana")).by("system", SUCCESSOR).by("ruth", WAIVE),
     "dana", AGREE, errors.NotAuthorised, {"words": "waits for olu"}),
    ("what nobody proposed is not agreed to", s.proposed, "olu", AGREE, errors.Unknown, {}),
    ("it is agreed to once", lambda: by_ruth().by("olu", AGREE), "olu", AGREE,
     errors.NothingToDo, {"words": "agreed"}),
    ("what is waived is not refused", lambda: by_ruth().by("olu", AGREE), "olu", REFUSE,
     errors.NothingToDo, {"words": "agreed"}),
    ("what was refused is not agreed to", lambda: by_ruth().by("olu", REFUSE), "olu", AGREE,
     errors.NothingToDo, {"words": "refused"}),
    ("what expired is not agreed to", lambda: by_ruth().until("2026-12-19"), "olu", AGREE,
     errors.NothingToDo, {"words": "expired"}),
    ("nor in the moment before the clock says so", lambda: by_ruth().on("2026-12-18"), "olu",
     AGREE, errors.DeadlinePassed, {}),
    ("what somebody out of office proposed is not agreed to",
     lambda: without_office(by_ruth(), leader_above="eve", approvers=("olu",)), "olu", AGREE,
     errors.NotAuthorised, {"words": "any more"}),
    ("nothing expires early", by_ruth, "system",
     c.MarkTime(kind="waiver", key="at-sea", days=0), errors.DeadlineNotReached, {}),
    ("what is agreed does not expire as a proposal",
     lambda: by_ruth().by("olu", AGREE).on("2026-12-18"), "system",
     c.MarkTime(kind="waiver", key="at-sea", days=0), errors.NothingToDo, {}),
]  # fmt: skip


@sentences("stage who command error told", REFUSED)
def test_it_is_refused(
    stage: Stage, who: str, command: Command, error: type[DomainError], told: dict[str, str]
) -> None:
    refused(stage(), who, command, error, **told)


@pytest.mark.parametrize("practice", FIXED)
def test_nobody_waives_one_of_the_ten(practice: str) -> None:
    refused(
        s.proposed(), "ruth", waiver(practice=practice), errors.NotAuthorised, practice=practice
    )


def test_a_proposal_says_what_is_missing_today() -> None:
    kenji = "kenji has neither pushed back nor said they have no concern"
    assert by_ruth().state.waiver_proposals[0].proposed.missing == (kenji,)
    sven = only_sven_is_silent().by("ruth", for_sven()).state.waiver_proposals[0]
    assert sven.proposed.missing == ("sven has neither accepted nor objected",)
    ahead = s.proposed().by("ruth", waiver(practice="S1-12", subject="q1"))
    assert ahead.state.waiver_proposals[0].proposed.missing == ("the review of Q1 was not held",)


def test_nothing_is_waived_until_the_second_agrees() -> None:
    plan = by_ruth()
    assert not plan.state.waived("S0-02", "kenji", plan.at)
    plan.by("olu", AGREE)
    assert plan.state.waived("S0-02", "kenji", plan.at)
    (one,) = plan.state.waivers
    assert (one.proposed_by, one.waived_by, one.waiver) == ("ruth", "olu", "at-sea")


def test_a_refusal_waives_nothing_and_keeps_its_reason() -> None:
    plan = by_ruth().by("olu", REFUSE)
    assert plan.state.waivers == ()
    (one,) = plan.state.waiver_proposals
    assert (one.standing, one.answered_by, one.answer) == ("refused", "olu", REFUSE.reason)


def test_a_proposal_is_reminded_of_and_expires_without_an_escalation() -> None:
    plan = by_ruth().until("2026-12-30")
    told = [
        (event.type, at.date().isoformat())
        for event, at, _ in plan.history
        if isinstance(event, e.WaiverExpired) or getattr(event, "kind", "") == "waiver"
    ]
    assert told == [
        ("ReminderDue", "2026-12-11"), ("ReminderDue", "2026-12-16"),
        ("WaiverExpired", "2026-12-18"),
    ]  # fmt: skip
    assert plan.state.waiver_proposals[0].standing == "expired"
    assert plan.state.deadline("waiver", "at-sea") is None


@pytest.mark.parametrize(("who", "command"), [("olu", AGREE), ("olu", REFUSE)])
def test_nobody_answers_in_the_name_of_the_other(who: str, command: Command) -> None:
    """S0-19: not even for whom they act."""
    plan = by_ruth()
    duty = e.DutyDelegated(
        delegator=who, delegate="ruth", starts_at=on("2026-10-01"), ends_at=on("2028-06-01")
    )
    plan.happened(duty, plan.history[0][2])
    refused(plan, "ruth", command, errors.NotAuthorised, behalf=who, practice="S0-19")


def test_a_waiver_of_one_person_from_before_stands() -> None:
    """What was recorded when one person's act was enough keeps its meaning."""
    plan = s.proposed()
    old = e.GateWaived.model_validate_json(
        '{"expires_at":"2026-12-18T09:00:00Z","practice":"S0-02","reason":"Away at sea",'
        '"subject":"kenji","waived_by":"ruth"}'
    )
    plan.happened(old, plan.history[0][2])
    assert plan.state.waived("S0-02", "kenji", plan.at)
    assert plan.state.waiver_proposals == ()
    assert "proposed_by" not in old.model_dump()


def test_the_evidence_of_each_is_on_their_own_act() -> None:
    plan = s.proposed()
    first = ev.signed(plan, "ruth", WAIVE)
    (proposed,) = plan.gives("ruth", first)
    second = ev.signed(plan, "olu", AGREE, "passkey")
    (agreed,) = plan.gives("olu", second)
    signers = [one.model_dump()["signature"]["manifest"]["signer"]["person"]
               for one in (proposed, agreed)]  # fmt: skip
    assert signers == ["ruth", "olu"]
    assert plan.state.waivers[0].signature is None
    assert plan.state.waiver_proposals[0].proposed.signature is None


def test_waivers_of_the_silent_let_a_plan_be_final() -> None:
    """S0-02."""
    plan = s.proposed().until("2026-11-24")
    for one in s.MEMBERS:
        plan.by(one, c.ConfirmUnderstanding(version=1))
    plan.by("dana", s.FACTOR.model_copy(update={"items": ()}))
    plan.by("dana", c.ClosePushback(version=1, nobody_objected=True))
    for one in s.MEMBERS:
        plan.by("ruth", waiver(waiver=one, subject=one))
    refused(plan, "dana", c.FinalisePlan(version=1), errors.GateClosed, practice="S0-02")
    for one in s.MEMBERS:
        plan.by("olu", c.AgreeToWaiver(waiver=one))
    finalised = plan.decides("dana", c.FinalisePlan(version=1))
    assert [one.waived for one in finalised if isinstance(one, e.FindingRaised)] == [True] * 3
