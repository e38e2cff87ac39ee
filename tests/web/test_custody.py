"""What an organisation keeps, over HTTP: holds, periods and erasures, and what an erasure destroys."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import pytest
from api import CYCLE, Api, path_of
from httpx import AsyncClient, Response
from keepers import WHO, Halden, kept

from domain.custody import commands as k
from domain.custody.authority import OFFICES, RULES
from domain.cycle import commands as c
from domain.people import Role
from store import destroying
from store.pool import open_pool
from tests.domain import custodies

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
COMMANDS: dict[str, k.Command] = {
    type(one).__name__: one
    for one in (
        custodies.hold(hold="h9", subject="nobody"),
        custodies.RELEASE,
        k.ProposeRetention(change="x", waits_for_duties=False, reason="Law."),
        k.AgreeToRetention(change="x"),
        custodies.ERASE,
        k.WithdrawErasure(person="ana", reason="No."),
        custodies.AGREE,
    )
}


@pytest.fixture
async def api(http: AsyncClient) -> Halden:
    """One cycle for all of these; each test erases and holds somebody of its own."""
    found = Halden(http=http, organisation="halden-custody")
    if (await found.get(f"/cycles/{CYCLE}")).status_code != 200:
        await found.announced()
    return found


@pytest.fixture
async def owner(web_database: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(web_database)
    yield connection
    await connection.close()


async def posted(api: Api, command: k.Command, by: str, **query: Any) -> Response:
    return await api.http.post(
        f"{api.base}/custody/{path_of(command)}",
        json=command.model_dump(mode="json"),
        headers=api.headers(by),
        params=query,
    )


def erasing(person: str) -> tuple[k.ErasePerson, k.AgreeToErasure]:
    asked = custodies.ERASE.model_copy(update={"person": person})
    return asked, k.AgreeToErasure(person=person)


@pytest.mark.parametrize("role", WHO)
async def test_only_the_offices_that_the_page_says_read_custody(api: Halden, role: str) -> None:
    answer = await api.get("/custody", by=WHO[role])
    may = role in {"approver", "sponsor", "hr_partner", "auditor", "administrator"}
    assert answer.status_code == (200 if may else 403)


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("role", WHO)
async def test_each_role_gives_the_commands_of_custody_that_the_page_says(
    api: Halden, role: str, name: str
) -> None:
    command = COMMANDS[name]
    answer = await posted(api, command, WHO[role], dry_run=True)
    allowed = role in OFFICES[type(command)]
    words = RULES[type(command)].action
    assert (answer.status_code == 403 and words in answer.text) is not allowed


async def test_nobody_gives_what_the_service_says_to_itself(api: Halden) -> None:
    answer = await posted(api, custodies.FIRST, "ada")
    assert answer.status_code == 404


async def test_a_person_is_erased_by_two_and_all_that_is_theirs_goes(
    api: Halden, owner: asyncpg.Connection
) -> None:
    await has_an_account(owner, api.organisation, "paula")
    ask, agree = erasing("paula")
    assert (await posted(api, ask, "farah")).status_code == 200
    assert (await posted(api, agree, "farah")).json()["name"] == "NeedsTwoPeople"
    receipt = await posted(api, agree, "ada")
    assert receipt.json()["types"] == ["PersonErased"]

    async with asyncio.timeout(20):
        while (row := (await kept(api))["erasures"][0])["standing"] != "destroyed":  # noqa: ASYNC110
            await asyncio.sleep(0.1)
    assert (row["person"], row["asked_by"], row["agreed_by"]) == ("paula", "farah", "ada")
    assert {"1 accounts", "1 sessions", "1 tokens", "1 drafts", "1 deliveries"} <= {*row["removed"]}
    assert await traces(owner, api.organisation, "paula") == 0
    again = await posted(api, ask, "farah")
    assert again.json()["name"] == "NothingToDo"


async def test_the_database_erases_nobody_whom_the_record_does_not_call_erased(
    api: Halden, web_database: str
) -> None:
    pool = await open_pool(web_database, "tally_writer", max_size=1)
    async with pool.acquire() as connection:
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="does not say"):
            await destroying.erase(connection, api.organisation, "dana", at=LONG_AGO)
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute("DELETE FROM tally.accounts")
    await pool.close()


async def test_who_has_duties_in_a_running_cycle_is_not_erased(api: Halden) -> None:
    ask, _ = erasing("dana")
    refused = await posted(api, ask, "farah")
    assert refused.json()["name"] == "WrongStage"
    assert "leader in sales" in refused.json()["missing"]


async def test_under_legal_hold_nobody_is_erased_and_nothing_due_is_removed(
    api: Halden, owner: asyncpg.Connection
) -> None:
    await owner.execute(DRAFT, api.organisation, "petra", LONG_AGO)
    await owner.execute(DRAFT, api.organisation, "free", LONG_AGO)
    hold = custodies.hold(hold="petra", subject="petra")
    assert (await posted(api, hold, "olu")).status_code == 200
    ask, _ = erasing("petra")
    refused = await posted(api, ask, "farah")
    assert (refused.status_code, refused.json()["name"]) == (409, "UnderLegalHold")

    drafts = next(
        one for one in (await kept(api))["retention"] if one["period"]["kind"] == "drafts"
    )
    assert (drafts["due"], drafts["held"]) == (2, 1)
    connection_held = [f"{api.organisation}/petra"]
    removed = await destroying.due(
        owner, "drafts", api.organisation, before=LONG_AGO + timedelta(days=1),
        held=connection_held, remove=True,
    )  # fmt: skip
    assert removed == 1

    release = k.ReleaseHold(hold="petra", reason="Over.")
    assert (await posted(api, release, "olu")).json()["types"] == ["HoldReleaseAsked"]
    assert (await posted(api, release, "anton")).json()["types"] == ["HoldReleased"]
    assert (await posted(api, ask, "farah")).status_code == 200


async def test_a_dry_run_says_what_would_be_recorded_and_records_nothing(api: Halden) -> None:
    before = len((await kept(api))["holds"])
    answer = await posted(api, custodies.hold(hold="dry"), "farah", dry_run=True)
    assert [one["type"] for one in answer.json()["events"]] == ["HoldPlaced"]
    assert len((await kept(api))["holds"]) == before


async def test_a_refused_dry_run_leaves_a_trace(api: Halden, owner: asyncpg.Connection) -> None:
    lift = k.ReleaseHold(hold="none-such", reason="Over.")
    answer = await posted(api, lift, "marco", dry_run=True)
    row = await owner.fetchrow(
        "SELECT actor, action, detail ->> 'command_id' AS command_id FROM tally.security_log "
        "WHERE organisation = $1 ORDER BY id DESC LIMIT 1",
        api.organisation,
    )
    assert answer.status_code == 403
    assert tuple(row) == ("marco", "ReleaseHold", None)


async def test_an_office_is_given_up_here_when_it_is_given_up_in_the_cycle(api: Halden) -> None:
    grants = (Role(office="hr_partner", person="hilda"),)
    await api.give(c.ProposeRoles(change="hilda", reason="Help.", grants=grants), by="ada")
    await api.give(c.AgreeToRoles(change="hilda"), by="olu")
    assert (await api.get("/custody", by="hilda")).status_code == 200
    placed = await posted(api, custodies.hold(hold="hilda", subject="x"), "hilda")
    assert placed.status_code == 200


DRAFT = """
    INSERT INTO tally.drafts (organisation, person, id, cycle, body, updated_at)
    VALUES ($1, $2, 'd', 'fy27', '{}', $3)
