"""An organisation's webhook endpoints, and which events each is told of."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

import asyncpg
from pydantic import Field, JsonValue, StringConstraints, field_validator

from domain.authority.outside import OUTSIDE
from domain.model import Value
from messages.deliveries import NOBODY, Delivery, Key, New
from store.entry import entry_of
from store.model import Recorded
from store.pool import Connection, Pool, session

Kind = Literal["standard", "slack"]
EventName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{1,60}$")]
WEBHOOK = "webhook "
TEST = 0
"""The position of a test's delivery: it is about no event."""

OF = """
    SELECT id, organisation, url, kind, secret, events, created_by, created_at
    FROM tally.webhook_endpoints WHERE organisation = $1 AND removed_at IS NULL
    ORDER BY created_at, id
"""
BY_ID = """
    SELECT id, organisation, url, kind, secret, events, created_by, created_at
    FROM tally.webhook_endpoints WHERE id = ANY ($1) AND removed_at IS NULL
"""
ADD = """
    INSERT INTO tally.webhook_endpoints
        (id, organisation, url, kind, secret, events, created_by, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
"""
REMOVE = """
    UPDATE tally.webhook_endpoints SET removed_at = $3
    WHERE organisation = $1 AND id = $2 AND removed_at IS NULL RETURNING id
"""
SECRET_BYTES = 32


class Wanted(Value):
    """An endpoint to be: no events named means all that may be told."""

    url: Annotated[str, StringConstraints(max_length=2_000)]
    kind: Kind = "standard"
    events: Annotated[tuple[EventName, ...], Field(max_length=200)] = ()

    @field_validator("events")
    @classmethod
    def _known(cls, events: tuple[str, ...]) -> tuple[str, ...]:
        if untold := sorted(set(events) - OUTSIDE):
            raise ValueError(f"no other system is told of an event {', '.join(untold)}")
        return tuple(dict.fromkeys(events))


@dataclass(frozen=True)
class Endpoint:
    id: str
    organisation: str
    url: str
    kind: Kind
    secret: str
    events: tuple[str, ...]
    created_by: str
    created_at: datetime

    @property
    def channel(self) -> str:
        return f"{WEBHOOK}{self.id}"

    def wants(self, event: str) -> bool:
        """Of what it asked for only what other systems may be told of."""
        return event in OUTSIDE and (not self.events or event in self.events)


def id_of(channel: str) -> str:
    return channel.removeprefix(WEBHOOK)


async def of(connection: Connection, organisation: str) -> tuple[Endpoint, ...]:
    """An organisation's endpoints, the oldest first."""
    return tuple(_endpoint(row) for row in await connection.fetch(OF, organisation))


async def by_id(pool: Pool, deliveries: Iterable[Delivery]) -> dict[str, Endpoint]:
    """The endpoints that these deliveries are for, without those removed since."""
    async with session(pool) as connection:
        rows = await connection.fetch(BY_ID, [id_of(one.key.channel) for one in deliveries])
    return {row["id"]: _endpoint(row) for row in rows}


async def add(pool: Pool, organisation: str, wanted: Wanted, *, by: str, at: datetime) -> Endpoint:
    """Write an endpoint with a fresh secret, which whoever made it is shown once."""
    made = Endpoint(
        id=secrets.token_hex(8),
        organisation=organisation,
        url=wanted.url,
        kind=wanted.kind,
        secret=f"whsec_{base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()}",
        events=wanted.events,
        created_by=by,
        created_at=at,
    )
    async with session(pool) as connection:
        await connection.execute(
            ADD, made.id, made.organisation, made.url, made.kind, made.secret,
            list(made.events), made.created_by, made.created_at,
        )  # fmt: skip
    return made


async def remove(pool: Pool, organisation: str, endpoint: str, *, at: datetime) -> bool:
    """Send nothing more to it; whether there was one."""
    async with session(pool) as connection:
        return await connection.fetchval(REMOVE, organisation, endpoint, at) is not None


def deliveries(hooked: Sequence[Endpoint], recorded: Iterable[Recorded]) -> list[New]:
    """One for each event and each endpoint that wants it. No amount is in any of them."""
    found = []
    for one in recorded:
        entry = entry_of(one)
        content: dict[str, JsonValue] = {
            "stream": one.stream,
            "version": one.version,
            "position": one.position,
            "type": entry.type,
            "time": entry.occurred_at.isoformat(),
        }
        found += [
            New(Key(one.organisation, one.position, NOBODY, hook.channel), content)
            for hook in hooked
            if hook.wants(entry.type)
        ]
    return found


def trial(endpoint: Endpoint, at: datetime) -> New:
    """A delivery about nothing, to see whether it arrives; its position says so."""
    key = Key(endpoint.organisation, TEST, at.isoformat(), endpoint.channel)
    content: dict[str, JsonValue] = {
        "stream": "",
        "version": 0,
        "position": TEST,
        "type": "Test",
        "time": at.isoformat(),
    }
    return New(key, content)


def _endpoint(row: asyncpg.Record) -> Endpoint:
    return Endpoint(**{**dict(row), "events": tuple(row["events"])})
