"""Both verifiers side by side: on what is valid, and on a record tampered with in every named way.

`tally verify` asks the database; the offline verifier reads a bundle taken of it. What somebody holds
from outside, a checkpoint or a receipt, is given to both.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from random import Random

import asyncpg
import pytest

sys.path.insert(0, str(Path(__file__).parent))

from cycle import ORGANISATION, year
from given import House
from long_form import LONG
from naming import ALONE, BUNDLE, HELD
from rewriting import witnessed
from taken import KEY, VERIFIER, taken
from tampering import TAMPERINGS

from audit.outside import Outside, read
from audit.receipts import Blocks, receipt_file
from audit.scope import WHOLE, Scope
from audit.verify import Wanted, verify
from domain.aggregates import UNIT

PLACES = 100 if LONG else 20
OF_THE_LOG = frozenset(f"V{number:02}" for number in range(1, 14))
BY_WEB = {"forge an approval as web"}
"""The notary signs it as it signs everything that is appended."""

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


@pytest.mark.parametrize("place", range(PLACES))
@pytest.mark.parametrize("name", TAMPERINGS)
async def test_tampering_is_found_by_both_given_one_thing_from_outside(
    connection, held, tmp_path, name, place
):
    await TAMPERINGS[name](connection, Random(str((name, place))))  # noqa: S311 - the same places
    if name in BY_WEB:
        await witnessed(connection)
    depth = "log" if ALONE[name] <= OF_THE_LOG - {"V08"} else "whole"
    kind = "--receipt" if place % 2 else "--checkpoint"

    alone = await verify(connection, Wanted(ORGANISATION, depth=depth))
    report = await verify(connection, Wanted(ORGANISATION, read(held[kind]), depth=depth))
    path = tmp_path / "taken.zip"
    await taken(connection, path)
    bundle, with_it = offline(path), offline(path, kind, held[kind])

    assert alone.found >= ALONE[name]
    assert alone.valid == (not ALONE[name])
    assert report.found >= ALONE[name] | HELD.get(name, set())
    assert bundle >= BUNDLE[name]
    assert bool(bundle) == bool(BUNDLE[name])
    assert not report.valid
    assert with_it


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
