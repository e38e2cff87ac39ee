"""Custody as a workflow: begun by its first command, lasting, and fed by what is so elsewhere."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from beginnings import start
from house import House
from temporalio.client import Client

from audit.held import Holding
from audit.keyring import Keyring
from audit.notary import Notary
from audit.outside import Outside
from audit.verify import Wanted, verify
from domain import errors
from domain.custody import commands as c
from domain.custody.state import RECORD
from domain.model import SYSTEM
from store import read
from store.codec import Unreadable
from store.pool import Pool, open_pool, session
from tests.domain import custodies as k
from workflows import life
from workflows.caretaker import Caretaker

KEYS = ("LogKeyCreated", "LogKeyRotated", "LogKeyLost")


@pytest.fixture
async def notary(database_url: str, tmp_path: Path) -> AsyncIterator[Notary]:
    keyring = Keyring(tmp_path / "own")
    keyring.read_or_make("tally", is_new=True)
    opened = await open_pool(database_url, "tally_notary", max_size=1)
    yield Notary(opened, keyring, Holding(tmp_path / "own", tmp_path / "outside"))
    await opened.close()


def keyring(tmp_path: Path) -> Keyring:
    return Keyring(tmp_path / "own")


async def system(house: House, *commands: c.Command) -> None:
    for command in commands:
        await house.give(command, by=SYSTEM.person, stream=RECORD)


async def test_the_first_command_begins_an_organisation_s_custody(house: House) -> None:
    await system(house, k.offices(), k.stands())
    receipt = await house.give(k.hold(), by="hana", stream=RECORD)
    assert receipt.types == ("HoldPlaced",)
    with pytest.raises(errors.UnderLegalHold):
        await house.give(k.ERASE, by="hana", stream=RECORD)
    assert await house.types(RECORD) == ["OfficesReceived", "StandingReceived", "HoldPlaced"]


async def test_a_run_of_many_holds_hands_over_and_a_person_is_erased_after_it(house: House) -> None:
    await system(house, k.offices(), k.stands(), k.FIRST)
    for batch in range(26):
        places = range(batch * 20, batch * 20 + 20)
        holds = [k.hold(hold=f"h{n}", subject=f"p{n}") for n in places]
        await asyncio.gather(*(house.give(one, by="olu", stream=RECORD) for one in holds))
    await house.give(k.ERASE, by="hana", stream=RECORD)
    receipt = await house.give(k.AGREE, by="hugo", stream=RECORD)
    assert receipt.types == ("PersonErased",)
    assert receipt.first_version == 525 > life.MOST_DECISIONS
    wanted = house.workflow_id(RECORD)
    assert len([one for one in await house.histories() if one.workflow_id == wanted]) == 2


async def test_custody_begins_again_from_its_stream_alone(house: House) -> None:
    await system(house, k.offices(), k.stands())
    await house.give(k.ERASE, by="hana", stream=RECORD)
    await house.client.get_workflow_handle(house.workflow_id(RECORD)).terminate("lost")
    receipt = await house.give(k.AGREE, by="hugo", stream=RECORD)
    assert receipt.first_version == 4


async def test_every_change_of_keys_comes_on_the_record_however_late(
    house: House, pool: Pool, notary: Notary, tmp_path: Path
) -> None:
    caretaker = Caretaker(house.client, pool)
    await house.announced()
    await notary.look()
    await caretaker.look()
    assert await house.types(RECORD) == ["LogKeyCreated"]

    keyring(tmp_path).rotate("rotated as planned, says otto")
    await notary.look()
    keyring(tmp_path).lost("the host was stolen, says otto", name="tally")
    await caretaker.look()
    await notary.look()
    await asyncio.gather(caretaker.look(), Caretaker(house.client, pool).look())
    assert await house.types(RECORD) == [*KEYS]
    await caretaker.look()
    assert await house.types(RECORD) == [*KEYS]


KEY_OUT_OF_ORDER = """
    INSERT INTO tally.log_keys (organisation, number, verifier_key, introduced_at, withdrawn_key,
                                withdrawn_at, reason, words, prev, hash, note)
    VALUES ($1, 3, 'third', 3, 'second', 2, 'rotated', 'as planned', sha256(''), sha256('note'), 'note')
