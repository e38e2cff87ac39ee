"""Each unit's year as one line, so that years stand side by side: attainment, delivery, promises."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from pydantic import JsonValue

from domain.model import Value
from domain.money import Percent, mean
from domain.unit.attainment import figures
from domain.unit.lookback.carrying import undertaken
from domain.unit.plan import UnitState
from domain.unit.values import Figures
from projections.cells import amount, day, number
from projections.fetching import Found, fetched
from projections.write import Row
from store.pool import Pool

YEARS = """
    SELECT cycle, unit, name, leader, target, starts_on, ends_on, closed, currency, plan_goal, actual,
           original, original_percent, current, current_percent, goal_percent, closed_actual,
           promises, kept, breached, steps, steps_done, handoffs, why_nots, why_nots_open
    FROM read_models.years
    WHERE organisation = $1 AND unit = ANY($2) ORDER BY unit, target, starts_on
"""


class LeaderYear(Value):
    """What a unit reached under a leader in one year, and how those it serves scored it (S3-09)."""

    leader: str
    cycle: str
    unit: str
    target: str
    original_percent: Percent | None
    current_percent: Percent | None
    handoffs: Percent | None


def rows(state: UnitState) -> Mapping[str, Row]:
    """A row for each target once it is in force; restated, and `closed_actual` as it was closed."""
    shared = _shared(state) | _kept(state) | _looked(state)
    as_closed = {one.target: one.actual for one in state.closed.figures} if state.closed else {}
    return {
        one.target: shared
        | _figures(one)
        | {"target": one.target, "closed_actual": amount(as_closed.get(one.target))}
        for one in figures(state)
    }


def _shared(state: UnitState) -> dict[str, JsonValue]:
    begins, ends = state.fiscal_year
    return {
        "cycle": state.cycle,
        "unit": state.unit,
        "name": state.name,
        "leader": state.leader,
        "starts_on": day(begins),
        "ends_on": day(ends),
        "closed": state.closed is not None,
        "currency": state.currency,
    }


def _figures(one: Figures) -> dict[str, JsonValue]:
    return {
        "plan_goal": amount(one.plan_goal),
        "actual": amount(one.actual),
        "original": amount(one.original.quota),
        "original_percent": number(one.original.percent),
        "current": amount(one.current.quota),
        "current_percent": number(one.current.percent),
        "goal_percent": number(one.against_plan_goal.percent),
    }


def _kept(state: UnitState) -> dict[str, JsonValue]:
    """Both sides' undertakings: the leader's promises, and the team's steps."""
    promises = undertaken(state)
    steps = state.steps
    return {
        "promises": promises.made,
        "kept": promises.kept,
        "breached": promises.breached,
        "steps": len(steps),
        "steps_done": sum(one.done_at is not None for one in steps),
    }


def _looked(state: UnitState) -> dict[str, JsonValue]:
    items = state.look_back.items if state.look_back is not None else ()
    return {
        "handoffs": number(
            mean((one.percent for one in items if one.aspect == "handoff"), places=1)
        ),
        "why_nots": sum(one.short for one in items),
        "why_nots_open": sum(one.is_open for one in items),
    }


async def of(reader: Pool, organisation: str, units: Sequence[str]) -> tuple[Found, ...]:
    """These units' years, whichever the cycle, the earliest first."""
    return await fetched(reader, YEARS, organisation, list(units))


def by_leader(found: Iterable[Found]) -> tuple[LeaderYear, ...]:
    """Who led it that year, year after year (S3-39): the same rows by leader, then year."""
    rows = sorted(found, key=lambda row: (str(row["leader"]), str(row["starts_on"])))
    names = LeaderYear.model_fields
    return tuple(LeaderYear.model_validate({name: row[name] for name in names}) for row in rows)
