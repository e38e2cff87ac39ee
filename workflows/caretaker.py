"""What the service owes custody by itself: an event for every change of a log's keys.

It looks at what is so and gives what is missing, again and again, so that nothing need be remembered:
a change of keys that was made while nothing ran is found when something runs again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import asyncpg
import structlog
from temporalio.client import Client

from domain.custody.commands import RecordLogKey
from domain.custody.state import RECORD
from domain.errors import DomainError
from domain.model import SYSTEM, Command
from store.errors import OutcomeUnknown, RecordDiverged
from store.pool import Pool, session
from workflows.client import Fault, RecordUnavailable, give
from workflows.envelope import Envelope

log = structlog.get_logger(__name__)

CLIENT = "caretaker"
EVERY = 2.0
"""Seconds between two looks."""

PATIENCE = 30.0
MISSED = (
    OutcomeUnknown,
    RecordUnavailable,
    RecordDiverged,
    Fault,
    DomainError,
    asyncpg.PostgresError,
)

KEYS = """
    SELECT k.organisation, k.number, k.reason, k.verifier_key, k.introduced_at, k.withdrawn_key,
           k.withdrawn_at, k.words
    FROM tally.log_keys AS k
    WHERE k.number > (
        SELECT count(*) FROM tally.events AS e
        WHERE e.organisation = k.organisation AND e.stream = $1
          AND e.type IN ('LogKeyCreated', 'LogKeyRotated', 'LogKeyLost')
    )
    ORDER BY k.organisation, k.number
"""


class Caretaker:
    """One for each worker; two that do the same thing leave it once on the record."""

    def __init__(self, client: Client, pool: Pool) -> None:
        self._client, self._pool = client, pool

    async def go_on(self) -> None:
        """Look until cancelled; what could not be done is tried at the next look."""
        while True:
            try:
                await self.look()
            except MISSED as why:
                log.warning("custody is behind", why=f"{type(why).__name__}: {why}")
            await asyncio.sleep(EVERY)

    async def look(self) -> None:
        """Give what is owed now. Raises one of MISSED."""
        for row in await self._keys():
            number = row["number"]
            command = RecordLogKey(
                number=number,
                reason=row["reason"],
                key=row["verifier_key"],
                introduced_at=row["introduced_at"],
                before=row["withdrawn_key"],
                withdrawn_at=row["withdrawn_at"],
                words=row["words"],
            )
            await self._give(row["organisation"], f"{RECORD}:log-key:{number}", command)

    async def _keys(self) -> Sequence[asyncpg.Record]:
        """Every change of keys without its event, in the order in which they are recorded."""
        async with session(self._pool) as connection:
            found: Sequence[asyncpg.Record] = await connection.fetch(KEYS, RECORD)
        return found

    async def _give(self, organisation: str, command_id: str, command: Command) -> None:
        envelope = Envelope.of(
            command,
            organisation=organisation,
            stream=RECORD,
            command_id=command_id,
            by=SYSTEM,
            client=CLIENT,
        )
        await give(self._client, self._pool, envelope, patience=PATIENCE)
