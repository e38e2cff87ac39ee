"""Blocks at a glance, and the close look: whatever is done to a log, they never disagree."""

from __future__ import annotations

import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from random import Random

import asyncpg
import pytest

sys.path.insert(0, str(Path(__file__).parent))

from cycle import ORGANISATION
from tampering import TAMPERINGS
from test_verify_size import COLUMNS as WRITTEN
from test_verify_size import entries

from audit import blocks
from audit.blocks import COLUMNS, Arrays, Glance, seen
from audit.checks.log import LogCheck
from audit.outside import read
from audit.processes import several
from audit.report import Sheet
from audit.rules import LOG as LOG_RULES
from audit.tree import Frontier, leaf_hash, root_of
from audit.verify import Wanted, verify

EVENTS = 90
ROWS = [dict(zip(WRITTEN, one, strict=True)) for one in entries(EVENTS)]
OTHER = {
    "position": 3, "stream": "unit/fy27/u9", "version": 2, "part": 1, "type": "PlanSigned2",
    "command_id": "c-7", "command_sha256": b"\x01" * 32, "prev": b"\x02" * 32, "hash": b"\x03" * 32,
    "entry": b"{}",
}  # fmt: skip


def arrays(rows: list[dict]) -> Arrays:
    columns = {name: [row[name] for row in rows] for name in COLUMNS}
    return Arrays(**columns | {"hash": b"".join(columns["hash"])})


def at_a_glance(rows: list[dict], *, is_chain_only: bool = False) -> bool:
    """Whether two blocks of these rows are taken without a close look."""
    check, half = LogCheck(Sheet(LOG_RULES), ORGANISATION), len(rows) // 2
    for after, some in ((0, rows[:half]), (half, rows[half:])):
        asked = Glance(ORGANISATION, after, len(some), is_chain_only=is_chain_only)
        block = seen(arrays(some), asked)
        if block is None or not check.follow(block, len(some)):
            return False
    return True


def closely(rows: list[dict]) -> set[str]:
    """The checks that find something when each row is looked at."""
    sheet = Sheet(LOG_RULES)
    LogCheck(sheet, ORGANISATION).page(rows)  # type: ignore[arg-type] # a row is asked by its names
    numbers = [rule.number for rule in LOG_RULES]
    return {number for number in numbers if sheet[number].findings}


def bent(random: Random) -> list[dict]:
    """The rows with one thing done to them, or nothing that matters."""
    rows = [dict(row) for row in ROWS]
    row = random.choice(rows)
    match random.randrange(6):
        case 0:
            name = random.choice(COLUMNS)
            row[name] = OTHER[name]
        case 1:
            at = random.randrange(len(row["entry"]))
            row["entry"] = row["entry"][:at] + random.randbytes(1) + row["entry"][at + 1 :]
        case 2:
            at = random.randrange(len(row["entry"]))
            row["entry"] = row["entry"][:at] + random.randbytes(1) + row["entry"][at + 1 :]
            row["hash"] = sha256(row["entry"]).digest()
        case 3:
            rows.remove(row)
        case 4:
            rows.insert(random.randrange(len(rows)), row)
        case 5:
            one, other = random.sample(range(len(rows)), 2)
            rows[one], rows[other] = rows[other], rows[one]
    return rows


def test_a_log_that_is_as_it_should_be_is_taken_at_a_glance():
    assert at_a_glance(ROWS)
    assert at_a_glance(ROWS, is_chain_only=True)
    assert closely(ROWS) == set()


@pytest.mark.parametrize("place", range(600))
def test_a_glance_takes_what_the_close_look_finds_nothing_in_and_nothing_else(place):
    rows = bent(Random(place))  # noqa: S311 - the same places each time

    assert at_a_glance(rows) == (not closely(rows))


@pytest.mark.parametrize("place", range(300))
def test_a_glance_at_the_chain_alone_passes_over_columns_and_nothing_else(place):
    rows = bent(Random(place))  # noqa: S311 - the same places each time

    found = closely(rows)

    if at_a_glance(rows, is_chain_only=True):
        assert found <= {"V01", "V03", "V07"}
    else:
        assert found


