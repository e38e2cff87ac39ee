"""A command of custody, given once custody has heard what the cycles say; or only tried."""

from __future__ import annotations

import uuid

from domain.custody import commands as c
from domain.custody.authority import require_office
from domain.custody.decide import decide
from domain.custody.state import RECORD
from domain.errors import DomainError, NothingToDo
from domain.model import SYSTEM, Command
from projections import custody
from store.model import Receipt
from web.doors import Doors
from web.identity import Caller
from web.sealing import sealed
from web.security import Attempt, note_refusal
from web.would_be import Tried, told
from workflows.client import give
from workflows.envelope import Envelope

SERVICE = "web"


async def given(
    doors: Doors, caller: Caller, organisation: str, command: Command, command_id: str | None
) -> Receipt:
    """The command's receipt; what custody must hear first, it hears first. Raises a DomainError."""
    command_id = command_id or str(uuid.uuid4())
    try:
        await _tell(doors, caller, organisation, command)
        envelope = Envelope.of(
            await sealed(doors, caller, (organisation, RECORD), command),
            organisation=organisation,
            stream=RECORD,
            command_id=command_id,
            by=caller.actor,
            client=caller.client,
        )
        return await give(doors.client, doors.reader, envelope)
    except DomainError as refused:
        await note_refusal(doors, caller, _attempt(organisation, command, command_id), refused)
        raise


def _attempt(organisation: str, command: Command, command_id: str | None) -> Attempt:
    return Attempt(organisation=organisation, action=type(command).__name__, command_id=command_id)


async def _tell(doors: Doors, caller: Caller, organisation: str, command: Command) -> None:
    """What the cycles say now, by the service; nothing for who may not give the command."""
    state = await custody.known(doors.streams, organisation)
    require_office(command, state, caller.actor)
    recorded = await custody.recorded(doors.streams, organisation)
    for one in await custody.offices(doors.streams, organisation, recorded):
        await _said(doors, organisation, custody.heard_of(one), one)
    if isinstance(command, c.ErasePerson | c.AgreeToErasure):
        said = await custody.standing(doors.streams, organisation, command.person, doors.now())
        if said.parts != recorded.parts(command.person):
            key = f"{RECORD}:standing:{command.person}:{recorded.version}:{uuid.uuid4()}"
            await _said(doors, organisation, key, said)


async def _said(doors: Doors, organisation: str, key: str, command: Command) -> None:
    envelope = Envelope.of(
        command,
        organisation=organisation,
        stream=RECORD,
        command_id=key,
        by=SYSTEM,
        client=SERVICE,
    )
    try:
        await give(doors.client, doors.reader, envelope)
    except NothingToDo:
        return  # another request said it at the same moment


async def tried(doors: Doors, caller: Caller, organisation: str, command: Command) -> Tried:
    """What the command would record; raises its DomainError, after a row in the security log."""
    try:
        return await _foreseen(doors, caller, organisation, command)
    except DomainError as refused:
        await note_refusal(doors, caller, _attempt(organisation, command, None), refused)
        raise


async def _foreseen(doors: Doors, caller: Caller, organisation: str, command: Command) -> Tried:
    state = await custody.known(doors.streams, organisation)
    if isinstance(command, c.ErasePerson | c.AgreeToErasure):
        said = await custody.standing(doors.streams, organisation, command.person, doors.now())
        state = custody.stands(state, said)
    require_office(command, state, caller.actor)
    wanted = await sealed(doors, caller, (organisation, RECORD), command)
    events = decide(wanted, state, at=doors.now(), by=caller.actor)
    return told(events, reads=True)
