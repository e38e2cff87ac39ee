"""The activity that archives the histories of closed runs, before Temporal's retention removes them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from pydantic import BaseModel, ConfigDict
from temporalio import activity

Archive = Callable[[Callable[[int, int], None]], Awaitable[int]]
"""Told how many runs are done, and of how many, as it goes on."""


class Archived(BaseModel):
    """How many runs one round has put into the archive."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    runs: int


class Archiving:
    """Holds what `worker.py` hands it: one round over all closed runs."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    @activity.defn(name="archive_histories")
    async def archive_histories(self) -> Archived:
        """Every closed run that is not archived yet; any round may be done again."""
        return Archived(runs=await self._archive(activity.heartbeat))
