"""How each person wants to be told: what asks something of them always comes at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal
from zoneinfo import available_timezones

from pydantic import field_validator

from domain.model import Value
from store.pool import Connection, Pool, session

Wish = Literal["each", "digest", "none"]
OF = """
    SELECT news, digest, zone FROM tally.message_preferences
    WHERE organisation = $1 AND person = $2
"""
NEWS = """
    SELECT person, news FROM tally.message_preferences
    WHERE organisation = $1 AND person = ANY ($2)
"""
KEEP = """
    INSERT INTO tally.message_preferences (organisation, person, news, digest, zone)
    VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (organisation, person) DO UPDATE
    SET news = excluded.news, digest = excluded.digest, zone = excluded.zone
"""


class Preference(Value):
    """`news` is about what asks nothing; `digest` is the list of a morning, in `zone`."""

    news: Wish = "each"
    digest: bool = False
    zone: str = "UTC"

    @field_validator("zone")
    @classmethod
    def _known(cls, zone: str) -> str:
        if zone not in available_timezones():
            raise ValueError("name a time zone such as Europe/Oslo")
        return zone


async def of(pool: Pool, organisation: str, person: str) -> Preference:
    async with session(pool) as connection:
        row = await connection.fetchrow(OF, organisation, person)
    return Preference(**dict(row)) if row else Preference()


async def news_of(
    connection: Connection, organisation: str, people: Iterable[str]
) -> dict[str, Wish]:
    rows = await connection.fetch(NEWS, organisation, list(people))
    return {row["person"]: row["news"] for row in rows}


async def keep(pool: Pool, organisation: str, person: str, wanted: Preference) -> None:
    async with session(pool) as connection:
        await connection.execute(
            KEEP, organisation, person, wanted.news, wanted.digest, wanted.zone
        )
