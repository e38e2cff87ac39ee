"""Refused attempts and changed roles, kept like the record is; a log that cannot be written changes no answer."""

from __future__ import annotations

import asyncio
import json

import asyncpg
import structlog
from pydantic import JsonValue

from domain.cycle.commands import AgreeToRoles, ProposeRoles
from domain.errors import DomainError
from domain.model import Command, Value
from web.doors import Doors
from web.identity import Caller

PATIENCE = 2.0
LONGEST = 2_000
WRITE = """
    INSERT INTO tally.security_log (organisation, at, actor, action, name, practice, detail, client)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
"""

log = structlog.get_logger(__name__)


MOST = 20
NOTED: dict[type[Command], str] = {ProposeRoles: "RolesProposed", AgreeToRoles: "RolesAgreed"}
"""Commands that change who may do what: they stand in the log when they are recorded, too."""


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
    detail: dict[str, JsonValue] = {
        "detail": refused.detail[:LONGEST],
        "missing": [part[:LONGEST] for part in refused.missing[:20]],
        "cycle": attempt.cycle,
        "unit": attempt.unit,
        "command_id": attempt.command_id,
        "on_behalf_of": caller.on_behalf_of,
    }
    await _write(doors, caller, attempt, (refused.name, refused.practice), detail)


async def note_roles(doors: Doors, caller: Caller, attempt: Attempt, command: Command) -> None:
    """Write one row about roles that were proposed or agreed to, as the record has it."""
    if type(command) not in NOTED:
        return
    said: dict[str, JsonValue] = command.model_dump(mode="json")
    if "reason" in said:
        said["reason"] = str(said["reason"])[:LONGEST]
    for part in ("grants", "revokes"):
        if part in said:
            said[part] = [one.model_dump(mode="json") for one in getattr(command, part)[:MOST]]
    detail = {**said, "cycle": attempt.cycle, "command_id": attempt.command_id}
    await _write(doors, caller, attempt, (NOTED[type(command)], None), detail)


async def _write(
    doors: Doors,
    caller: Caller,
    attempt: Attempt,
    name: tuple[str, str | None],
    detail: dict[str, JsonValue],
) -> None:
    try:
        async with asyncio.timeout(PATIENCE):
            await doors.writer.execute(
                WRITE,
                attempt.organisation,
                doors.now(),
                caller.person,
                attempt.action,
                *name,
                json.dumps(detail),
                caller.client,
            )
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        log.warning("the security log was not written", action=attempt.action, error=repr(error))
