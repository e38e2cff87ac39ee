"""Carrying: from each organisation's log to deliveries, and from deliveries to receivers.

Every step can be done again: an event becomes deliveries in the transaction that moves the cursor
past it, and a delivery is claimed before it is sent and marked afterwards. Nothing here is asked
by a decision, or waits for one.
"""

from __future__ import annotations

import asyncio
import time
from collections import ChainMap
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from email.message import EmailMessage

import structlog

from domain.aggregates import stream_of
from domain.custody.state import CustodyState
from domain.errors import DomainError
from messages import digest, endpoints, preferences
from messages.deliveries import EMAIL, Delivery, Key, New, Outcome, add, claim, mark
from messages.letter import letter
from messages.notice import Content
from messages.people import Files, Reach, files_of, in_files, office_holders, reached, sealed
from messages.reading import Log
from messages.smtp import Outlet, attempt
from messages.telling import Decision, contents
from messages.webhooks import Hooks
from projections.kept import Kept
from projections.streams import Streams
from store.codec import Unreadable
from store.errors import OutcomeUnknown, RecordDiverged
from store.pool import Connection, Pool, session
from store.seals import Seals

log = structlog.get_logger(__name__)

BATCH = 50
CYCLES = 20
"""Of which it is remembered whom their files name."""

