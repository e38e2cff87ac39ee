"""Who acts for somebody else: a delegate or a cover, for a time, and never for both sides."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from domain import errors
from domain.model import Command
from domain.people import Role
from domain.unit import commands as c
from domain.unit import events as e
from domain.unit.authority import NOT_DELEGATED, NOT_FOR
from tests.domain import stages as s
from tests.domain.company import on
from tests.domain.given import Plan, refused, types
from tests.domain.test_unit_accounts import CLAIM
from tests.domain.test_unit_buying_in import ACCEPT as PROMISE
from tests.domain.test_unit_buying_in import NAME
from tests.domain.test_unit_correcting import REFUSE as REFUSE_CORRECTION
from tests.domain.test_unit_facts import APPROVE, proposed_correction, quarter_over
from tests.domain.test_unit_goals import TAKEN, aimed
from tests.domain.test_unit_promises import ACCEPT, ADD, FULFIL, OFFER, REFUSE, REVOKE, offered
from tests.domain.test_unit_pushback import NOT, captured
from tests.domain.test_unit_resources import asked
from tests.domain.test_unit_seats import FILL, filled
from tests.domain.test_unit_signing import BACK, DECLINE, PUT, almost
from tests.domain.test_unit_time import TO_LENA
from tests.domain.test_unit_waivers import AGREE, WAIVE, by_ruth
from tests.domain.test_unit_waivers import REFUSE as REFUSE_WAIVER

Stage = Callable[[], Plan]
ACCEPT_PLAN = c.AcceptPlan(version=2)
SAY = c.ReplyToPushback(item="ana-1", words="I see")


def given(plan: Plan, delegator: str, delegate: str) -> Plan:
    """The duty was delegated, whoever held which office when it was."""
    plan.happened(
        e.DutyDelegated(
            delegator=delegator, delegate=delegate, starts_at=on("2026-10-01"),
            ends_at=on("2028-06-01"),
        ),
        plan.history[0][2],
    )  # fmt: skip
    return plan


DUTIES: dict[str, tuple[Stage, str, Command]] = {
    "leader": (s.in_pushback, "dana", NOT),
    "member": (s.in_pushback, "ana", s.REQUEST),
    "joiner": (filled, "lena", s.PUSHBACK.model_copy(
        update={"item": "lena-1", "version": 2, "seat": "nordics"})),
    "leader_above": (s.in_pushback, "ruth", SAY),
    "approver": (s.final, "olu", ACCEPT_PLAN),
    "executive": (s.final, "sven", ACCEPT_PLAN),
    "sponsor": (s.measured, "olu", c.ProposeCorrection(
        correction="k", reason="Wrong seat", lines=proposed_correction().state.corrections[0]
        .proposed.lines)),
    "planner": (quarter_over, "ines", s.actuals()),
    "hr_partner": (s.settled, "hana", FILL),
}  # fmt: skip
"""A duty of each office that can be delegated."""
HOLDERS = {
    "leader": "dana", "member": "kenji", "joiner": "lena", "leader_above": "ruth",
    "approver": "olu", "executive": "sven", "sponsor": "olu", "planner": "ines", "auditor": "sam",
}  # fmt: skip
NEVER = (
    ("leader", "member"), ("leader", "leader_above"), ("leader", "approver"),
    ("leader", "executive"), ("leader", "sponsor"), ("leader", "planner"),
    ("member", "leader"), ("member", "leader_above"), ("member", "approver"),
    ("member", "executive"), ("joiner", "leader"), ("joiner", "leader_above"),
    ("joiner", "approver"), ("joiner", "executive"), ("leader_above", "leader"),
    ("leader_above", "member"), ("approver", "leader"), ("approver", "member"),
    ("executive", "leader"), ("executive", "member"), ("sponsor", "leader"),
    ("sponsor", "member"), ("planner", "leader"), ("planner", "member"), ("planner", "sponsor"),
    ("hr_partner", "leader"), ("hr_partner", "member"),
    *((office, "auditor") for office in DUTIES),
)  # fmt: skip


@pytest.mark.parametrize(("office", "other"), NEVER)
def test_no_delegate_decides_for_both_sides(office: str, other: str) -> None:
    stage, who, command = DUTIES[office]
    plan = given(stage(), who, HOLDERS[other])
    assert plan.decides(who, command), "it is theirs to do"
    refused(plan, HOLDERS[other], command, errors.NotAuthorised, behalf=who,
            words="kept apart from")  # fmt: skip


@pytest.mark.parametrize(("office", "delegate"), [
    ("leader", "lena"), ("leader", "hana"), ("member", "marco"), ("member", "lena"),
    ("member", "hana"), ("joiner", "hana"), ("leader_above", "olu"), ("approver", "sven"),
    ("executive", "olu"), ("executive", "hana"), ("sponsor", "ines"), ("planner", "hana"),
    ("hr_partner", "ines"), ("hr_partner", "olu"),
])  # fmt: skip
def test_a_delegate_who_stands_on_no_other_side_acts_in_the_name(
    office: str, delegate: str
) -> None:
    stage, who, command = DUTIES[office]
    plan = given(stage(), who, delegate)
    assert types(plan.decides(delegate, command, who)) == types(plan.decides(who, command))


def test_no_sponsor_proposes_in_another_s_name_what_they_could_then_approve() -> None:
    stage, who, correction = DUTIES["sponsor"]
    second = (Role(office="sponsor", person="sven"),)
    grown = stage().by(
        "system", c.ChangeRoles(grants=second, revokes=(), decided_by=("ada", "ruth"))
    )
    plan = given(grown, who, "sven")
    assert plan.decides("sven", correction), "it is theirs to propose"
    refused(plan, "sven", correction, errors.NotAuthorised, behalf=who, words="kept apart from")


def test_every_office_with_a_duty_is_kept_apart_from_the_auditor() -> None:
    assert set(NOT_FOR) == set(DUTIES)
    assert all("auditor" in apart for apart in NOT_FOR.values())


def owed() -> Plan:
    return s.proposed().by("dana", NAME)


ALONE: list[tuple[Stage, str, Command]] = [
    (s.signing, "ana", s.signs(s.signing())),
    (almost, "marco", BACK),
    (s.signing, "ana", DECLINE),
    (s.settled, "dana", ADD),
    (s.settled, "dana", OFFER),
    (s.in_pushback, "olu", s.BUDGET),
    (s.in_pushback, "dana", TO_LENA),
    (s.escalated, "ruth", PUT),
    (s.settled, "dana", REVOKE),
    (s.settled, "dana", FULFIL),
    (s.proposed, "ana", c.ConfirmUnderstanding(version=1)),
    (s.proposed, "ana", c.StateNoConcerns(version=1)),
    (captured, "kenji", c.ConfirmCapturedPushback(item="said")),
    (offered, "ana", ACCEPT),
    (offered, "ana", REFUSE),
    (asked, "dana", s.GRANTED),
    (s.proposed, "ruth", WAIVE),
    (by_ruth, "olu", AGREE),
    (by_ruth, "olu", REFUSE_WAIVER),
    (proposed_correction, "olu", APPROVE),
    (proposed_correction, "olu", REFUSE_CORRECTION),
    (aimed, "kenji", TAKEN),
    (owed, "sven", PROMISE),
]
"""What is done in one's own name only: consent, promises, grants, waivers, second pairs of eyes."""


