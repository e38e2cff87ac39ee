"""A person's calendar: the deadlines of their work, at an address that is a secret of theirs."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from icalendar import Alarm, Calendar, Event

from store.pool import Pool, session
from store.seals import Seals

SECRET_BYTES = 32
SHOWN_AS = timedelta(minutes=30)
ALARMS = (timedelta(days=-1), timedelta(hours=-2))

MAKE = "INSERT INTO tally.calendar_feeds VALUES ($1, $2, $3, $4)"
REVOKE = """
    UPDATE tally.calendar_feeds SET revoked_at = $3
    WHERE organisation = $1 AND person = $2 AND revoked_at IS NULL RETURNING person
"""
MADE = """
    SELECT created_at FROM tally.calendar_feeds
    WHERE organisation = $1 AND person = $2 AND revoked_at IS NULL
"""
WHOSE = """
    SELECT organisation, person FROM tally.calendar_feeds
    WHERE secret_sha256 = $1 AND revoked_at IS NULL
"""
DEADLINES = """
    SELECT i.cycle, i.unit, i.kind, i.subject, i.due_at, i.words, c.rehearsal,
           coalesce(u.name, c.name) AS name
    FROM read_models.inbox AS i
    JOIN read_models.cycles AS c USING (organisation, cycle)
    LEFT JOIN read_models.units AS u USING (organisation, cycle, unit)
    WHERE i.organisation = $1 AND i.person = $2 AND i.due_at IS NOT NULL
    ORDER BY i.due_at, i.cycle, i.unit, i.kind, i.subject
"""


@dataclass(frozen=True)
class Deadline:
    """One thing that waits for the person; the first four tell it from every other."""

    cycle: str
    unit: str
    kind: str
    subject: str
    due_at: datetime
    words: str
    rehearsal: bool
    name: str


async def make(pool: Pool, organisation: str, person: str, *, at: datetime) -> str:
    """A new secret, in place of the one before; it is told once and kept as a hash."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    async with session(pool) as connection, connection.transaction():
        await connection.execute(REVOKE, organisation, person, at)
        await connection.execute(MAKE, _hash(secret), organisation, person, at)
    return secret


async def revoke(pool: Pool, organisation: str, person: str, *, at: datetime) -> bool:
    """Whether there was an address to revoke."""
    async with session(pool) as connection:
        return await connection.fetchval(REVOKE, organisation, person, at) is not None


async def made_at(pool: Pool, organisation: str, person: str) -> datetime | None:
    async with session(pool) as connection:
        found: datetime | None = await connection.fetchval(MADE, organisation, person)
    return found


async def whose(pool: Pool, secret: str) -> tuple[str, str] | None:
    """The organisation and the person; None for a secret that is none, or was revoked."""
    async with session(pool) as connection:
        row = await connection.fetchrow(WHOSE, _hash(secret))
    return (row["organisation"], row["person"]) if row else None


async def deadlines(pool: Pool, organisation: str, person: str) -> tuple[Deadline, ...]:
    async with session(pool) as connection:
        rows = await connection.fetch(DEADLINES, organisation, person)
    return tuple(Deadline(**dict(row)) for row in rows)


async def opened(seals: Seals, due: Sequence[Deadline]) -> tuple[Deadline, ...]:
    """The deadlines as they are read: the feed folds its lines."""
    read = await seals.each(text for one in due for text in (one.name, one.words))
    return tuple(replace(one, name=read[one.name], words=read[one.words]) for one in due)


def calendar(
    organisation: str, person: str, due: Iterable[Deadline], *, public_url: str, at: datetime
) -> bytes:
    """The feed as RFC 5545 has it: an event keeps its UID for as long as it waits."""
    made = Calendar()
    made.add("prodid", "-//Tallystick//Deadlines//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", f"Tallystick: {organisation}")
    for one in due:
        made.add_component(_event(organisation, person, one, public_url, at))
    return bytes(made.to_ical())


def _event(organisation: str, person: str, due: Deadline, public_url: str, at: datetime) -> Event:
    made = Event()
    parts = (organisation, person, due.cycle, due.unit, due.kind, due.subject)
    made.add("uid", f"{hashlib.sha256(chr(10).join(parts).encode()).hexdigest()[:40]}@tallystick")
    made.add("dtstamp", at)
    made.add("dtstart", due.due_at - SHOWN_AS)
    made.add("dtend", due.due_at)
    marked = "[Rehearsal] " if due.rehearsal else ""
    made.add("summary", f"{marked}{due.name}: {due.words}")
    link = f"{public_url.rstrip('/')}/o/{organisation}/work"
    made.add("description", f"{due.words}\n{link}")
    made.add("url", link)
    made.add("transp", "TRANSPARENT")
    for before in ALARMS:
        made.add_component(_alarm(due.words, before))
    return made


def _alarm(words: str, before: timedelta) -> Alarm:
    made = Alarm()
    made.add("action", "DISPLAY")
    made.add("description", words)
    # Counted from the deadline itself, which is the event's end.
    made.add("trigger", before, parameters={"RELATED": "END"})
    return made


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
