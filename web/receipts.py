"""A decision's receipt and its proof over HTTP, for its maker and whoever reads the plan it is in."""

from __future__ import annotations

from typing import Annotated, cast

import structlog
from fastapi import Depends, Request

import store.read
from audit.published import Mismatch
from audit.receipts import AGAIN, Blocks, NotYetWitnessed, ReceiptFile, receipt_file
from domain.authority.reads import READ_OWN_RECEIPT, READ_RECEIPT
from domain.authority.ruling import Resource, Subject, granted
from domain.custody.state import RECORD
from domain.errors import NotAuthorised, Unknown
from domain.words import Identifier
from projections import decided
from store.model import Receipt
from store.pool import session as connected
from web.asking import says
from web.doors import Doors, OpenDoors
from web.giving import GivenId, Place
from web.identity import Caller, WhoCalls
from web.problems import RESPONSES, Malformed, RequestRefused
from web.reading import Cycle, Organisation, Reading, Reads
from web.routing import Router
from web.security import Attempt, note_refusal

log = structlog.get_logger(__name__)

router = Router(prefix="/v1/{organisation}", tags=["queries"], responses=RESPONSES)


class NotWitnessedYet(RequestRefused):
    status = 409
    title = "It is recorded, and not yet witnessed"

    def __init__(self) -> None:
        seconds = int(AGAIN.total_seconds())
        super().__init__(
            "The decision is recorded. The notary has not signed the log up to it yet: ask again "
            f"in {seconds} seconds. If it stays so, the notary does not run: tell an operator."
        )
        self.headers = {"Retry-After": str(seconds)}


class NotAsWitnessed(RequestRefused):
    status = 409
    title = "The record is not what was witnessed"


class KeptReceipt(Receipt):
    """A receipt, and whether the notary has signed the log up to all of it."""

    witnessed: bool


async def asked_for(
    *,
    reading: Reads,
    cycle: Cycle,
    command_id: GivenId,
    unit: Identifier | None = None,
    seller: Identifier | None = None,
    culture: bool = False,
    incentives: bool = False,
) -> Place:
    """Where the decision is, for who may have its receipt. Raises NotAuthorised and Malformed."""
    if sum(map(bool, (unit, seller, culture, incentives))) > 1:
        raise Malformed(
            "A decision is in one plan: say one of unit, seller, culture and incentives."
        )
    place = Place(
        organisation=reading.organisation,
        cycle=cycle,
        unit=unit,
        seller=seller,
        culture=culture,
        incentives=incentives,
    )
    await _require(reading, place, command_id)
    return place


Asked = Annotated[Place, Depends(asked_for)]


async def _require(reading: Reading, place: Place, command_id: str) -> None:
    """Of a cycle, whoever has a part in it; of a unit, who reads its plan; else the maker alone."""
    of_cycle = Place(organisation=place.organisation, cycle=place.cycle)
    if place.stream == of_cycle.stream or _reads(reading, place):
        return
    if await gave(reading.doors, reading.caller, place.key, command_id):
        return
    if place.unit:
        await reading.require(place.unit)
        await reading.ask(READ_RECEIPT, place.unit)
    raise await reading.denied(_is_not(reading.caller, place.stream, command_id), None)


def _reads(reading: Reading, place: Place) -> bool:
    return place.unit in reading.units and reading.may(READ_RECEIPT, place.unit)


async def gave(doors: Doors, caller: Caller, place: tuple[str, str], command_id: str) -> bool:
    """Whether there is the command, and the caller gave it."""
    about = Resource(about=await decided.maker(doors.reader, *place, command_id))
    return granted(Subject(caller.person), READ_OWN_RECEIPT, about) is not None


def _is_not(caller: Caller, stream: str, command_id: str) -> str:
    """The same whether or not there is such a command."""
    return (
        f"{caller.person} gave no command {command_id} in {stream}, and a receipt there is its "
        "maker's alone: ask whoever decided."
    )


async def asked_of_custody(
    doors: OpenDoors, caller: WhoCalls, organisation: Organisation, command_id: GivenId
) -> tuple[str, str]:
    """Where the decision is, for its maker. Raises NotAuthorised, and notes it."""
    place = (organisation, RECORD)
    if not await gave(doors, caller, place, command_id):
        refused = NotAuthorised(_is_not(caller, RECORD, command_id))
        attempt = Attempt(organisation=organisation, action="read")
        await note_refusal(doors, caller, attempt, refused)
        raise refused
    return place


OfCustody = Annotated[tuple[str, str], Depends(asked_of_custody)]


@router.get("/receipts/{cycle}/{command_id}")
@says(READ_RECEIPT)
async def receipt(reading: Reads, place: Asked, command_id: GivenId) -> KeptReceipt:
    """The first receipt of a command that is on the record."""
    found = await _receipt(reading.doors, place.key, command_id)
    if place.unit is None or _reads(reading, place):
        return found
    return found.model_copy(update={"findings": ()})


@router.get("/receipts/{cycle}/{command_id}/file")
@says(READ_RECEIPT)
async def kept(request: Request, reading: Reads, place: Asked, command_id: GivenId) -> ReceiptFile:
    """The proof of a command for whoever made it: entries, paths, checkpoint and keys."""
    return await file_of(request, reading.doors, *place.key, command_id)


@router.get("/custody/receipts/{command_id}")
@says(READ_OWN_RECEIPT)
async def receipt_of_custody(
    doors: OpenDoors, place: OfCustody, command_id: GivenId
) -> KeptReceipt:
    """The first receipt of a command of custody, for who gave it."""
    return await _receipt(doors, place, command_id)


@router.get("/custody/receipts/{command_id}/file")
@says(READ_OWN_RECEIPT)
async def kept_of_custody(
    request: Request, doors: OpenDoors, place: OfCustody, command_id: GivenId
) -> ReceiptFile:
    """The proof of a command of custody for whoever made it."""
    return await file_of(request, doors, *place, command_id)


async def _receipt(doors: Doors, place: tuple[str, str], command_id: str) -> KeptReceipt:
    found = await store.read.receipt(doors.reader, *place, command_id)
    if found is None:
        raise _unknown(place[1], command_id)
    witnessed = await store.read.witnessed(doors.reader, place[0])
    return KeptReceipt(**found.model_dump(), witnessed=found.positions[-1] <= witnessed)


async def file_of(
    request: Request, doors: Doors, organisation: str, stream: str, command_id: str
) -> ReceiptFile:
    """Raises Unknown, NotWitnessedYet, and NotAsWitnessed where the record was changed."""
    try:
        async with connected(doors.reader) as connection:
            found = await receipt_file(
                connection, blocks_of(request), organisation, stream, command_id
            )
    except NotYetWitnessed:
        raise NotWitnessedYet from None
    except Mismatch as differs:
        log.error("not as witnessed", organisation=organisation, why=str(differs))  # noqa: TRY400 - in words
        raise NotAsWitnessed(str(differs)) from None
    if found is None:
        raise _unknown(stream, command_id)
    return found


def _unknown(stream: str, command_id: str) -> Unknown:
    return Unknown(f"{stream} holds no command {command_id}.")


def blocks_of(request: Request) -> Blocks:
    """What this process has read of the logs before."""
    state = request.app.state
    if not hasattr(state, "blocks"):
        state.blocks = Blocks()
    return cast("Blocks", state.blocks)
