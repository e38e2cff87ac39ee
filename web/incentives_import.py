"""A file of incentives in: checked whole, cell by cell, then one command or none."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query, Request

from domain.authority.ruling import Denied, Resource, Subject, ruled
from domain.incentives import commands as c
from domain.incentives.authority import RULES, offices
from domain.model import Value
from domain.people import Document
from domain.words import Name
from files.incentives import IncentivesDraft, read_incentives
from projections import strategic_goals
from store.model import Receipt
from web.asking import gives
from web.giving import CommandId, Place, given, tried
from web.imports import FILE_BODY, read_whole
from web.problems import RESPONSES
from web.reading import Reading, Reads
from web.routing import Router

router = Router(
    prefix="/v1/{organisation}/cycles/{cycle}/incentives", tags=["files"], responses=RESPONSES
)


class IncentivesRead(Value):
    """What the file held, and the receipt of what it became; a dry run has none."""

    file: str
    sha256: str
    rows: int
    people: int
    receipt: Receipt | None


@router.post("/imports", openapi_extra=FILE_BODY)
async def import_incentives(
    *,
    request: Request,
    reading: Reads,
    command_id: CommandId = None,
    dry_run: bool = False,
    file_name: Name = "incentives.csv",
    sheet: Annotated[str | None, Query(max_length=200)] = None,
) -> IncentivesRead:
    """Import what managers and executives are paid for, from CSV or XLSX: a row a component.

    A file with problems is answered with every one of them, and nothing of it is used.
    """
    draft = await _checked(reading, await request.body(), file_name, sheet)
    source = Document(name=draft.file, sha256=draft.sha256)
    command = c.ImportIncentives(source=source, plans=draft.plans)
    place = Place(organisation=reading.organisation, cycle=reading.cycle, incentives=True)
    receipt = None
    if dry_run:
        await tried(reading.doors, reading.caller, place, command)
    else:
        receipt = await given(reading.doors, reading.caller, place, command, command_id)
    return IncentivesRead(
        file=draft.file,
        sha256=draft.sha256,
        rows=draft.rows,
        people=len(draft.plans),
        receipt=receipt,
    )


async def _checked(
    reading: Reading, content: bytes, file: str, sheet: str | None
) -> IncentivesDraft:
    """Raises FileHasProblems, and for who may import none, what the command would be refused with."""
    state = await reading.incentives_state()
    me = reading.caller.person
    ruling = ruled(Subject(me, whole=offices(state, me)), RULES[c.ImportIncentives], Resource())
    if isinstance(ruling, Denied):
        raise await reading.denied(ruling.words, None)
    led = state.led
    units = {one: (*led.get(one, ()), state.top)[0].unit for one in state.people}
    goals = await strategic_goals.known(
        reading.doors.reader,
        (reading.organisation, reading.cycle),
        tuple(one.unit for one in state.levels),
    )
    return await read_whole(read_incentives, file, content, people=units, goals=goals, sheet=sheet)


gives(import_incentives, c.ImportIncentives)
