"""An organisation's accounts as its administrator keeps them: listed, ended, begun again.

Whoever also belongs to an organisation that the administrator does not keep is out of their reach.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from domain.model import Value
from identity import accounts
from identity.model import IDLE, Account, IdentityRefused, NoSuchAccount
from store.pool import Connection

State = Literal["invited", "active", "disabled"]
LISTED = """
    SELECT m.person, a.name, a.email, m.administrator, a.disabled_at,
           a.password_hash IS NOT NULL AS has_password,
           (SELECT max(l.expires_at) FROM tally.one_time_links AS l
             WHERE l.account = a.id AND l.used_at IS NULL AND l.expires_at > $2) AS link_until,
           (SELECT max(s.created_at) FROM tally.sessions AS s WHERE s.account = a.id) AS signed_in_at,
           (SELECT count(*) FROM tally.sessions AS s
             WHERE s.account = a.id AND s.revoked_at IS NULL AND s.expires_at > $2
               AND s.last_seen_at > $3) AS sessions
    FROM tally.memberships AS m JOIN tally.accounts AS a ON a.id = m.account
    WHERE m.organisation = $1 ORDER BY a.name, m.person
"""
FIND = "SELECT account FROM tally.memberships WHERE organisation = $1 AND person = $2"


class Member(Value):
    """One account of the organisation; `signed_in_at` is its last sign-in."""

    person: str
    name: str
    email: str
    administrator: bool
    has_password: bool
    disabled_at: datetime | None
    link_until: datetime | None
    signed_in_at: datetime | None
    sessions: int

    @property
    def state(self) -> State:
        if self.disabled_at is not None:
            return "disabled"
        return "active" if self.has_password or self.signed_in_at else "invited"


class Keeper(Value):
    """Whoever keeps accounts: who they are where, and the organisations whose accounts they keep."""

    organisation: str
    person: str
    elsewhere: frozenset[str] = frozenset()

    @property
    def by(self) -> str:
        return f"{self.person} of {self.organisation}"


async def listed(
    connection: Connection, organisation: str, *, at: datetime
) -> Mapping[str, Member]:
    """Every account of the organisation, by its person."""
    rows = await connection.fetch(LISTED, organisation, at, at - IDLE)
    return {row["person"]: Member(**dict(row)) for row in rows}


async def kept(connection: Connection, keeper: Keeper, person: str) -> Account:
    """The account that is this person, for who may keep it. Raises IdentityRefused."""
    account = await connection.fetchval(FIND, keeper.organisation, person)
    if account is None:
        raise NoSuchAccount(f"{person} has no account here yet: invite them first.")
    if person == keeper.person:
        raise IdentityRefused(
            "This is your own account: nobody keeps their own here. Your account page has what is "
            "yours; another administrator does the rest."
        )
    found = await accounts.of_id(connection, account)
    within = keeper.elsewhere | {keeper.organisation}
    if any(one.organisation not in within for one in found.memberships):
        raise IdentityRefused(
            f"The account of {person} belongs to other organisations too. Ask whoever runs "
            "Tallystick here: tally user."
        )
    return found
