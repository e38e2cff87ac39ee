"""A planning cycle: started, imported, announced, changed by two people, closed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from domain import errors
from domain.cycle import commands as c
from domain.cycle import events as e
from domain.cycle.decide import decide
from domain.cycle.evolve import evolve
from domain.errors import DomainError
from domain.model import Actor, Command
from domain.people import Deadline, Document, FiscalPeriod, PlanRate
from domain.unit import commands as u
from domain.unit.events import PlanCancelled
from tests.domain import cycles as y
from tests.domain.company import PERIODS, RATES, ROLES, eur, on, person, usd
from tests.domain.cycles import Cycle
from tests.domain.given import refused, sentences, types

Stage = Callable[[], Cycle]
ACTUALS = c.RecordImport(
    kind="actuals", source=Document(name="q1.csv", sha256="d" * 64), rows=8, control_total=usd("1")
)


def shifted(which: int, **changed: date) -> tuple[FiscalPeriod, ...]:
    return tuple(
        one.model_copy(update=changed) if number == which else one
        for number, one in enumerate(PERIODS)
    )


def backwards() -> tuple[FiscalPeriod, ...]:
    """Each follows the one before, and the second ends before it begins."""
    first = PERIODS[0].model_copy(update={"ends_on": date(2027, 7, 31)})
    second = PERIODS[1].model_copy(update={"starts_on": date(2027, 8, 1)})
    return (first, second, *PERIODS[2:])


HAPPENS: list[tuple[str, Stage, str, Command, list[str]]] = [
    ("a planner starts a cycle", y.nothing, "ines", y.start(), ["CycleStarted"]),
    ("an administrator starts a cycle", y.nothing, "ada", y.start(), ["CycleStarted"]),
    ("people and units come in", y.started, "ines", y.IMPORT,
     ["FileImported", "UnitDefined", "UnitDefined"]),
    ("a file that went to units leaves its hash", y.announced, "ines", ACTUALS,
     ["FileImported"]),
    ("S0-07 finance confirms the plan goal", y.imported, "olu", y.GOAL, ["PlanGoalConfirmed"]),
    ("the goal may come before the people", y.started, "olu", y.GOAL, ["PlanGoalConfirmed"]),
    ("S0-03 the cycle is announced", y.ready, "ines", c.AnnounceCycle(), ["CycleAnnounced"]),
    ("the leader above names a successor", y.announced, "dana", y.LEADER, ["LeaderLeft"]),
    ("the top unit's successor is named above it", y.announced, "ruth",
     y.LEADER.model_copy(update={"unit": "halden"}), ["LeaderLeft"]),
    ("other rules are proposed", y.announced, "ines", y.proposal(), ["RuleChangeProposed"]),
    ("a second person agrees", y.changing, "olu", y.AGREE, ["RuleChangeAgreed"]),
    ("the top unit's leader agrees", y.changing, "dana", y.AGREE, ["RuleChangeAgreed"]),
    ("a unit's plan ends", y.announced, "system",
     c.EndUnitPlan(unit="americas", ended_as="closed"), ["UnitPlanEnded"]),
    ("a cycle is given up before it is announced", y.ready, "olu", c.CancelCycle(reason="Sold"),
     ["CycleCancelled"]),
    ("the year closes when every unit has", y.ended, "ines", c.CloseCycle(), ["CycleClosed"]),
    ("a file that corrects a closed year leaves its hash",
     lambda: y.ended().by("ines", c.CloseCycle()), "ines",
     ACTUALS.model_copy(update={"kind": "corrections"}), ["FileImported"]),
]  # fmt: skip


@sentences("stage who command events", HAPPENS)
def test_it_happens(stage: Stage, who: str, command: Command, events: list[str]) -> None:
    assert types(stage().gives(who, command)) == events


REFUSED: list[tuple[str, Stage, str, Command, type[DomainError], dict[str, str]]] = [
    ("a cycle starts once", y.started, "ines", y.start(), errors.AlreadyExists, {}),
    ("nothing is asked of a cycle that is not there", y.nothing, "ines", y.GOAL,
     errors.Unknown, {}),
    ("a leader starts no cycle", y.nothing, "dana", y.start(), errors.NotAuthorised, {}),
    ("a cycle's currency is one", y.nothing, "ines", y.start(currency="XXX"),
     errors.Invalid, {"words": "'XXX'"}),
    ("each currency has one plan rate", y.nothing, "ines", y.start(rates=(*RATES, *RATES)),
     errors.Invalid, {}),
    ("a rate is more than nothing", y.nothing, "ines", y.start(
        rates=(PlanRate.model_construct(currency="EUR", rate=Decimal(0)),)), errors.Invalid, {}),
    ("a year ends after it starts", y.nothing, "ines",
     y.start(ends_on=y.start().starts_on), errors.Invalid, {}),
    ("shares are of the whole year", y.nothing, "ines", y.start(periods=PERIODS[:3]),
     errors.Invalid, {"words": "100"}),
    ("periods have labels of their own", y.nothing, "ines", y.start(periods=tuple(
        one.model_copy(update={"label": "Q"}) for one in PERIODS)), errors.Invalid, {}),
    ("a period follows the one before without a gap", y.nothing, "ines",
     y.start(periods=shifted(1, starts_on=date(2027, 4, 2))), errors.Invalid, {"words": "gap"}),
    ("no two periods share a day", y.nothing, "ines",
     y.start(periods=shifted(1, starts_on=date(2027, 3, 31))), errors.Invalid, {"words": "gap"}),
    ("the first period begins with the year", y.nothing, "ines",
     y.start(periods=shifted(0, starts_on=date(2027, 1, 2))), errors.Invalid, {"words": "gap"}),
    ("the last period ends with the year", y.nothing, "ines",
     y.start(periods=shifted(3, ends_on=date(2027, 12, 30))), errors.Invalid, {"words": "gap"}),
    ("a period ends after it begins", y.nothing, "ines", y.start(periods=backwards()),
     errors.Invalid, {"words": "gap"}),
    *((f"an auditor is not also {office}", y.nothing, "ines",
       y.start(roles=ROLES.model_copy(update={"auditors": ("sam", who)})), errors.Invalid,
       {"words": "An auditor holds no other office", "missing": who})
      for who, office in (("ruth", "the leader above"), ("olu", "an approver"),
                          ("sven", "an executive"), ("ines", "a planner"),
                          ("hana", "an HR partner"), ("ada", "an administrator"))),
    *((f"{who} follows nobody as a leader", y.announced, "hana",
       y.LEADER.model_copy(update={"successor": person(who)}), errors.NotAuthorised,
       {"words": f"is {office}: who leads a unit cannot be"})
      for who, office in (("ruth", "the leader above and an approver"),
                          ("olu", "an approver and a sponsor"), ("sven", "an executive"),
                          ("ines", "a planner"), ("sam", "an auditor"))),
    ("S0-06 a cycle has a target", y.nothing, "ines", y.start(targets=()), errors.Invalid,
     {"practice": "S0-06"}),
    ("S0-06 a target is named once", y.nothing, "ines", y.start(targets=("a", "a")),
     errors.Invalid, {"practice": "S0-06"}),
    ("the top unit has its deadlines", y.nothing, "ines", y.start(calendar=y.CALENDAR[1:]),
     errors.Invalid, {}),
    ("a member imports nobody", y.started, "marco", y.IMPORT, errors.NotAuthorised,
     {"words": "planner or administrator"}),
    ("people come before the announcement", y.announced, "ines", y.IMPORT,
     errors.WrongStage, {}),
    ("a file is imported once", y.imported, "ines", y.IMPORT, errors.NothingToDo, {}),
    ("a file that went elsewhere is recorded once",
     lambda: y.announced().by("ines", ACTUALS), "ines", ACTUALS, errors.NothingToDo, {}),
    ("people come with their units", y.announced, "ines",
     ACTUALS.model_copy(update={"kind": "people"}), errors.Invalid, {}),
    ("a member records no file", y.announced, "marco", ACTUALS, errors.NotAuthorised, {}),
    ("S0-07 who sets the add-on does not enter the goal", y.imported, "dana", y.GOAL,
     errors.NotAuthorised, {"practice": "S0-07"}),
    ("a planner enters no goal", y.imported, "ines", y.GOAL, errors.NotAuthorised, {}),
    ("the goal is of a target that is here", y.imported, "olu",
     y.GOAL.model_copy(update={"target": "margin"}), errors.Unknown, {}),
    ("the goal is in the cycle's currency", y.imported, "olu",
     y.GOAL.model_copy(update={"amount": eur("100")}), errors.Invalid, {}),
    ("the goal is more than nothing", y.imported, "olu",
     y.GOAL.model_copy(update={"amount": usd("0")}), errors.Invalid, {}),
    ("the same goal changes nothing", y.ready, "olu", y.GOAL, errors.NothingToDo, {}),
    ("a member announces nothing", y.ready, "marco", c.AnnounceCycle(),
     errors.NotAuthorised, {}),
    ("a cycle is announced once", y.announced, "ines", c.AnnounceCycle(),
     errors.NothingToDo, {}),
    ("S0-07 a cycle is announced with its goal", y.imported, "ines", c.AnnounceCycle(),
     errors.GateClosed, {"practice": "S0-07", "missing": "the plan goal for revenue"}),
    ("a cycle is announced with its people", y.started, "ines", c.AnnounceCycle(),
     errors.GateClosed, {"missing": "people and units"}),
    ("a unit is here", y.announced, "hana", y.LEADER.model_copy(update={"unit": "mars"}),
     errors.Unknown, {}),
    ("a member names no leader", y.announced, "kenji", y.LEADER, errors.NotAuthorised, {}),
    ("a successor is somebody else", y.announced, "hana",
     y.LEADER.model_copy(update={"successor": person("marco")}), errors.NothingToDo, {}),
    ("an HR partner names somebody else, never themselves", y.announced, "hana",
     y.LEADER.model_copy(update={"successor": person("hana")}), errors.NotAuthorised,
     {"words": "Nobody makes themselves a unit's leader"}),
    ("before the announcement the file says who leads", y.ready, "hana", y.LEADER,
     errors.WrongStage, {}),
    ("a member proposes no rules", y.announced, "marco", y.proposal(),
     errors.NotAuthorised, {}),
    ("a change changes something", y.announced, "ines", y.proposal(calendar=()),
     errors.NothingToDo, {}),
    ("a change's id is new", y.changing, "ines", y.proposal(), errors.AlreadyExists, {}),
    ("no deadline is moved into the past", y.announced, "ines", y.proposal(calendar=(
        e.LevelCalendar(depth=0, deadlines=(Deadline(
            kind="final", due_at=on("2026-10-01")),)),)), errors.Invalid, {}),
    ("a change that is agreed was proposed", y.announced, "olu", y.AGREE, errors.Unknown, {}),
    ("a change is agreed once", lambda: y.changing().by("olu", y.AGREE), "olu", y.AGREE,
     errors.NothingToDo, {}),
    ("rules take two people", lambda: y.announced().by("olu", y.proposal()), "olu", y.AGREE,
     errors.NeedsTwoPeople, {}),
    ("a planner agrees to nothing", lambda: y.announced().by("olu", y.proposal()), "ines", y.AGREE,
     errors.NotAuthorised, {}),
    ("without a top unit a sponsor or approver agrees",
     lambda: y.started().by("ines", y.proposal()), "dana", y.AGREE, errors.NotAuthorised, {}),
    ("a plan ends by itself", y.announced, "dana",
     c.EndUnitPlan(unit="americas", ended_as="closed"), errors.NotAuthorised, {}),
    ("a plan ends once", y.ended, "system",
     c.EndUnitPlan(unit="americas", ended_as="closed"), errors.NothingToDo, {}),
    ("a planner cancels nothing", y.ready, "ines", c.CancelCycle(reason="Sold"),
     errors.NotAuthorised, {}),
    ("what is announced is closed, not cancelled", y.announced, "olu",
     c.CancelCycle(reason="Sold"), errors.WrongStage, {}),
    ("a member closes nothing", y.ended, "marco", c.CloseCycle(), errors.NotAuthorised, {}),
    ("the year closes when every unit has", y.announced, "ines", c.CloseCycle(),
     errors.GateClosed, {"missing": "unit americas"}),
    ("nothing more is decided in what is over",
     lambda: y.ready().by("olu", c.CancelCycle(reason="Sold")), "ines", c.AnnounceCycle(),
     errors.WrongStage, {"words": "cancelled"}),
]  # fmt: skip


@sentences("stage who command error told", REFUSED)
def test_it_is_refused(
    stage: Stage, who: str, command: Command, error: type[DomainError], told: dict[str, str]
) -> None:
    refused(stage(), who, command, error, **told)


def test_what_concerns_a_whole_cycle_is_decided_in_nobody_elses_name() -> None:
    for who, command in (("ines", y.start()), ("ines", c.AnnounceCycle()), ("hana", y.LEADER)):
        cycle = y.nothing() if isinstance(command, c.StartCycle) else y.ready()
        refused(cycle, "ada", command, errors.NotAuthorised, behalf=who, words="nobody else's name")
        refused(cycle, who, command, errors.NotAuthorised, behalf="ada", words="nobody else's")
    assert types(y.ready().decides("ines", c.AnnounceCycle(), "ines")) == ["CycleAnnounced"]


def test_no_deadline_that_passed_since_is_agreed_to() -> None:
    cycle = y.changing()
    cycle.at = on("2027-01-23")
    refused(cycle, "olu", y.AGREE, errors.Invalid, words="has passed")


def test_a_later_file_describes_the_whole_tree_again() -> None:
    """A unit that the new file leaves out is gone."""
    alone = y.draft(y.TOP, seats=y.TOP.seats[1:])
    source = Document(name="people-2.csv", sha256="e" * 64)
    again = y.IMPORT.model_copy(update={"units": (alone,), "source": source})
    cycle = y.imported().by("ines", again)
    assert [one.draft.unit for one in cycle.state.units] == ["halden"]
    assert len(cycle.state.imports) == 2


def test_the_plan_goal_can_be_confirmed_again() -> None:
    cycle = y.announced().by("olu", y.GOAL.model_copy(update={"amount": usd("104")}))
    assert [one.amount for one in cycle.state.goals] == [usd("104")]


def test_an_event_from_elsewhere_cannot_be_folded() -> None:
    by, at = Actor(person="ines"), on("2026-10-01")
    event = e.CycleClosed(closed_by="ines")
    with pytest.raises(ValueError, match="begins with CycleStarted"):
        evolve(None, event, at=at, by=by, version=1)
    with pytest.raises(ValueError, match="holds no PlanCancelled"):
        evolve(y.started().state, PlanCancelled(reason="Sold"), at=at, by=by, version=2)
    with pytest.raises(errors.NotAuthorised, match="ClosePlan is for nobody"):
        decide(u.ClosePlan(), y.started().state, at=at, by=by)
