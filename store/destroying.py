"""What is destroyed for good: everything of an erased person, and what is kept no longer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from store.pool import Connection

ERASE = "SELECT what, pieces FROM tally.erase_person($1, $2, $3)"
DUE = "SELECT tally.due($1, $2, $3, $4, $5)"


async def erase(
    connection: Connection, organisation: str, person: str, *, at: datetime
) -> Mapping[str, int]:
    """How many pieces of what there were; done again it finds nothing.

    The database refuses whom the record does not call erased.
    """
    rows = await connection.fetch(ERASE, organisation, person, at)
    return {row["what"]: row["pieces"] for row in rows}


async def due(
    connection: Connection,
    kind: str,
    organisation: str,
    *,
    before: datetime,
    held: Sequence[str],
    remove: bool = False,
) -> int:
    """How much of a class is from before an instant; with `remove` it is gone.

    `held` are organisations, or `organisation/person`.
    """
    return int(await connection.fetchval(DUE, kind, organisation, before, list(held), remove))
