"""The morning's list for who wants one: what waits, by deadline, and what was held for it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

import asyncpg

from messages.deliveries import EMAIL, Key, New, add
from messages.notice import Content
from messages.people import in_files, reached, sealed
from projections.streams import Streams
from store.pool import Connection, Pool, session
from store.seals import Seals

AT_HOUR = 7
DUE = """
    SELECT organisation, person, zone, digest FROM tally.message_preferences
    WHERE (digest OR news = 'digest')
      AND digest_on IS DISTINCT FROM ($1::timestamptz AT TIME ZONE zone)::date
      AND extract(hour FROM $1::timestamptz AT TIME ZONE zone) >= $2
    LIMIT 100
"""
TAKE = """
    UPDATE tally.message_preferences SET digest_on = $3
    WHERE organisation = $1 AND person = $2 AND digest_on IS DISTINCT FROM $3
    RETURNING person
"""
WAITS = """
    SELECT i.cycle, i.due_at, i.words, coalesce(c.rehearsal, o.rehearsal) AS rehearsal,
           coalesce(u.name, c.name, 'What is kept') AS name
    FROM read_models.inbox AS i
    LEFT JOIN read_models.cycles AS c USING (organisation, cycle)
    LEFT JOIN read_models.units AS u USING (organisation, cycle, unit)
    CROSS JOIN (
        SELECT bool_or(rehearsal) AS rehearsal FROM read_models.cycles WHERE organisation = $1
    ) AS o
    WHERE i.organisation = $1 AND i.person = $2 AND ($3 OR NOT coalesce(c.rehearsal, o.rehearsal))
    ORDER BY i.due_at NULLS LAST, i.cycle, i.unit, i.kind LIMIT 200
"""
HELD = """
    UPDATE tally.deliveries SET standing = 'sent', sent_at = $3
    WHERE organisation = $1 AND person = $2 AND standing = 'held' RETURNING position, content
"""
LAST = """
    SELECT content ->> 'to' AS email, content ->> 'name' AS name FROM tally.deliveries
    WHERE organisation = $1 AND person = $2 AND content ->> 'to' IS NOT NULL
    ORDER BY position DESC LIMIT 1
"""


async def write_due(pool: Pool, seals: Seals, *, at: datetime, rehearsals: bool) -> int:
    """Write each digest whose hour has come, once a day; how many there were."""
    async with session(pool) as connection:
        rows = await connection.fetch(DUE, at, AT_HOUR)
    return sum([await _write(pool, seals, row, at, rehearsals=rehearsals) for row in rows])


async def _write(
    pool: Pool, seals: Seals, row: asyncpg.Record, at: datetime, *, rehearsals: bool
) -> int:
    today = at.astimezone(ZoneInfo(row["zone"])).date()
    organisation, person = row["organisation"], row["person"]
    async with session(pool) as connection, connection.transaction():
        if await connection.fetchval(TAKE, organisation, person, today) is None:
            return 0  # another worker wrote it
        content = await _content(connection, (pool, seals), row, at, rehearsals=rehearsals)
        if content is None:
            return 0
        key = Key(organisation, 0, person, f"{EMAIL} {today.isoformat()}")
        await add(connection, [New(key, content.model_dump(mode="json"))], at=at)
    return 1


async def _content(
    connection: Connection,
    doors: tuple[Pool, Seals],
    row: asyncpg.Record,
    at: datetime,
    *,
    rehearsals: bool,
) -> Content | None:
    organisation, person, zone = row["organisation"], row["person"], row["zone"]
    waits = []
    if row["digest"]:
        waits = await connection.fetch(WAITS, organisation, person, rehearsals)
    held = await connection.fetch(HELD, organisation, person, at)
    news = [json.loads(one["content"]) for one in sorted(held, key=lambda one: one["position"])]
    if not waits and not news:
        return None
    to, name = await _reach(connection, doors, (organisation, person), waits, at)
    if to is None:
        return None
    return Content(
        organisation=organisation,
        name=name,
        subject=_subject(len(waits), len(news)),
        lines=(
            *(_wait(one, zone) for one in waits),
            *(f"{one['subject']}. {' '.join(one['lines'])}" for one in news),
        ),
        asks=bool(waits),
        rehearsal=any(one["rehearsal"] for one in waits) or any(n["rehearsal"] for n in news),
        due_at=next((one["due_at"] for one in waits if one["due_at"]), None),
        zone=zone,
        path=f"/o/{organisation}/work",
        to=to,
    )


async def _reach(
    connection: Connection,
    doors: tuple[Pool, Seals],
    whose: tuple[str, str],
    waits: Sequence[asyncpg.Record],
    at: datetime,
) -> tuple[str | None, str]:
    """Where the last message went, else where the cycle's files or the account say; both sealed."""
    (pool, seals), (organisation, person) = doors, whose
    last = await connection.fetchrow(LAST, organisation, person)
    if last is not None:
        return last["email"], last["name"]
    cycles = dict.fromkeys(one["cycle"] for one in waits if one["cycle"])
    states = [await Streams(pool).cycle(organisation, cycle) for cycle in cycles]
    found = await reached(connection, organisation, (person,), in_files(*states))
    reach = (await sealed(seals, organisation, found, at=at)).get(person)
    return (reach.email, reach.name) if reach else (None, person)


def _wait(row: asyncpg.Record, zone: str) -> str:
    due: datetime | None = row["due_at"]
    when = "No date" if due is None else f"By {_day(due.astimezone(ZoneInfo(zone)).date())}"
    return f"{when}, {row['name']}: {row['words']}"


def _day(on: date) -> str:
    return f"{on.day} {on:%B %Y}"


def _subject(waits: int, news: int) -> str:
    things = f"{waits} {'thing waits' if waits == 1 else 'things wait'} for you"
    told = f"{news} {'other message' if news == 1 else 'other messages'}"
    return ", ".join(part for part in (things if waits else "", told if news else "") if part)