@pytest.mark.parametrize(
    ("stage", "who", "command"), ALONE, ids=[type(row[2]).__name__ for row in ALONE]
)
def test_nobody_consents_promises_or_grants_for_another(
    stage: Stage, who: str, command: Command
) -> None:
    """S0-19."""
    plan = given(stage(), who, "hana")
    assert plan.decides(who, command, who), "in one's own name it is no delegation"
    refused(plan, "hana", command, errors.NotAuthorised, behalf=who, practice="S0-19")


def test_the_table_above_is_all_that_is_not_delegated() -> None:
    assert {type(row[2]) for row in ALONE} == NOT_DELEGATED


# ── covering an absence ───────────────────────────────────────────────────────────────────

COVER = c.CoverAbsence(person="kenji", cover="marco", until=date(2027, 2, 1))


def covered(cover: str = "marco") -> Plan:
    return s.signing().by("dana", COVER.model_copy(update={"cover": cover}))


def test_a_cover_acts_for_the_absent_until_the_day() -> None:
    plan = covered()
    assert types(plan.decides("marco", CLAIM, "kenji")) == ["AccountClaimed"]
    refused(plan, "marco", CLAIM, errors.NotAuthorised, words="is not marco's")
    refused(plan, "ana", CLAIM, errors.NotAuthorised, behalf="kenji", words="not delegated to ana")
    assert plan.on("2027-02-01T23:59").decides("marco", CLAIM, "kenji")
    refused(plan.on("2027-02-02T00:00"), "marco", CLAIM, errors.NotAuthorised, behalf="kenji")


def test_a_cover_signs_nothing_and_answers_for_one_person() -> None:
    """S0-19."""
    plan = covered()
    refused(plan, "marco", s.signs(plan), errors.NotAuthorised, behalf="kenji", practice="S0-19")
    refused(plan, "marco", CLAIM.model_copy(update={"seat": "emea"}), errors.NotAuthorised,
            behalf="ana")  # fmt: skip


@pytest.mark.parametrize("cover", ["olu", "sven"])
def test_a_cover_from_the_other_side_is_refused_at_use(cover: str) -> None:
    refused(covered(cover), cover, CLAIM, errors.NotAuthorised, behalf="kenji", words="apart")


def test_who_leads_by_now_no_longer_covers() -> None:
    plan = covered().by("system", c.ReplaceLeader(
        successor=next(one for one in s.signing().state.people if one.id == "marco"),
        acts_from=date(2027, 1, 4)))  # fmt: skip
    refused(plan, "marco", CLAIM, errors.NotAuthorised, behalf="kenji", words="kept apart")
