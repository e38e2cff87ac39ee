"""What not everybody reads is in no bundle unless it is asked for; values cases never are."""

from __future__ import annotations

import sys
from pathlib import Path

import asyncpg

sys.path.insert(0, str(Path(__file__).parent))

from given import House, numbered, record
from taken import offline, taken

from domain.sensitive import OF_CASES, OF_COMPENSATION, SENSITIVE, kept_back


async def test_what_is_sensitive_is_taken_where_it_is_asked_for(pool, database_url, tmp_path):
    house = House(database_url, tmp_path / "notary")
    pay = sorted(OF_COMPENSATION)
    for number, kind in enumerate(sorted(SENSITIVE - {*OF_CASES}), start=1):
        await record(pool, f"s{number}", kind=kind)
    await house.looked()
    connection = await asyncpg.connect(database_url)
    plain = await taken(connection, tmp_path / "plain.zip", without=kept_back(()))
    paid = await taken(connection, tmp_path / "paid.zip", without=kept_back((), ("compensation",)))
    await connection.close()

    assert plain.payloads == 0
    assert sorted(plain.left_out) == sorted(SENSITIVE - {*OF_CASES})
    assert sorted(set(plain.left_out) - set(paid.left_out)) == pay
    assert paid.payloads == len(pay)
    for path in ("plain.zip", "paid.zip"):
        code, words = offline(tmp_path / path)
        assert code == 0, words


async def test_a_values_case_is_proved_and_its_payload_is_in_no_bundle(
    pool, database_url, tmp_path
):
    house = House(database_url, tmp_path / "notary")
    await record(pool, *numbered(1, 2))
    await record(pool, "u3", kind="ValuesCaseOpened")
    await house.looked()
    connection = await asyncpg.connect(database_url)
    found = await taken(connection, tmp_path / "b.zip")
    await connection.close()

    assert (found.entries, found.payloads, found.left_out) == (3, 2, {"ValuesCaseOpened": 1})
    assert offline(tmp_path / "b.zip")[0] == 0
