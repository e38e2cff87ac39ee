"""Refused attempts, kept like the record is; a log that cannot be written changes no answer."""

from __future__ import annotations

import asyncio
import json

import asyncpg
import structlog

from domain.errors import DomainError
from domain.model import Value
from web.doors import Doors
from web.identity import Caller

PATIENCE = 2.0
LONGEST = 2_000
WRITE = """
    INSERT INTO tally.security_log (organisation, at, actor, action, name, practice, detail, client)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
"""

log = structlog.get_logger(__name__)


class Attempt(Value):
    """What was tried: a command's name, or `read`; on which plan, under which command id."""

    organisation: str
    action: str
    cycle: str | None = None
    unit: str | None = None
    command_id: str | None = None


async def note_refusal(
    doors: Doors, caller: Caller, attempt: Attempt, refused: DomainError
) -> None:
    """Write one row about a refused attempt, within two seconds or not at all."""
    detail = {
        "detail": refused.detail[:LONGEST],
        "missing": [part[:LONGEST] for part in refused.missing[:20]],
        "cycle": attempt.cycle,
        "unit": attempt.unit,
        "command_id": attempt.command_id,
        "on_behalf_of": caller.on_behalf_of,
    }
    try:
        async with asyncio.timeout(PATIENCE):
            await doors.writer.execute(
                WRITE,
                attempt.organisation,
                doors.now(),
                caller.person,
                attempt.action,
                refused.name,
                refused.practice,
                json.dumps(detail),
                caller.client,
            )
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        log.warning("the security log was not written", action=attempt.action, error=repr(error))
