"""What those who lead the small company are paid for: Ruth above, Olu and Sven beside, Dana, Marco."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from domain.aggregates import INCENTIVES
from domain.incentives import commands as c
from domain.incentives import values as v
from domain.incentives.metrics import Metric
from domain.incentives.state import IncentivesState
from domain.people import Document
from domain.policy import Policy
from tests.domain.company import ROLES, on
from tests.domain.given import History

OPENED = on("2026-11-02")
LEVELS = (
    v.Level(unit="halden", parent=None, leader="dana"),
    v.Level(unit="americas", parent="halden", leader="marco"),
)
SOURCE = Document(name="incentives.csv", sha256="7" * 64)
GOAL = v.PaidGoal(unit="americas", goal="south")


def part(metric: Metric, weight: str, unit: str = "halden", **more: Any) -> v.IncentiveComponent:
    facts: dict[str, Any] = {"id": metric, "name": metric.replace("_", " "), "pays": "incentive"}
    return v.IncentiveComponent(
        **{**facts, "metric": metric, "weight": Decimal(weight), "unit": unit, **more}
    )


def paid(person: str, *components: v.IncentiveComponent) -> v.PersonIncentives:
    return v.PersonIncentives(person=person, components=components)


def importing(*plans: v.PersonIncentives) -> c.ImportIncentives:
    return c.ImportIncentives(source=SOURCE, plans=plans)


RUTH = paid("ruth", part("profit_amount", "60"), part("profit_percent", "40"))
OLU = paid("olu", part("profit_percent", "50"), part("cash", "50"))
DANA = paid("dana", part("revenue", "60"), part("profit_amount", "40", target=Decimal("9.5")))
MARCO = paid(
    "marco",
    part("revenue", "80", "americas"),
    part("strategic_goals", "20", "americas", goals=(GOAL,)),
)
SVEN = paid("sven", part("delivery_quality", "100"))
ALIGNED = importing(
    paid("ruth", part("profit_amount", "100")),
    paid("dana", part("revenue", "50"), part("profit_amount", "50")),
)
ALL = importing(RUTH, OLU, DANA, MARCO, SVEN)
CAP = c.StateCap(
    cap=v.Cap(cap="double", unit="americas", percent=Decimal(200), words="Twice the target.")
)
LIFT = c.LiftCap(cap="double", reason="It cost us our best.")


class Incentives(History[IncentivesState]):
    """One cycle's incentives with their clock and their history."""

    aggregate = INCENTIVES
    begins = OPENED


def opening(**changed: Any) -> c.OpenIncentives:
    facts: dict[str, Any] = {
        "cycle": "fy27",
        "name": "Fiscal year 2027",
        "levels": LEVELS,
        "roles": ROLES,
        "policy": Policy(),
        "zone": "America/New_York",
    }
    return c.OpenIncentives(**{**facts, **changed})


def unopened() -> Incentives:
    return Incentives()


def opened(**changed: Any) -> Incentives:
    return Incentives(opening(**changed))


def imported() -> Incentives:
    return opened().by("hana", ALL)


def capped() -> Incentives:
    return opened().by("olu", CAP)


def closed() -> Incentives:
    return imported().by("system", c.CloseIncentives())
