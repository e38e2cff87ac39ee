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
from web.problems import RESPONSES, RequestRefused
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
_INTO = """
    INSERT INTO tally.drafts (organisation, person, id, cycle, unit, body, updated_at)
    SELECT $1, $2, $3, $4, $5, $6, $7
    FROM (
        SELECT count(*) AS number, coalesce(sum(octet_length(body::text)), 0) AS bytes
        FROM tally.drafts
        WHERE organisation = $1 AND person = $2 AND id <> $3 AND id NOT LIKE 'pulse.%'
    ) AS others
    WHERE number < $8 AND bytes + octet_length($6::jsonb::text) <= $9
    ON CONFLICT (organisation, person, id)
"""
KEEP = (
    _INTO
    + """
    DO UPDATE
    SET cycle = excluded.cycle, unit = excluded.unit, body = excluded.body,
        updated_at = excluded.updated_at
    RETURNING id
"""
)
HAND_OVER = _INTO + "DO NOTHING RETURNING id"
DROP = """
    DELETE FROM tally.drafts
    WHERE organisation = $1 AND person = $2 AND id = $3 AND id NOT LIKE 'pulse.%' RETURNING id
"""

MOST = 500
ROOM = 64 * 1024 * 1024
"""How many drafts one person has in an organisation, and their bytes together: a start's files too.

Writes at the same moment may each pass them by one, of as many as there are connections.
"""

PULSE = "pulse."
"""How the ids of drafts begin that say that somebody answered: nobody writes or drops them here."""


def _writable(draft: str) -> str:
    if draft.startswith(PULSE):
        raise ValueError(f"a draft's id does not begin with {PULSE}")
    return draft


Whose = tuple[str, str, str]
"""Organisation, person, and the draft's id."""
DraftId = Annotated[Identifier, AfterValidator(_writable), Path()]

router = Router(prefix="/v1/{organisation}/drafts", tags=["drafts"], responses=RESPONSES)


class NoRoomForDrafts(RequestRefused):
    """One more draft, or a larger one, than a person may have; those that they have stay."""

    status = 409
    title = "There is no room for this draft"

    def __init__(self) -> None:
        super().__init__(
            f"This was not kept, and nothing that was is lost: a person has at most {MOST} drafts "
            f"and {ROOM >> 20} MiB of them, scenarios and files that wait included.",
            missing=("delete drafts or scenarios that you no longer need, then keep this again",),
        )


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
    await kept(doors, (organisation, caller.person, draft), body, at)
    return Draft(**dict(body), id=draft, updated_at=at)


async def kept(doors: Doors, whose: Whose, body: Writing, at: datetime) -> None:
    """Keep it under any id, a scenario's too. Raises NoRoomForDrafts."""
    if not await _written(doors, KEEP, whose, body, at):
        raise NoRoomForDrafts


async def has_draft(doors: Doors, organisation: str, person: str, draft: str) -> bool:
    """Whether somebody has a draft of that id: for pages of their own alone."""
    return bool(await _rows(doors, ONE, organisation, person, draft))


async def hand_over(doors: Doors, organisation: str, to: str, draft: str, body: Writing) -> bool:
    """Prepare a draft for somebody who has none of that id; whether it is theirs now.

    What a person has written themselves is never replaced by what another prepared, and who has
    no room for it is handed nothing.
    """
    return await _written(doors, HAND_OVER, (organisation, to, draft), body, doors.now())


@router.delete("/{draft}", status_code=204)
@says(OWN)
async def drop(
    doors: OpenDoors, caller: WhoCalls, organisation: Organisation, draft: DraftId
) -> Response:
    """Delete a draft; it leaves no trace."""
    if not await _rows(doors, DROP, organisation, caller.person, draft):
        raise Unknown(f"You have no draft {draft}.")
    return Response(status_code=204)


async def _written(doors: Doors, query: str, whose: Whose, body: Writing, at: datetime) -> bool:
    said = (body.cycle, body.unit, json.dumps(body.body), at)
    return bool(await _rows(doors, query, *whose, *said, MOST, ROOM))


async def _rows(doors: Doors, query: str, *values: Any) -> list[asyncpg.Record]:
    with outcome_unknown():
        return await doors.writer.fetch(query, *values)


def _draft(row: asyncpg.Record) -> Draft:
    return Draft(**{**row, "body": json.loads(row["body"])})
