"""Whose accounts belong to an organisation, disabled ones among them: an id is taken for good."""

from __future__ import annotations

from typing import NamedTuple

from store.pool import Connection

EVERYBODY = """
    SELECT m.person, a.name, a.email
    FROM tally.memberships AS m JOIN tally.accounts AS a ON a.id = m.account
    WHERE m.organisation = $1 ORDER BY m.created_at, m.person
"""


class Belonging(NamedTuple):
    """An account's person there, and how the account names and reaches them."""

    person: str
    name: str
    email: str


async def everybody(connection: Connection, organisation: str) -> tuple[Belonging, ...]:
    """Every account of the organisation."""
    return tuple(Belonging(*row) for row in await connection.fetch(EVERYBODY, organisation))
