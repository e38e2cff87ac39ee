"""Amendments of quotas that are signed, or run without every signature."""

from __future__ import annotations

from collections.abc import Callable

from domain import errors
from domain.errors import DomainError
from domain.model import Command
from domain.practices import RULES
from domain.unit import commands as c
from domain.unit import events as e
from tests.domain import stages as s
from tests.domain.company import eur, on, usd
from tests.domain.given import Plan, refused, sentences, types

Stage = Callable[[], Plan]
AMENDMENT = c.OpenAmendment(
    amendment="mid-year", reason="A colder market", cause="market", sign_by=on("2027-08-12")
)


def sign_running() -> c.SignPlan:
    return s.signs(s.in_force())


def amended_revision() -> Plan:
    """The amendment has a version of its own, which voided the signatures under version 2."""
    return amended_unsigned().by("dana", s.smaller(voids=3))


def breached_unsigned() -> Plan:
    """In force, not jointly owned, and a promise to Ana is not kept."""
    plan = s.in_force()
    line = plan.state.commitments[0].line
    assert line.asked_by == "ana"
    return plan.by("ana", c.DeclareBreach(commitment=line.id, reason="No budget"))


def amended_unsigned() -> Plan:
    return breached_unsigned().by("ana", AMENDMENT)


AMENDED = (
    s.revised("americas", usd("48")),
    s.revised("emea", eur("25.4")),
    s.revised("apac", usd("32.07"), "goal-revenue"),
    s.revised("nordics", eur("0.9")),
)

HAPPENS: list[tuple[str, Stage, str, Command, list[str]]] = [
    ("the leader opens an amendment", s.settled, "dana", AMENDMENT, ["AmendmentOpened"]),
    ("whom a breach served amends what runs without every signature", breached_unsigned,
     "ana", AMENDMENT, ["AmendmentOpened"]),
    ("an amendment of what runs unsigned is given up", amended_unsigned, "dana",
     c.WithdrawAmendment(reason="They agreed otherwise"), ["AmendmentWithdrawn"]),
    ("who has not signed what is in force signs it while an amendment is open", amended_unsigned,
     "ana", sign_running(), ["PlanSigned", "JointOwnershipReached"]),
]  # fmt: skip


def test_the_last_late_signature_completes_what_runs_and_the_amendment_goes_on() -> None:
    plan = amended_unsigned().on("2027-02-01").by("ana", sign_running())
    running = plan.state.running
    assert running is not None
    assert (running.jointly_since, running.missing) == (on("2027-02-01"), ())
    assert plan.state.amendment is not None
    assert plan.state.stage == "revised"
    plan.by("dana", s.smaller(voids=0))
    assert plan.state.signed(2) == ("dana", "marco", "kenji", "ana")
    plan.by("dana", c.WithdrawAmendment(reason="Kept as it was"))
    assert plan.state.stage == "settled"


@sentences("stage who command events", HAPPENS)
def test_it_happens(stage: Stage, who: str, command: Command, events: list[str]) -> None:
    assert types(stage().gives(who, command)) == events


REFUSED: list[tuple[str, Stage, str, Command, type[DomainError], dict[str, str]]] = [
    ("an amendment cites nothing that is not on the record", s.settled, "dana",
     AMENDMENT.model_copy(update={"cites": ("manager", "a-wish")}), errors.Unknown,
     {"words": "Nothing on this plan's record is called a-wish", "missing": "goal-revenue"}),
    ("what is not settled is revised", s.signing, "dana", AMENDMENT, errors.WrongStage, {}),
    ("what an amendment's version took the place of is not signed any more", amended_revision,
     "ana", sign_running(), errors.OtherVersion, {"words": "Version 3 is open now"}),
    ("what is in force is signed once, an amendment or not", amended_unsigned, "marco",
     sign_running(), errors.NothingToDo, {}),
    ("an amendment's id is new",
     lambda: amended(s.settled().on("2027-07-15").by("dana", AMENDMENT)), "dana", AMENDMENT,
     errors.AlreadyExists, {}),
    ("a member opens one when a promise to them was breached", s.settled, "ana", AMENDMENT,
     errors.NotAuthorised, {}),
    ("an amendment is signed by a day to come", lambda: s.settled().on("2027-08-13"), "dana",
     AMENDMENT, errors.DeadlinePassed, {}),
]  # fmt: skip


@sentences("stage who command error told", REFUSED)
def test_it_is_refused(
    stage: Stage, who: str, command: Command, error: type[DomainError], told: dict[str, str]
) -> None:
    refused(stage(), who, command, error, **told)


def test_while_an_amendment_has_no_version_the_running_one_is_current() -> None:
    for stage in (s.settled, s.amending, s.measured):
        state = stage().state
        assert state.current is not None
        assert state.running is not None
        assert state.current.number == state.running.version == 2


