"""What-ifs of a unit's plan: private to who made them and whom they show them, compared, adopted or left.

They are kept beside drafts, and like them are no part of the record.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

import asyncpg
from fastapi import Path, Response

from domain import errors
from domain import scenarios as pure
from domain.authority.reads import KEEP_SCENARIOS, READ_PLAN
from domain.errors import DomainError, Unknown
from domain.model import Value
from domain.scenarios import Outcome, Scenario
from domain.unit import commands as c
from domain.unit import values as v
from domain.unit.authority import RULES
from domain.unit.plan import UnitState
from domain.words import Identifier, Instant, Sha256
from store.errors import outcome_unknown
from store.model import Receipt
from web import drafts
from web.asking import asks, says
from web.drafts import Writing
from web.giving import CommandId, Place, given, tried
from web.problems import RESPONSES
from web.reading import Reading, Reads, Unit
from web.routing import Router
from web.would_be import Tried

SHOWN = """
    SELECT person, id, body, updated_at FROM tally.drafts
    WHERE organisation = $1 AND cycle = $2 AND unit = $3 AND starts_with(id, $4)
        AND (person = $5 OR body @> jsonb_build_object('shared_with', jsonb_build_array($5::text)))
    ORDER BY updated_at, person, id
"""
DROP = "DELETE FROM tally.drafts WHERE organisation = $1 AND person = $2 AND id = $3 RETURNING id"

router = Router(
    prefix="/v1/{organisation}/cycles/{cycle}/units/{unit}/scenarios",
    tags=["queries"],
    responses=RESPONSES,
)
ScenarioId = Annotated[Identifier, Path()]


class Keeping(Value):
    """A scenario, and whom its maker shows it."""

    scenario: Scenario
    shared_with: tuple[Identifier, ...] = ()


class Kept(Value):
    """A scenario with what it comes to today; `behind` when the plan has changed since.

    `refused` says why it cannot be proposed any more, where that is so.
    """

    id: Identifier
    made_by: Identifier
    shared_with: tuple[Identifier, ...]
    updated_at: Instant
    kind: Literal["proposal", "revision"]
    sha256: Sha256
    behind: bool
    scenario: Scenario
    outcome: Outcome | None
    refused: str | None = None
    missing: tuple[str, ...] = ()


class Compared(Value):
    """Side by side: the plan as it stands, where anything is proposed, and each scenario."""

    unit: Identifier
    version: int
    stands: Outcome | None
    scenarios: tuple[Kept, ...]


class Adopting(Value):
    """How many signatures the leader knows that a revision voids."""

    voids: int = 0


@router.get("", dependencies=[asks(READ_PLAN)])
async def compared(reading: Reads, unit: Unit) -> Compared:
    """What the caller made and what others show them, beside the plan as it stands."""
    return await side_by_side(reading, unit)


@router.put("/{scenario}", dependencies=[asks(KEEP_SCENARIOS)])
async def keep(reading: Reads, unit: Unit, scenario: ScenarioId, body: Keeping) -> Kept:
    """Keep a scenario of one's own, in place of the one of that id; nothing is on the record."""
    plan = await reading.unit_state(unit)
    body.scenario.command  # noqa: B018 - refuses one that is neither, or both
    written = body.model_dump(mode="json") | {"version": plan.version}
    whose = (reading.organisation, reading.caller.person, _id(reading.cycle, unit, scenario))
    at = reading.doors.now()
    await drafts.kept(
        reading.doors, whose, Writing(cycle=reading.cycle, unit=unit, body=written), at
    )
    row = {"person": whose[1], "id": whose[2], "body": json.dumps(written), "updated_at": at}
    return _kept(row, plan, reading.at)


@router.delete("/{scenario}", status_code=204, dependencies=[asks(KEEP_SCENARIOS)])
async def leave(reading: Reads, unit: Unit, scenario: ScenarioId) -> Response:
    """Delete a scenario of one's own; it leaves no trace."""
    where = (reading.organisation, reading.caller.person, _id(reading.cycle, unit, scenario))
    if not await _rows(reading, DROP, *where):
        raise Unknown(f"You have no scenario {scenario} of unit {unit}.")
    return Response(status_code=204)


