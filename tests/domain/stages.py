"""The same plan brought to each stage of its loop, as the people of the story would."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache, wraps
from typing import Any

from domain.people import Action
from domain.portions import Basis
from domain.unit import commands as c
from domain.unit import values as v
from tests.domain.company import FILE, OPEN_GOAL, americas, eur, halden, on, usd
from tests.domain.given import Plan

MEMBERS = ("marco", "ana", "kenji")


def fresh(build: Callable[[], Plan]) -> Callable[[], Plan]:
    """Each caller gets a plan of its own; it is brought there once."""
    kept = cache(build)

    @wraps(build)
    def copied() -> Plan:
        return kept().copy()

    return copied


def portion(seat: str, amount: Any, **more: Any) -> c.PortionDraft:
    return c.PortionDraft(seat=seat, amount=amount, adjustment="As agreed", **more)


def revised(seat: str, amount: Any, *causes: str, **more: Any) -> c.RevisedPortion:
    return c.RevisedPortion(seat=seat, amount=amount, adjustment="As agreed", causes=causes, **more)


V1 = (
    portion("americas", usd("48")),
    portion("emea", eur("26.4")),
    portion("apac", usd("29.97")),
    portion("nordics", eur("0.9")),
)
"""Adds up to 108.0: 48.0 + 29.04 + 29.97 + 0.99."""


OUTLOOK = (
    v.SeatOutlook(seat="americas", run_rate=usd("30")),
    v.SeatOutlook(seat="emea", run_rate=eur("18"), planned=eur("7")),
)
"""Half of the plan goal: neither a low run-rate nor a high one."""


def proposal(**changed: Any) -> c.ProposeStretchTarget:
    facts: dict[str, Any] = {
        "targets": (c.TargetDraft(add_on_percent=8),),
        "portions": V1,
        "look_back": "90.0 last year; the lab was late.",
        "outlook": OUTLOOK,
    }
    return c.ProposeStretchTarget(**{**facts, **changed})


def v2_portions() -> tuple[c.RevisedPortion, ...]:
    """Ana's 26.4 becomes 25.4 and Kenji's 29.97 becomes 29.07: 106.0 together."""
    return (
        revised("americas", usd("48")),
        revised("emea", eur("25.4"), "ana-1"),
        revised("apac", usd("29.07"), "ana-1"),
        revised("nordics", eur("0.9")),
    )


def revision(**changed: Any) -> c.RevisePlan:
    facts: dict[str, Any] = {
        "targets": (c.TargetDraft(add_on=usd("6")),),
        "portions": v2_portions(),
        "reason": "The obstacle in EMEA is real.",
        "answers": ("ana-1",),
    }
    return c.RevisePlan(**{**facts, **changed})


def smaller(**changed: Any) -> c.RevisePlan:
    """What follows version 2: Marco's 48.0 becomes 47.9, and nobody's portion is raised."""
    facts: dict[str, Any] = {
        "targets": (c.TargetDraft(add_on=usd("5.9")),),
        "portions": (revised("americas", usd("47.9"), "ana-1"), *v2_portions()[1:]),
        "answers": (),
    }
    return revision(**{**facts, **changed})


SESSION = c.HoldSession(
    held_at=on("2026-11-02"), agenda="The year's target", attendees=("marco", "ana", "kenji")
)
PUSHBACK = c.RaisePushback(
    item="ana-1",
    version=1,
    kind="attainability",
    words="26.4 is a fifth above last year.",
    seat="emea",
    evidence="Pipeline of October",
    counter=eur("24.6"),
)
FACTOR = c.AddKeySuccessFactor(
    factor="partners",
    words="Two partners sell with us",
    owner="ana",
    due_on=date(2027, 3, 31),
    actions=(Action(words="Sign the first", owner="ana", due_on=date(2027, 2, 1)),),
    items=("ana-1",),
)
REQUEST = c.RequestResource(
    request="manager",
    words="A partner manager",
    needed_by=date(2027, 3, 1),
    item="ana-1",
    amount=eur("0.12"),
)
BUDGET = c.GrantBudget(budget="growth", amount=usd("1"))
GRANTED = c.DecideResourceRequest(
    request="manager", outcome="granted", reason="Without it the partners will not come"
)


@fresh
def opened() -> Plan:
    return Plan(halden())


@fresh
def drafted() -> Plan:
    """The goal is confirmed and the session held."""
    return opened().by("system", OPEN_GOAL).on("2026-11-02").by("dana", SESSION)


@fresh
def proposed() -> Plan:
    return drafted().by("dana", proposal())


@fresh
def in_pushback() -> Plan:
    plan = proposed().on("2026-11-04")
    for member in MEMBERS:
        plan.by(member, c.ConfirmUnderstanding(version=1))
    plan.by("ana", PUSHBACK)
    for member in ("marco", "kenji"):
        plan.by(member, c.StateNoConcerns(version=1))
    return plan


@fresh
def answered() -> Plan:
    """The item is a real issue with its success factor; a request is granted; the window closed."""
    return (
        in_pushback()
        .by("ana", REQUEST)
        .by(
            "dana",
            c.AnswerPushback(item="ana-1", outcome="real_issue", reason="The partner left in June"),
            FACTOR,
        )
        .by("olu", BUDGET)
        .by("dana", GRANTED, c.ClosePushback(version=1))
    )


@fresh
def revised_once() -> Plan:
    plan = answered().on("2026-11-25").by("dana", revision())
    for member in ("ana", "kenji"):
        plan.by(member, c.ConfirmUnderstanding(version=2))
    return plan


@fresh
def final() -> Plan:
    return revised_once().on("2026-11-30").by("dana", c.FinalisePlan(version=2))


@fresh
def accepted() -> Plan:
    plan = final().on("2026-12-03")
    for who in ("olu", "ruth", "sven"):
        plan.by(who, c.AcceptPlan(version=2))
    return plan


def signs(plan: Plan, **more: Any) -> c.SignPlan:
    """The signature under what is open in a plan."""
    current = plan.state.current
    assert current is not None
    return c.SignPlan(version=current.number, content_hash=current.content_hash or "", **more)


@fresh
def signing() -> Plan:
    plan = accepted().on("2026-12-07")
    return plan.by("dana", signs(plan))


@fresh
def settled() -> Plan:
    """Jointly owned: everyone signed version 2, and the promise binds."""
    plan = signing().on("2026-12-08")
    for member in MEMBERS:
        plan.by(member, signs(plan))
    return plan


@fresh
def escalated() -> Plan:
    """Ana declined; the deadline passed and was escalated once."""
    plan = signing().on("2026-12-08")
    for member in ("marco", "kenji"):
        plan.by(member, signs(plan))
    words = "25.4 without a partner manager is not my plan"
    plan.on("2026-12-10").by("ana", c.DeclineToSign(version=2, words=words))
    return plan.until("2026-12-20")


@fresh
def in_force() -> Plan:
    """Version 2 runs, not jointly owned: Ana has not signed."""
    put = c.PutInForce(version=2, reason="The year begins")
    return escalated().by("ruth", put).on("2026-12-21").by("olu", put)


@fresh
def amending() -> Plan:
    """A higher plan goal under signed quotas; an amendment is open and has no version yet."""
    raised = c.SetGoal(target="revenue", amount=usd("104"), standing="confirmed")
    amendment = c.OpenAmendment(
        amendment="goal-104",
        reason="The board raised the goal",
        cause="goal-revenue",
        sign_by=on("2027-08-12"),
    )
    return settled().on("2027-07-15").by("system", raised).by("dana", amendment)


NOTHING = (
    ("americas", usd("0")), ("emea", eur("0")), ("apac", usd("0")), ("nordics", eur("0")),
)  # fmt: skip
RECORDED_ON = {"Q1": "2027-04-05", "Q2": "2027-07-05", "Q3": "2027-10-05", "Q4": "2028-01-05"}
"""A day on which a quarter is over and its actuals are known."""


def actuals(period: str = "Q1", *lines: tuple[str, Any]) -> c.RecordActuals:
    """A line for every seat with a quota; those that are not named brought nothing in."""
    named = lines or (("americas", usd("10.9")), ("emea", eur("5.2")), ("apac", usd("6")))
    seats = {seat for seat, _ in named}
    rows = (*named, *(row for row in NOTHING if row[0] not in seats))
    return c.RecordActuals(
        period=period,
        lines=tuple(v.ActualLine(seat=seat, amount=amount) for seat, amount in rows),
        source=FILE,
    )


@fresh
def measured() -> Plan:
    """The first quarter's actuals are in."""
    return settled().on("2027-04-05").by("ines", actuals())


