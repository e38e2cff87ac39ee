"""What the web process opens: the record for reading, its own tables for writing, and Temporal."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, cast

from fastapi import Depends, Request
from temporalio.client import Client

from projections.moments import Courses
from projections.streams import Streams
from runtime import metrics, temporal_client
from runtime.sealing_key import master_of
from runtime.settings import Settings, SettingsInvalid
from store.pool import Pool, open_pool
from store.seals import Seals

READERS = 10
WRITERS = 8


@dataclass(frozen=True)
class Doors:
    """`writer` is for drafts, identity and the security log: decisions go through Temporal."""

    reader: Pool
    writer: Pool
    client: Client
    streams: Streams
    courses: Courses
    seals: Seals

    @staticmethod
    def now() -> datetime:
        return datetime.now(UTC)


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Doors]:
    """Doors that are open, closed again at the end."""
    if settings.database_url is None:
        raise SettingsInvalid("DATABASE_URL is not set: the web process needs the record.")
    url, master = settings.database_url.get_secret_value(), master_of(settings)
    client = await temporal_client.connect(settings, runtime=metrics.telemetry(settings))
    reader = await open_pool(url, "tally_reader", max_size=READERS)
    try:
        writer = await open_pool(url, "tally_writer", max_size=WRITERS)
        try:
            seals = Seals(reader, writer, master)
            await seals.require_master()
            yield Doors(
                reader=reader,
                writer=writer,
                client=client,
                streams=Streams(reader),
                courses=Courses(reader),
                seals=seals,
            )
        finally:
            await writer.close()
    finally:
        await reader.close()


def doors_of(request: Request) -> Doors:
    return cast("Doors", request.app.state.doors)


OpenDoors = Annotated[Doors, Depends(doors_of)]
