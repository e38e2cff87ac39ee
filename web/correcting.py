"""Corrections from a file: checked whole against what is known, then proposed."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Annotated, Any, Literal, NamedTuple

from fastapi import Query, Request

from domain.authority.reads import IMPORT
from domain.cycle import commands as c
from domain.cycle.state import CycleState
from domain.model import Value
from domain.money import Money, Percent
from domain.people import Document
from domain.unit import commands as u
from domain.unit import values as v
from domain.unit.measuring.values import ValueCorrection
from domain.words import Identifier, Name, Sha256, Words
from files.actuals import Known
from files.corrections import CorrectionsDraft, read_corrections
from files.goal_values import GoalValuesDraft, read_goal_values
from store.model import Receipt
from web import company
from web.asking import asks
from web.checking import Step, rates_of, selling
from web.giving import CommandId
from web.imports import (
    FILE_BODY,
    all_given,
    known_actuals,
    read_whole,
    total_entered,
    would_all_be_taken,
)
from web.measuring import known_goals
from web.problems import RESPONSES
from web.reading import Reading, Reads
from web.restating import standing
from web.routing import Router

router = Router(
    prefix="/v1/{organisation}/cycles/{cycle}/corrections", tags=["files"], responses=RESPONSES
)

Said = Iterator[tuple[str, dict[str, Any]]]
"""What each unit's correction holds."""

Of = Annotated[Literal["seats", "goals"], Query(description="Amounts of seats, or values of goals")]


class Sent(NamedTuple):
    """A file as it came, and the sheet that is to be read of a workbook."""

    name: str
    content: bytes
    sheet: str | None


class Read(NamedTuple):
    """A file without a problem: what it changes the total by, and what each unit's correction holds."""

    source: Document
    rows: int
    change: Money | None
    said: tuple[tuple[str, dict[str, Any]], ...]


class Corrected(Value):
    """What a file of corrections held, and the receipts of what it became; a dry run has none.

    `change` is what it comes to at plan rates; values of goals add up to nothing.
    """

    correction: Identifier
    file: str
    sha256: Sha256
    rows: int
    change: Money | None
    receipts: tuple[Receipt, ...]


@router.post("", openapi_extra=FILE_BODY, dependencies=[asks(IMPORT, whole=True)])
async def propose_corrections(
    *,
    request: Request,
    reading: Reads,
    correction: Identifier,
    reason: Words,
    of: Of = "seats",
    command_id: CommandId = None,
    dry_run: bool = False,
    control_total: Percent | None = None,
    currency: str | None = None,
    file_name: Name | None = None,
    sheet: Annotated[str | None, Query(max_length=200)] = None,
) -> Corrected:
    """Propose what a CSV or XLSX file corrects: seat, period, was, amount and currency.

    What a row reverses must be what is known. The total stays as it is, unless `control_total` says
    by how much it changes. Of goals the columns are unit, goal, period, was, value and measured_in.
    Somebody else approves. A file with problems is answered with every one of them.
    """
    state = await reading.cycle_state()
    control = total_entered(control_total, currency or state.currency)
    file = Sent(file_name or f"{correction}.csv", await request.body(), sheet)
    read = await _read(reading, state, file, of, control)
    again = await _given_again(reading, read, correction)
    steps = (*_proposals(read, correction, reason), *(() if again else (_recorded(read),)))
    key = command_id or str(uuid.uuid4())
    await would_all_be_taken(reading, steps, key)
    return Corrected(
        correction=correction,
        file=read.source.name,
        sha256=read.source.sha256,
        rows=read.rows,
        change=read.change,
        receipts=() if dry_run else await all_given(reading, steps, key),
    )


def _proposals(read: Read, correction: str, reason: str) -> Iterator[Step]:
    for unit, said in read.said:
        command = u.ProposeCorrection(
            correction=correction, reason=reason, source=read.source, **said
        )
        yield Step(command, unit=unit, part=unit)


async def _given_again(reading: Reading, read: Read, correction: str) -> bool:
    """Whether the file came before and nothing of it holds: all that it proposed has ended."""
    before = [
        one
        for one in await standing(reading)
        if one.sha256 == read.source.sha256 and one.correction != correction
    ]
    return bool(before) and all(one.ended for one in before)


def _recorded(read: Read) -> Step:
    """The file's hash comes last, so that what was interrupted can be given again."""
    return Step(
        c.RecordImport(
            kind="corrections", source=read.source, rows=read.rows, control_total=read.change
        )
    )


async def _read(
    reading: Reading, state: CycleState, file: Sent, of: Of, control: Money | None
) -> Read:
    """Raises FileHasProblems, naming each."""
    if of == "goals":
        goals = await _goals(reading, state, file)
        source = Document(name=goals.file, sha256=goals.sha256)
        return Read(source, len(goals.lines), None, tuple(_of_goals(goals)))
    known = await known_actuals(reading)
    seats = await _seats(state, file, known, control)
    source = Document(name=seats.file, sha256=seats.sha256)
    said = tuple(_of_seats(state, seats, known))
    return Read(source, len(seats.lines), seats.change, said)


async def _seats(
    state: CycleState,
    file: Sent,
    known: Known,
    control: Money | None,
) -> CorrectionsDraft:
    return await read_whole(
        read_corrections,
        file.name,
        file.content,
        seats=selling(state),
        known=known,
        currency=state.currency,
        rates=rates_of(state),
        control=control,
        sheet=file.sheet,
    )


async def _goals(reading: Reading, state: CycleState, file: Sent) -> GoalValuesDraft:
    return await read_whole(
        read_goal_values,
        file.name,
        file.content,
        goals=await known_goals(reading),
        periods=tuple(one.label for one in state.periods),
        correcting=True,
        sheet=file.sheet,
    )


def _of_seats(state: CycleState, draft: CorrectionsDraft, known: Known) -> Said:
    """The lines of each unit: a seat that leads changes by what those below it do, at plan rates."""
    found: dict[str, list[v.CorrectionLine]] = {}
    units = tuple(unit.draft for unit in state.units)
    for period in dict.fromkeys(line.period for line in draft.lines):
        sold = {seat: known[seat, period] for seat in selling(state) if (seat, period) in known}
        corrected = sold | {line.seat: line.amount for line in draft.lines if line.period == period}
        before = company.rolled_up(units, sold, rates_of(state))
        for unit, amounts in company.rolled_up(units, corrected, rates_of(state)).items():
            for seat, amount in amounts.items():
                delta, was = amount - before[unit][seat], known.get((seat, period))
                if delta.amount and was is not None:
                    line = v.CorrectionLine(period=period, seat=seat, delta=delta, was=was)
                    found.setdefault(unit, []).append(line)
    return ((unit, {"lines": tuple(lines)}) for unit, lines in found.items())


def _of_goals(
    draft: GoalValuesDraft,
) -> Said:
    found: dict[str, list[ValueCorrection]] = {}
    for line in draft.lines:
        if line.was is not None:
            value = ValueCorrection(
                period=line.period, goal=line.goal, was=line.was, value=line.value
            )
            found.setdefault(line.unit, []).append(value)
    return ((unit, {"lines": (), "values": tuple(values)}) for unit, values in found.items())