A_BATCH = 30.0
"""Seconds for one conversation, well within a claim's lease."""
SINCE = """
    INSERT INTO tally.messages_since (at) VALUES ($1) ON CONFLICT (only_one) DO NOTHING RETURNING at
"""
BEGIN = """
    INSERT INTO tally.message_cursors (organisation, position)
    SELECT organisation, position FROM tally.heads ON CONFLICT DO NOTHING
"""
BEHIND = """
    SELECT h.organisation FROM tally.heads AS h
    LEFT JOIN tally.message_cursors AS c USING (organisation)
    WHERE h.position > coalesce(c.position, 0) ORDER BY organisation
"""
OPEN = "INSERT INTO tally.message_cursors VALUES ($1, 0) ON CONFLICT DO NOTHING"
CURSOR = """
    SELECT position FROM tally.message_cursors WHERE organisation = $1 FOR UPDATE SKIP LOCKED
"""
MOVE = "UPDATE tally.message_cursors SET position = $2 WHERE organisation = $1"


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Post:
    """One installation's messages; `outlet` is None where no e-mail is sent."""

    def __init__(
        self,
        pool: Pool,
        *,
        seals: Seals,
        outlet: Outlet | None,
        hooks: Hooks,
        public_url: str,
        now: Callable[[], datetime] = _utc_now,
    ) -> None:
        self._pool = pool
        self._seals = seals
        self._outlet = outlet
        self._hooks = hooks
        self._public_url = public_url
        self._now = now
        self._log = Log(pool)
        self._streams = Streams(pool)
        self._named: Kept[tuple[str, str], Files] = Kept(CYCLES)

    async def switch_on(self) -> None:
        """The first time, put every cursor at its log's end: what was before is told to nobody."""
        async with session(self._pool) as connection, connection.transaction():
            if await connection.fetchval(SINCE, self._now()) is not None:
                await connection.execute(BEGIN)

    async def round(self) -> int:
        """Work out what is new and send what is due; how much there was of both."""
        async with session(self._pool) as connection:
            rows = await connection.fetch(BEHIND)
        done = [await self._read_on(row["organisation"]) for row in rows]
        written = 0
        if self._outlet is not None:
            rehearsals = self._outlet.embedded
            written = await digest.write_due(
                self._pool, self._seals, at=self._now(), rehearsals=rehearsals
            )
        mail, hooks = await asyncio.gather(self._send_mail(), self._send_hooks())
        return sum(done) + written + mail + hooks

    async def _read_on(self, organisation: str) -> int:
        """One organisation that cannot be read holds up no other."""
        try:
            async with session(self._pool) as connection, connection.transaction():
                await connection.execute(OPEN, organisation)
                position = await connection.fetchval(CURSOR, organisation)
                if position is None:
                    return 0  # another worker reads it now
                return await self._write(connection, organisation, position)
        except (Unreadable, RecordDiverged, DomainError) as error:
            log.exception("messages stand still", organisation=organisation, why=str(error))
            return 0

    async def _write(self, connection: Connection, organisation: str, position: int) -> int:
        recorded = await self._log.after(organisation, position)
        if not recorded:
            return 0
        new: list[New] = []
        hooked = await endpoints.of(connection, organisation)
        if hooked:
            new += endpoints.deliveries(hooked, recorded)
        if self._outlet is not None:
            async for decision in self._log.decisions(organisation, recorded):
                new += await self._letters(connection, decision, self._outlet)
        await add(connection, new, at=self._now())
        await connection.execute(MOVE, organisation, recorded[-1].position)
        return len(recorded)

    async def _letters(
        self, connection: Connection, decision: Decision, outlet: Outlet
    ) -> Sequence[New]:
        if decision.rehearsal and not outlet.embedded:
            return ()
        files = [await self._files(decision.organisation, one) for one in _cycles(decision)]
        apart = await self._apart(connection, decision, files)
        mine = {person: one.name for person, one in apart.items()}
        found = contents(decision, ChainMap(mine, *(one.names for one in files)))
        if not found:
            return ()
        known = ChainMap(apart, *(one.sealed for one in files))
        people = await sealed(
            self._seals,
            decision.organisation,
            await reached(connection, decision.organisation, found, known),
            at=self._now(),
        )
        news = await preferences.news_of(connection, decision.organisation, found)
        return tuple(
            _new(decision, person, content, people.get(person), outlet, held=wish == "digest")
            for person, content in found.items()
            if (wish := "each" if content.asks else news.get(person, "each")) != "none"
        )

    async def _files(self, organisation: str, cycle: str) -> Files:
        folded = await self._streams.folded(organisation, stream_of("cycle", cycle))
        known = self._named.get((organisation, cycle))
        if known is None or known.version != folded.version:
            known = self._named.put((organisation, cycle), files_of(folded.version, folded.state))
        return known

    async def _apart(
        self, connection: Connection, decision: Decision, files: Sequence[Files]
    ) -> dict[str, Reach]:
        """Whom the plan itself names, who holds an office, and who stands in files unsealed."""
        holders = await office_holders(connection, decision.organisation, decision.state)
        people = {
            person: one
            for person, one in holders.items()
            if not any(person in named.sealed for named in files)
        }
        for named in reversed(files):
            people |= named.clear
        people |= in_files(decision.state)
        return await sealed(self._seals, decision.organisation, people, at=self._now())

    async def _send_mail(self) -> int:
        if self._outlet is None:
            return 0
        claimed = await claim(self._pool, webhooks=False, at=self._now(), most=BATCH)
        if not claimed:
            return 0
        left, end = list(claimed), time.monotonic() + A_BATCH
        try:
            async with self._outlet.opened() as client:
                while left:
                    if not client.is_connected or time.monotonic() > end:
                        break  # the rest is sent in a conversation of its own
                    message = await self._letter(left[0], self._outlet)
                    outcome = (
                        message if isinstance(message, Outcome) else await attempt(client, message)
                    )
                    await self._mark(left.pop(0), outcome)
        except OutcomeUnknown:
            raise
        except Exception as away:  # noqa: BLE001 - no conversation was begun: whatever it was
            log.warning("no mail can be sent", why=f"{type(away).__name__}: {away}")
        for one in left:
            await self._mark(one, Outcome("again", "the mail server did not come to it"))
        return len(claimed)

    async def _letter(self, delivery: Delivery, outlet: Outlet) -> EmailMessage | Outcome:
        content = Content.model_validate(delivery.content)
        found = await self._seals.openings(content.tokens)
        if content.to is not None and found.get(content.to, ...) is None:
            return Outcome("failed", "whom it was for was erased")
        try:
            return letter(
                content.opened(found),
                sender=outlet.sender,
                message_id=delivery.message_id,
                at=delivery.created_at,
                public_url=self._public_url,
            )
        except ValueError as unfit:
            return Outcome("failed", f"no e-mail can be made of it: {unfit}")

    async def _send_hooks(self) -> int:
        claimed = await claim(self._pool, webhooks=True, at=self._now(), most=BATCH)
        known = await endpoints.by_id(self._pool, claimed) if claimed else {}

        async def one(delivery: Delivery) -> None:
            endpoint = known.get(endpoints.id_of(delivery.key.channel))
            outcome = (
                Outcome("failed", "the endpoint was removed")
                if endpoint is None
                else await self._hooks.attempt(endpoint, delivery, at=self._now())
            )
            await self._mark(delivery, outcome)

        await asyncio.gather(*(one(delivery) for delivery in claimed))
        return len(claimed)

    async def _mark(self, delivery: Delivery, outcome: Outcome) -> None:
        await mark(self._pool, delivery, outcome, at=self._now())
        if outcome.standing != "sent":
            log.warning(
                "a message was not sent",
                organisation=delivery.key.organisation,
                position=delivery.key.position,
                channel=delivery.key.channel,
                why=outcome.error,
            )


def _cycles(decision: Decision) -> tuple[str, ...]:
    """Whose files name people; an earlier one counts before a later one."""
    state = decision.state
    acting = state.acting if isinstance(state, CustodyState) else ()
    return tuple(
        one for one in (decision.cycle, *(other.cycle for other in reversed(acting))) if one
    )


def _new(
    decision: Decision,
    person: str,
    content: Content,
    reach: Reach | None,
    outlet: Outlet,
    *,
    held: bool,
) -> New:
    key = Key(decision.organisation, decision.position, person, EMAIL)
    address = reach.email if reach else None
    if address is None and outlet.embedded:
        address = f"{person}@{decision.organisation}.invalid"
    named = content.model_copy(update={"name": reach.name}) if reach else content
    body = named.model_copy(update={"to": address}).model_dump(mode="json")
    if address is None:
        return New(key, body, "failed", f"no address of {person} is known")
    return New(key, body, "held" if held else "waiting")
