"""With TALLY_SYNCHRONOUS_STANDBY=1 whoever writes the record starts only beside a standby."""

from __future__ import annotations

from contextlib import AsyncExitStack

import pytest
from temporalio.client import Client

import worker
from runtime import doctor, migrate, stack
from runtime.settings import Settings
from store.errors import WeakDurability

ALONE = "synchronous_standby_names is empty"


class Unasked:
    """A client that nobody gets as far as asking."""


def expecting(url: str) -> Settings:
    return Settings.from_environment({"DATABASE_URL": url, "TALLY_SYNCHRONOUS_STANDBY": "1"})


def test_no_standby_is_expected_unless_it_is_said() -> None:
    assert Settings.from_environment({}).synchronous_standby is False
    assert expecting("postgresql://db/tally").synchronous_standby is True


async def test_migrate_refuses_a_record_without_its_standby(empty_database_url: str) -> None:
    with pytest.raises(WeakDurability, match=ALONE):
        await migrate.run(expecting(empty_database_url))


async def test_a_worker_refuses_a_record_without_its_standby(database_url: str) -> None:
    client: Client = Unasked()  # type: ignore[assignment]
    async with AsyncExitStack() as opened:
        with pytest.raises(WeakDurability, match=ALONE):
            await worker.decisions(expecting(database_url), client, opened)
        runs = await worker.decisions(Settings(database_url=database_url), client, opened)
        assert runs.workflows


async def test_the_stack_refuses_a_record_without_its_standby(database_url: str) -> None:
    with pytest.raises(WeakDurability, match=ALONE):
        await stack._prepare(database_url, standby=True)


def test_the_doctor_names_the_standby_that_is_not_there(database_url: str) -> None:
    (found,) = doctor._database(expecting(database_url))
    assert (found.level, ALONE in found.detail) == ("failure", True)
