"""Drafts: private to the person who writes them, and nowhere on the record."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated, Any

import asyncpg
from fastapi import Path, Response
from pydantic import AfterValidator, JsonValue

from domain.authority.reads import OWN
from domain.errors import Unknown
from domain.model import Value
from domain.words import Identifier
from store.errors import outcome_unknown
from web.asking import says
from web.doors import Doors, OpenDoors
from web.identity import WhoCalls
from web.problems import RESPONSES
from web.reading import Organisation
from web.routing import Router

MINE = """
    SELECT id, cycle, unit, body, updated_at FROM tally.drafts
    WHERE organisation = $1 AND person = $2 AND id NOT LIKE 'file.%' AND id NOT LIKE 'scenario/%'
    AND id NOT LIKE 'pulse.%'
    ORDER BY updated_at DESC, id
"""
ONE = """
    SELECT id, cycle, unit, body, updated_at FROM tally.drafts
    WHERE organisation = $1 AND person = $2 AND id = $3
"""
KEEP = """
    INSERT INTO tally.drafts (organisation, person, id, cycle, unit, body, updated_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT (organisation, person, id) DO UPDATE
    SET cycle = excluded.cycle, unit = excluded.unit, body = excluded.body,
        updated_at = excluded.updated_at
"""
HAND_OVER = """
    INSERT INTO tally.drafts (organisation, person, id, cycle, unit, body, updated_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (organisation, person, id) DO NOTHING
    RETURNING id
"""
DROP = """
    DELETE FROM tally.drafts
    WHERE organisation = $1 AND person = $2 AND id = $3 AND id NOT LIKE 'pulse.%' RETURNING id
"""

PULSE = "pulse."
"""How the ids of drafts begin that say that somebody answered: nobody writes or drops them here."""


def _writable(draft: str) -> str:
    if draft.startswith(PULSE):
        raise ValueError(f"a draft's id does not begin with {PULSE}")
    return draft


DraftId = Annotated[Identifier, AfterValidator(_writable), Path()]

router = Router(prefix="/v1/{organisation}/drafts", tags=["drafts"], responses=RESPONSES)


class Writing(Value):
    """What is being written: any JSON, for the cycle and unit it is meant for."""

    cycle: Identifier
    unit: Identifier | None = None
    body: JsonValue


class Draft(Writing):
    id: Identifier
    updated_at: datetime


class Drafts(Value):
    drafts: tuple[Draft, ...]


@router.get("")
@says(OWN)
async def mine(doors: OpenDoors, caller: WhoCalls, organisation: Organisation) -> Drafts:
    """The caller's own drafts, the latest first; files kept beside one are read by their id."""
    rows = await _rows(doors, MINE, organisation, caller.person)
    return Drafts(drafts=tuple(_draft(row) for row in rows))


@router.get("/{draft}")
@says(OWN)
async def one(
    doors: OpenDoors, caller: WhoCalls, organisation: Organisation, draft: DraftId
) -> Draft:
    """One of the caller's own drafts."""
    for row in await _rows(doors, ONE, organisation, caller.person, draft):
        return _draft(row)
    raise Unknown(f"You have no draft {draft}.")


@router.put("/{draft}")
@says(OWN)
async def keep(
    doors: OpenDoors, caller: WhoCalls, organisation: Organisation, draft: DraftId, body: Writing
) -> Draft:
    """Keep a draft, in place of the one of that id."""
    at = doors.now()
    content = json.dumps(body.body)
    where = (body.cycle, body.unit)
    await _rows(doors, KEEP, organisation, caller.person, draft, *where, content, at)
    return Draft(**dict(body), id=draft, updated_at=at)


async def has_draft(doors: Doors, organisation: str, person: str, draft: str) -> bool:
    """Whether somebody has a draft of that id: for pages of their own alone."""
    return bool(await _rows(doors, ONE, organisation, person, draft))


async def hand_over(doors: Doors, organisation: str, to: str, draft: str, body: Writing) -> bool:
    """Prepare a draft for somebody who has none of that id; whether it is theirs now.

    What a person has written themselves is never replaced by what another prepared.
    """
    where = (organisation, to, draft, body.cycle, body.unit)
    return bool(await _rows(doors, HAND_OVER, *where, json.dumps(body.body), doors.now()))


@router.delete("/{draft}", status_code=204)
@says(OWN)
async def drop(
    doors: OpenDoors, caller: WhoCalls, organisation: Organisation, draft: DraftId
) -> Response:
    """Delete a draft; it leaves no trace."""
    if not await _rows(doors, DROP, organisation, caller.person, draft):
        raise Unknown(f"You have no draft {draft}.")
    return Response(status_code=204)


async def _rows(doors: Doors, query: str, *values: Any) -> list[asyncpg.Record]:
    with outcome_unknown():
        return await doors.writer.fetch(query, *values)


def _draft(row: asyncpg.Record) -> Draft:
    return Draft(**{**row, "body": json.loads(row["body"])})
