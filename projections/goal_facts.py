"""Where goals beside the number stand: each period's value as booked and restated, with its file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from typing import Any

from domain.model import Value
from domain.money import Percent
from domain.people import Document
from domain.unit.plan import Ended, StrategicGoal, UnitState
from domain.words import Identifier, Instant, Name, Words
from projections.cells import day, document_in, number
from projections.fact_lines import approved, booked, corrected, ended
from projections.fetching import fetched
from projections.write import Row
from store.pool import Pool

GOAL_FACTS = """
    SELECT unit, goal, owner, metric, measured_in, baseline, target, period, value, attained,
           correction, was, file, sha256, reason, proposed_by, proposed_at, known_by, known_at,
           ended_how, ended_by, ended_at, ended_because
    FROM read_models.goal_facts
    WHERE organisation = $1 AND cycle = $2 AND unit = ANY($3) AND proposed_at <= $4
    ORDER BY unit, goal, period_ends, known_at NULLS LAST, proposed_at, correction
"""


class Recounted(Value):
    """A correction of a goal's period: what is reversed and booked, once it is approved.

    `ended` is how it ended without that: withdrawn or refused.
    """

    correction: Identifier
    reason: Words
    document: Document | None
    before: Percent
    after: Percent
    proposed_by: Identifier
    proposed_at: Instant
    approved_by: Identifier | None
    approved_at: Instant | None
    ended: Ended | None


class GoalFact(Value):
    """A goal's metric at a period's end, in its unit of measure; `percent` of the way to target."""

    unit: Identifier
    goal: Identifier
    owner: Identifier
    metric: Name
    measured_in: Name
    baseline: Percent
    target: Percent
    period: str
    booked: Percent
    actual: Percent
    percent: Percent
    document: Document
    imported_by: Identifier
    imported_at: Instant
    corrections: tuple[Recounted, ...]


class GoalFacts(Value):
    """`known_at` is the moment that is asked about."""

    known_at: Instant
    goals: tuple[GoalFact, ...]


def rows(state: UnitState) -> Mapping[str, Row]:
    """A row for each value that was booked, and for each correction of one."""
    found: dict[str, Row] = {}
    ends = {one.label: day(one.ends_on) for one in state.periods}
    for goal in state.strategic:
        for line in (*_booked(goal), *_corrected(state, goal)):
            key = f"{goal.set.goal} {line['period']} {line['correction']}"
            found[key] = {**_of(state, goal), "period_ends": ends[line["period"]], **line}
    return found


def _of(state: UnitState, goal: StrategicGoal) -> dict[str, Any]:
    return {
        "cycle": state.cycle,
        "unit": state.unit,
        "goal": goal.set.goal,
        "owner": goal.set.owner,
        "metric": goal.set.metric,
        "measured_in": goal.measured_in,
        "baseline": number(goal.set.baseline),
        "target": number(goal.set.target),
    }


def _value(goal: StrategicGoal, value: Decimal) -> dict[str, Any]:
    return {"value": number(value), "attained": number(goal.attained(value))}


def _booked(goal: StrategicGoal) -> Iterator[dict[str, Any]]:
    for fact in goal.facts:
        if fact.correction is None:
            yield {
                **_value(goal, fact.value),
                **booked(fact.source, fact.by, fact.at),
                "period": fact.period,
                "was": None,
            }


def _corrected(state: UnitState, goal: StrategicGoal) -> Iterator[dict[str, Any]]:
    for one in state.corrections:
        for value in one.proposed.values:
            if value.goal == goal.set.goal:
                yield {
                    **_value(goal, value.value),
                    **corrected(one),
                    "period": value.period,
                    "was": number(value.was),
                }


async def of(
    reader: Pool, organisation: str, cycle: str, units: Sequence[str], known_at: datetime
) -> GoalFacts:
    """Every value of these units' goals as it was known at a moment."""
    found = await fetched(reader, GOAL_FACTS, organisation, cycle, list(units), known_at)
    groups = groupby(found, key=lambda one: (one["unit"], one["goal"], one["period"]))
    return GoalFacts(
        known_at=known_at,
        goals=tuple(_fact([dict(one) for one in group], known_at) for _, group in groups),
    )


def _fact(lines: Sequence[Mapping[str, Any]], known_at: datetime) -> GoalFact:
    first, *others = lines
    known = [one for one in others if approved(one, known_at)]
    last = known[-1] if known else first
    same = ("unit", "goal", "owner", "metric", "measured_in", "baseline", "target", "period")
    return GoalFact(
        **{name: first[name] for name in same},
        booked=first["value"],
        actual=last["value"],
        percent=last["attained"],
        document=Document(name=first["file"], sha256=first["sha256"]),
        imported_by=first["known_by"],
        imported_at=first["known_at"],
        corrections=tuple(_recounted(one, known_at) for one in others),
    )


def _recounted(line: Mapping[str, Any], known_at: datetime) -> Recounted:
    known = approved(line, known_at)
    return Recounted(
        **{name: line[name] for name in ("correction", "reason", "proposed_by", "proposed_at")},
        document=document_in(line),
        before=line["was"],
        after=line["value"],
        approved_by=line["known_by"] if known else None,
        approved_at=line["known_at"] if known else None,
        ended=ended(line, known_at),
    )
