"""One Temporal dev server for the session; an organisation and a record for each test."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from house import House
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.testing import WorkflowEnvironment

from runtime.temporal import binary
from store.pool import Pool

_numbers = count(1)


@pytest.fixture(scope="session")
async def temporal() -> AsyncIterator[Client]:
    async with await WorkflowEnvironment.start_local(
        data_converter=pydantic_data_converter, dev_server_existing_path=str(binary())
    ) as environment:
        yield environment.client


@pytest.fixture
async def bare_house(temporal: Client, pool: Pool) -> AsyncIterator[House]:
    """Without a worker; every history made in it is replayed at its end."""
    made = House(client=temporal, pool=pool, organisation=f"halden-{next(_numbers)}")
    yield made
    assert await made.replay() > 0
    await made.stop()


@pytest.fixture
async def house(bare_house: House) -> AsyncIterator[House]:
    async with bare_house.working():
        yield bare_house
