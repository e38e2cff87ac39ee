"""Texts under a person's key: sealed alike twice, opened once, and gone with the key."""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64decode
from dataclasses import replace
from datetime import UTC, datetime

import asyncpg
import pytest

from domain.errors import PersonIsErased
from domain.sealed import CLOSING, OPENING, is_token, token, tokens, without_tokens, written
from store import seals
from store.sealing import (
    CannotBeOpened,
    Master,
    MasterKeyIsAnother,
    Opening,
    PersonKey,
    drawn,
    matches,
)
from store.seals import Seals

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
KEY = PersonKey("AAAAAAAAAAA", "personal", b"k" * 32)
MASTER = Master(b"m" * 32)
TEXTS = ("a", "Ana Müller", "山田 健司", "no\nway", "x" * 10_000)


@pytest.fixture
def doors(pool, reader, monkeypatch) -> Seals:
    monkeypatch.setattr(seals, "FRESH", 0.0)
    return Seals(reader, pool, MASTER)


async def sealed(doors: Seals, person: str, text: str, organisation: str = "halden") -> str:
    keys = await doors.keys_of(organisation, [person], at=NOW)
    return keys[person].seal("words", "c-1/words", text)


DESTROY = "SELECT tally.destroy_person_keys($1, $2, $3)"


@pytest.fixture
async def owner(database_url):
    connection = await asyncpg.connect(database_url)
    yield connection
    await connection.close()


async def erase(owner, person: str) -> bool:
    return bool(await owner.fetchval(DESTROY, "halden", person, NOW))


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_comes_back_from_its_token(text):
    made = KEY.seal("words", "c-1/words", text)

    assert is_token(made)
    assert KEY.open(token(made)).text == text
    assert written(token(made)) == made


def test_the_same_text_in_the_same_context_is_the_same_token_and_in_no_other():
    made = KEY.seal("words", "c-1/words", "Too high.")

    assert KEY.seal("words", "c-1/words", "Too high.") == made
    others = {
        KEY.seal("words", "c-2/words", "Too high."),
        KEY.seal("words", "c-1/evidence", "Too high."),
        KEY.seal("name", "c-1/words", "Too high."),
        drawn("personal").seal("words", "c-1/words", "Too high."),
    }
    assert len({made} | others) == 5


def test_who_has_the_opening_checks_it_by_hash_alone():
    made = KEY.seal("words", "c-1/words", "Too high.")
    opening = KEY.open(token(made))

    said = hashlib.sha256(opening.salt + b"Too high.").digest()
    assert urlsafe_b64decode(f"{token(made).commitment}=") == said
    assert matches(made, opening)
    assert not matches(made, replace(opening, text="Too low."))
    assert not matches(made, Opening(bytes(16), "Too high."))


@pytest.mark.parametrize(
    "other",
    [
        PersonKey("AAAAAAAAAAA", "personal", b"o" * 32),
        PersonKey("BBBBBBBBBBB", "personal", b"k" * 32),
        PersonKey("AAAAAAAAAAA", "compensation", b"k" * 32),
    ],
    ids=["another secret", "another id", "another class"],
)
def test_another_key_opens_nothing(other):
    with pytest.raises(CannotBeOpened):
        other.open(token(KEY.seal("words", "c-1/words", "Too high.")))


@pytest.mark.parametrize("part", ["kind", "commitment", "sealed"])
def test_a_changed_token_is_not_opened(part):
    parts = token(KEY.seal("words", "c-1/words", "Too high."))
    value = "name" if part == "kind" else f"A{getattr(parts, part)[1:]}"

    with pytest.raises(CannotBeOpened):
        KEY.open(parts._replace(**{part: value}))


def test_tokens_are_found_inside_longer_texts():
    first, second = (KEY.seal("name", "", one) for one in ("Ana", "Ben"))
    text = f"{first} and {second} claim it; {OPENING}this{CLOSING} is none."

    assert tokens(text) == (first, second)
    assert without_tokens(text) == f"sealed and sealed claim it; {OPENING}this{CLOSING} is none."


def test_a_token_says_little_of_its_texts_length():
    lengths = {len(KEY.seal("words", "", "x" * size)) for size in range(1, 17)}

    assert len(lengths) == 1


