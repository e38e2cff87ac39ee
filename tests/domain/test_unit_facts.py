"""Actuals, corrections by two people, quarterly reviews, and the end of a plan."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from domain import errors
from domain.errors import DomainError
from domain.model import Command
from domain.money import Money
from domain.people import Action
from domain.unit import attainment
from domain.unit import commands as c
from domain.unit import events as e
from domain.unit import values as v
from tests.domain import stages as s
from tests.domain.company import FILE, eur, on, usd
from tests.domain.given import Plan, refused, sentences, types

Stage = Callable[[], Plan]
REVIEW = c.HoldReview(period="Q1", decisions="Go on")
QUARTERS = ("Q1", "Q2", "Q3", "Q4")


def wrong(period: str = "Q1", *lines: tuple[str, Money]) -> c.ProposeCorrection:
    rows = lines or (("americas", usd("-0.75")), ("apac", usd("0.75")))
    return c.ProposeCorrection(
        correction="swap",
        reason="Credited to the wrong seat",
        lines=tuple(v.CorrectionLine(period=period, seat=seat, delta=by) for seat, by in rows),
    )


def rebooked(was: str = "10.9", *, times: int = 1) -> c.ProposeCorrection:
    """What is reversed stands in the line."""
    line = v.CorrectionLine(period="Q1", seat="americas", delta=usd("-0.75"), was=usd(was))
    return wrong().model_copy(update={"lines": (line,) * times, "source": FILE})


APPROVE = c.ApproveCorrection(correction="swap")


def proposed_correction() -> Plan:
    return s.measured().by("ines", wrong())


def quarter_over() -> Plan:
    return s.settled().on("2027-04-05")


def year_over() -> Plan:
    """Every quarter is recorded and reviewed."""
    plan = s.settled()
    for quarter in QUARTERS:
        plan.on(s.RECORDED_ON[quarter]).by("ines", s.actuals(quarter))
        plan.by("dana", c.HoldReview(period=quarter, decisions="Go"))
    return plan.on("2028-01-12")


def amended_and_over() -> Plan:
    """Everything that the close takes, but an amendment is open."""
    amendment = c.OpenAmendment(
        amendment="late", reason="A last order", cause="late", sign_by=on("2028-02-01")
    )
    return year_over().by("dana", amendment)


def unreviewed() -> Plan:
    plan = s.settled()
    for quarter in QUARTERS:
        plan.on(s.RECORDED_ON[quarter]).by("ines", s.actuals(quarter))
    return plan.on("2028-01-12")


HAPPENS: list[tuple[str, Stage, str, Command, list[str]]] = [
    ("actuals come in", quarter_over, "ines", s.actuals(), ["ActualsRecorded"]),
    ("a correction is proposed", s.measured, "ines", wrong(), ["CorrectionProposed"]),
    ("a correction says what it reverses, and its file", s.measured, "ines", rebooked(),
     ["CorrectionProposed"]),
    ("a second person approves it", proposed_correction, "olu", APPROVE, ["ActualsRestated"]),
    ("S1-12 a quarter is reviewed", s.measured, "dana", REVIEW, ["ReviewHeld"]),
    ("a missed review is held after all",
     lambda: s.settled().until("2027-04-20").by("ines", s.actuals()), "dana",
     REVIEW.model_copy(update={"next_actions": (
         Action(words="Call", owner="ana", due_on=date(2027, 5, 1)),)}), ["ReviewHeld"]),
    ("a plan is given up before it is in force", s.proposed, "dana", c.CancelPlan(reason="Sold"),
     ["PlanCancelled"]),
    ("a plan ends early, with a closing review", s.settled, "ruth",
     c.EndPlanEarly(reason="Sold", closing_review="Half the year"), ["PlanEndedEarly"]),
    ("the year closes", year_over, "dana", c.ClosePlan(), ["PlanClosed"]),
    ("a closed year is corrected", lambda: year_over().by("dana", c.ClosePlan()), "ines",
     wrong("Q4"), ["CorrectionProposed"]),
]  # fmt: skip


@sentences("stage who command events", HAPPENS)
def test_it_happens(stage: Stage, who: str, command: Command, events: list[str]) -> None:
    assert types(stage().gives(who, command)) == events


LARGEST = Money.of(10**15, "USD")

REFUSED: list[tuple[str, Stage, str, Command, type[DomainError], dict[str, str]]] = [
    ("actuals are of a period that is here", s.settled, "ines", s.actuals("Q5"),
     errors.Unknown, {"words": "there are Q1, Q2, Q3, Q4"}),
    ("actuals are measured against quotas", s.signing, "ines", s.actuals(),
     errors.WrongStage, {}),
    ("facts are not overwritten", s.measured, "ines", s.actuals(), errors.AlreadyExists, {}),
    ("actuals are of a seat that is here", quarter_over, "ines", s.actuals("Q1", ("x", usd("1"))),
     errors.Unknown, {}),
    ("actuals are of a period that is over", lambda: s.settled().on("2027-03-31"), "ines",
     s.actuals(), errors.DeadlineNotReached, {"words": "Q1 ends on 2027-03-31"}),
    ("each seat with a quota has a line, and zero is one", quarter_over, "ines",
     c.RecordActuals(period="Q1", source=FILE, lines=s.actuals().lines[:2]), errors.Invalid,
     {"missing": "apac | nordics"}),
    ("actuals are in the seat's currency", quarter_over, "ines",
     s.actuals("Q1", ("emea", usd("1"))), errors.Invalid, {}),
    ("a seat stands once in a file", quarter_over, "ines",
     s.actuals("Q1", ("apac", usd("1")), ("apac", usd("1"))), errors.Invalid, {}),
    ("actuals together can be counted",
     lambda: s.measured().on("2027-07-05")
     .by("ines", s.actuals("Q2", ("apac", LARGEST - usd("40")))).on("2027-10-05"), "ines",
     s.actuals("Q3", ("apac", LARGEST)), errors.Invalid, {}),
    ("a leader imports nothing", s.settled, "dana", s.actuals(), errors.NotAuthorised, {}),
    ("a correction's id is new", proposed_correction, "ines", wrong(),
     errors.AlreadyExists, {}),
    ("a correction changes something", s.measured, "ines",
     wrong().model_copy(update={"lines": ()}), errors.NothingToDo, {}),
    ("a correction is of a period that is here", s.measured, "ines", wrong("Q5"),
     errors.Unknown, {}),
    ("a correction is of a seat that is here", s.measured, "ines",
     wrong("Q1", ("x", usd("1"))), errors.Unknown, {}),
    ("there are facts to correct", s.measured, "ines", wrong("Q2"), errors.WrongStage, {}),
    ("a correction is in the seat's currency", s.measured, "ines",
     wrong("Q1", ("emea", usd("1"))), errors.Invalid, {}),
    ("a corrected sum can be counted", s.measured, "ines", wrong("Q1", ("apac", LARGEST)),
     errors.Invalid, {}),
    ("a correction reverses what is known", s.measured, "ines", rebooked("10.8"),
     errors.SumDiffers,
     {"missing": "americas of Q1: USD 10800000.00 is to be reversed, USD 10900000.00 is known"}),
    ("a correction reverses a seat's period once", s.measured, "ines", rebooked(times=2),
     errors.Invalid, {}),
    ("what another correction changed meanwhile is not reversed",
     lambda: s.measured().by("ines", rebooked(), wrong().model_copy(
         update={"correction": "first"})).by("olu", c.ApproveCorrection(correction="first")),
     "olu", APPROVE, errors.SumDiffers, {}),
    ("a correction that is approved was proposed", s.measured, "olu", APPROVE,
     errors.Unknown, {}),
    ("a correction is approved once", lambda: proposed_correction().by("olu", APPROVE), "olu",
     APPROVE, errors.NothingToDo, {}),
    ("a correction takes two people", lambda: s.measured().by("olu", wrong()), "olu", APPROVE,
     errors.NeedsTwoPeople, {}),
    ("a review is of a period that is here", s.measured, "dana",
     REVIEW.model_copy(update={"period": "Q5"}), errors.Unknown, {}),
    ("a quarter is reviewed once", lambda: s.measured().by("dana", REVIEW), "dana", REVIEW,
     errors.NothingToDo, {}),
    ("S1-12 a review looks at facts", s.settled, "dana", REVIEW, errors.WrongStage,
     {"practice": "S1-12"}),
    ("a review's actions have known owners", s.measured, "dana",
     REVIEW.model_copy(update={"next_actions": (
         Action(words="Call", owner="nobody", due_on=date(2027, 5, 1)),)}), errors.Unknown, {}),
    ("what is in force is not cancelled", s.settled, "dana", c.CancelPlan(reason="Sold"),
     errors.WrongStage, {}),
    ("what was never in force does not end early", s.signing, "ruth",
     c.EndPlanEarly(reason="Sold", closing_review="None"), errors.WrongStage, {}),
    ("what was never in force does not close", s.signing, "dana", c.ClosePlan(),
     errors.WrongStage, {}),
    ("a year closes when its amendment is signed or withdrawn",
     amended_and_over, "dana", c.ClosePlan(), errors.WrongStage,
     {"words": "An amendment is open"}),
    ("a year closes when it is over", s.settled, "dana", c.ClosePlan(),
     errors.DeadlineNotReached, {}),
    ("a year closes on complete facts", lambda: s.measured().on("2028-01-12"), "dana",
     c.ClosePlan(), errors.GateClosed, {"missing": "actuals of Q2"}),
    ("S1-12 a year closes on four reviews", unreviewed, "dana", c.ClosePlan(),
     errors.GateClosed, {"practice": "S1-12", "missing": "the review of Q1 was not held"}),
    ("nothing more is decided in what is over",
     lambda: s.proposed().by("dana", c.CancelPlan(reason="Sold")), "dana",
     c.CancelPlan(reason="Sold"), errors.WrongStage, {"words": "cancelled"}),
]  # fmt: skip


@sentences("stage who command error told", REFUSED)
def test_it_is_refused(
    stage: Stage, who: str, command: Command, error: type[DomainError], told: dict[str, str]
) -> None:
    refused(stage(), who, command, error, **told)


def test_a_quarters_quota_is_its_share_of_the_year() -> None:
    plan = s.measured().by("dana", REVIEW)
    held = plan.last(e.ReviewHeld)
    assert isinstance(held, e.ReviewHeld)
    numbers = dict(held.numbers)
    assert (numbers["americas"].quota, numbers["americas"].percent) == (
        usd("10.56"),
        Decimal("103.22"),
    )
    assert numbers["emea"].quota == eur("5.588")
    assert attainment.of_seat(s.proposed().state, "emea", ("Q1",)) is None
    assert plan.state.status == "in execution"


def test_a_correction_restates_and_rewrites_nothing() -> None:
    plan = s.measured().by("dana", REVIEW).by("ines", wrong()).by("olu", APPROVE)
    (review,) = plan.state.reviews
    assert review.restated
    assert dict(review.numbers)["americas"].actual == usd("10.9")
    assert plan.state.actual("americas") == usd("10.15")
    assert plan.state.actual("apac", ("Q1",)) == usd("6.75")
    assert plan.state.actual("apac", ("Q2",)) == usd("0")
    assert plan.state.actual("gone") == usd("0")
    assert len(plan.state.documents) == 1


def test_the_year_is_shown_against_original_current_and_plan_goal() -> None:
    closed = year_over().by("dana", c.ClosePlan()).last(e.PlanClosed)
    assert isinstance(closed, e.PlanClosed)
    (row,) = closed.figures
    assert row.actual == usd("90.48")
    assert (row.original.quota, row.current.quota, row.plan_goal) == (
        usd("106"),
        usd("106"),
        usd("100"),
    )
    assert row.against_plan_goal.percent == Decimal("90.48")
    (ana,) = (one for one in closed.calibration if one.seat == "emea")
    assert (ana.proposed, ana.countered, ana.committed, ana.actual) == (
        eur("26.4"),
        eur("24.6"),
        eur("25.4"),
        eur("20.8"),
    )
    assert attainment.figures(s.proposed().state) == ()
    assert attainment.calibration(s.proposed().state) == ()


def test_a_missed_review_escalates() -> None:
    """S1-12."""
    plan = s.settled().until("2027-04-17")
    (review,) = plan.state.reviews
    assert (review.period, review.missed) == ("Q1", True)
    missed = [one for one, _, _ in plan.history if isinstance(one, e.Escalated)]
    assert [(one.kind, one.key, one.to) for one in missed if one.kind == "review"] == [
        ("review", "Q1", "ruth")
    ]


def test_a_waived_review_lets_the_year_close_and_is_shown() -> None:
    """S1-12."""
    plan = unreviewed()
    for quarter in ("q1", "q2", "q3", "q4"):
        plan.by("ruth", c.ProposeWaiver(waiver=quarter, practice="S1-12", subject=quarter,
                                        reason="Flooded", expires_at=on("2028-02-01")))  # fmt: skip
        plan.by("olu", c.AgreeToWaiver(waiver=quarter))
    events = plan.gives("dana", c.ClosePlan())
    assert types(events) == ["FindingRaised"] * 4 + ["PlanClosed"]
    assert all(one.waived for one in plan.state.findings if one.practice == "S1-12")


def test_what_the_leader_holds_needs_no_line_of_actuals() -> None:
    """Lena carries part of her seat and Dana the rest: nobody sells for a held line."""
    from tests.domain.test_unit_seats import FILL  # noqa: PLC0415

    plan = s.settled().on("2027-03-01").by("hana", FILL)
    plan.by("lena", s.signs(plan)).on("2027-04-05")
    running = plan.state.running
    assert running is not None
    assert "held.nordics" in {one.seat for one in running.portions}
    assert types(plan.decides("ines", s.actuals())) == ["ActualsRecorded"]
