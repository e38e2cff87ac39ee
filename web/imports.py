"""Files in: checked whole, then given as commands; nothing unless everything is right."""

from __future__ import annotations

import asyncio
import hashlib
import uuid
from collections.abc import Callable, Sequence
from typing import Annotated, ParamSpec, TypeVar

from fastapi import Query, Request

import store.read
from domain.authority.reads import IMPORT
from domain.cycle.state import CycleState
from domain.errors import Invalid
from domain.model import Value
from domain.money import Money, Percent
from domain.words import Name, Sha256, Words
from files.actuals import NOTHING, Known
from files.problems import Problems
from files.write import WORKBOOK
from projections import facts
from store.model import Receipt
from web.asking import asks
from web.checking import Beside, Kind, Step, checked
from web.giving import CommandId, Place, given, tried
from web.knowing import known_people
from web.problems import RESPONSES, FileHasProblems, Malformed
from web.reading import Reading, Reads
from web.routing import Router

P = ParamSpec("P")
Draft = TypeVar("Draft")

FILE_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            kind: {"schema": {"type": "string", "format": "binary"}}
            for kind in ("text/csv", WORKBOOK)
        },
    }
}

router = Router(prefix="/v1/{organisation}/cycles/{cycle}", tags=["files"], responses=RESPONSES)


class Imported(Value):
    """What a file held, and the receipts of what it became; a dry run has none.

    `known` of its rows say what is recorded already, and become nothing.
    """

    kind: Kind
    file: str
    sha256: str
    rows: int
    known: int
    control_total: Money | None
    receipts: tuple[Receipt, ...]


@router.post("/imports/{kind}", openapi_extra=FILE_BODY, dependencies=[asks(IMPORT, whole=True)])
async def import_file(
    *,
    request: Request,
    reading: Reads,
    kind: Kind,
    command_id: CommandId = None,
    dry_run: bool = False,
    control_total: Percent | None = None,
    currency: str | None = None,
    period: Annotated[str | None, Query(max_length=200)] = None,
    file_name: Name | None = None,
    document_name: Name | None = None,
    document_sha256: Sha256 | None = None,
    sheet: Annotated[str | None, Query(max_length=200)] = None,
    restates: Annotated[Words | None, Query(description="Why recorded rates are restated")] = None,
) -> Imported:
    """Import a CSV or XLSX file: people; actuals of a period, or `prior`; a plan goal; market rates.

    Whether it is CSV or XLSX, the file itself says; `sheet` names the sheet to read, else it is the
    first that is not hidden. `prior` actuals are last year's. The plan goal comes with its
    document's name and SHA-256. Rows that say what is recorded already are counted and become
    nothing; other rates of a recorded day come in only with why they restate it. A
    file with problems is answered with every one of them, and nothing of it is used.
    """
    state, content = await reading.cycle_state(), await request.body()
    key = command_id or str(uuid.uuid4())
    but_of = await as_at_first(reading, state, content, key)
    beside = Beside(
        file=file_name or f"{kind}.csv",
        control=total_entered(control_total, currency or state.currency),
        period=period,
        documents={document_name: document_sha256} if document_name and document_sha256 else {},
        known=await known_people(reading.doors, reading.organisation),
        sheet=sheet,
        restates=restates,
        but_of=but_of,
        recorded=await known_actuals(reading, but_of) if kind == "actuals" else NOTHING,
    )
    # In a thread: a large workbook takes seconds, and others wait meanwhile.
    file = await asyncio.to_thread(checked, kind, state, content, beside)
    await would_all_be_taken(reading, file.steps, key)
    receipts = () if dry_run else await all_given(reading, file.steps, key)
    return Imported(
        kind=kind,
        file=beside.file,
        sha256=file.source.sha256,
        rows=file.rows,
        known=file.known,
        control_total=file.control_total,
        receipts=receipts,
    )


async def as_at_first(reading: Reading, state: CycleState, content: bytes, key: str) -> str | None:
    """The file's hash, where it is read as though nothing had come of it yet.

    So it is on its way in, and given again under the key that brought it; under another key it
    says what is known.
    """
    digest = hashlib.sha256(content).hexdigest()
    came = any(one.source.sha256 == digest for one in state.imports)
    stream = Place(organisation=reading.organisation, cycle=reading.cycle).stream
    known = await store.read.receipt(reading.doors.reader, reading.organisation, stream, key)
    return digest if known or not came else None


async def known_actuals(reading: Reading, but_of: str | None = None) -> Known:
    """What is known of each seat and period that the caller sees, corrections included.

    What came of the file with the hash `but_of` is left out.
    """
    place = (reading.doors.reader, reading.organisation, reading.cycle, reading.units)
    found = await facts.of(*place, reading.at)
    own = {(one.unit, one.period) for one in found.sources if one.document.sha256 == but_of}
    return {
        (one.seat, one.period): one.actual
        for one in found.facts
        if (one.unit, one.period) not in own
    }


async def read_whole(read: Callable[P, Draft | Problems], *at: P.args, **named: P.kwargs) -> Draft:
    """What a file holds; raises FileHasProblems, naming each."""
    # In a thread: a large workbook takes seconds, and others wait meanwhile.
    found = await asyncio.to_thread(read, *at, **named)
    if isinstance(found, Problems):
        raise FileHasProblems(found.problems)
    return found


def total_entered(amount: Percent | None, currency: str) -> Money | None:
    try:
        return None if amount is None else Money.of(amount, currency)
    except Invalid as refused:
        raise Malformed("The control total cannot be read.", missing=(refused.detail,)) from refused


async def would_all_be_taken(reading: Reading, steps: Sequence[Step], key: str) -> None:
    """Raise what any of the commands would be refused with; those recorded before are passed."""
    for step in steps:
        place = _place(reading, step)
        known = await store.read.receipt(
            reading.doors.reader, reading.organisation, place.stream, step.command_id(key)
        )
        if known is None:
            await tried(reading.doors, reading.caller, place, step.command)


async def all_given(reading: Reading, steps: Sequence[Step], key: str) -> tuple[Receipt, ...]:
    """Each in order; with the same key it goes on where it stopped."""
    return tuple([await _give(reading, one, key) for one in steps])


async def _give(reading: Reading, step: Step, key: str) -> Receipt:
    place = _place(reading, step)
    return await given(reading.doors, reading.caller, place, step.command, step.command_id(key))


def _place(reading: Reading, step: Step) -> Place:
    return Place(organisation=reading.organisation, cycle=reading.cycle, unit=step.unit)
