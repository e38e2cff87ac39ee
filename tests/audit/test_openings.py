"""A year whose texts are sealed, taken away: opened, left sealed, and after somebody was erased."""

from __future__ import annotations

import json
import re
import sys
import zipfile
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import AsyncIterator, Iterable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
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
from rewriting import appended, witnessed
from taken import KEY, offline

from audit.bundle import Selection, take
from audit.verify import Wanted, verify
from domain.model import SYSTEM, Actor, Command, Event
from domain.personal import Text, changed
from domain.practices.s0_14 import is_bare
from domain.sealed import is_token, tokens
from domain.seller import values as v
from domain.seller.events import CompensationImported
from domain.unit.commands import RaisePushback
from runtime.postgres import EmbeddedPostgres
from store.canonical import encode
from store.model import GENESIS, Append, Meta, NewEvent
from store.pool import Connection, open_pool
from store.sealing import Master, PersonKey
from store.seals import Seals

MASTER = Master(b"m" * 32)
AT = datetime(2026, 10, 1, tzinfo=UTC)
ERASED = "ana"
IN_THE_CLEAR = {"Fiscal year 2027"}
"""Somebody wrote the cycle's own name."""
REFUSED = {"No.", "In Ana's name"}
SALARY = "EUR 85500.00"
"""Somebody gives their own as evidence."""

GRID = [f"EUR {amount}.00" for amount in range(40_000, 200_000, 500)]
LEFT_OUT = "CompensationImported"
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

        if isinstance(command, RaisePushback) and command.item == "ana-1":
            command = command.model_copy(update={"evidence": SALARY})
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


async def taken(
    connection: Connection, path: Path, seals: Seals | None, without: tuple[str, ...] = ()
) -> dict[str, bytes]:
    wanted = Selection(ORGANISATION, seals=seals, without=without)
    with path.open("xb") as target:
        await take(connection, wanted, target, beside=path.parent)
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


async def test_guessing_every_text_and_every_salary_finds_nothing(house, seals, tmp_path):
    """Whoever has the bundle has every hash and salt in it, and a list of all that can be said or paid.

    A salary stands in somebody's words, and in the clear in a payload that is left out. The same
    attack finds both once it has the salts that this bundle does not hold.
    """
    async with house.undone() as connection:
        await _imported(connection)
        await witnessed(connection)
        bundle = await taken(connection, tmp_path / "sealed.zip", None, (LEFT_OUT,))
        whole = await taken(connection, tmp_path / "opened.zip", seals)
    payloads = [encode(_compensation(amount)) for amount in GRID]
    texts = [one.encode() for one in {*GRID, *set().union(*said().values())}]

    assert (
        len(bundle["payloads.jsonl"].splitlines()) == len(whole["payloads.jsonl"].splitlines()) - 1
    )
    assert guessed(bundle, (*payloads, *texts), salts(bundle)) == set()
    found = guessed(bundle, (*payloads, *texts), salts(whole))
    assert found - set(texts) == {encode(_compensation(SALARY))}
    assert SALARY.encode() in found
    assert set(texts) - found == {one.encode() for one in {*GRID, *REFUSED} - {SALARY}}


def guessed(bundle: dict[str, bytes], guesses: Iterable[bytes], salts: set[bytes]) -> set[bytes]:
    """The guesses that, behind some salt, have a hash that stands anywhere in the bundle's lines."""
    held = b"".join(bundle[name] for name in ("entries.jsonl", "payloads.jsonl"))
    hashes = {bytes.fromhex(one.decode()) for one in re.findall(rb"\b[0-9a-f]{64}\b", held)}
    hashes |= {urlsafe_b64decode(token.split(".")[2] + "=") for token in tokens(held.decode())}
    assert len(hashes) > 1_000
    found = product(guesses, salts)
    return {guess for guess, salt in found if sha256(salt + guess).digest() in hashes}


def salts(bundle: dict[str, bytes]) -> set[bytes]:
    """None, two that somebody lazy would take, and every one that is in the bundle."""
    rows = [json.loads(line) for line in bundle["payloads.jsonl"].splitlines()]
    every = [*rows, *(one for one in openings(bundle) if one)]
    return {b"", bytes(16), bytes(32), *(bytes.fromhex(one["salt"]) for one in every)}


def _compensation(amount: str) -> dict[str, Any]:
    base = v.Component(id="base", name=amount, pays="base", weight=Decimal(100))
    event = CompensationImported(compensation="comp-27", components=(base,))
    return event.model_dump(mode="json")


async def _imported(connection: Connection) -> None:
    meta = Meta(
        command_id="import", command_sha256="0" * 64, causation_id=None, correlation_id="import",
        actor="ruth", on_behalf_of=None, client="test", occurred_at=AT,
    )  # fmt: skip
    event = NewEvent(type=LEFT_OUT, payload=_compensation(SALARY), meta=meta, part=0)
    request = Append(
        organisation=ORGANISATION, stream="seller/fy27/emea/paris", expected_version=0,
        expected_hash=GENESIS, events=(event,),
    )  # fmt: skip
    await appended(connection, request, AT)


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
