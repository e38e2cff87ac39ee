"""A file of incentives in: checked whole, cell by cell, then one command or none.

On pages it is kept between the two, as a draft of whoever sent it.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import Query, Request

from domain.authority.ruling import Denied, Resource, Subject, ruled
from domain.errors import Unknown
from domain.incentives import commands as c
from domain.incentives.authority import RULES, offices
from domain.model import Value
from domain.people import Document
from domain.words import Name
from files.incentives import IncentivesDraft, read_incentives
from projections import strategic_goals
from store.model import Receipt
from web import drafts
from web.asking import gives
from web.drafts import Writing
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
    draft = await checked(reading, await request.body(), file_name, sheet)
    receipt = None
    if dry_run:
        await would_be_taken(reading, draft)
    else:
        receipt = await imported(reading, draft, command_id)
    return IncentivesRead(
        file=draft.file,
        sha256=draft.sha256,
        rows=draft.rows,
        people=len(draft.plans),
        receipt=receipt,
    )


async def checked(
    reading: Reading, content: bytes, file: str, sheet: str | None
) -> IncentivesDraft:
    """Raises FileHasProblems, and for who may import none, what the command would be refused with."""
    state = await reading.incentives_state()
    me = reading.caller.person
    ruling = ruled(Subject(me, whole=offices(state, me)), RULES[c.ImportIncentives], Resource())
    if isinstance(ruling, Denied):
        raise await reading.denied(ruling.words, None, RULES[c.ImportIncentives])
    led = state.led
    units = {one: (*led.get(one, ()), state.top)[0].unit for one in state.people}
    goals = await strategic_goals.known(
        reading.doors.reader,
        (reading.organisation, reading.cycle),
        tuple(one.unit for one in state.levels),
    )
    return await read_whole(read_incentives, file, content, people=units, goals=goals, sheet=sheet)


async def would_be_taken(reading: Reading, draft: IncentivesDraft) -> None:
    """Raises what the command would be refused with."""
    await tried(reading.doors, reading.caller, _place(reading), _command(draft))


async def imported(reading: Reading, draft: IncentivesDraft, command_id: str | None) -> Receipt:
    """The receipt of what the file becomes; raises what that is refused with."""
    return await given(reading.doors, reading.caller, _place(reading), _command(draft), command_id)


def _command(draft: IncentivesDraft) -> c.ImportIncentives:
    source = Document(name=draft.file, sha256=draft.sha256)
    return c.ImportIncentives(source=source, plans=draft.plans)


def _place(reading: Reading) -> Place:
    return Place(organisation=reading.organisation, cycle=reading.cycle, incentives=True)


async def wait(reading: Reading, draft: IncentivesDraft) -> None:
    """Keep a checked file for its sender alone, in place of the one before."""
    body = Writing(cycle=reading.cycle, body=draft.model_dump(mode="json"))
    await drafts.keep(reading.doors, reading.caller, reading.organisation, _draft(reading), body)


async def waiting(reading: Reading) -> IncentivesDraft | None:
    """The checked file that the caller has neither imported nor put aside."""
    try:
        kept = await drafts.one(
            reading.doors, reading.caller, reading.organisation, _draft(reading)
        )
    except Unknown:
        return None
    return IncentivesDraft.model_validate(kept.body)


async def put_aside(reading: Reading) -> None:
    await drafts.drop(reading.doors, reading.caller, reading.organisation, _draft(reading))


def _draft(reading: Reading) -> str:
    return f"file.incentives.{reading.cycle}"


gives(import_incentives, c.ImportIncentives)
