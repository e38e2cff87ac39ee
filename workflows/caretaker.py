"""What the service owes by itself: changes of keys, what was decided to be gone, closed years, joiners and leavers.

It looks at what is so and gives what is missing, again and again, so that nothing need be remembered:
a change of keys that was made while nothing ran is found when something runs again, and so is a person
of whom a restored backup holds what was destroyed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import groupby

import asyncpg
import structlog
from temporalio.client import Client

from domain.aggregates import stream_of
from domain.culture.commands import JoinCircle, LeaveCircle
from domain.custody.commands import CompleteErasure, RecordLogKey
from domain.custody.state import RECORD, Erasure
from domain.custody.values import Kind, Removed, Retention, due_before
from domain.errors import DomainError
from domain.model import SYSTEM, Command
from domain.unit.lookback.carrying import year_of
from domain.unit.lookback.commands import ReceiveYear
from projections import custody
from projections.streams import Streams
from store import destroying, read
from store.codec import Unreadable
from store.errors import OutcomeUnknown, RecordDiverged
from store.pool import Pool, session
from workflows.caretaker_queries import ERASED, JOINERS, KEYS, LEAVERS, WAITING, YEARS
from workflows.client import Fault, RecordUnavailable, give
from workflows.envelope import Envelope

log = structlog.get_logger(__name__)

CLIENT = "caretaker"
EVERY = 2.0
"""Seconds between two looks."""

SWEEP = timedelta(hours=1)
"""Between two looks at what is kept no longer, and at whom a restored backup may hold again."""

PATIENCE = 30.0
APART = (
    RecordUnavailable,
    RecordDiverged,
    Unreadable,
    Fault,
    DomainError,
    asyncpg.PostgresError,
)
"""What can be wrong with one organisation while the others are as they should be."""

MISSED = (OutcomeUnknown, *APART)


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Caretaker:
    """One for each worker; two that do the same thing leave it once on the record."""

    def __init__(
        self, client: Client, pool: Pool, *, now: Callable[[], datetime] = _utc_now
    ) -> None:
        self._client, self._pool, self._now = client, pool, now
        self._streams = Streams(pool)
        self._done: dict[str, int] = {}
        self._heard: dict[str, tuple[int, int]] = {}
        self._swept: datetime | None = None

    async def go_on(self) -> None:
        """Look until cancelled; what could not be done is tried at the next look."""
        while True:
            try:
                await self.look()
            except MISSED as why:
                self._is_behind(why)
            await asyncio.sleep(EVERY)

    async def look(self) -> None:
        """Give and do what is owed now, of each organisation whatever fails of another.

        Raises one of MISSED where nobody's could be asked for.
        """
        now = self._now()
        sweeps = self._swept is None or now - self._swept >= SWEEP
        if sweeps:
            self._done, self._heard, self._swept = {}, {}, now
        await self._record_keys()
        await self._erase()
        await self._hear()
        if sweeps:
            await self._remove_due(now)
        await self.carry_years()
        await self.tell_cultures()

    async def tell_cultures(self) -> None:
        """Tell each culture that was begun who left its units since, and who joined; a mover does both.

        Whom somebody said to have left is not told to have joined again.
        """
        for row in await self._found(LEAVERS, self._now().date()):
            await self._tried(row["organisation"], self._tell_culture(row, LeaveCircle))
        for row in await self._found(JOINERS):
            await self._tried(row["organisation"], self._tell_culture(row, JoinCircle))

    async def _tell_culture(
        self, row: asyncpg.Record, kind: type[JoinCircle | LeaveCircle]
    ) -> None:
        organisation, cycle, unit, person = row
        state = await self._streams.culture(organisation, cycle)
        stays_away = kind is JoinCircle and person in state.left
        if state.over or stays_away or state.circle(unit) is None:
            return
        stream = stream_of("culture", cycle)
        # Whoever comes back joins once more: the version tells one time from another.
        command_id = f"{stream}:{kind.__name__}:{unit}:{person}:{state.version}"
        await self._give(organisation, command_id, kind(unit=unit, person=person), stream)

    async def carry_years(self) -> None:
        """Tell each unit of a cycle that follows another how its year closed there."""
        for row in await self._found(YEARS):
            await self._tried(row["organisation"], self._carry_year(row))

    async def _carry_year(self, row: asyncpg.Record) -> None:
        organisation, before = row["organisation"], row["follows"]
        year = year_of(await self._streams.unit(organisation, before, row["unit"]))
        if year is not None:
            stream = stream_of("unit", row["cycle"], row["unit"])
            command_id = f"{stream}:year:{before}:{year.version}"
            await self._give(organisation, command_id, ReceiveYear(year=year), stream)

    async def _found(self, query: str, *values: str | date) -> Sequence[asyncpg.Record]:
        async with session(self._pool) as connection:
            found: Sequence[asyncpg.Record] = await connection.fetch(query, *values)
        return found

    async def _tried(self, organisation: str, doing: Awaitable[None]) -> bool:
        """Whether it was done; what was not is tried at the next look, and holds up no other."""
        try:
            await doing
        except APART as why:
            self._is_behind(why, organisation)
            return False
        return True

    def _is_behind(self, why: Exception, organisation: str | None = None) -> None:
        said = f"{type(why).__name__}: {why}"
        log.warning("what is owed is not done", organisation=organisation, why=said)
        if not isinstance(why, DomainError):
            self._swept = None  # what answers next may be a database that was restored

    async def _record_keys(self) -> None:
        """An organisation's in their order: none after one that failed."""
        keys = await self._found(KEYS, RECORD)
        for organisation, rows in groupby(keys, key=lambda row: row["organisation"]):
            await self._tried(organisation, self._record(organisation, rows))

    async def _record(self, organisation: str, rows: Iterable[asyncpg.Record]) -> None:
        for row in rows:
            number = row["number"]
            command = RecordLogKey(
                number=number,
                reason=row["reason"],
                key=row["verifier_key"],
                signs_from=row["introduced_at"],
                before=row["withdrawn_key"],
                withdrawn_at=row["withdrawn_at"],
                words=row["words"],
            )
            await self._give(organisation, f"{RECORD}:log-key:{number}", command)

    async def _erase(self) -> None:
        """Destroy what is there of whom the record calls erased, and say so where it is new."""
        for row in await self._found(ERASED, RECORD):
            organisation, erased = row["organisation"], row["erased"]
            if self._done.get(organisation) != erased and await self._tried(
                organisation, self._erase_in(organisation)
            ):
                self._done[organisation] = erased

    async def _erase_in(self, organisation: str) -> None:
        state = await custody.recorded(self._streams, organisation)
        for one in state.erasures:
            await self._destroy(organisation, one)

    async def _destroy(self, organisation: str, one: Erasure) -> None:
        if one.erased is None:
            return
        person = one.erased.person
        async with session(self._pool) as connection, connection.transaction():
            gone = await destroying.erase(connection, organisation, person, at=self._now())
        if one.completed is None:
            removed = tuple(Removed(what=what, count=n) for what, n in gone.items() if n)
            command = CompleteErasure(person=person, removed=removed)
            await self._give(organisation, f"{RECORD}:erased:{person}", command)
        if any(gone.values()):
            log.info("a person is erased", organisation=organisation, removed=dict(gone))

    async def _hear(self) -> None:
        """Tell custody of the cycles' offices while it waits for whoever holds one."""
        for row in await self._found(WAITING):
            organisation, seen = row["organisation"], (row["people"], int(row["versions"]))
            if self._heard.get(organisation) != seen and await self._tried(
                organisation, self._tell_offices(organisation)
            ):
                self._heard[organisation] = seen

    async def _tell_offices(self, organisation: str) -> None:
        state = await custody.recorded(self._streams, organisation)
        for one in await custody.offices(self._streams, organisation, state):
            await self._give(organisation, custody.heard_of(one), one)

    async def _remove_due(self, now: datetime) -> None:
        """Remove what is kept no longer, of nobody who is held; whose holds are not known is held."""
        kept: dict[str, Retention] = {}
        held: list[str] = []

        async def ask(organisation: str) -> None:
            state = await custody.recorded(self._streams, organisation)
            held.extend(await custody.held(self._streams, organisation, state))
            kept[organisation] = state.retention

        every = await read.organisations(self._pool)
        held.extend([one for one in every if not await self._tried(one, ask(one))])
        for one, retention in kept.items():
            await self._tried(one, self._remove(one, due_before(retention, now), held))

    async def _remove(
        self, organisation: str, due: Mapping[Kind, datetime], held: Sequence[str]
    ) -> None:
        for kind, before in due.items():
            async with session(self._pool) as connection:
                removed = await destroying.due(
                    connection, kind, organisation, before=before, held=held, remove=True
                )
            if removed:
                log.info("kept no longer", organisation=organisation, kind=kind, n=removed)

    async def _give(
        self, organisation: str, command_id: str, command: Command, stream: str = RECORD
    ) -> None:
        envelope = Envelope.of(
            command,
            organisation=organisation,
            stream=stream,
            command_id=command_id,
            by=SYSTEM,
            client=CLIENT,
        )
        await give(self._client, self._pool, envelope, patience=PATIENCE)