@router.post("/{made_by}/{scenario}/adopt")
@says(RULES[c.ProposeStretchTarget])
async def adopt(
    *,
    reading: Reads,
    unit: Unit,
    made_by: Annotated[Identifier, Path()],
    scenario: ScenarioId,
    body: Adopting,
    command_id: CommandId = None,
    dry_run: bool = False,
) -> Receipt | Tried:
    """Propose, or revise, just as it says: the event cites its id and the hash of its amounts."""
    found = await one(reading, unit, made_by, scenario)
    command = adopting(found, await reading.unit_state(unit), body.voids)
    place = Place(organisation=reading.organisation, cycle=reading.cycle, unit=unit)
    if dry_run:
        return await tried(reading.doors, reading.caller, place, command)
    return await given(reading.doors, reading.caller, place, command, command_id)


def adopting(kept: Kept, plan: UnitState, voids: int = 0) -> c.ProposeStretchTarget | c.RevisePlan:
    """The command that it is; raises Invalid while a goal that it supposes is not the plan's."""
    for goal in kept.scenario.goals:
        known = plan.goal(goal.target)
        if known is None or known.amount != goal.amount:
            raise errors.Invalid(
                f"This scenario supposes a goal of {goal.amount} for {goal.target}; a sponsor "
                "confirms it first."
            )
    cited = v.ScenarioCited(scenario=kept.id, sha256=kept.sha256)
    command = kept.scenario.command
    more = {"voids": voids} if isinstance(command, c.RevisePlan) else {}
    return command.model_copy(update={"scenario": cited, **more})


async def one(reading: Reading, unit: str, made_by: str, scenario: str) -> Kept:
    """One that the caller made or is shown; raises Unknown for any other."""
    plan = await reading.unit_state(unit)
    for row in await _shown(reading, unit):
        if (row["person"], row["id"]) == (made_by, _id(reading.cycle, unit, scenario)):
            return _kept(dict(row), plan, reading.at)
    raise Unknown(f"No scenario {scenario} of {made_by} is yours or shown to you.")


async def side_by_side(reading: Reading, unit: str) -> Compared:
    plan = await reading.unit_state(unit)
    return Compared(
        unit=unit,
        version=plan.version,
        stands=pure.outcome(plan, plan, reading.at) if plan.current else None,
        scenarios=tuple(_kept(dict(row), plan, reading.at) for row in await _shown(reading, unit)),
    )


async def _shown(reading: Reading, unit: str) -> Sequence[asyncpg.Record]:
    where = (
        reading.organisation,
        reading.cycle,
        unit,
        _id(reading.cycle, unit, ""),
        reading.caller.person,
    )
    return await _rows(reading, SHOWN, *where)


def _kept(row: Mapping[str, Any], plan: UnitState, at: datetime) -> Kept:
    """A row as it reads today; its id begins with what all of the unit's begin with."""
    body = json.loads(row["body"])
    keeping = Keeping.model_validate({name: body[name] for name in Keeping.model_fields})
    outcome, refused = _outcome(plan, keeping.scenario, at)
    return Kept(
        id=row["id"].removeprefix(_id(plan.cycle, plan.unit, "")),
        made_by=row["person"],
        shared_with=keeping.shared_with,
        updated_at=row["updated_at"],
        kind="proposal" if keeping.scenario.proposal else "revision",
        sha256=keeping.scenario.sha256,
        behind=body["version"] != plan.version,
        scenario=keeping.scenario,
        outcome=outcome,
        refused=refused.detail if refused else None,
        missing=refused.missing if refused else (),
    )


def _outcome(
    plan: UnitState, scenario: Scenario, at: datetime
) -> tuple[Outcome | None, DomainError | None]:
    try:
        return pure.outcome(pure.branch(plan, scenario, at), plan, at), None
    except DomainError as refused:
        return None, refused


def _id(cycle: str, unit: str, scenario: str) -> str:
    """The id of its row; no draft of that table has a slash in its own."""
    return f"scenario/{cycle}/{unit}/{scenario}"


async def _rows(reading: Reading, query: str, *values: Any) -> Sequence[asyncpg.Record]:
    with outcome_unknown():
        return await reading.doors.writer.fetch(query, *values)
