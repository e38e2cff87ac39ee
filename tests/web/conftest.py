"""The web process in the test's own: a real record, a real Temporal, a worker, one application."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from itertools import count
from pathlib import Path

import asyncpg
import pytest

sys.path.insert(0, str(Path(__file__).parent))

from api import Api
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient
from pydantic import SecretStr
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.testing import WorkflowEnvironment

import worker
from runtime.postgres import EmbeddedPostgres
from runtime.settings import Settings
from runtime.temporal import binary
from store.pool import Pool, open_pool
from web.app import create_app

DATABASE = "tally_web"
KEY = "the-key-of-these-tests"
_numbers = count(1)


@pytest.fixture(scope="session")
async def web_temporal() -> AsyncIterator[Client]:
    async with await WorkflowEnvironment.start_local(
        data_converter=pydantic_data_converter, dev_server_existing_path=str(binary())
    ) as environment:
        yield environment.client


@pytest.fixture(scope="session")
async def web_database(postgres: EmbeddedPostgres, template: str) -> str:
    """One database for all: each test has an organisation of its own in it."""
    connection = await asyncpg.connect(postgres.url)
    await connection.execute(f"CREATE DATABASE {DATABASE} TEMPLATE {template}")
    await connection.close()
    return postgres.url_of(DATABASE)


@pytest.fixture(scope="session")
def settings(web_database: str, web_temporal: Client) -> Settings:
    return Settings(
        database_url=web_database,
        temporal_address=web_temporal.service_client.config.target_host,
        local_key=SecretStr(KEY),
        sealing_key=SecretStr("5e" * 32),
    )


@pytest.fixture(scope="session")
async def app(settings: Settings, web_temporal: Client) -> AsyncIterator[FastAPI]:
    """The application with its doors open and a worker behind it."""
    application = create_app(settings)
    async with AsyncExitStack() as opened:
        runs = await worker.decisions(settings, web_temporal, opened)
        await opened.enter_async_context(worker.worker(web_temporal, "decisions", runs))
        await opened.enter_async_context(application.router.lifespan_context(application))
        yield application


@pytest.fixture
async def http(app: FastAPI) -> AsyncIterator[AsyncClient]:
    transport = ASGITransport(app=app)
    async with AsyncClient(
        transport=transport, base_url="http://127.0.0.1:8600", headers={"Tally-Key": KEY}
    ) as client:
        yield client


@pytest.fixture
def api(http: AsyncClient) -> Api:
    """An organisation of this test's own."""
    return Api(http=http, organisation=f"halden-{next(_numbers)}")


@pytest.fixture(scope="session")
def signed_to(web_database: str) -> Callable[[str, int], Awaitable[None]]:
    """As if the notary had signed an organisation's log up to a size."""

    async def say(organisation: str, size: int) -> None:
        connection = await asyncpg.connect(web_database)
        try:
            await connection.execute(
                "INSERT INTO tally.checkpoints (organisation, size, root, note, key_name, key_id) "
                "VALUES ($1, $2, sha256(''), 'a note', 'a log', '\\x01020304')",
                organisation,
                size,
            )
        finally:
            await connection.close()

    return say


@pytest.fixture
async def record(web_database: str) -> AsyncIterator[Pool]:
    """The record beside the application, as a reader."""
    opened = await open_pool(web_database, "tally_reader", max_size=2)
    yield opened
    await opened.close()
