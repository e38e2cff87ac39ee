"""What becomes of a correction in every unit in which it waits: approved, refused or withdrawn."""

from __future__ import annotations

import uuid

from domain.errors import Unknown
from domain.model import Value
from domain.unit import commands as u
from domain.unit.measuring import commands as m
from domain.words import Identifier, Words
from projections import corrections
from store.model import Receipt
from web.asking import gives
from web.checking import Step
from web.giving import CommandId
from web.imports import all_given, would_all_be_taken
from web.problems import RESPONSES
from web.reading import Reading, Reads
from web.routing import Router

router = Router(
    prefix="/v1/{organisation}/cycles/{cycle}/corrections/{correction}",
    tags=["files"],
    responses=RESPONSES,
)

Answer = u.ApproveCorrection | m.RefuseCorrection | m.WithdrawCorrection


class Why(Value):
    reason: Words


class Answered(Value):
    """A receipt for each unit in which the correction waited; a dry run has none."""

    correction: Identifier
    receipts: tuple[Receipt, ...]


@router.post("/approve")
async def approve_corrections(
    reading: Reads, correction: Identifier, command_id: CommandId = None, *, dry_run: bool = False
) -> Answered:
    """Approve a correction in every unit in which it waits; by another than who proposed it."""
    command = u.ApproveCorrection(correction=correction)
    return await _answered(reading, command, command_id, dry_run=dry_run)


@router.post("/refuse")
async def refuse_corrections(
    reading: Reads,
    correction: Identifier,
    why: Why,
    command_id: CommandId = None,
    *,
    dry_run: bool = False,
) -> Answered:
    """Refuse a correction in every unit in which it waits; who proposed it is told the reason."""
    command = m.RefuseCorrection(correction=correction, reason=why.reason)
    return await _answered(reading, command, command_id, dry_run=dry_run)


@router.post("/withdraw")
async def withdraw_corrections(
    reading: Reads,
    correction: Identifier,
    why: Why,
    command_id: CommandId = None,
    *,
    dry_run: bool = False,
) -> Answered:
    """Withdraw a correction that you proposed, in every unit in which it waits."""
    command = m.WithdrawCorrection(correction=correction, reason=why.reason)
    return await _answered(reading, command, command_id, dry_run=dry_run)


async def standing(reading: Reading) -> tuple[corrections.Standing, ...]:
    """Every correction in the units that the caller sees."""
    place = (reading.doors.reader, reading.organisation, reading.cycle)
    return await corrections.of(*place, reading.units)


async def _answered(
    reading: Reading, command: Answer, command_id: str | None, *, dry_run: bool
) -> Answered:
    steps = tuple(Step(command, unit=unit, part=unit) for unit in await _units(reading, command))
    key = command_id or str(uuid.uuid4())
    await would_all_be_taken(reading, steps, key)
    receipts = () if dry_run else await all_given(reading, steps, key)
    return Answered(correction=command.correction, receipts=receipts)


async def _units(reading: Reading, command: Answer) -> tuple[str, ...]:
    """Units in which the correction waits; where it waits in none, all that have it.

    So an answer that was interrupted goes on, and one that comes again is answered as at first.
    """
    found = [one for one in await standing(reading) if one.correction == command.correction]
    if not found:
        raise Unknown(f"No correction {command.correction} waits in a unit that you see.")
    return tuple(one.unit for one in found if one.waits) or tuple(one.unit for one in found)


gives(approve_corrections, u.ApproveCorrection)
gives(refuse_corrections, m.RefuseCorrection)
gives(withdraw_corrections, m.WithdrawCorrection)
