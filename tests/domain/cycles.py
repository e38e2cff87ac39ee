"""A planning cycle of the small company: two units, a calendar of two levels, USD and EUR."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from domain.aggregates import CYCLE
from domain.cycle import commands as c
from domain.cycle.events import LevelCalendar
from domain.cycle.state import CycleState
from domain.people import Deadline
from tests.domain.company import (
    DEADLINES,
    FILE,
    PAPER,
    PERIODS,
    RATES,
    ROLES,
    americas,
    eur,
    halden,
    on,
    person,
    seat,
    usd,
)
from tests.domain.given import History

CALENDAR = (
    LevelCalendar(depth=0, deadlines=DEADLINES),
    LevelCalendar(depth=1, deadlines=(Deadline(kind="signing", due_at=on("2027-01-15")),)),
)


def start(**changed: Any) -> c.StartCycle:
    facts: dict[str, Any] = {
        "cycle": "fy27",
        "name": "Fiscal year 2027",
        "starts_on": date(2027, 1, 1),
        "ends_on": date(2027, 12, 31),
        "currency": "USD",
        "zone": "America/New_York",
        "roles": ROLES,
        "periods": PERIODS,
        "calendar": CALENDAR,
        "rates": RATES,
    }
    return c.StartCycle(**{**facts, **changed})


def draft(opening: Any, **changed: Any) -> c.UnitDraft:
    names = ("unit", "name", "parent", "leader", "currency", "people", "seats")
    return c.UnitDraft(**{**{name: getattr(opening, name) for name in names}, **changed})


TOP = draft(
    halden(),
    seats=(
        seat("americas", "marco", last_year=usd("40"), leads="americas"),
        seat("apac", "kenji", last_year=usd("12")),
        seat("nordics", None, "EUR", last_year=eur("0.8")),
    ),
)
BELOW = draft(americas())
IMPORT = c.ImportOrganisation(source=FILE, rows=8, units=(TOP, BELOW), control_total=usd("92"))
GOAL = c.ConfirmPlanGoal(amount=usd("100"), document=PAPER)
LEADER = c.ReplaceUnitLeader(unit="americas", successor=person("sofia"), acts_from=date(2027, 5, 1))
RATE = c.RecordMarketRate(currency="EUR", rate=Decimal("1.02"), on=date(2026, 10, 1), source="ECB")
RESTATED = c.RestateMarketRate(
    currency="EUR", rate=Decimal("1.05"), on=date(2026, 10, 1), source="ECB", reason="Misread"
)


class Cycle(History[CycleState]):
    """One cycle with its clock and its history."""

    aggregate = CYCLE
    begins = on("2026-10-01")


def nothing() -> Cycle:
    return Cycle()


def started() -> Cycle:
    return Cycle().by("ines", start())


def imported() -> Cycle:
    return started().by("ines", IMPORT)


def ready() -> Cycle:
    return imported().by("olu", GOAL)


def announced() -> Cycle:
    return ready().by("ines", c.AnnounceCycle())


def proposal(**changed: Any) -> c.ProposeRuleChange:
    later = LevelCalendar(depth=1, deadlines=(Deadline(kind="signing", due_at=on("2027-01-22")),))
    facts: dict[str, Any] = {"change": "later", "reason": "Snow", "calendar": (later,)}
    return c.ProposeRuleChange(**{**facts, **changed})


AGREE = c.AgreeToRuleChange(change="later")


def changing() -> Cycle:
    return announced().by("ines", proposal())


def ended() -> Cycle:
    cycle = announced()
    for unit in ("halden", "americas"):
        cycle.by("system", c.EndUnitPlan(unit=unit, ended_as="closed"))
    return cycle
