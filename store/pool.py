"""Connections to the record, each in one of its roles and with nothing more than that role may."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Literal

import asyncpg

from store.errors import NO_ANSWER, outcome_unknown

if TYPE_CHECKING:
    from asyncpg.pool import PoolConnectionProxy

    Pool = asyncpg.Pool[asyncpg.Record]
    Connection = asyncpg.Connection[asyncpg.Record] | PoolConnectionProxy[asyncpg.Record]
else:
    Pool = asyncpg.Pool
    Connection = asyncpg.Connection

PATIENCE = 15.0
Role = Literal["tally_writer", "tally_reader", "tally_migrator", "tally_notary"]


async def open_pool(
    url: str,
    role: Role = "tally_writer",
    *,
    min_size: int = 1,
    max_size: int = 10,
    patience: float = 10.0,
) -> Pool:
    """Open a pool whose sessions hold `role`; `patience` in seconds bounds each call."""

    async def assume_role(connection: asyncpg.Connection[asyncpg.Record]) -> None:
        await connection.execute(f"SET ROLE {role}")

    return await asyncpg.create_pool(
        url,
        min_size=min_size,
        max_size=max_size,
        timeout=patience,
        command_timeout=patience,
        init=assume_role,
        reset=_nothing_to_reset,
        # Compiling one of our queries, where the server can, takes longer than running it.
        server_settings={"application_name": role, "timezone": "UTC", "jit": "off"},
    )


@asynccontextmanager
async def session(pool: Pool) -> AsyncIterator[Connection]:
    """A connection for as long as the block runs; what leaves its outcome open is OutcomeUnknown.

    A connection that gave no answer is not given back: asyncpg's can stay stuck in the middle
    of an operation.
    """
    with outcome_unknown():
        async with pool.acquire(timeout=PATIENCE) as connection:
            try:
                yield connection
            except NO_ANSWER:
                with suppress(asyncpg.InterfaceError):  # it is known to be lost already
                    connection.terminate()
                raise


async def _nothing_to_reset(_: asyncpg.Connection[asyncpg.Record]) -> None:
    """No session state is ever set, so giving a connection back costs no round trip."""
