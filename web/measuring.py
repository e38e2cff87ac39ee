"""Values of goals from a file: where counts and shares stood at a period's end."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Annotated

from fastapi import Query, Request

from domain.authority.reads import IMPORT
from domain.cycle import commands as c
from domain.model import Value
from domain.people import Document
from domain.unit.measuring import commands as m
from domain.unit.measuring.values import GoalValue
from domain.unit.plan import StrategicGoal
from domain.words import Name, Sha256
from files.goal_values import GoalValuesDraft, KnownGoal, read_goal_values
from store.model import Receipt
from web.asking import asks
from web.checking import Step
from web.giving import CommandId
from web.imports import FILE_BODY, all_given, as_at_first, read_whole, would_all_be_taken
from web.problems import RESPONSES
from web.reading import Reading, Reads
from web.routing import Router

router = Router(
    prefix="/v1/{organisation}/cycles/{cycle}/goal-facts", tags=["files"], responses=RESPONSES
)


class Measured(Value):
    """What the file held, and the receipts of what it became; a dry run has none.

    `known` of its rows say what is recorded already, and become nothing.
    """

    file: str
    sha256: Sha256
    rows: int
    known: int
    receipts: tuple[Receipt, ...]


@router.post("", openapi_extra=FILE_BODY, dependencies=[asks(IMPORT, whole=True)])
async def import_goal_values(
    *,
    request: Request,
    reading: Reads,
    command_id: CommandId = None,
    dry_run: bool = False,
    file_name: Name | None = None,
    sheet: Annotated[str | None, Query(max_length=200)] = None,
) -> Measured:
    """Import where goals stood: CSV or XLSX with unit, goal, period, value and measured_in.

    Rows that say what is recorded already are counted and become nothing. A file with problems is answered with every one of them, and nothing of it is used.
    """
    state, content = await reading.cycle_state(), await request.body()
    key = command_id or str(uuid.uuid4())
    draft = await read_whole(
        read_goal_values,
        file_name or "goals.csv",
        content,
        goals=await known_goals(reading, await as_at_first(reading, state, content, key)),
        periods=tuple(one.label for one in state.periods),
        sheet=sheet,
    )
    steps = tuple(_steps(draft))
    await would_all_be_taken(reading, steps, key)
    return Measured(
        file=draft.file,
        sha256=draft.sha256,
        rows=len(draft.lines) + draft.known,
        known=draft.known,
        receipts=() if dry_run else await all_given(reading, steps, key),
    )


async def known_goals(
    reading: Reading, but_of: str | None = None
) -> Mapping[tuple[str, str], KnownGoal]:
    """Every live goal that the caller may read, by unit and id, with what is known of it.

    What came of the file with the hash `but_of` is left out.
    """
    return {
        (plan.unit, goal.set.goal): KnownGoal(goal.measured_in, _values(goal, but_of))
        for plan in await reading.unit_states()
        for goal in plan.live_goals
    }


def _values(goal: StrategicGoal, but_of: str | None) -> dict[str, Decimal]:
    return {
        one.period: one.value
        for one in goal.facts
        if one.source is None or one.source.sha256 != but_of
    }


def _steps(draft: GoalValuesDraft) -> Iterator[Step]:
    """A command for each unit and period; the file's hash comes last, so that it can be given again."""
    source = Document(name=draft.file, sha256=draft.sha256)
    found: dict[tuple[str, str], list[GoalValue]] = {}
    for line in draft.lines:
        value = GoalValue(goal=line.goal, value=line.value, measured_in=line.measured_in)
        found.setdefault((line.unit, line.period), []).append(value)
    for (unit, period), values in found.items():
        command = m.RecordGoalActuals(period=period, values=tuple(values), source=source)
        yield Step(command, unit=unit, part=f"{unit}.{period}")
    if draft.lines:
        rows = len(draft.lines) + draft.known
        file = c.RecordImport(kind="goal-facts", source=source, rows=rows, known=draft.known)
        yield Step(file)
