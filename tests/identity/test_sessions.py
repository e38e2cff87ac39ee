from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from identity import accounts, attempts, sessions
from identity.attempts import Limit, TooMany
from identity.model import ABSOLUTE, IDLE, Account
from store.pool import Pool
from store.pool import session as connected

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
PASSWORD = "a horse, a battery and a staple"


@pytest.fixture
async def dana(pool: Pool) -> Account:
    async with connected(pool) as connection:
        made = await accounts.add(connection, email="dana@halden.example", name="Dana", at=NOW)
    await accounts.set_password(pool, made.id, PASSWORD, at=NOW)
    return made


async def test_a_session_that_nobody_uses_ends(pool, dana):
    async with connected(pool) as connection:
        opened = await sessions.begin(connection, dana, agent="a browser", at=NOW)

        assert await sessions.of_secret(connection, opened.secret, at=NOW + IDLE - MINUTE)
        used = NOW + IDLE - MINUTE
        assert await sessions.of_secret(connection, opened.secret, at=used + IDLE - MINUTE)
        assert not await sessions.of_secret(connection, opened.secret, at=used + 3 * IDLE)


async def test_asking_without_using_it_keeps_no_session_open(pool, dana):
    async with connected(pool) as connection:
        opened = await sessions.begin(connection, dana, agent="a browser", at=NOW)

        at = NOW
        while (at := at + MINUTE * 10) < NOW + IDLE:
            assert await sessions.of_secret(connection, opened.secret, at=at, used=False)

        assert not await sessions.of_secret(connection, opened.secret, at=NOW + IDLE)


async def test_a_session_ends_however_much_it_is_used(pool, dana):
    async with connected(pool) as connection:
        opened = await sessions.begin(connection, dana, agent="a browser", at=NOW)
        at = NOW
        while (at := at + IDLE - MINUTE) < NOW + ABSOLUTE:
            opened_still = await sessions.of_secret(connection, opened.secret, at=at)
            assert opened_still

        assert not await sessions.of_secret(connection, opened.secret, at=NOW + ABSOLUTE)


async def test_proving_again_rotates_the_session_and_keeps_its_end(pool, dana):
    async with connected(pool) as connection:
        opened = await sessions.begin(connection, dana, agent="a browser", at=NOW)
    later = NOW + timedelta(hours=1)

    proved = await sessions.reauthenticate(pool, opened.session, PASSWORD, at=later)

    assert proved is not None
    assert proved.session.is_fresh(later)
    assert not opened.session.is_fresh(later)
    assert proved.session.expires_at == opened.session.expires_at
    async with connected(pool) as connection:
        assert not await sessions.of_secret(connection, opened.secret, at=later)
        assert await sessions.of_secret(connection, proved.secret, at=later)


async def test_a_wrong_password_proves_nothing_and_ends_nothing(pool, dana):
    async with connected(pool) as connection:
        opened = await sessions.begin(connection, dana, agent="a browser", at=NOW)

    assert await sessions.reauthenticate(pool, opened.session, "not it", at=NOW) is None

    async with connected(pool) as connection:
        assert await sessions.of_secret(connection, opened.secret, at=NOW)


async def test_of_many_attempts_at_once_no_more_pass_than_may(pool):
    limit = Limit(kind="trial", most=3)

    async def attempt() -> bool:
        async with connected(pool) as connection:
            try:
                await attempts.count(connection, limit, "dana", at=NOW)
            except TooMany:
                return False
            return True

    assert sum(await asyncio.gather(*(attempt() for _ in range(9)))) == 3


async def test_there_is_room_again_once_the_window_has_slid_on(pool):
    limit = Limit(kind="trial", most=1)
    async with connected(pool) as connection:
        await attempts.count(connection, limit, "dana", at=NOW)
        with pytest.raises(TooMany) as many:
            await attempts.count(connection, limit, "dana", at=NOW + MINUTE)

        assert many.value.seconds == 14 * 60
        await attempts.count(connection, limit, "marco", at=NOW)
        await attempts.count(connection, limit, "dana", at=NOW + 15 * MINUTE)


@pytest.mark.parametrize("table", ["accounts", "sessions", "api_tokens", "one_time_links"])
async def test_the_reader_sees_nothing_of_accounts(reader, table):
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await reader.fetch(f"TABLE tally.{table}")
