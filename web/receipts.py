"""A decision's proof over HTTP: the file that its maker keeps."""

from __future__ import annotations

from typing import cast

import structlog
from fastapi import Request

from audit.published import Mismatch
from audit.receipts import AGAIN, Blocks, NotYetWitnessed, ReceiptFile, receipt_file
from domain.aggregates import stream_of
from domain.authority.reads import READ_RECEIPT
from domain.errors import Unknown
from domain.words import Identifier
from store.pool import session as connected
from web.asking import asks
from web.doors import Doors
from web.giving import GivenId
from web.problems import RESPONSES, RequestRefused
from web.reading import Cycle, Reads
from web.routing import Router

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


@router.get("/receipts/{cycle}/{command_id}/file", dependencies=[asks(READ_RECEIPT)])
async def kept(
    request: Request,
    reading: Reads,
    cycle: Cycle,
    command_id: GivenId,
    unit: Identifier | None = None,
) -> ReceiptFile:
    """The proof of a command for whoever made it: entries, paths, checkpoint and keys."""
    stream = stream_of("unit", cycle, unit) if unit else stream_of("cycle", cycle)
    return await file_of(request, reading.doors, reading.organisation, stream, command_id)


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
        raise Unknown(f"{stream} holds no command {command_id}.")
    return found


def blocks_of(request: Request) -> Blocks:
    """What this process has read of the logs before."""
    state = request.app.state
    if not hasattr(state, "blocks"):
        state.blocks = Blocks()
    return cast("Blocks", state.blocks)
