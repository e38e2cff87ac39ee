"""What docs/trust.md promises is there: populations, controls with their tests, and checks by hand."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from pages import ROOT, blocks, page, rows, section

sys.path.insert(0, str(ROOT / "tests" / "audit"))

from given import House, numbered
from given import record as recorded

from audit.bundle import Selection, take
from audit.receipts import Blocks, receipt_file
from audit.scope import WHOLE
from audit.told import NOT_ASKED
from projections.populations import DEFINITIONS
from store.pool import Pool, session
from store.read import stream as read_stream
from web.evidencing import Stored

TRUST = page("docs/trust.md")
BY_HAND = section(TRUST, "Verify by hand")
TABLES = {
    "What is proved and what is not": 10,
    "Controls for financial reporting": 25,
    "21 CFR Part 11": 24,
    "OWASP ASVS 5": 40,
    "Retention, legal hold and erasure": 4,
}
"""Each mapping to tests, and how many rows it has at least."""

GAP = "**gap**"
QUICK = ("tests/domain/", "tests/files/")
NAMED = re.compile(r"`?(tests/[\w/]+\.py)::(test_\w+)`?")
PART_11 = [
    *(f"11.10({letter})" for letter in "abcdefghijk"), "11.50(a)", "11.50(b)", "11.70",
    *(f"11.100({letter})" for letter in "abc"), *(f"11.300({letter})" for letter in "abcde"),
]  # fmt: skip


def named(title: str) -> Iterator[tuple[str, str]]:
    for row in rows(section(TRUST, title)):
        yield from NAMED.findall(row[-1])


@cache
def functions_in(file: str) -> frozenset[str]:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return frozenset(
        one.name for one in tree.body if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)
    )


@pytest.mark.parametrize(("title", "least"), TABLES.items())
def test_every_row_names_tests_that_exist_or_says_gap(title: str, least: int) -> None:
    found = rows(section(TRUST, title))
    assert len(found) >= least
    for row in found:
        tests = NAMED.findall(row[-1])
        assert tests or any(GAP in cell for cell in row), row
        for file, test in tests:
            assert (ROOT / file).is_file(), row
            assert test in functions_in(file), row


def test_a_test_that_does_not_exist_is_noticed() -> None:
    assert "test_that_nobody_wrote" not in functions_in("tests/docs/test_trust.py")
    assert NAMED.findall("`tests/a/b.py::test_c`") == [("tests/a/b.py", "test_c")]


def test_the_quick_ones_pass() -> None:
    quick = {
        f"{file}::{test}"
        for title in TABLES
        for file, test in named(title)
        if file.startswith(QUICK)
    }
    assert len(quick) > 12
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *sorted(quick)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-4000:]


def test_every_section_of_part_11_has_a_row() -> None:
    told = {row[0] for row in rows(section(TRUST, "21 CFR Part 11"))}
    assert set(PART_11) <= told
    assert {"11.200(a)(1)", "11.200(a)(2), (3)", "11.200(b)"} <= told


def test_controls_have_ids_of_their_own_and_an_owner_and_frequency() -> None:
    found = rows(section(TRUST, "Controls for financial reporting"))
    ids = [row[0].split()[0] for row in found]
    assert len(set(ids)) == len(ids)
    assert all(len(row) == 6 and all(row) for row in found)


def test_the_populations_are_those_that_there_are() -> None:
    told = rows(section(TRUST, "Populations and samples"))
    assert [(name, kinds.strip("`").split("`, `")) for name, kinds in told] == [
        (one.name, list(one.types)) for one in DEFINITIONS
    ]


def shell(folder: Path, key: str, text: str) -> list[str]:
    done = subprocess.run(
        ["/bin/sh", "-ec", text],
        cwd=folder, env=os.environ | {"KEY": key}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, (done.stdout, done.stderr)
    return done.stdout.split("\n")


async def kept(pool: Pool, url: str, folder: Path, position: int, size: int) -> str:
    """A receipt of one of so many decisions in the folder; the log's key, as its keeper shows it."""
    await recorded(pool, *numbered(1, size))
    house = House(url, folder / "notary")
    await house.looked()
    async with session(pool) as connection:
        found = await receipt_file(
            connection, Blocks(), "halden", f"unit/fy27/u{position}", f"c-u{position}"
        )
    assert found is not None
    (folder / "receipt.json").write_text(found.model_dump_json(), encoding="utf-8")
    note = found.keys[0].splitlines()
    return next(line for line in note if line.count("+") >= 2)


@pytest.mark.parametrize(("position", "size"), [(1, 1), (3, 7), (7, 7), (5, 8), (9, 11)])
async def test_a_receipt_is_verified_with_sha256sum_and_openssl_as_the_page_says(
    pool: Pool, database_url: str, tmp_path: Path, position: int, size: int
) -> None:
    key = await kept(pool, database_url, tmp_path, position, size)
    words, entry, signature, inclusion, _ = blocks(BY_HAND, "sh")

    computed, held, *_ = shell(tmp_path, key, words + entry)
    assert computed == held
    assert "Signature Verified Successfully" in shell(tmp_path, key, words + signature)
    root, signed, *_ = shell(tmp_path, key, words + inclusion)
    assert (root, len(root)) == (signed, 64)


async def test_what_was_changed_is_seen_by_hand(
    pool: Pool, database_url: str, tmp_path: Path
) -> None:
    key = await kept(pool, database_url, tmp_path, 3, 7)
    words, entry, signature, inclusion, _ = blocks(BY_HAND, "sh")
    receipt = tmp_path / "receipt.json"
    receipt.write_text(receipt.read_text("utf-8").replace("mara.lind", "mara.lund"), "utf-8")

    computed, held, *_ = shell(tmp_path, key, words + entry)
    assert computed != held
    shell(tmp_path, key, words + signature)
    root, signed, *_ = shell(tmp_path, key, words + inclusion)
    assert root != signed
    (tmp_path / "signed").write_bytes((tmp_path / "signed").read_bytes() + b"more\n")
    with pytest.raises(AssertionError, match="Failure"):
        shell(tmp_path, key, signature.splitlines()[-1])


@pytest.mark.parametrize("size", [1, 7, 11])
async def test_a_bundle_is_verified_with_sha256sum_as_the_page_says(
    pool: Pool, database_url: str, tmp_path: Path, size: int
) -> None:
    await recorded(pool, *numbered(1, size))
    await House(database_url, tmp_path / "notary").looked()
    async with session(pool) as connection:
        with (tmp_path / "halden.zip").open("xb") as target:
            wanted = Selection("halden", WHOLE, (), histories=NOT_ASKED)
            await take(connection, wanted, target, beside=tmp_path)
    (text,) = blocks(section(TRUST, "Verify a bundle by hand"), "sh")

    root, signed, *_ = shell(tmp_path, "", text)

    assert (root, len(root)) == (signed, 64)


async def test_what_was_decided_is_compared_with_its_commitment_by_hand(
    pool: Pool, tmp_path: Path
) -> None:
    await recorded(pool, "u1")
    (one,) = await read_stream(pool, "halden", "unit/fy27/u1")
    stored = Stored(
        position=one.position, hash=one.hash, entry=one.entry, salt=one.salt, payload=one.payload
    )
    (tmp_path / "evidence.json").write_text(f'{{"stored": [{stored.model_dump_json()}]}}', "utf-8")
    words, *_, payload = blocks(BY_HAND, "sh")

    computed, committed, *_ = shell(tmp_path, "", words + payload)
    assert (computed, len(computed)) == (committed, 64)
