"""The summary of a cycle from the read models: a few rows, however many events there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from domain.errors import Unknown
from domain.money import Money
from projections import findings, seats, summary, targets, units
from projections.fetching import fetched
from projections.summary import Facts, Quota, Summary, TargetLine, UnitLine
from store.pool import Pool

Row = Mapping[str, Any]

CYCLE = """
    SELECT cycle, name, stage, currency, rehearsal FROM read_models.cycles
    WHERE organisation = $1 AND cycle = $2
"""
RATES = """
    SELECT currency, plan_rate, market_rate FROM read_models.rates
    WHERE organisation = $1 AND cycle = $2 ORDER BY currency
"""
GOALS = """
    SELECT target, amount, currency FROM read_models.plan_goals
    WHERE organisation = $1 AND cycle = $2 ORDER BY target
"""


async def summarised(reader: Pool, organisation: str, cycle: str, shown: Sequence[str]) -> Summary:
    """The summary of these units of a cycle; raises Unknown where there is no such cycle."""
    place = (reader, organisation, cycle)
    tables: dict[str, Sequence[Row]] = {
        "cycles": await fetched(reader, CYCLE, organisation, cycle),
        "rates": await fetched(reader, RATES, organisation, cycle),
        "plan_goals": await fetched(reader, GOALS, organisation, cycle),
        "units": await units.of(*place, shown),
        "targets": await targets.of(*place, shown),
        "seats": await seats.of(*place, shown),
        "findings": await findings.of(*place, shown),
    }
    if not tables["cycles"]:
        raise Unknown(f"There is no cycle {cycle} in {organisation}.")
    return summary.of(facts_of(tables))


def facts_of(tables: Mapping[str, Sequence[Row]]) -> Facts:
    """What a summary is made of, from rows by table as the database or `rows_of` has them."""
    (cycle,) = tables["cycles"]
    lines: dict[str, list[TargetLine]] = {}
    for row in sorted(tables["targets"], key=lambda one: str(one["target"])):
        lines.setdefault(row["unit"], []).append(_target(row))
    top = {row["unit"] for row in tables["units"] if row["parent"] is None}
    rates = sorted(tables["rates"], key=lambda one: str(one["currency"]))
    return Facts(
        **{name: cycle[name] for name in ("cycle", "name", "stage", "currency", "rehearsal")},
        plan_rates=tuple((row["currency"], row["plan_rate"]) for row in rates),
        market_rates=tuple(
            (row["currency"], row["market_rate"]) for row in rates if row["market_rate"]
        ),
        plan_goals=tuple(
            (row["target"], _some_money(row["amount"], row["currency"]))
            for row in tables["plan_goals"]
        ),
        units=tuple(_unit(row, tuple(lines.get(row["unit"], ()))) for row in tables["units"]),
        top_quotas=tuple(
            Quota(target=row["target"], amount=_some_money(row["quota"], row["currency"]))
            for row in tables["seats"]
            if row["unit"] in top and row["quota"] is not None
        ),
        findings=tuple(row["practice"] for row in tables["findings"]),
    )


def _unit(row: Row, lines: tuple[TargetLine, ...]) -> UnitLine:
    same = set(UnitLine.model_fields) - {"targets", "committed", "missing"}
    return UnitLine(
        **{name: _whole(row[name]) for name in same},
        targets=lines,
        committed=_some_money(row["committed"], row["currency"]),
        missing=tuple(row["missing"]),
    )


def _whole(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _target(row: Row) -> TargetLine:
    currency = row["currency"]
    return TargetLine(
        target=row["target"],
        plan_goal=_money(row["goal"], currency),
        add_on=_money(row["add_on"], currency),
        stretch=_money(row["stretch"], currency),
        in_force=_money(row["in_force"], currency),
        actual=_some_money(row["actual"], currency),
        street_quota=_some_money(row["street_quota"], currency),
        bottom_up=_money(row["bottom_up"], currency),
        gap=_money(row["gap"], currency),
    )


def _money(value: Any, currency: str) -> Money | None:
    return None if value is None else _some_money(value, currency)


def _some_money(value: Any, currency: str) -> Money:
    return Money.kept(Decimal(value), currency)
