"""Changes of rules, and files that came in, over HTTP for an auditor."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import Response

from domain.authority.reads import AUDIT
from domain.cycle.state import CycleState
from domain.model import Value
from domain.money import Money
from files.write import Cell, write_table
from projections import rule_changes
from projections.rule_changes import Act, RuleChange
from web import imported, imported_of_people
from web.asking import asks
from web.auditing import Until, position
from web.exports import attached, opened_cells
from web.imported import FileIn
from web.problems import RESPONSES
from web.reading import Reading, Reads
from web.routing import Router

CHANGED = (
    "kind", "id", "unit", "about", "standing", "wanted_by", "wanted_at", "wanted_position",
    "agreed_by", "agreed_at", "agreed_position", "reason", "answer", "expires_at", "rule",
    "before", "after",
)  # fmt: skip
FILES = (
    "file", "sha256", "kind", "rows", "known", "entered", "computed", "recorded", "currency", "ties_out",
    "by", "on_behalf_of", "at", "position", "hash", "followed",
)  # fmt: skip

router = Router(
    prefix="/v1/{organisation}/cycles/{cycle}/audit",
    tags=["audit"],
    responses=RESPONSES,
    dependencies=[asks(AUDIT, whole=True)],
)


class RuleChanges(Value):
    until: int
    changes: tuple[RuleChange, ...]


class FilesIn(Value):
    until: int
    files: tuple[FileIn, ...]


@router.get("/rules")
async def rules(reading: Reads, until: Until = None) -> RuleChanges:
    """Policy and calendar as they began and each change, each waiver and moved deadline, with both people."""
    last = await position(reading, until)
    return RuleChanges(until=last, changes=await _rules(reading, last))


@router.get("/rules/changes.csv", response_class=Response)
async def rules_as_table(reading: Reads, until: Until = None) -> Response:
    """The same as CSV, a line for each rule that changed."""
    found = await _rules(reading, await position(reading, until))
    rows = await opened_cells(reading.doors.seals, _changed(found))
    return attached(write_table(CHANGED, rows), f"{reading.cycle}-rules.csv")


@router.get("/files")
async def files(reading: Reads, until: Until = None) -> FilesIn:
    """Each file that came in: its hash, what it was said to add up to, and what it does on the record."""
    last = await position(reading, until)
    return FilesIn(until=last, files=await _files(reading, last))


@router.get("/files/control-totals.csv", response_class=Response)
async def files_as_table(reading: Reads, until: Until = None) -> Response:
    """The same as CSV."""
    found = await _files(reading, await position(reading, until))
    rows = await opened_cells(reading.doors.seals, map(_file, found))
    return attached(write_table(FILES, rows), f"{reading.cycle}-files.csv")


async def _rules(reading: Reading, until: int) -> tuple[RuleChange, ...]:
    place = (reading.doors.streams, reading.organisation, reading.cycle)
    return await rule_changes.of_cycle(*place, until)


async def files_of(reading: Reading, state: CycleState, until: int) -> tuple[FileIn, ...]:
    """Everything that came in, of the cycle and of its people, in the order in which it came."""
    reader, organisation = reading.doors.reader, reading.organisation
    of_cycle = await imported.of_cycle(reader, organisation, state, until)
    of_people = await imported_of_people.of_cycle(reader, organisation, state.cycle, until)
    return tuple(sorted((*of_cycle, *of_people), key=lambda one: one.position))


async def _files(reading: Reading, until: int) -> tuple[FileIn, ...]:
    return await files_of(reading, await reading.cycle_state(), until)


def _changed(found: tuple[RuleChange, ...]) -> Iterator[tuple[Cell, ...]]:
    for one in found:
        head = (one.kind, one.id, one.unit, one.about, one.standing)
        acts = (*_act(one.wanted), *_act(one.agreed))
        said = (one.reason, one.answer, one.expires_at)
        for rule in one.differences:
            yield (*head, *acts, *said, rule.rule, rule.before, rule.after)


def _act(act: Act | None) -> tuple[Cell, Cell, Cell]:
    return (act.person, act.at, act.position) if act else (None, None, None)


def _file(one: FileIn) -> tuple[Cell, ...]:
    totals = (one.entered, one.computed, one.recorded)
    known = next((total for total in totals if total), None)
    return (
        one.file,
        one.sha256,
        one.kind,
        one.rows,
        one.known,
        *map(_amount, totals),
        known.currency if known else None,
        "yes" if one.ties_out else "NO",
        one.by,
        one.on_behalf_of,
        one.at,
        one.position,
        one.hash,
        " ".join(f"{found.type}:{found.events}" for found in one.followed),
    )


def _amount(money: Money | None) -> Cell:
    return money.amount if money else None
