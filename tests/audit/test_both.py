"""Both verifiers side by side: on what is valid, and on a record tampered with in every named way.

`tally verify` asks the database; the offline verifier reads a bundle taken of it. What somebody holds
from outside, a checkpoint or a receipt, is given to both.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from random import Random

import asyncpg
import pytest

sys.path.insert(0, str(Path(__file__).parent))

from cycle import LOG, ORGANISATION, year
from given import House
from long_form import LONG
from naming import ALONE, BUNDLE, HELD, SIGNED_ON
from rewriting import opened, signed, witnessed, write
from rewriting import read as entries
from taken import KEY, VERIFIER, taken
from tampering import BY_WEB, TAMPERINGS

from audit.outside import Outside, read
from audit.receipts import Blocks, receipt_file
from audit.scope import WHOLE, Scope
from audit.verify import Wanted, verify
from domain.aggregates import UNIT
from store.pool import Connection

PLACES = 100 if LONG else 20
OF_THE_LOG = frozenset(f"V{number:02}" for number in range(1, 14))
Held = dict[str, Path]


@pytest.fixture(scope="module")
async def held(audited: House, tmp_path_factory: pytest.TempPathFactory) -> Held:
    """What somebody has: the newest checkpoint, or the receipt of one decision."""
    folder = tmp_path_factory.mktemp("held")
    connection = await asyncpg.connect(audited.url)
    note = await connection.fetchval("SELECT note FROM tally.checkpoints ORDER BY size DESC")
    one = year().given[len(year().given) // 2]
    receipt = await receipt_file(connection, Blocks(), ORGANISATION, one.stream, one.command_id)
    await connection.close()
    assert receipt
    found = {"--checkpoint": folder / "kept.note", "--receipt": folder / "receipt.json"}
    found["--checkpoint"].write_text(note)
    found["--receipt"].write_text(receipt.model_dump_json())
    return found


def offline(path: Path, *asked: object) -> set[str]:
    """What the offline verifier finds in a bundle."""
    code, words = VERIFIER(path, *map(str, asked))
    found = set(re.findall("^(B[0-9]{2})  FOUND", words, re.MULTILINE))
    assert code == (1 if found else 0), words
    return found


async def named_by_signatures(connection: Connection, name: str) -> tuple[set[str], set[str]]:
    """By which checks, if a signature names a checkpoint that is another one now, or gone."""
    found = await connection.fetch("SELECT size, root FROM tally.checkpoints")
    there = {row["size"]: row["root"].hex() for row in found}
    payloads = [json.loads(row.payload) for row in await entries(connection)]
    manifests = [one["signature"]["manifest"] for one in payloads if one.get("signature")]
    marks = [one["witnessed"] for one in manifests if "witnessed" in one]
    if name not in SIGNED_ON or all(there.get(one["size"]) == one["root"] for one in marks):
        return set(), set()
    by_database, by_bundle = SIGNED_ON[name]
    return {by_database}, {by_bundle} if by_bundle else set()


@pytest.mark.parametrize("place", range(PLACES))
@pytest.mark.parametrize("name", TAMPERINGS)
async def test_tampering_is_found_by_both_given_one_thing_from_outside(
    connection, held, tmp_path, name, place
):
    await TAMPERINGS[name](connection, Random(str((name, place))))  # noqa: S311 - the same places
    if name in BY_WEB:
        await witnessed(connection)
    by_database, by_bundle = await named_by_signatures(connection, name)
    named, named_in_bundle = ALONE[name] | by_database, BUNDLE[name] | by_bundle
    depth = "log" if named <= OF_THE_LOG - {"V08"} else "whole"
    kind = "--receipt" if place % 2 else "--checkpoint"

    alone = await verify(connection, Wanted(ORGANISATION, depth=depth))
    report = await verify(connection, Wanted(ORGANISATION, read(held[kind]), depth=depth))
    path = tmp_path / "taken.zip"
    await taken(connection, path)
    bundle, with_it = offline(path), offline(path, kind, held[kind])

    assert alone.found >= named
    assert alone.valid == (not named)
    assert report.found >= named | HELD.get(name, set())
    assert bundle >= named_in_bundle
    assert bool(bundle) == bool(named_in_bundle)
    assert not report.valid
    assert with_it


@pytest.fixture
async def early(audited: House, tmp_path: Path) -> Path:
    """The receipt of the first decision as it was given, on the first checkpoint."""
    one = year().given[0]
    async with audited.undone() as connection:
        await opened(connection)
        await connection.execute(
            "DELETE FROM tally.checkpoints WHERE size > (SELECT min(size) FROM tally.checkpoints)"
        )
        found = await receipt_file(connection, Blocks(), ORGANISATION, one.stream, one.command_id)
    assert found
    (tmp_path / "early.json").write_text(found.model_dump_json())
    return tmp_path / "early.json"


@pytest.mark.parametrize(("place", "is_found"), [(0, True), (-1, False)])
async def test_a_receipt_finds_what_was_changed_before_it_was_given_and_nothing_after(
    connection, held, early, place, is_found
):
    path = early.with_name("taken.zip")
    await opened(connection)
    rows = await entries(connection)
    rows[place] = rows[place].saying(client="tset")
    await write(connection, rows)
    await signed(connection, LOG)
    await taken(connection, path)

    for kind, kept, finds in (
        ("--receipt", early, is_found),
        ("--checkpoint", held["--checkpoint"], True),
    ):
        report = await verify(connection, Wanted(ORGANISATION, read(kept), depth="log"))
        of_bundle = offline(path, kind, kept)

        assert ("V12" in report.found) == finds
        assert ("B17" in of_bundle) == finds


SCOPES = (WHOLE, Scope("cycle", "fy27"), *(Scope("stream", f"unit/fy27/{unit}") for unit in ("emea", "key", "sales")))  # fmt: skip


@pytest.mark.parametrize("without", [(), ("PlanSigned",), ("UnitPlanOpened", "ReviewHeld")])
@pytest.mark.parametrize("scope", SCOPES, ids=lambda scope: scope.name or scope.kind)
async def test_what_is_valid_is_valid_to_both(connection, held, tmp_path, scope, without):
    report = await verify(connection, Wanted(ORGANISATION, read(held["--receipt"]), depth="log"))
    path = tmp_path / "taken.zip"
    await taken(connection, path, scope, without)

    # Of a part of the log only the newest checkpoint can be shown: that is the one in the receipt.
    code, words = VERIFIER(path, "--key", KEY, "--receipt", str(held["--receipt"]))

    assert report.valid
    assert code == 0, words
    assert f"{report.size} entries signed." in words


async def test_what_was_never_witnessed_is_in_no_bundle_and_is_said_to_wait(connection, tmp_path):
    await TAMPERINGS["forge an approval as web"](connection, Random(1))  # noqa: S311

    found = await taken(connection, tmp_path / "taken.zip")
    report = await verify(connection, Wanted(ORGANISATION, Outside()))

    assert found.waiting == 1
    assert VERIFIER(tmp_path / "taken.zip")[0] == 0
    assert report.found >= {"V16", "V20"}


def test_both_ask_the_same_events_for_signatures():
    signed = {name for name, kind in UNIT.events.items() if "signature" in kind.model_fields}

    assert VERIFIER.signed == signed


def test_every_way_of_tampering_has_its_expectation():
    assert TAMPERINGS.keys() == ALONE.keys() == BUNDLE.keys()
    assert len(TAMPERINGS) >= 13
    assert all(ALONE[name] or HELD[name] for name in TAMPERINGS)
