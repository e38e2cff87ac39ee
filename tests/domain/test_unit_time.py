"""Deadlines, reminders, escalations, extensions, rules and delegation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from pydantic import ValidationError

from domain import errors
from domain.errors import DomainError
from domain.model import Command
from domain.people import Deadline
from domain.policy import FIXED, GateMode, Policy
from domain.unit import commands as c
from domain.unit import events as e
from domain.unit.due import due
from tests.domain import stages as s
from tests.domain.company import DEADLINES, halden, on
from tests.domain.given import Plan, refused, sentences, types
from tests.domain.test_unit_accounts import contested

Stage = Callable[[], Plan]
TO_LENA = c.DelegateDuty(delegate="lena", starts_at=on("2026-11-03"), ends_at=on("2026-11-20"))


def mark(kind: str, days: int, key: str = "") -> c.MarkTime:
    return c.MarkTime(kind=kind, key=key, days=days)


def rules(**changed: object) -> c.ChangeRules:
    return c.ChangeRules(
        **{"policy": None, "deadlines": (), "decided_by": ("ines", "olu"), **changed}
    )


LATER = (Deadline(kind="signing", due_at=on("2026-12-22")),)


HAPPENS: list[tuple[str, Stage, str, Command, list[str]]] = [
    ("a reminder comes", lambda: s.drafted().on("2026-11-07"), "system", mark("proposal", -2),
     ["ReminderDue"]),
    ("a deadline is missed", lambda: s.drafted().on("2026-11-09"), "system", mark("proposal", 0),
     ["DeadlineMissed"]),
    ("a deadline that passed unheard is moved", lambda: s.drafted().on("2026-11-10"), "system",
     mark("proposal", 0), ["DeadlineExtended"]),
    ("a missed deadline is escalated", lambda: s.drafted().on("2026-11-10"), "system",
     mark("proposal", 1), ["Escalated"]),
    ("who was silent to the end took no part", lambda: s.proposed().until("2026-11-22").on("2026-11-23"),
     "system", mark("pushback", 7, "v1"), ["Escalated", "TookNoPart"]),
    ("S1-12 a missed review is its own event",
     lambda: s.settled().on("2027-04-15"), "system", mark("review", 0, "Q1"),
     ["DeadlineMissed", "ReviewMissed"]),
    ("two people moved a deadline", s.proposed, "system", rules(deadlines=LATER),
     ["RulesChanged"]),
    ("two people changed the policy", s.proposed, "system",
     rules(policy=Policy(preset="strict")), ["RulesChanged"]),
    ("a duty is delegated", s.proposed, "dana", TO_LENA, ["DutyDelegated"]),
]  # fmt: skip


@sentences("stage who command events", HAPPENS)
def test_it_happens(stage: Stage, who: str, command: Command, events: list[str]) -> None:
    assert types(stage().gives(who, command)) == events


REFUSED: list[tuple[str, Stage, str, Command, type[DomainError], dict[str, str]]] = [
    ("a deadline is here", s.drafted, "system", mark("claim", 0), errors.NothingToDo, {}),
    ("a mark is recorded once",
     lambda: s.drafted().on("2026-11-09").by("system", mark("proposal", 0)), "system",
     mark("proposal", 0), errors.NothingToDo, {}),
    ("nobody is waited for", lambda: s.proposed().on("2026-11-09"), "system",
     mark("proposal", 0), errors.NothingToDo, {}),
    ("nothing is marked early", s.drafted, "system", mark("proposal", 0),
     errors.DeadlineNotReached, {}),
    ("only the clock marks time", s.drafted, "dana", mark("proposal", 0),
     errors.NotAuthorised, {}),
    ("only a rehearsal is told the time", s.drafted, "dana", c.PassTime(),
     errors.WrongStage, {}),
    ("telling the time records nothing", lambda: Plan(halden(rehearsal=True)), "dana",
     c.PassTime(), errors.NothingToDo, {}),
    ("an auditor takes on nobody's duty", s.proposed, "dana",
     TO_LENA.model_copy(update={"delegate": "sam"}), errors.NotAuthorised,
     {"words": "auditor"}),
    ("a passed deadline is not moved", lambda: s.proposed().on("2026-12-19"), "system",
     rules(deadlines=LATER), errors.NothingToDo, {}),
    ("no deadline is moved into the past", lambda: s.proposed().on("2026-12-23"), "system",
     rules(deadlines=LATER), errors.NothingToDo, {}),
    ("the same policy changes nothing", s.proposed, "system", rules(policy=Policy()),
     errors.NothingToDo, {}),
    ("a duty goes to somebody known", s.proposed, "dana",
     TO_LENA.model_copy(update={"delegate": "nobody"}), errors.Unknown, {}),
    ("a duty goes to somebody else", s.proposed, "dana",
     TO_LENA.model_copy(update={"delegate": "dana"}), errors.Invalid, {}),
    ("a delegation ends in the future", lambda: s.proposed().on("2026-11-21"), "dana", TO_LENA,
     errors.Invalid, {}),
    ("a delegation starts before it ends", s.proposed, "dana",
     TO_LENA.model_copy(update={"starts_at": on("2026-11-20")}), errors.Invalid, {}),
    ("an approver does not delegate to who reports", s.proposed, "olu",
     TO_LENA.model_copy(update={"delegate": "marco"}), errors.NotAuthorised, {}),
]  # fmt: skip


@sentences("stage who command error told", REFUSED)
def test_it_is_refused(
    stage: Stage, who: str, command: Command, error: type[DomainError], told: dict[str, str]
) -> None:
    refused(stage(), who, command, error, **told)


def test_the_silent_are_reminded_escalated_and_recorded_as_silent() -> None:
    """S0-02: no acceptance by silence."""
    plan = s.proposed().until("2026-11-24")
    told = [
        (event.type, at.date(), event.kind, getattr(event, "to", None))
        for event, at, _ in plan.history
        if isinstance(event, e.ReminderDue | e.DeadlineMissed | e.Escalated | e.TookNoPart)
        and event.kind == "pushback"
    ]
    assert told == [
        ("ReminderDue", date(2026, 11, 9), "pushback", None),
        ("ReminderDue", date(2026, 11, 14), "pushback", None),
        ("DeadlineMissed", date(2026, 11, 16), "pushback", None),
        ("Escalated", date(2026, 11, 17), "pushback", "dana"),
        ("Escalated", date(2026, 11, 23), "pushback", "ruth"),
        ("TookNoPart", date(2026, 11, 23), "pushback", None),
    ]
    assert plan.state.no_part == ("marco", "ana", "kenji")
    for one in s.MEMBERS:
        plan.by(one, c.ConfirmUnderstanding(version=1))
    plan.by("dana", s.FACTOR.model_copy(update={"items": ()}))
    plan.by("dana", c.ClosePushback(version=1, nobody_objected=True))
    refused(plan, "dana", c.FinalisePlan(version=1), errors.GateClosed, practice="S0-02",
            missing="kenji has neither pushed back nor said they have no concern and took no "
                    "part after escalation")  # fmt: skip


def test_a_window_missed_while_the_service_was_away_stays_open() -> None:
    """Who could still answer then can answer until the deadline that took its place."""
    plan = s.proposed().until("2026-11-15").on("2026-11-18").by("system", mark("pushback", 0, "v1"))
    extended = plan.last(e.DeadlineExtended)
    assert isinstance(extended, e.DeadlineExtended)
    assert extended.due_at == on("2026-11-19")
    assert {one.closes_at for one in plan.state.windows} == {on("2026-11-19")}
    missed = plan.until("2026-11-19").last(e.DeadlineMissed)
    assert missed == e.DeadlineMissed(kind="pushback", key="v1", people=("marco", "ana", "kenji"))


def test_a_joiner_who_is_silent_is_waited_for() -> None:
    from tests.domain.test_unit_seats import FILL  # noqa: PLC0415

    plan = s.settled().on("2027-03-15").by("hana", FILL).on("2027-03-28")
    plan.by("system", mark("pushback", 0, "joining-nordics"))
    plan.until("2027-04-01")
    missed = [one for one, _, _ in plan.history if isinstance(one, e.DeadlineMissed)]
    assert missed[-1] == e.DeadlineMissed(kind="pushback", key="joining-nordics", people=("lena",))


def test_each_deadline_waits_for_who_can_settle_it() -> None:
    def waited(plan: Plan, kind: str, key: str = "") -> tuple[str, ...] | None:
        found = next((one for one in due(plan.state).timers
                      if one.key.startswith(f"{kind}:{key}")), None)  # fmt: skip
        if found is None:
            return None
        plan.at = found.at
        event = plan.decides("system", found.command)[0]
        assert isinstance(event, e.ReminderDue | e.DeadlineMissed | e.Escalated)
        return event.people

    assert waited(s.drafted(), "proposal") == ("dana",)
    assert waited(s.proposed(), "understanding") == s.MEMBERS
    assert waited(s.in_pushback(), "answers") == ("dana",)
    assert waited(s.answered(), "answers") is None
    assert waited(s.revised_once(), "final") == ("dana",)
    assert waited(s.final(), "acceptance") == ("olu", "ruth", "sven")
    assert waited(s.accepted(), "signing") == ("dana",)
    assert waited(s.signing(), "signing") == s.MEMBERS
    assert waited(s.in_force(), "signing") is None
    assert waited(s.settled(), "signing") is None
    assert waited(s.settled(), "commitment") == ("dana",)
    assert waited(s.settled(), "review", "Q1") == ("dana",)
    assert waited(s.measured().by("dana", c.HoldReview(period="Q1", decisions="Go")), "review",
                  "Q1") is None  # fmt: skip


def test_who_declined_has_answered_and_the_leader_is_asked() -> None:
    plan = s.signing()
    for one in s.MEMBERS:
        plan.by(one, c.DeclineToSign(version=2, words="Not my plan"))
    reminded = plan.until("2026-12-17").last(e.ReminderDue)
    assert isinstance(reminded, e.ReminderDue)
    assert reminded.people == ("dana",)


def test_an_account_nobody_decides_is_escalated_above() -> None:
    plan = contested().until("2026-11-12")
    escalated = [one for one, _, _ in plan.history if isinstance(one, e.Escalated)]
    assert [(one.key, one.to) for one in escalated if one.kind == "claim"] == [("orion", "ruth")]


def test_a_silent_approver_is_escalated_above_the_leader() -> None:
    plan = s.final().until("2026-12-15")
    escalated = [one for one, _, _ in plan.history if isinstance(one, e.Escalated)]
    assert {one.to for one in escalated if one.kind == "acceptance"} == {"ruth"}
    assert "sven" in plan.state.no_part


def test_new_rules_hold_from_here_and_keep_the_windows_to_come() -> None:
    pushback = (Deadline(kind="pushback", due_at=on("2026-11-25")), *LATER)
    unknown = Deadline(kind="claim", key="x", due_at=on("2026-12-01"))
    plan = s.drafted().by("system", rules(deadlines=(*pushback, unknown)))
    assert plan.state.pushback_due_at == on("2026-11-25")
    signing = plan.state.deadline("signing")
    assert signing is not None
    assert signing.due_at == on("2026-12-22")
    assert plan.state.deadline("claim", "x") is None


def test_a_delegate_acts_for_another_between_two_instants() -> None:
    answer = c.AnswerPushback(item="ana-1", outcome="not_accepted", reason="The rate is fixed")
    plan = s.in_pushback().by("dana", TO_LENA)
    event = plan.decides("lena", answer, behalf="dana")[0]
    assert isinstance(event, e.PushbackAnswered)
    assert event.answered_by == "dana"
    assert types(plan.decides("dana", answer, behalf="dana")) == ["PushbackAnswered"]
    refused(plan, "lena", answer, errors.NotAuthorised)
    refused(plan, "hana", answer, errors.NotAuthorised, behalf="dana", words="has not delegated")
    refused(plan.on("2026-11-21"), "lena", answer, errors.NotAuthorised, behalf="dana")


def test_signing_and_committing_are_never_delegated() -> None:
    """S0-19."""
    plan = s.accepted().by("dana", TO_LENA.model_copy(update={"ends_at": on("2027-01-31")}))
    refused(plan, "lena", s.signs(plan), errors.NotAuthorised, practice="S0-19", behalf="dana")


@pytest.mark.parametrize(
    "policy",
    [
        {"notice_days": -1},
        {"reminder_days": (-100_000,)},
        {"reminder_days": (1,)},
        {"escalation_days": (0,)},
        {"escalation_days": ()},
        {"breach_after_days": 1},
        {"least_days": 10**9},
        {"ramp": (101,)},
    ],
)
def test_a_policy_stays_within_what_a_year_can_hold(policy: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Policy.model_validate(policy)


@pytest.mark.parametrize("preset", ["core", "standard", "strict"])
def test_no_policy_weakens_the_ten(preset: str) -> None:
    off = tuple(GateMode(practice=one, mode="off") for one in (*FIXED, "S0-01"))
    policy = Policy(preset=preset, overrides=off)
    assert {policy.mode(one) for one in FIXED} == {"block"}
    assert policy.mode("S0-01") == "off"


def test_presets_block_warn_or_leave_out() -> None:
    modes = {preset: Policy(preset=preset).mode for preset in ("core", "standard", "strict")}
    assert [modes[one]("S0-02") for one in modes] == ["off", "block", "block"]
    assert [modes[one]("S0-04") for one in modes] == ["off", "warn", "block"]


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_day_that_no_deadline_can_be_counted_from_is_no_day(day: str) -> None:
    with pytest.raises(ValidationError, match="between 1990 and 2200"):
        c.RequestResource(request="r", words="w", needed_by=date.fromisoformat(day), item="i")
    with pytest.raises(ValidationError, match="between 1990 and 2200"):
        c.OpenAmendment(amendment="a", reason="r", cause="c", sign_by=on(day))


def test_the_calendar_of_the_opening_is_kept() -> None:
    assert len(s.opened().state.deadlines) == len(DEADLINES) - 1