"""


async def test_what_fails_of_one_organisation_holds_up_no_other(
    house: House, pool: Pool, notary: Notary, database_url: str
) -> None:
    before = "a-house-that-comes-before"
    async with await open_pool(database_url, "tally_notary", max_size=1) as opened:
        await opened.execute(KEY_OUT_OF_ORDER, before)
    await house.announced()
    await notary.look()
    await system(house, k.offices(), k.stands())
    await house.give(k.ERASE, by="hana", stream=RECORD)
    await house.give(k.AGREE, by="hugo", stream=RECORD)

    await Caretaker(house.client, pool).look()

    assert before < house.organisation
    assert {"LogKeyCreated", "ErasureCompleted"} <= set(await house.types(RECORD))
    assert await read.organisations(pool) == (house.organisation,)


async def test_verification_finds_a_key_that_the_record_tells_otherwise(
    house: House, pool: Pool, notary: Notary
) -> None:
    await house.announced()
    await notary.look()
    await system(house, k.FIRST)
    await notary.look()
    async with session(pool) as connection:
        report = await verify(connection, Wanted(house.organisation, Outside()))
    assert report.found == {"V11"}
    (finding,) = report.check("V11").findings
    assert finding.where == "custody/record, change 1 of the keys"


async def test_verification_finds_offices_that_the_cycle_did_not_give(
    house: House, pool: Pool, notary: Notary
) -> None:
    await house.announced()
    await house.until_types("unit/fy27/sales", "GoalSet")
    await notary.look()
    await Caretaker(house.client, pool).look()
    await system(house, k.offices(2, is_running=False), k.offices(99, cycle="fy99"))
    await notary.look()
    async with session(pool) as connection:
        report = await verify(connection, Wanted(house.organisation, Outside()))
    assert report.found == {"V17"}
    assert [one.where for one in report.check("V17").findings] == [
        "custody/record, cycle/fy27 version 2", "custody/record, cycle/fy99 version 99",
    ]  # fmt: skip


async def test_who_holds_an_office_since_is_waited_for_as_the_second_person(
    house: House, pool: Pool
) -> None:
    caretaker = Caretaker(house.client, pool)
    await house.announced()
    await system(house, k.offices(version=1), k.stands())
    await caretaker.look()
    assert (await house.types(RECORD)).count("OfficesReceived") == 1
    await house.give(k.ERASE, by="hana", stream=RECORD)
    assert await waited_for(house) == ["ada", "hugo"]

    for _ in range(2):
        await caretaker.look()

    assert (await house.types(RECORD)).count("OfficesReceived") == 2
    assert await waited_for(house) == [*start().roles.administrators]


WAITED_FOR = """
    SELECT person FROM read_models.inbox
    WHERE organisation = $1 AND cycle = '' AND kind = 'erasure' ORDER BY person
"""


async def waited_for(house: House) -> list[str]:
    return [row["person"] for row in await house.pool.fetch(WAITED_FOR, house.organisation)]


DRAFT = """
    INSERT INTO tally.drafts (organisation, person, id, cycle, body, updated_at)
    VALUES ($1, $2, 'd', 'fy27', '{}', $3)
"""
DRAFTS = "SELECT person FROM tally.drafts WHERE organisation = $1 ORDER BY person"


async def drafts(house: House) -> list[str]:
    return [row["person"] for row in await house.pool.fetch(DRAFTS, house.organisation)]


async def test_what_a_restored_backup_holds_of_an_erased_person_goes_again(house: House) -> None:
    await system(house, k.offices(), k.stands())
    await house.give(k.ERASE, by="hana", stream=RECORD)
    await house.give(k.AGREE, by="hugo", stream=RECORD)
    caretaker = Caretaker(house.client, house.pool)
    await caretaker.look()
    assert (await house.types(RECORD))[-2:] == ["PersonErased", "ErasureCompleted"]

    await house.pool.execute(DRAFT, house.organisation, "ana", datetime.now(UTC))
    await caretaker.look()
    assert await drafts(house) == ["ana"]
    await Caretaker(house.client, house.pool).look()
    assert await drafts(house) == []
    assert (await house.types(RECORD)).count("ErasureCompleted") == 1


async def test_what_is_kept_no_longer_is_removed_unless_it_is_held(house: House) -> None:
    await system(house, k.offices())
    await house.give(k.hold(subject="ana"), by="olu", stream=RECORD)
    now = datetime.now(UTC)
    for person, days in (("ana", 400), ("ben", 400), ("cleo", 300)):
        await house.pool.execute(DRAFT, house.organisation, person, now - timedelta(days=days))
    await Caretaker(house.client, house.pool, now=lambda: now).look()
    assert await drafts(house) == ["ana", "cleo"]
    everything = k.hold(hold="all", scope="organisation", subject=None)
    await house.give(everything, by="olu", stream=RECORD)
    later = now + timedelta(days=400)
    await Caretaker(house.client, house.pool, now=lambda: later).look()
    assert await drafts(house) == ["ana", "cleo"]


JOINED = """
    INSERT INTO read_models.offices (organisation, stream, version, cycle, unit, person, offices)
    VALUES ($1, 'unit/fy27/sales', 9, 'fy27', 'sales', 'nora', '{member}')
"""


async def test_a_hold_on_a_cycle_keeps_who_joined_a_unit_later(house: House) -> None:
    await house.announced()
    await house.pool.execute(JOINED, house.organisation)
    await system(house, k.offices())
    await house.give(k.hold(scope="cycle", subject="fy27"), by="olu", stream=RECORD)
    now = datetime.now(UTC)
    for person in ("nora", "zoe"):
        await house.pool.execute(DRAFT, house.organisation, person, now - timedelta(days=400))
    await Caretaker(house.client, house.pool, now=lambda: now).look()
    assert await drafts(house) == ["nora"]


class _Interrupted(Caretaker):
    """Whose first look meets an event that this release does not know."""

    looks = 0

    async def look(self) -> None:
        self.looks += 1
        if self.looks == 1:
            raise Unreadable("custody/record 3: HoldPlaced version 2 is not known to this release")


async def test_what_cannot_be_read_does_not_end_the_caretaker(
    temporal: Client, pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workflows.caretaker.EVERY", 0.01)
    caretaker = _Interrupted(temporal, pool)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(caretaker.go_on(), 0.3)
    assert caretaker.looks > 1
