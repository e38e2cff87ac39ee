"""A closed year in the next one's look-back: what comes over, again once restated, and what stays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from domain import errors
from domain.errors import DomainError
from domain.model import Command
from domain.unit import commands as c
from domain.unit import values as v
from domain.unit.lookback import commands as b
from domain.unit.lookback.carrying import year_of
from domain.unit.lookback.values import Item, LookBack, YearBefore
from tests.domain import stages as s
from tests.domain import test_unit_facts
from tests.domain.company import usd
from tests.domain.given import Plan, refused, sentences, types
from tests.domain.test_unit_lookback import BEGIN, CLOSE, PLAN, TEAM, Stage, closed, other


def year_before(plan: Plan) -> YearBefore:
    """The closed year of a plan, as the next cycle's unit hears of it."""
    found = year_of(plan.state)
    assert found is not None
    return found.model_copy(update={"cycle": "fy26"})


def last_year() -> Plan:
    """A year that was looked back on in its turn and closed with one why-not left open."""
    plan = test_unit_facts.year_over().by("dana", BEGIN, TEAM)
    plan.by("dana", other(PLAN, due_on=date(2028, 6, 30)))
    return plan.by("dana", c.ClosePlan())


def corrected() -> Plan:
    """After the close somebody found 5.9 that was not sold."""
    off = test_unit_facts.wrong("Q4", ("americas", usd("-5.9")))
    return last_year().by("ines", off).by("olu", c.ApproveCorrection(correction="swap"))


def carried() -> Plan:
    return s.drafted().by("system", b.ReceiveYear(year=year_before(last_year())))


def told(plan: Callable[[], Plan] = last_year) -> b.ReceiveYear:
    return b.ReceiveYear(year=year_before(plan()))


HAPPENS: list[tuple[str, Stage, str, Command, list[str]]] = [
    ("the closed year comes over", s.drafted, "system", told(), ["YearReceived"]),
    ("and again once it was restated", carried, "system", told(corrected), ["YearReceived"]),
    ("what came over is scored by the leader", carried, "dana", other(
        TEAM, item="result-revenue", aspect="result"), ["LookBackScored"]),
]  # fmt: skip


@sentences("stage who command expected", HAPPENS)
def test_a_year_comes_over(stage: Stage, who: str, command: Command, expected: list[str]) -> None:
    assert types(stage().gives(who, command)) == expected


REFUSALS: list[tuple[str, Stage, str, Command, type[DomainError], dict[str, str]]] = [
    ("a year that it knows of", carried, "system", told(), errors.NothingToDo, {}),
    ("its own year", s.drafted, "system", other(told(), year=other(told().year, cycle="fy27")),
     errors.Invalid, {}),
    ("nobody types a year", s.drafted, "ines", told(), errors.NotAuthorised, {}),
    ("S3-08 a result that came over short, and nobody says why", carried, "dana", CLOSE,
     errors.GateClosed, {"practice": "S3-08", "missing": "nobody says why not"}),
]  # fmt: skip


@sentences("stage who command error more", REFUSALS)
def test_what_does_not_come_over(
    stage: Stage, who: str, command: Command, error: type[DomainError], more: dict[str, str]
) -> None:
    refused(stage(), who, command, error, **more)


def looked(plan: Plan) -> LookBack:
    assert plan.state.look_back is not None
    return plan.state.look_back


def item(plan: Plan, named: str) -> Item:
    found = looked(plan).item(named)
    assert found is not None
    return found


def year(plan: Plan) -> YearBefore:
    assert plan.state.year_before is not None
    return plan.state.year_before


def test_a_closed_year_fills_the_look_back_of_the_next() -> None:
    """Its results, each person's, its open why-nots with their words, its calibration and promises."""
    plan = carried()
    assert [one.id for one in looked(plan).items] == [
        "result-revenue", "result-of-americas", "result-of-emea", "result-of-apac",
        "result-of-nordics", "again-win-rate",
    ]  # fmt: skip
    again, before = item(plan, "again-win-rate"), year(plan)
    assert (again.percent, again.why_not, again.plan) == (Decimal(80), TEAM.why_not, None)
    (ana,) = (one for one in before.calibration if one.person == "ana")
    assert (ana.proposed, ana.countered) == (s.eur("26.4"), s.eur("24.6"))
    assert (before.promises.made, before.closed == before.restated) == (1, True)


def test_a_restatement_comes_over_until_the_look_back_is_closed() -> None:
    plan = carried()
    before = looked(plan)
    was = item(plan, "result-revenue")
    plan.by("system", told(corrected))
    assert year(plan).is_restated
    assert item(plan, "result-revenue").percent < was.percent
    assert len(looked(plan).items) == len(before.items)


def test_what_somebody_scored_stays_when_a_year_comes_over_again() -> None:
    own = other(TEAM, item="result-revenue", aspect="result")
    found = item(carried().by("dana", own).by("system", told(corrected)), "result-revenue")
    assert (found.percent, found.scored_by) == (Decimal(80), "dana")


def test_what_is_planned_and_reported_stays_when_a_year_comes_over_again() -> None:
    plan = carried().by("dana", other(PLAN, item="again-win-rate"))
    plan.by("ana", b.ReportWhyNot(item="again-win-rate", percent=Decimal(95), words="One list"))
    before = item(plan, "again-win-rate")
    plan.by("system", told(corrected))
    assert item(plan, "again-win-rate") == before
    assert before.latest == Decimal(95)


def test_a_closed_look_back_stands_and_the_restated_year_is_known_beside_it() -> None:
    plan = closed().by("system", told(corrected))
    assert looked(plan).item("result-revenue") is None
    assert year(plan).is_restated


def test_a_plan_that_was_not_closed_brings_no_year() -> None:
    assert year_of(s.settled().state) is None


def test_a_year_without_quotas_fills_in_no_result_of_them() -> None:
    """A seat without a commitment, and a target of nothing, say nothing of who reached what."""
    before = told().year
    zero = v.Attainment(quota=usd("0"), actual=usd("1"), percent=None)
    figures = tuple(other(one, original=zero) for one in before.restated)
    seats = tuple(other(one, committed=usd("0")) for one in before.calibration)
    empty = other(before, restated=figures, calibration=seats, open_items=())
    assert looked(s.drafted().by("system", b.ReceiveYear(year=empty))).items == ()


def test_targets_ids_may_be_as_long_as_ids_are() -> None:
    before = told().year
    (revenue,) = before.restated
    targets = [other(revenue, target="t" * 63 + end) for end in "ab"]
    long = other(before, restated=tuple(targets))
    first, second = looked(s.drafted().by("system", b.ReceiveYear(year=long))).items[:2]
    assert first.id.startswith("result-ttt")
    assert second.id.startswith("result-ttt")
    assert first.id != second.id
