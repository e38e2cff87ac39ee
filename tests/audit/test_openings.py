"""A year whose texts are sealed, taken away: opened, left sealed, and after somebody was erased."""

from __future__ import annotations

import json
import sys
import zipfile
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from itertools import product
from pathlib import Path
from typing import Any

import asyncpg
import pytest

sys.path.insert(0, str(Path(__file__).parent))

from cycle import ORGANISATION, Recorded, recorded, year
from given import House
from taken import KEY, offline

from audit.bundle import Selection, take
from audit.verify import Wanted, verify
from domain.model import SYSTEM, Actor, Command, Event
from domain.personal import Text, changed
from domain.practices.s0_14 import is_bare
from domain.sealed import is_token, tokens
from runtime.postgres import EmbeddedPostgres
from store.pool import Connection, open_pool
from store.sealing import Master, PersonKey
from store.seals import Seals

MASTER = Master(b"m" * 32)
AT = datetime(2026, 10, 1, tzinfo=UTC)
ERASED = "ana"
IN_THE_CLEAR = {"Fiscal year 2027"}
"""Somebody wrote the cycle's own name."""
REFUSED = {"No.", "In Ana's name"}
DESTROY = "SELECT tally.destroy_person_keys($1, $2, $3)"


@cache
def key_of(person: str) -> PersonKey:
    seed = sha256(person.encode()).digest()
    return PersonKey(urlsafe_b64encode(seed[:8]).decode().rstrip("="), "personal", seed)


class Sealed(Recorded):
    """Every command is sealed as the web does it; `said` is what was in it, by person."""

    def __init__(self) -> None:
        super().__init__()
        self.said: dict[str, set[str]] = {}

    def _give(self, at: datetime, by: Actor, where: str, command: Command) -> list[Event]:
        def token_of(one: Text) -> str:
            if is_token(one.text):
                return one.text
            person = one.person or by.person
            self.said.setdefault(person, set()).add(one.text)
            if one.what in {"name", "email"}:
                kind: Any = one.what
                return key_of(person).seal(kind, "", one.text)
            return key_of(person).seal("bare" if is_bare(one.text) else "words", where, one.text)

        sealed = command if by == SYSTEM else changed(command, token_of)
        return super()._give(at, by, where, sealed)