"""


async def has_an_account(owner: asyncpg.Connection, organisation: str, person: str) -> None:
    at = datetime.now(UTC)
    await owner.execute(
        "INSERT INTO tally.accounts (id, email, name, created_at) VALUES ($1, $2, $1, $3)",
        person, f"{person}@halden.example", at,
    )  # fmt: skip
    await owner.execute(
        "INSERT INTO tally.memberships (account, organisation, person, created_at)"
        " VALUES ($1, $2, $1, $3)",
        person, organisation, at,
    )  # fmt: skip
    await owner.execute(
        "INSERT INTO tally.sessions (id, secret_sha256, account, agent, created_at, last_seen_at,"
        " expires_at, reauthenticated_at) VALUES ($1, sha256('s'), $1, 'a', $2, $2, $2, $2)",
        person, at,
    )  # fmt: skip
    await owner.execute(
        "INSERT INTO tally.api_tokens (id, secret_sha256, account, organisation, name, scope,"
        " created_at, expires_at) VALUES ($1, sha256('t'), $1, $2, 'n', 'read', $3, $3)",
        person, organisation, at,
    )  # fmt: skip
    await owner.execute(
        "INSERT INTO tally.deliveries (organisation, position, person, channel, message_id,"
        " content, standing, due_at, created_at) VALUES ($1, 1, $2, 'email', 'm', '{}', 'sent',"
        " $3, $3)",
        organisation, person, at,
    )  # fmt: skip
    await owner.execute(DRAFT, organisation, person, at)


async def traces(owner: asyncpg.Connection, organisation: str, person: str) -> int:
    found = 0
    for table in ("drafts", "deliveries", "memberships", "message_preferences", "calendar_feeds"):
        found += await owner.fetchval(
            f"SELECT count(*) FROM tally.{table} WHERE organisation = $1 AND person = $2",  # noqa: S608
            organisation, person,
        )  # fmt: skip
    for table in ("sessions", "api_tokens", "one_time_links", "external_identities"):
        found += await owner.fetchval(
            f"SELECT count(*) FROM tally.{table} WHERE account = $1",  # noqa: S608
            person,
        )
    found += await owner.fetchval("SELECT count(*) FROM tally.accounts WHERE id = $1", person)
    keys = "SELECT count(*) FROM tally.person_keys WHERE organisation = $1 AND person = $2"
    found += await owner.fetchval(f"{keys} AND wrapped IS NOT NULL", organisation, person)
    return int(found)
