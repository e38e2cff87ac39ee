"""What was typed into a form when its session had ended, kept an hour for who typed it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from identity.model import PARKED_LASTS
from identity.secret import digest, new_id
from store.pool import Connection

LARGEST = 256 * 1024

Fields = Mapping[str, tuple[str, ...]]


async def park(
    connection: Connection,
    fields: Fields,
    *,
    page: str,
    browser: str,
    account: str | None,
    at: datetime,
) -> str | None:
    """The id under which it is found again; None where it is too large to be kept.

    `browser` is the secret of that browser's cookie; `account` is whose session ended, if known.
    """  # fmt: skip
    kept = json.dumps({name: list(values) for name, values in fields.items()})
    if len(kept.encode()) > LARGEST:
        return None
    name = new_id()
    await connection.execute("DELETE FROM tally.parked_forms WHERE expires_at <= $1", at)
    await connection.execute(
        "INSERT INTO tally.parked_forms (id, browser_sha256, account, page, fields, created_at,"
        " expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        name,
        digest(browser),
        account,
        page,
        kept,
        at,
        at + PARKED_LASTS,
    )
    return name


async def found(
    connection: Connection, name: str, *, page: str, browser: str, account: str, at: datetime
) -> Fields | None:
    """What was typed on that page of that browser; from here on it is that account's alone."""
    kept = await connection.fetchval(
        "UPDATE tally.parked_forms SET account = $4 WHERE id = $1 AND browser_sha256 = $2"
        " AND page = $3 AND coalesce(account, $4) = $4 AND expires_at > $5 RETURNING fields",
        name,
        digest(browser),
        page,
        account,
        at,
    )
    if kept is None:
        return None
    return {one: tuple(values) for one, values in json.loads(kept).items()}
