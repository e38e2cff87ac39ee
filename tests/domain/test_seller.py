"""One person's plan: written, developed, presented, rated by two, agreed, reviewed, kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from domain import errors
from domain.errors import DomainError
from domain.model import Command
from domain.seller import commands as c
from domain.seller import events as e
from domain.seller import values as v
from domain.seller.authority import OFFICES
from tests.domain import sellers as s
from tests.domain.company import ROLES, eur, on, usd
from tests.domain.given import refused, sentences, types
from tests.domain.sellers import (
    FARM,
    HUNT,
    LOW,
    PROMISE,
    WON,
    Seller,
    doubted,
    line,
    won,
)

Stage = Callable[[], Seller]
KEPT = c.ReportPromise(promise="mentor", outcome="exceeded", words="Mika and Lena")
AGREED = c.AgreeCompensation(compensation="comp-27", aggressive=True, attainable=True, win=True)
STEP = v.NextStep(words="Call the ten universities", owner="bea", due_on=date(2027, 5, 1))
HANDED = c.ChangeSellerRoles(roles=ROLES.model_copy(update={"planners": ("petra",)}))
MONDAY = c.HoldMeeting(kind="weekly", held_at=on("2027-01-04"), agenda="The week's steps")


def mark(days: int) -> c.MarkSellerTime:
    return c.MarkSellerTime(kind="review", key="q1", days=days)


HAPPENS: list[tuple[str, Stage, str, Command, list[str]]] = [
    ("S4-09 a plan opens for its person", s.unopened, "system", s.opening(), ["SellerPlanOpened"]),
    ("what the unit asks is heard", s.opened, "system", s.GOAL, ["SellerGoalSet"]),
    ("another leads from here", s.opened, "system",
     c.ChangeSellerManager(manager="sofia", leader_above="dana"), ["SellerManagerChanged"]),
    ("another holds an office from here", s.opened, "system",
     HANDED, ["SellerRolesChanged"]),
    ("S3-24 whom they report to", s.opened, "ines",
     c.RecordLineManager(line_manager="sofia"), ["LineManagerRecorded"]),
    ("S3-24 and that it is their manager again",
     lambda: s.opened().by("ines", c.RecordLineManager(line_manager="sofia")), "ines",
     c.RecordLineManager(line_manager=None), ["LineManagerRecorded"]),
    ("S3-14 lines are written", s.opened, "bea", s.WRITE, ["BusinessPlanWritten"]),
    ("S4-10 top accounts are named", s.opened, "bea", s.NAME, ["TopAccountsNamed"]),
    ("S4-10 or said not to be appropriate", s.opened, "bea",
     c.DeclineTopAccounts(reason="One buyer group serves all"), ["TopAccountsNotAppropriate"]),
    ("S4-11 training is planned", s.opened, "bea", s.TRAIN, ["TrainingPlanned"]),
    ("S3-26 the manager coaches", s.written, "marco",
     c.CoachPlan(words="Name the buyers"), ["PlanCoached"]),
    ("S3-28 a complete plan is submitted", s.coached, "bea", c.SubmitSellerPlan(),
     ["SellerPlanSubmitted"]),
    ("S3-28 under standard what is missing is shown", s.lenient, "bea", c.SubmitSellerPlan(),
     ["SellerPlanSubmitted", *["SellerFindingRaised"] * 3]),
    ("S3-25 it is presented to peers and management",
     lambda: s.submitted().on("2027-01-12"), "marco", s.PRESENT, ["SellerPlanPresented"]),
    ("S3-26 without coaching that is shown",
     lambda: s.written().by("bea", c.SubmitSellerPlan()).on("2027-01-12"), "marco", s.PRESENT,
     ["SellerPlanPresented", "SellerFindingRaised"]),
    ("S3-27 one rates whether it is aggressive", s.presented, "marco", s.AGGRESSIVE,
     ["SellerPlanRated"]),
    ("S3-27 another whether it is attainable",
     lambda: s.presented().by("marco", s.AGGRESSIVE), "dana", s.ATTAINABLE, ["SellerPlanRated"]),
    ("a plan that is double A is agreed", s.rated, "marco", s.AGREE, ["SellerPlanAgreed"]),
    ("under standard what double A lacks is shown",
     lambda: s.lenient().by("bea", c.SubmitSellerPlan()), "marco", s.AGREE,
     ["SellerPlanAgreed", *["SellerFindingRaised"] * 3]),
    ("a plan is returned in words", s.rated, "marco",
     c.ReturnSellerPlan(version=1, words="Where is Vermont?"), ["SellerPlanReturned"]),
    ("S3-16 and by who is planner by then", lambda: s.agreed().by("system", HANDED), "petra",
     s.IMPORT, ["CompensationImported"]),
    ("S3-16 compensation is imported, never computed", s.agreed, "ines", s.IMPORT,
     ["CompensationImported"]),
    ("S3-30 it is explained", s.paid, "marco",
     c.ExplainCompensation(compensation="comp-27"), ["CompensationExplained"]),
    ("S3-30 the person confirms that", s.explained, "bea",
     c.ConfirmCompensationUnderstood(compensation="comp-27"), ["CompensationUnderstood"]),
    ("S3-29 agreed; a component that pays for no line is shown", s.understood, "bea", AGREED,
     ["CompensationAgreed", "SellerFindingRaised"]),
    ("S3-32 a win for the company too", s.paid, "marco",
     c.ConfirmCompanyWin(compensation="comp-27"), ["CompanyWinConfirmed"]),
    ("S3-21 a role is assigned",
     lambda: s.Seller(s.opening(role=None)), "marco", HUNT, ["SellingRoleAssigned"]),
    ("S3-21 another follows it",
     lambda: s.opened().by("marco", HUNT), "marco", FARM, ["SellingRoleAssigned"]),
    ("S3-22 both at once with a reason, under standard, is listed", s.lenient, "marco",
     FARM.model_copy(update={"reason": "Until the second hire"}),
     ["SellingRoleAssigned", "SellerFindingRaised"]),
    ("S3-23 a won account goes to a farmer", s.opened, "bea", WON, ["AccountWon"]),
    ("S3-23 who takes it over confirms", won, "dev", c.ConfirmHandover(account="orion"),
     ["AccountHandedOver"]),
    ("S3-04 S4-01 the kick-off is recorded", s.opened, "marco",
     MONDAY.model_copy(update={"kind": "kick_off", "agenda": "The year ahead"}), ["MeetingHeld"]),
    ("S4-02 a Monday is recorded", s.opened, "marco", MONDAY, ["MeetingHeld"]),
    ("S4-03 S4-12 a quarterly review is held", s.agreed, "marco", s.REVIEW, ["SellerReviewHeld"]),
    ("S4-08 a low result with reason and step is closed", s.agreed, "marco",
     LOW.model_copy(update={"reason": "Two buyers left", "next_steps": (STEP,)}),
     ["SellerReviewHeld"]),
    ("S4-08 under standard without them it is shown", s.lenient, "marco", LOW,
     ["SellerReviewHeld", "SellerFindingRaised"]),
    ("S4-12 the person confirms the record", s.reviewed, "bea",
     c.ConfirmSellerReview(period="q1", words="So it was"), ["SellerReviewConfirmed"]),
    ("S4-19 a promise beyond what is expected", s.opened, "bea", PROMISE, ["PromiseMade"]),
    ("S4-20 and what became of it", s.promised, "bea", KEPT, ["PromiseReported"]),
    ("S4-11 training lapses as the window rolls",
     lambda: s.written().on("2027-02-05"), "system", c.MarkSellerTime(kind="training", key=""),
     ["TrainingLapsed"]),
    ("S3-23 a handover becomes overdue", lambda: won().on("2027-02-04"), "system",
     c.MarkSellerTime(kind="handover", key="orion"), ["HandoverOverdue", "SellerFindingRaised"]),
    ("S4-12 a review is reminded of", lambda: s.agreed().on("2027-04-08"), "system",
     mark(-7), ["SellerReviewReminded"]),
    ("S4-12 one whose day passed unheard is moved", lambda: s.agreed().on("2027-04-16"), "system",
     mark(0), ["SellerReviewMoved"]),
    ("S4-12 one that is still not held goes up the line", lambda: s.agreed().on("2027-04-16"),
     "system", mark(1), ["SellerReviewEscalated"]),
    ("S4-12 a missed review escalates", lambda: s.agreed().on("2027-04-15"), "system",
     mark(0), ["SellerReviewMissed"]),
    ("the year of the unit is over", s.agreed, "system", c.CloseSellerPlan(ended_as="closed"),
     ["SellerPlanClosed"]),
]  # fmt: skip


@sentences("stage who command expected", HAPPENS)
def test_a_seller_s_plan_decides(
    stage: Stage, who: str, command: Command, expected: list[str]
) -> None:
    assert types(stage().gives(who, command)) == expected


Refusal = tuple[str, Stage, str, Command, type[DomainError], dict[str, str]]
REFUSALS: list[Refusal] = [
    ("a plan opens once", s.opened, "system", s.opening(), errors.AlreadyExists, {}),
    ("nobody opens a plan by hand", s.unopened, "marco", s.opening(), errors.NotAuthorised, {}),
    ("nothing is written before it is open", s.unopened, "bea", s.WRITE, errors.Unknown, {}),
    ("nobody writes another's plan", s.opened, "marco", s.WRITE, errors.NotAuthorised, {}),
    ("a colleague neither", s.opened, "dev", s.WRITE, errors.NotAuthorised, {}),
    ("the same goal again is nothing new", lambda: s.opened().by("system", s.GOAL), "system",
     s.GOAL, errors.NothingToDo, {}),
    ("the same leaders again are nothing new", s.opened, "system",
     c.ChangeSellerManager(manager="marco", leader_above="dana"), errors.NothingToDo, {}),
    ("the same offices again are nothing new", s.opened, "system",
     c.ChangeSellerRoles(roles=ROLES), errors.NothingToDo, {}),
    ("S3-24 no line manager beside the manager is recorded already", s.opened, "ines",
     c.RecordLineManager(line_manager=None), errors.NothingToDo, {}),
    ("S3-24 nobody reports to themselves", s.opened, "ines",
     c.RecordLineManager(line_manager="bea"), errors.Invalid, {"practice": "S3-24"}),
    ("S3-24 who manages the plan is no other line manager", s.opened, "ines",
     c.RecordLineManager(line_manager="marco"), errors.Invalid, {"practice": "S3-24"}),
    ("S3-24 a seller does not record it", s.opened, "bea",
     c.RecordLineManager(line_manager="sofia"), errors.NotAuthorised, {}),
    ("who is planner no longer imports none", lambda: s.agreed().by("system", HANDED), "ines",
     s.IMPORT, errors.NotAuthorised, {}),
    ("the same plan again is nothing new", s.written, "bea", s.WRITE, errors.NothingToDo, {}),
    ("the same accounts again are nothing new", s.written, "bea", s.NAME, errors.NothingToDo, {}),
    ("the same training again is nothing new", s.written, "bea", s.TRAIN, errors.NothingToDo, {}),
    ("the same reason again is nothing new",
     lambda: s.opened().by("bea", c.DeclineTopAccounts(reason="One buyer")), "bea",
     c.DeclineTopAccounts(reason="One buyer"), errors.NothingToDo, {}),
    ("S3-14 a line worth nothing", s.opened, "bea", line(value=usd("0")), errors.Invalid,
     {"practice": "S3-14"}),
    ("S3-14 a line of no pieces", s.opened, "bea", line(quantity=Decimal(0)), errors.Invalid,
     {"practice": "S3-14"}),
    ("S3-14 a line outside the year", s.opened, "bea", line(due_on=date(2028, 1, 1)),
     errors.Invalid, {"practice": "S3-14"}),
    ("a line in another currency", s.opened, "bea", line(value=eur("1")), errors.Invalid, {}),
    ("two lines of one id", s.opened, "bea",
     s.WRITE.model_copy(update={"lines": (s.LINE, s.LINE)}), errors.Invalid, {}),
    ("S4-10 accounts ranked with a gap", s.opened, "bea",
     c.NameTopAccounts(accounts=(s.NAME.accounts[0].model_copy(update={"rank": 2}),)),
     errors.Invalid, {"practice": "S4-10"}),
    ("S4-11 training that ends before it starts", s.opened, "bea",
     c.PlanTraining(trainings=(s.TRAINING.model_copy(update={"ends_on": date(2027, 1, 5)}),)),
     errors.Invalid, {"practice": "S4-11"}),
    ("S3-28 an incomplete plan under strict", s.opened, "bea", c.SubmitSellerPlan(),
     errors.GateClosed, {"practice": "S3-28", "missing": "S4-10"}),
    ("S3-25 a hunter's plan without new business",
     lambda: s.opened().by("bea", line(kind="renewal"), s.NAME, s.TRAIN), "bea",
     c.SubmitSellerPlan(), errors.GateClosed, {"missing": "new business"}),
    ("a plan is submitted once", s.submitted, "bea", c.SubmitSellerPlan(), errors.NothingToDo, {}),
    ("nothing is presented before it is submitted", s.coached, "marco", s.PRESENT,
     errors.WrongStage, {}),
    ("nor another version", s.submitted, "marco", s.PRESENT.model_copy(update={"version": 2}),
     errors.OtherVersion, {}),
    ("S3-25 nor before it was held", s.submitted, "marco", s.PRESENT, errors.Invalid,
     {"practice": "S3-25"}),
    ("S3-25 nor among the two of them", lambda: s.submitted().on("2027-01-12"), "marco",
     s.PRESENT.model_copy(update={"attendees": ("bea", "marco")}), errors.Invalid,
     {"practice": "S3-25"}),
    ("S3-27 nobody rates their own plan", s.submitted, "bea", s.AGGRESSIVE,
     errors.NotAuthorised, {}),
    ("S3-27 not even where they approve for others",
     lambda: s.Seller(s.opening(seller=s.person("olu"), currency="USD"))
     .by("olu", s.WRITE, s.NAME, s.TRAIN, c.SubmitSellerPlan()), "olu", s.AGGRESSIVE,
     errors.NotAuthorised, {"practice": "S3-27"}),
    ("S3-27 one person does not rate both", lambda: s.presented().by("marco", s.AGGRESSIVE),
     "marco", s.ATTAINABLE, errors.NeedsTwoPeople, {"practice": "S3-27"}),
    ("an aspect is rated once", s.rated, "olu", s.AGGRESSIVE, errors.NothingToDo, {}),
    ("S3-27 a plan rated not attainable is not agreed", doubted, "marco", s.AGREE,
     errors.GateClosed, {"practice": "S3-27", "missing": "Nobody won twelve"}),
    ("S3-28 nor one that was not presented",
     lambda: s.submitted().by("marco", s.AGGRESSIVE).by("dana", s.ATTAINABLE), "marco", s.AGREE,
     errors.GateClosed, {"practice": "S3-28", "missing": "presented"}),
    ("S3-15 nor one that falls short of its goal",
     lambda: s.rated().by("system", s.GOAL.model_copy(update={"goals": (
         v.SeatGoal(seat="boston", amount=usd("3")),)})), "marco", s.AGREE,
     errors.GateClosed, {"practice": "S3-15", "missing": "fall short"}),
    ("S3-22 nobody is both under strict", lambda: s.opened().by("marco", HUNT), "marco",
     FARM.model_copy(update={"from_on": date(2027, 6, 30), "reason": "Until the hire"}),
     errors.GateClosed, {"practice": "S3-22"}),
    ("S3-22 nor what the seat does not say", s.opened, "marco", FARM, errors.GateClosed,
     {"practice": "S3-22"}),
    ("S3-21 a role that ends before it begins", s.opened, "marco",
     HUNT.model_copy(update={"until_on": date(2026, 12, 1)}), errors.Invalid, {}),
    ("S3-23 who wins it does not farm it", s.opened, "bea",
     WON.model_copy(update={"farmer": "bea"}), errors.Invalid, {"practice": "S3-23"}),
    ("an account is won once", won, "bea", WON, errors.NothingToDo, {}),
    ("S3-23 only who gets it confirms", won, "ana", c.ConfirmHandover(account="orion"),
     errors.NotAuthorised, {}),
    ("and only that account", won, "dev", c.ConfirmHandover(account="vega"), errors.Unknown, {}),
    ("a version of compensation comes once", s.paid, "ines", s.IMPORT, errors.AlreadyExists, {}),
    ("S3-16 weights sum to a hundred", s.agreed, "ines",
     s.IMPORT.model_copy(update={"components": s.COMPONENTS[:1]}), errors.SumDiffers, {}),
    ("another version does not count", s.paid, "marco",
     c.ExplainCompensation(compensation="comp-26"), errors.OtherVersion, {}),
    ("nor where there is none", s.agreed, "marco",
     c.ExplainCompensation(compensation="comp-27"), errors.OtherVersion, {}),
    ("it is explained once", s.explained, "marco",
     c.ExplainCompensation(compensation="comp-27"), errors.NothingToDo, {}),
    ("S3-30 nobody has understood what nobody explained", s.paid, "bea",
     c.ConfirmCompensationUnderstood(compensation="comp-27"), errors.WrongStage, {}),
    ("understanding is confirmed once", s.understood, "bea",
     c.ConfirmCompensationUnderstood(compensation="comp-27"), errors.NothingToDo, {}),
    ("S3-30 nor agreed to it", s.explained, "bea", AGREED, errors.WrongStage, {}),
    ("S3-31 what is not so is said in words", s.understood, "bea",
     AGREED.model_copy(update={"win": False}), errors.Invalid, {"practice": "S3-31"}),
    ("it is agreed once", lambda: s.understood().by("bea", AGREED), "bea", AGREED,
     errors.NothingToDo, {}),
    ("the company says it once",
     lambda: s.paid().by("marco", c.ConfirmCompanyWin(compensation="comp-27")), "marco",
     c.ConfirmCompanyWin(compensation="comp-27"), errors.NothingToDo, {}),
    ("a meeting of tomorrow", s.opened, "marco",
     MONDAY.model_copy(update={"held_at": on("2027-01-05")}), errors.Invalid, {}),
    ("the same meeting again", lambda: s.opened().by("marco", MONDAY), "marco", MONDAY,
     errors.NothingToDo, {}),
    ("a review of no period", s.agreed, "marco", s.REVIEW.model_copy(update={"period": "q9"}),
     errors.Unknown, {}),
    ("a review is held once", s.reviewed, "marco", s.REVIEW, errors.NothingToDo, {}),
    ("S4-08 a low result is not closed as it is", s.agreed, "marco", LOW, errors.GateClosed,
     {"practice": "S4-08", "missing": "reason"}),
    ("S4-08 nor with a reason alone", s.agreed, "marco",
     LOW.model_copy(update={"reason": "Two buyers left"}), errors.GateClosed, {}),
    ("nothing is confirmed before it was held", s.agreed, "bea",
     c.ConfirmSellerReview(period="q1"), errors.WrongStage, {}),
    ("a review is confirmed once",
     lambda: s.reviewed().by("bea", c.ConfirmSellerReview(period="q1")), "bea",
     c.ConfirmSellerReview(period="q1"), errors.NothingToDo, {}),
    ("a promise of yesterday", lambda: s.opened().on("2027-10-01"), "bea", PROMISE,
     errors.DeadlinePassed, {"practice": "S4-19"}),
    ("the same promise again", s.promised, "bea", PROMISE, errors.AlreadyExists, {}),
    ("a promise nobody made", s.opened, "bea", KEPT, errors.Unknown, {}),
    ("a promise is reported once", lambda: s.promised().by("bea", KEPT), "bea", KEPT,
     errors.NothingToDo, {}),
    ("training that reaches far enough does not lapse", s.written, "system",
     c.MarkSellerTime(kind="training", key=""), errors.NothingToDo, {}),
    ("training that was never planned does not lapse", s.opened, "system",
     c.MarkSellerTime(kind="training", key=""), errors.NothingToDo, {}),
    ("nothing is overdue before its day", won, "system",
     c.MarkSellerTime(kind="handover", key="orion"), errors.DeadlineNotReached, {}),
    ("nor what nobody won", s.opened, "system",
     c.MarkSellerTime(kind="handover", key="orion"), errors.NothingToDo, {}),
    ("a review is not missed before its day", s.agreed, "system", mark(0),
     errors.DeadlineNotReached, {}),
    ("nor once it was held", lambda: s.reviewed().on("2027-05-01"), "system", mark(0),
     errors.NothingToDo, {}),
    ("nor twice", lambda: s.agreed().on("2027-04-15").by("system", mark(0)), "system", mark(0),
     errors.NothingToDo, {}),
    ("nor reminded of too early", s.agreed, "system", mark(-2), errors.DeadlineNotReached, {}),
    ("nor one that the plan does not have", lambda: s.agreed().on("2027-05-01"), "system",
     c.MarkSellerTime(kind="review", key="q9"), errors.NothingToDo, {}),
    ("nothing is delegated here", s.opened, "dev", s.WRITE, errors.NotAuthorised,
     {"behalf": "bea"}),
    ("nothing is decided in a closed plan", s.closed, "bea", s.WRITE, errors.WrongStage, {}),
]  # fmt: skip


@sentences("stage who command error more", REFUSALS)
def test_a_seller_s_plan_refuses(
    stage: Stage, who: str, command: Command, error: type[DomainError], more: dict[str, Any]
) -> None:
    refused(stage(), who, command, error, **more)


@pytest.mark.parametrize("kind", c.COMMANDS.values(), ids=lambda kind: kind.__name__)
def test_every_command_has_an_office_and_a_row(kind: type[Command]) -> None:
    given = {type(row[3]) for row in HAPPENS}
    assert OFFICES[kind]
    assert kind in given


def test_every_event_is_led_to_by_a_row() -> None:
    seen = {event for row in HAPPENS for event in row[4]}
    assert seen == set(e.EVENTS)