@pytest.mark.parametrize("data", ["mära", 'a "quoted" one', "back\\slash"])
def test_an_entry_that_is_rare_and_right_is_taken(data):
    (row,) = (dict(ROWS[0]),)
    row["entry"] = row["entry"].replace(b'"test"', f'"{data}"'.replace("\\", "\\\\").encode())
    row["entry"] = row["entry"].replace(b'"a "quoted" one"', b'"a \\"quoted\\" one"')
    row["hash"] = sha256(row["entry"]).digest()
    asked = Glance(ORGANISATION, 0, 1)

    assert closely([row]) == set()
    assert seen(arrays([row]), asked)


def test_a_blocks_trees_are_those_of_the_log():
    half = EVENTS // 2
    leaves = [leaf_hash(row["entry"]) for row in ROWS]
    asked = Glance(ORGANISATION, half, EVENTS - half, marks=(half + 3, EVENTS - 1))
    block = seen(arrays(ROWS[half:]), asked)

    assert block
    assert block.tree.root() == root_of(leaves[half:])
    assert {size: tree.root() for size, tree in block.marked.items()} == {
        size: root_of(leaves[half:size]) for size in asked.marks
    }


@pytest.mark.parametrize(("size", "more"), [(0, 5), (8, 8), (8, 5), (24, 8), (24, 3), (16, 0)])
def test_a_tree_is_grafted_as_if_its_leaves_had_come_one_by_one(size, more):
    leaves = [leaf_hash(bytes([number])) for number in range(size + more)]
    tree, other = Frontier(), Frontier()
    tree.extend(leaves[:size])
    other.extend(leaves[size:])

    tree.graft(other)

    assert (tree.size, tree.root()) == (size + more, root_of(leaves))


def test_a_tree_that_does_not_fit_is_not_grafted():
    tree, other = Frontier(), Frontier()
    tree.extend([leaf_hash(b"x")] * 6)
    other.extend([leaf_hash(b"y")] * 3)

    with pytest.raises(ValueError, match="cannot be joined"):
        tree.graft(other)


async def test_several_processes_find_what_one_finds(audited, monkeypatch):
    monkeypatch.setattr("audit.blocks.SIZE", 64)
    monkeypatch.setattr("audit.walk.MANY", 0)
    outside = read(audited.folder / "outside" / "halden.jsonl")
    connection = await asyncpg.connect(audited.url)

    alone = await verify(connection, Wanted(ORGANISATION, outside, depth="log"))
    together = await verify(connection, Wanted(ORGANISATION, outside, depth="log", url=audited.url))

    await connection.close()
    assert together == alone
    assert together.valid


async def test_a_process_that_ends_before_it_has_answered_is_told(audited, capfd):
    async with several(audited.url, "00000000-00000000-1") as look:
        with pytest.raises(OSError, match="has ended"):
            await look(Glance(ORGANISATION, 0, 1))

    assert "snapshot" in capfd.readouterr().err


async def test_a_process_that_is_killed_in_the_middle_of_its_answer_is_told(monkeypatch):
    answering = (
        "import os, pickle; os.read(0, 999); os.write(1, pickle.dumps(b'x' * 9_000)[:4_000])"
    )
    real = subprocess.Popen
    monkeypatch.setattr(
        subprocess, "Popen", lambda words, **pipes: real([words[0], "-c", answering], **pipes)
    )
    async with several("", "") as look:
        with pytest.raises(OSError, match="has ended"):
            await look(Glance(ORGANISATION, 0, 1))


async def test_the_chain_alone_says_what_it_did_not_look_at(audited):
    connection = await asyncpg.connect(audited.url)

    report = await verify(connection, Wanted(ORGANISATION, depth="chain"))

    await connection.close()
    assert report.valid
    assert {one.number for one in report.checks if one.standing == "unchecked"} == {
        "V01", "V03", "V07",
    }  # fmt: skip


@pytest.mark.parametrize("name", sorted(set(TAMPERINGS) - {"edit a payload"}))
async def test_blocks_of_any_size_find_the_same(connection, monkeypatch, name):
    await TAMPERINGS[name](connection, Random(name))  # noqa: S311
    reports = []
    for size in (32, blocks.SIZE):
        monkeypatch.setattr("audit.blocks.SIZE", size)
        reports.append(await verify(connection, Wanted(ORGANISATION, depth="log")))

    assert reports[0] == reports[1]
