"""What happened to accounts, in the append-only security log; the person there is the account."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Literal

from store.pool import Connection

EVERYWHERE = "*"
NOBODY = "nobody"
LONGEST = 200
WRITE = """
    INSERT INTO tally.security_log (organisation, at, actor, action, name, detail, client)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
"""

Happening = Literal[
    "AccountAdded",
    "AccountDisabled",
    "AccountEnabled",
    "Invited",
    "LinkMade",
    "LinkUsed",
    "NoMembership",
    "PasskeyEnrolled",
    "PasskeyRevoked",
    "PasswordSet",
    "RateLimited",
    "Reauthenticated",
    "ReauthenticationFailed",
    "SessionRevoked",
    "SignedIn",
    "SignedOut",
    "SignInFailed",
    "TokenMade",
    "TokenRevoked",
]


async def note(
    connection: Connection,
    happening: Happening,
    *,
    at: datetime,
    account: str | None = None,
    client: str = "",
    organisation: str = EVERYWHERE,
    **detail: str,
) -> None:
    """Write one row, in the transaction of what happened where there is one."""
    actor = f"account:{account}" if account else NOBODY
    kept = json.dumps({name: value[:LONGEST] for name, value in detail.items()})
    await connection.execute(
        WRITE, organisation, at, actor, "identity", happening, kept, client[:LONGEST]
    )