@fresh
def sellers() -> Plan:
    """Marco's sellers on a signed portion, proposed: nobody objects."""
    goal = c.SetGoal(target="revenue", amount=usd("48"), standing="signed")
    plan = Plan(americas()).on("2026-12-09").by("system", goal)
    return plan.by(
        "marco",
        c.ProposeStretchTarget(
            targets=(c.TargetDraft(),),
            portions=(
                c.PortionDraft(seat="boston", amount=usd("30"), basis=Basis.SHARE_OF_LAST_YEAR),
                c.PortionDraft(seat="dallas", amount=usd("18"), basis=Basis.SHARE_OF_LAST_YEAR),
            ),
        ),
    )


@fresh
def sellers_accepted() -> Plan:
    plan = sellers()
    for seller in ("bea", "dev"):
        plan.by(seller, c.ConfirmUnderstanding(version=1), c.StateNoConcerns(version=1))
    plan.by(
        "marco",
        FACTOR.model_copy(
            update={
                "items": (),
                "owner": "bea",
                "actions": (Action(words="Call", owner="bea", due_on=date(2027, 1, 9)),),
            }
        ),
        c.ClosePushback(version=1, nobody_objected=True),
    )
    return plan.by("marco", c.FinalisePlan(version=1))


def brought_final(plan: Plan) -> Plan:
    """A top unit as it was opened, whatever its rules, brought to its first version as final."""
    plan.by("system", OPEN_GOAL).on("2026-11-02").by("dana", SESSION, proposal())
    for one in MEMBERS:
        plan.by(one, c.ConfirmUnderstanding(version=1), c.StateNoConcerns(version=1))
    factor = FACTOR.model_copy(update={"items": ()})
    close = c.ClosePushback(version=1, nobody_objected=True)
    return plan.by("dana", factor, close, c.FinalisePlan(version=1))