@pytest.fixture(scope="module")
async def house(
    postgres: EmbeddedPostgres, template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    admin = await asyncpg.connect(postgres.url)
    await admin.execute(f"CREATE DATABASE sealed_year TEMPLATE {template}")
    made = House(postgres.url_of("sealed_year"), tmp_path_factory.mktemp("notary"))
    pool = await open_pool(made.url, "tally_writer", max_size=2)
    await recorded(pool, made, Sealed)
    for person in said():
        key = key_of(person)
        await pool.execute(
            "INSERT INTO tally.person_keys VALUES ($1, $2, $3, 'personal', $4, $5)",
            key.id, ORGANISATION, person, MASTER.wrap(key, ORGANISATION, person), AT,
        )  # fmt: skip
    await pool.close()
    yield made
    await admin.execute("DROP DATABASE sealed_year WITH (FORCE)")
    await admin.close()


@pytest.fixture
async def connection(house: House) -> AsyncIterator[Connection]:
    opened = await asyncpg.connect(house.url)
    yield opened
    await opened.close()


@pytest.fixture
async def seals(house: House) -> AsyncIterator[Seals]:
    pool = await open_pool(house.url, "tally_writer", max_size=1)
    yield Seals(pool, pool, MASTER)
    await pool.close()


def said() -> dict[str, set[str]]:
    company = year(Sealed)
    assert isinstance(company, Sealed)
    return company.said


def quoted(text: str) -> bytes:
    """As JSON inside JSON would hold it, so that no address is found inside a longer one."""
    return json.dumps(json.dumps(text, ensure_ascii=False), ensure_ascii=False)[1:-1].encode()


async def taken(connection: Connection, path: Path, seals: Seals | None) -> dict[str, bytes]:
    with path.open("xb") as target:
        await take(connection, Selection(ORGANISATION, seals=seals), target, beside=path.parent)
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def openings(bundle: dict[str, bytes]) -> Iterator[Any]:
    for line in bundle["openings.jsonl"].splitlines():
        yield from json.loads(line)["openings"]


async def test_a_bundle_says_what_each_token_reads_and_proves_it(connection, seals, tmp_path):
    path = tmp_path / "opened.zip"
    bundle = await taken(connection, path, seals)

    code, words = offline(path, "--key", KEY)

    assert (code, words.splitlines()[-1]) == (0, "Accepted."), words
    found = list(openings(bundle))
    assert f"Openings are what the tokens commit to: {len(found)} openings" in words
    # What was refused was said, and is nowhere.
    assert set().union(*said().values()) - {one["text"] for one in found} == REFUSED
    assert not tokens(bundle["letters.txt"].decode())


async def test_a_bundle_that_is_left_sealed_verifies_and_tells_no_word(connection, tmp_path):
    path = tmp_path / "sealed.zip"
    bundle = await taken(connection, path, None)

    code, words = offline(path, "--key", KEY)

    assert (code, words.splitlines()[-1]) == (0, "Accepted."), words
    assert bundle["openings.jsonl"] == b""
    data = path.read_bytes()
    every = set().union(*said().values())
    assert {text for text in every if quoted(text) in data} == IN_THE_CLEAR


async def test_guessing_every_text_and_every_salary_finds_nothing(connection, tmp_path):
    """Whoever has the bundle has every hash and salt in it, and a list of all that can be said."""
    bundle = await taken(connection, tmp_path / "sealed.zip", None)
    payloads = [json.loads(line) for line in bundle["payloads.jsonl"].splitlines()]
    held = b"".join(bundle[name] for name in ("entries.jsonl", "payloads.jsonl")).decode()
    commitments = {one.split(".")[2] for row in payloads for one in tokens(row["payload"])}
    salts = [b"", bytes(16), bytes(32), *(bytes.fromhex(row["salt"]) for row in payloads[:20])]
    grid = [f"EUR {amount}.00" for amount in range(40_000, 200_000, 500)]
    guesses = [*grid, *set().union(*said().values())]

    assert len(commitments) > 90
    for guess, salt in product(guesses, salts):
        digest = sha256(salt + guess.encode()).digest()
        assert urlsafe_b64encode(digest).decode().rstrip("=") not in commitments
        assert digest.hex() not in held


async def test_an_opening_is_checked_by_hand(connection, seals, tmp_path):
    bundle = await taken(connection, tmp_path / "opened.zip", seals)
    rows = {
        row["position"]: row["payload"]
        for row in map(json.loads, bundle["payloads.jsonl"].splitlines())
    }
    opened = [json.loads(line) for line in bundle["openings.jsonl"].splitlines()]
    assert len(opened) > 90
    for row in opened:
        for token, opening in zip(tokens(rows[row["position"]]), row["openings"], strict=True):
            data = bytes.fromhex(opening["salt"]) + opening["text"].encode()
            assert urlsafe_b64decode(token.split(".")[2] + "=") == sha256(data).digest()


async def test_who_is_erased_is_in_no_bundle_and_everything_stays_valid(
    connection, seals, tmp_path
):
    before = await verify(connection, Wanted(ORGANISATION))
    assert not before.found, before.found
    await connection.execute(DESTROY, ORGANISATION, ERASED, datetime.now(UTC))

    after = await verify(connection, Wanted(ORGANISATION))
    path = tmp_path / "after.zip"
    bundle = await taken(connection, path, seals)
    code, words = offline(path, "--key", KEY)

    assert (after.found, after.size, after.root) == (before.found, before.size, before.root)
    assert (code, words.splitlines()[-1]) == (0, "Accepted."), words
    others = set().union(*(mine for who, mine in said().items() if who != ERASED))
    assert {one["text"] for one in openings(bundle) if one} == others - REFUSED
    assert None in list(openings(bundle))
    data = path.read_bytes()
    assert [text for text in said()[ERASED] - others if quoted(text) in data] == []
