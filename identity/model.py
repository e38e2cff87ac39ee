"""The shapes of accounts and what they hold, and how long each lasts."""

from __future__ import annotations

import unicodedata
from datetime import datetime, timedelta
from typing import Literal

from domain.model import Value

IDLE = timedelta(hours=8)
"""A session that nobody uses ends after this."""
ABSOLUTE = timedelta(days=7)
"""A session ends after this, however much it is used."""
FRESH = timedelta(minutes=5)
"""How long ago somebody may have proved who they are for that to count as just now."""
LINK_LASTS = timedelta(days=7)
PARKED_LASTS = timedelta(hours=1)
TOKEN_LASTS = timedelta(days=90)
LONGEST_TOKEN = timedelta(days=366)

Scope = Literal["read", "decide"]


class IdentityRefused(Exception):
    """An account, link, password or token is not as it must be; the message says what to do."""


class NoSuchAccount(IdentityRefused):
    """There is no account of that e-mail."""


class Duplicate(IdentityRefused):
    """There is such an account, or such a person, already."""


class Membership(Value):
    """The person that an account is in one organisation."""

    organisation: str
    person: str
    administrator: bool = False


class Account(Value):
    """Who may sign in; `zone` is empty until they choose one, and then it is the cycle's."""

    id: str
    email: str
    name: str
    zone: str = ""
    has_password: bool = False
    disabled_at: datetime | None = None
    memberships: tuple[Membership, ...] = ()

    def in_organisation(self, organisation: str) -> Membership | None:
        """Who the account is there; None where it is nobody."""
        return next((one for one in self.memberships if one.organisation == organisation), None)


class Session(Value):
    """One browser's sign-in; `reauthenticated_at` is when its user last proved who they are."""

    id: str
    account: Account
    agent: str
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    reauthenticated_at: datetime

    def is_fresh(self, at: datetime) -> bool:
        """Whether its user proved who they are within the last minutes."""
        return timedelta() <= at - self.reauthenticated_at <= FRESH


class Opened(Value):
    """A session that was just begun or rotated; the secret is for its cookie alone."""

    session: Session
    secret: str


class ApiToken(Value):
    id: str
    account: str
    organisation: str
    name: str
    scope: Scope
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None


def normal_email(written: str) -> str:
    """One spelling of an e-mail address; raises IdentityRefused for what is none."""
    found = unicodedata.normalize("NFC", written.strip()).lower()
    local, at, host = found.rpartition("@")
    sound = found.isprintable() and " " not in found and "\\" not in found
    if not (sound and at and local and host) or len(found) > LONGEST_EMAIL:
        raise IdentityRefused("That is no e-mail address: write it like dana@halden.example.")
    return found


LONGEST_EMAIL = 254