def amended(plan: Plan) -> Plan:
    """An open amendment brought into force by everyone's signature: 109.0, 0.3 of it held."""
    rows = (
        s.revised("americas", usd("49.5"), "goal-revenue"),
        s.revised("emea", eur("25.4")),
        s.revised("apac", usd("30.27"), "goal-revenue"),
        s.revised("nordics", eur("0.9")),
    )
    goal = plan.state.goal("revenue")
    assert goal is not None
    target = c.TargetDraft(add_on=usd("109") - goal.amount, held=usd("0.3"))
    plan.by("dana", s.revision(targets=(target,), portions=rows, answers=()))
    number = len(plan.state.versions)
    for member in ("marco", "kenji"):
        plan.by(member, c.ConfirmUnderstanding(version=number), c.StateNoConcerns(version=number))
    plan.later(days=11).by("dana", c.FinalisePlan(version=number))
    for who in ("olu", "ruth", "sven"):
        plan.by(who, c.AcceptPlan(version=number))
    for who in ("dana", *s.MEMBERS):
        plan.by(who, s.signs(plan))
    return plan


def test_a_raised_plan_goal_moves_nothing_that_is_signed() -> None:
    plan = s.amending()
    goal = plan.state.goal("revenue")
    assert goal is not None
    assert goal.amount == usd("104")
    running = plan.state.running
    assert running is not None
    assert (running.version, running.targets[0].goal) == (2, usd("100"))
    assert plan.state.signed(2) == ("dana", "marco", "ana", "kenji")


def test_old_quotas_stay_in_force_until_the_amendment_is_signed() -> None:
    plan = s.amending()
    old = plan.state.running
    half_way = plan.copy()
    amended(plan)
    assert half_way.state.running == old
    new = plan.state.running
    assert new is not None
    assert (new.version, plan.state.stage, plan.state.amendment) == (3, "settled", None)
    assert plan.state.owner(next(o for o in plan.state.seats if o.id == "held.revenue")) == "dana"
    assert dict(plan.state.quota_changes) == {"americas": 1, "apac": 1, "held.revenue": 1}
    assert "ResourcesCommitted" not in plan.kinds()[-5:]


def test_a_quota_that_changes_twice_in_a_year_is_shown() -> None:
    plan = amended(s.amending())
    again = AMENDMENT.model_copy(update={"sign_by": on("2027-11-01")})
    plan.on("2027-09-01").by("dana", again)
    rows = (
        s.revised("americas", usd("49"), "mid-year"),
        s.revised("emea", eur("25.4")),
        s.revised("apac", usd("30.77"), "mid-year"),
        s.revised("nordics", eur("0.9")),
    )
    target = c.TargetDraft(add_on=usd("5"), held=usd("0.3"))
    plan.by("dana", s.revision(targets=(target,), portions=rows, answers=()))
    for member in ("marco", "kenji"):
        plan.by(member, c.ConfirmUnderstanding(version=4), c.StateNoConcerns(version=4))
    plan.by("dana", c.FinalisePlan(version=4))
    for who in ("olu", "ruth", "sven"):
        plan.by(who, c.AcceptPlan(version=4))
    for who in ("dana", *s.MEMBERS):
        plan.by(who, s.signs(plan))
    words = {event.words for event, _, _ in plan.history if isinstance(event, e.FindingRaised)}
    assert "the quota of seat americas has changed 2 times this year" in words


def amended_until_signing(plan: Plan) -> Plan:
    target = (c.TargetDraft(add_on=usd("5")),)
    plan.by("dana", s.revision(targets=target, portions=AMENDED, answers=()))
    plan.by("kenji", c.ConfirmUnderstanding(version=3), c.StateNoConcerns(version=3))
    plan.by("dana", c.FinalisePlan(version=3))
    for who in ("olu", "ruth", "sven"):
        plan.by(who, c.AcceptPlan(version=3))
    return plan


def test_what_ran_unsigned_stays_so_when_its_amendment_is_given_up() -> None:
    plan = amended_unsigned().by("dana", c.WithdrawAmendment(reason="They agreed otherwise"))

    assert plan.state.stage == "signing"
    assert plan.state.running is not None
    assert [one.person for one in plan.state.running.missing] == ["ana"]


def test_a_year_that_ran_on_another_goal_than_the_one_above_says_so_at_its_close() -> None:
    plan = s.settled()
    (goal,) = plan.state.goals
    other = goal.model_copy(update={"amount": usd("104")})
    apart = plan.state.model_copy(update={"goals": (other,)})

    (rule,) = [one for one in RULES if one.practice == "goal-above"]
    (gap,) = rule.check(apart, plan.at)

    assert rule.steps == ("close",)
    assert "ran on a goal of USD 100000000.00; the goal from above is USD 104000000.00" in gap.words
    assert rule.check(plan.state, plan.at) == ()
