"""Decisions as they were taken, and what another policy would have made of each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from domain.aggregates import CUSTODY, UNIT
from domain.backtest import Difference, Taken, came_due, judged, otherwise_due, under
from domain.model import Command
from domain.people import Action
from domain.policy import Policy
from domain.unit import commands as c
from tests.domain import evidence as ev
from tests.domain import sellers
from tests.domain import stages as s
from tests.domain.company import halden, on
from tests.domain.given import Plan, actor, sentences

STRICT, CORE, STANDARD = Policy(preset="strict"), Policy(preset="core"), Policy()
UNSIGNED = Policy(signing="passkey")
SIGN = s.signs(s.signing())


FACTOR = s.FACTOR.model_copy(
    update={
        "items": (),
        "owner": "bea",
        "actions": (Action(words="Call", owner="bea", due_on=date(2027, 1, 9)),),
    }
)


def taken(plan: Plan, who: str, command: Command) -> Taken:
    return Taken(command, plan.now, plan.decides(who, command), plan.at, actor(who, None))


def told(found: tuple[Difference, ...] | None) -> list[tuple[str, str | None]]:
    assert found is not None
    return [(one.kind, one.practice) for one in found]


def opened() -> Plan:
    return s.opened().by("system", s.OPEN_GOAL).on("2026-11-02")


JUDGED: list[tuple[str, Callable[[], Plan], str, Command, Policy, list[tuple[str, str | None]]]] = [
    ("the same policy changes nothing", s.drafted, "dana", s.proposal(), STANDARD, []),
    ("a decision without a proof is refused where signatures are asked for",
     s.signing, "marco", SIGN, UNSIGNED, [("refused", None)]),
    ("an item without evidence is not told where warnings are off",
     s.proposed, "ana", s.PUSHBACK.model_copy(update={"evidence": None, "counter": None}), CORE,
     [("not warned", "S0-13")]),
    ("a deadline of other days is the same decision with other contents",
     opened, "dana", s.SESSION, Policy(proposal_days_after_session=3), [("otherwise", None)]),
]  # fmt: skip


@sentences("stage who command policy found", JUDGED)
def test_what_another_policy_makes_of_a_decision(
    stage: Callable[[], Plan],
    who: str,
    command: Command,
    policy: Policy,
    found: list[tuple[str, str | None]],
) -> None:
    assert told(judged(UNIT, taken(stage(), who, command), policy)) == found


def test_a_gate_that_another_policy_closes_names_what_is_missing() -> None:
    plan = Plan(halden(policy=CORE)).by("system", s.OPEN_GOAL).on("2026-11-02")
    (found,) = judged(UNIT, taken(plan, "dana", s.proposal()), STRICT) or ()

    assert (found.kind, found.practice) == ("refused", "S0-05")
    assert found.missing


def test_a_signature_is_judged_as_if_it_had_been_given_under_the_other_policy() -> None:
    plan = s.signing()
    command = ev.signed(plan, "marco", s.signs(plan))

    assert judged(UNIT, taken(plan, "marco", command), Policy(breach_after_days=3)) == ()
    (found,) = judged(UNIT, taken(plan, "marco", command), UNSIGNED) or ()
    assert found.kind == "refused"


def test_what_todays_rules_decide_otherwise_anyway_is_not_judged() -> None:
    was = taken(s.drafted(), "dana", s.proposal())

    assert judged(UNIT, was._replace(events=was.events[:1]), STRICT) is None


def test_what_sets_the_rules_is_not_judged_by_them() -> None:
    plan = s.proposed()
    change = c.ChangeRules(policy=STRICT, deadlines=(), decided_by=("ines", "olu"))

    assert judged(UNIT, taken(plan, "system", change), STRICT) == ()


def test_an_event_less_or_more_is_told_apart_from_other_contents() -> None:
    plan, final = s.sellers(), c.FinalisePlan(version=1)
    for seller in ("bea", "dev"):
        plan.by(seller, c.ConfirmUnderstanding(version=1), c.StateNoConcerns(version=1))
    plan.by("marco", FACTOR, c.ClosePushback(version=1, nobody_objected=True))
    long = Policy(short_loop=False)

    (without,) = judged(UNIT, taken(plan, "marco", final), long) or ()
    assert (without.kind, without.words) == (
        "otherwise",
        "DeadlineExtended instead of AcceptanceCompleted.",
    )
    plan.now = under(plan.state, long)
    (more,) = judged(UNIT, taken(plan, "marco", final), STANDARD) or ()
    assert more.words == "AcceptanceCompleted instead of DeadlineExtended."


def test_a_finding_that_only_another_policy_makes_is_told_with_whom_it_is_about() -> None:
    plan = (
        Plan(halden(policy=CORE)).by("system", s.OPEN_GOAL).on("2026-11-02").by("dana", s.SESSION)
    )
    bare = s.PUSHBACK.model_copy(update={"evidence": None, "counter": None})
    found = judged(UNIT, taken(plan.by("dana", s.proposal()), "ana", bare), STANDARD)

    assert told(found) == [("warned", "S0-13")]
    assert [one.about for one in found or ()] == ["ana"]


COMES: list[tuple[str, Policy, list[tuple[str, str]]]] = [
    ("the same marks at the same instants", STANDARD, []),
    ("an earlier escalation instead of a later one", Policy(escalation_days=(2, 7)),
     [("escalated", "2 days after 2026-12-18: signing."),
      ("not escalated", "1 day after 2026-12-18: signing.")]),
    ("a reminder more", Policy(reminder_days=(-7, -4, -2, 0)),
     [("reminded", "4 days before 2026-12-18: signing.")]),
]  # fmt: skip


@sentences("policy found", COMES)
def test_what_comes_by_itself_under_another_policy(
    policy: Policy, found: list[tuple[str, str]]
) -> None:
    plan = s.signing().state
    every = otherwise_due(plan, policy, on("2026-12-12"), on("2026-12-30"))

    assert [(one.kind, one.words) for _, one in every] == found


def test_what_comes_by_itself_has_its_instant() -> None:
    ((at, _), (later, _)) = otherwise_due(
        s.signing().state, Policy(escalation_days=(2, 7)), on("2026-12-18"), on("2026-12-30")
    )

    assert (at, later) == (on("2026-12-20"), on("2026-12-19"))


def test_a_promise_is_breached_by_itself_sooner_or_later() -> None:
    plan = s.settled().state
    due = max(one.due_at for one in plan.deadlines if one.kind == "commitment")
    every = otherwise_due(plan, Policy(breach_after_days=3), due, due + timedelta(days=30))

    assert [one.kind for _, one in every] == ["breached", "not breached"]


def test_a_seller_s_review_is_reminded_of_and_escalated_by_the_policy_too() -> None:
    """S4-12."""
    plan = sellers.agreed().state
    later = Policy(reminder_days=(-3,), escalation_days=(2,))
    every = otherwise_due(plan, later, on("2027-04-01"), on("2027-04-30"))
    held = otherwise_due(sellers.reviewed().state, later, on("2027-04-01"), on("2027-04-30"))

    assert sorted(one.kind for _, one in every) == [
        "escalated", "not escalated", "not escalated", "not reminded", "not reminded", "reminded",
    ]  # fmt: skip
    assert held == ()


def test_nothing_comes_by_itself_where_no_unit_plans() -> None:
    assert came_due(None, on("2026-12-12"), on("2026-12-30")) == frozenset()
    assert under(None, STRICT) is None
    assert under(CUSTODY, STRICT) is CUSTODY