async def test_a_token_is_opened_anywhere_and_two_organisations_share_no_key(doors, pool, reader):
    here = await sealed(doors, "ana", "Too high.")
    there = await sealed(doors, "ana", "Too high.", "other")

    another = Seals(reader, pool, MASTER)
    assert await another.opened(f"{here}|{there}", str.upper) == "TOO HIGH.|TOO HIGH."
    assert token(here).key != token(there).key


async def test_a_destroyed_key_erases_one_person_everywhere_and_for_good(doors, owner):
    hers, his = await sealed(doors, "ana", "Hers."), await sealed(doors, "ben", "His.")
    assert await doors.opened(f"{hers} {his}") == "Hers. His."

    assert await erase(owner, "ana")

    assert await doors.opened(f"{hers} {his}") == "(erased) His."
    assert not await erase(owner, "ana")
    with pytest.raises(PersonIsErased, match="ana: erased"):
        await doors.keys_of("halden", ["ben", "ana"], at=NOW)


async def test_who_has_no_key_yet_gets_none_once_erased(doors, owner):
    assert not await erase(owner, "cara")

    for of in ("personal", "compensation"):
        with pytest.raises(PersonIsErased):
            await doors.keys_of("halden", ["cara"], at=NOW, of=of)


async def test_pay_has_a_key_of_its_own_and_goes_with_the_person(doors, owner):
    pay = (await doors.keys_of("halden", ["ana"], at=NOW, of="compensation"))["ana"]
    plain = (await doors.keys_of("halden", ["ana"], at=NOW))["ana"]
    assert pay.id != plain.id
    made = pay.seal("words", "pay", "EUR 90000.00")
    assert token(made).key_class == "compensation"
    assert await doors.opened(made) == "EUR 90000.00"

    await erase(owner, "ana")

    assert await doors.opened(made) == "(erased)"


async def test_an_erasure_that_is_rolled_back_erases_nobody(doors, owner):
    made = await sealed(doors, "ana", "Hers.")
    transaction = owner.transaction()
    await transaction.start()
    await erase(owner, "ana")
    await transaction.rollback()

    assert await doors.opened(made) == "Hers."


async def test_the_key_is_not_in_the_table_once_it_is_destroyed(doors, pool, owner):
    await sealed(doors, "ana", "Hers.")
    await erase(owner, "ana")

    rows = await pool.fetch("SELECT wrapped, destroyed_at FROM tally.person_keys")
    assert {tuple(row) for row in rows} == {(None, NOW)}


async def test_two_that_make_a_persons_first_key_have_the_same(doors, pool, reader):
    other = Seals(reader, pool, MASTER)

    first = await doors.keys_of("halden", ["ana", "ben"], at=NOW)
    second = await other.keys_of("halden", ["ben", "ana"], at=NOW)

    assert first == second


async def test_another_master_key_is_told_apart_at_once(doors, pool, reader):
    await doors.require_master()
    await sealed(doors, "ana", "Hers.")
    await doors.require_master()

    with pytest.raises(MasterKeyIsAnother, match="Bring back the file or TALLY_SEALING_KEY"):
        await Seals(reader, pool, Master(b"n" * 32)).require_master()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE tally.person_keys SET wrapped = wrapped",
        "UPDATE tally.person_keys SET person = 'ben', wrapped = NULL, destroyed_at = now()",
        "DELETE FROM tally.person_keys",
        "TRUNCATE tally.person_keys",
    ],
)
async def test_a_key_is_never_changed_only_destroyed(doors, pool, database_url, change):
    await sealed(doors, "ana", "Hers.")
    superuser = await asyncpg.connect(database_url)
    try:
        for connection in (superuser, pool):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(change)
    finally:
        await superuser.close()


async def test_no_process_destroys_a_key_by_itself(doors, pool, reader):
    await sealed(doors, "ana", "Hers.")

    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await pool.execute("UPDATE tally.person_keys SET wrapped = NULL, destroyed_at = now()")
    for role in (pool, reader):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await role.execute(DESTROY, "halden", "ana", NOW)
