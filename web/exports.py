"""Files out: CSV or XLSX in which no cell computes anything, of what the caller may see."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from pathlib import PurePath
from typing import Annotated, Any, Literal

from fastapi import Query, Response

from domain.aggregates import stream_of
from domain.authority.reads import READ_EXPORT, READ_PEOPLE
from domain.sealed import holds_bracket
from domain.unit.plan import InForce, UnitState
from files.write import WORKBOOK, Cell, write_table
from files.write_sheet import Out, write_workbook
from projections import findings, seats, timeline
from projections.fetching import Found
from store.seals import Seals
from web.asking import asks
from web.problems import RESPONSES
from web.reading import Reading, Reads
from web.routing import Router
from web.shown import untold

Name = Literal["people", "actuals", "portions", "quotas", "timeline", "findings"]
Row = Sequence[Cell]
Table = tuple[tuple[str, ...], list[Row]]
PAGE = 1_000

router = Router(prefix="/v1/{organisation}/cycles/{cycle}", tags=["files"], responses=RESPONSES)


@router.get("/exports/{name}.csv", response_class=Response, dependencies=[asks(READ_EXPORT)])
async def export(reading: Reads, name: Name) -> Response:
    """One table as CSV: `quotas` has every change of a quota, the others what holds now."""
    return await _exported(reading, name, "csv")


@router.get("/exports/{name}", response_class=Response, dependencies=[asks(READ_EXPORT)])
async def export_as(
    reading: Reads,
    name: Name,
    kind: Annotated[Literal["csv", "xlsx"], Query(alias="format")] = "csv",
) -> Response:
    """One table as CSV or XLSX: `quotas` has every change of a quota."""
    return await _exported(reading, name, kind)


async def _exported(reading: Reading, name: Name, kind: Literal["csv", "xlsx"]) -> Response:
    columns, sealed = await _TABLES[name](reading)
    rows = await opened_cells(reading.doors.seals, sealed)
    content = (
        await asyncio.to_thread(write_workbook, Out(name, columns, rows))
        if kind == "xlsx"
        else write_table(columns, rows)
    )
    return attached(content, f"{reading.cycle}-{name}.{kind}")


MEDIA = {".csv": "text/csv; charset=utf-8", ".xlsx": WORKBOOK, ".zip": "application/zip"}


async def opened_cells(seals: Seals, rows: Iterable[Sequence[object]]) -> list[tuple[Any, ...]]:
    """The rows as they are read: a cell is written, and quoted, once it is known what it says."""
    every = [tuple(row) for row in rows]
    texts = (cell for row in every for cell in row if isinstance(cell, str))
    read: Mapping[Any, str] = await seals.each(text for text in texts if holds_bracket(text))
    return [tuple(read.get(cell, cell) for cell in row) for row in every]


def attached(content: bytes, file: str) -> Response:
    """A file to keep, of the kind that its name says."""
    return Response(
        content,
        media_type=MEDIA[PurePath(file).suffix],
        headers={
            "Content-Disposition": f'attachment; filename="{file}"',
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
        },
    )


async def _people(reading: Reading) -> Table:
    columns = ("unit", "leader", "id", "name", "email", "seats")
    rows: list[Row] = []
    state = await reading.cycle_state()
    every = reading.may(READ_PEOPLE)
    for unit in state.units:
        if not every and unit.draft.unit not in reading.units:
            continue
        for person in unit.draft.people:
            held = " ".join(one.id for one in unit.draft.seats if one.owner == person.id)
            rows.append((unit.draft.unit, unit.led_by, person.id, person.name, person.email, held))
    return columns, rows


async def _actuals(reading: Reading) -> Table:
    columns = ("unit", "seat", "period", "amount", "currency", "source", "sha256")
    rows: list[Row] = []
    for plan in await reading.unit_states():
        for recorded in plan.actuals:
            document = recorded.source
            rows += [
                (plan.unit, line.seat, recorded.period, line.amount.amount,
                 line.amount.currency, document.name, document.sha256)
                for line in recorded.lines
            ]  # fmt: skip
        for correction in plan.corrections:
            if correction.approved_by is not None:
                proposed = correction.proposed
                rows += [
                    (plan.unit, line.seat, line.period, line.delta.amount, line.delta.currency,
                     f"correction {proposed.correction}", "")
                    for line in proposed.lines
                ]  # fmt: skip
    return columns, rows


async def _portions(reading: Reading) -> Table:
    columns = (
        "unit", "seat", "title", "owner", "carried_by", "leads", "target", "role", "currency",
        "last_year", "potential", "basis", "portion", "portion_rolled", "quota", "quota_rolled",
        "bottom_up", "actual",
    )  # fmt: skip
    place = (reading.doors.reader, reading.organisation, reading.cycle)
    return columns, _of(columns, await seats.of(*place, reading.units))


async def _quotas(reading: Reading) -> Table:
    columns = (
        "unit", "seat", "person", "target", "version", "in_force_since", "jointly_owned_since",
        "quota_before", "quota", "change", "currency",
    )  # fmt: skip
    rows: list[Row] = []
    for plan in await reading.unit_states():
        before: InForce | None = None
        for current in plan.in_force:
            rows += _changes(plan, before, current)
            before = current
    return columns, rows


def _changes(plan: UnitState, before: InForce | None, current: InForce) -> Iterable[Row]:
    for portion in current.portions:
        was = before.portion(portion.seat) if before else None
        seat = plan.seat(portion.seat)
        if was is not None and was.amount == portion.amount:
            continue
        yield (
            plan.unit,
            portion.seat,
            plan.owner(seat) if seat else plan.leader,
            seat.target if seat else "",
            current.version,
            current.since,
            current.jointly_since,
            was.amount.amount if was else None,
            portion.amount.amount,
            portion.amount.amount - was.amount.amount if was else None,
            portion.amount.currency,
        )


async def _timeline(reading: Reading) -> Table:
    columns = (
        "position", "occurred_at", "stream", "version", "type", "actor", "on_behalf_of", "words",
        "command_id", "hash",
    )  # fmt: skip
    streams = [stream_of("unit", reading.cycle, unit) for unit in reading.units]
    streams.append(stream_of("cycle", reading.cycle))
    state = await reading.cycle_state()
    names, without = timeline.names_of(state), untold(state, reading)
    rows: list[Row] = []
    after = 0
    while page := await timeline.of(
        reading.doors.reader,
        reading.organisation,
        streams,
        names=names,
        without=without,
        after=after,
        limit=PAGE,
    ):
        rows += [tuple(getattr(one, column) for column in columns) for one in page]
        after = page[-1].position
    return columns, rows


async def _findings(reading: Reading) -> Table:
    columns = ("found_at", "unit", "practice", "words", "subject", "waived")
    place = (reading.doors.reader, reading.organisation, reading.cycle)
    return columns, _of(columns, await findings.of(*place, reading.units))


def _of(columns: Sequence[str], found: Iterable[Found]) -> list[Row]:
    return [tuple(_cell(row[column]) for column in columns) for row in found]


def _cell(value: object) -> Cell:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value  # type: ignore[return-value]  # a read model's columns are cells, lists apart


_TABLES: dict[Name, Callable[[Reading], Awaitable[Table]]] = {
    "people": _people,
    "actuals": _actuals,
    "portions": _portions,
    "quotas": _quotas,
    "timeline": _timeline,
    "findings": _findings,
}
