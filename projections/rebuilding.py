"""Every organisation's read models as an operator asks for them: compared, or made anew."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, asynccontextmanager

import store.read
from domain.model import Value
from projections import rebuild
from projections.rebuild import Difference
from store.pool import Pool, Role, open_pool

Step = Callable[[str], AbstractContextManager[None]]
"""What an operator sees while one organisation is gone through."""

WORDS = {"live": "is kept, and no event says it", "derived": "is said by events, and not kept"}
PATIENCE = 600.0


class Apart(Value):
    """An organisation's row on which its read models and its events differ."""

    organisation: str
    difference: Difference

    @property
    def words(self) -> str:
        found = self.difference
        return f"{self.organisation}, {found.table}: {WORDS[found.side]}: {found.row}"


async def apart(url: str, step: Step) -> tuple[Apart, ...]:
    """Every row in which live read models differ from a fresh fold; changes nothing."""
    found: list[Apart] = []
    async with _opened(url, "tally_reader") as reader:
        for organisation in await store.read.organisations(reader):
            with step(f"comparing {organisation}"):
                differing = await _lasting(reader, organisation)
            found += [Apart(organisation=organisation, difference=one) for one in differing]
    return tuple(found)


async def _lasting(reader: Pool, organisation: str) -> tuple[Difference, ...]:
    first = await rebuild.differences(reader, organisation)
    if not first:
        return ()
    # What was appended between the two readings differs once, and never again the same way.
    again = frozenset(await rebuild.differences(reader, organisation))
    return tuple(one for one in first if one in again)


async def renew(url: str, step: Step) -> int:
    """Write every read model of every organisation anew; returns how many streams there are."""
    streams = 0
    async with _opened(url, "tally_writer") as writer:
        for organisation in await store.read.organisations(writer):
            with step(f"writing {organisation}"):
                streams += await rebuild.rebuild(writer, organisation)
    return streams


@asynccontextmanager
async def _opened(url: str, role: Role) -> AsyncIterator[Pool]:
    pool = await open_pool(url, role, max_size=2, patience=PATIENCE)
    try:
        yield pool
    finally:
        await pool.close()
