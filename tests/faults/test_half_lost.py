"""One half is really deleted in the middle of a year; the other brings it back, and the year ends."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from stacked import Player, Stack, playing

ORGANISATION = "halden"
TASKS_FAIL = {"valid", "notice"}
"""A workflow task may fail by itself, and a command be lost with it that its entry outlives."""

TOLD = re.compile(r"^(\d+) (.+)\.$", re.MULTILINE)
BROUGHT_BACK = re.compile(
    rf"{ORGANISATION}: (\d+) entries and \d+ checkpoints brought back\.$", re.MULTILINE
)
HALVES = ("V21", "V22", "V23", "V24")


@pytest.fixture
def stack(scratch: Path, tmp_path: Path) -> Stack:
    return Stack(scratch / tmp_path.name)


@pytest.fixture
def opened() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def verified(stack: Stack, *, valid: bool = True) -> dict[str, str]:
    """How each check stands; the record as a whole is valid."""
    done = stack.tally("verify", "-o", ORGANISATION, "--json")
    (report,) = json.loads(done.stdout)
    found = [one for check in report["checks"] for one in check["findings"]]
    assert done.returncode == 0 or not valid, [one for one in found if one["severity"] == "finding"]
    return {one["number"]: one["standing"] for one in report["checks"]}


def lose_temporal(stack: Stack) -> None:
    lost = list(stack.folder.path.glob("temporal.sqlite*"))
    assert lost
    for file in lost:
        file.unlink()


def begun(stack: Stack, opened: ExitStack, *, until: str) -> Player:
    player = opened.enter_context(playing(stack, ORGANISATION))
    player.play(until=until)
    return player


def test_postgresql_is_restored_from_an_older_backup_and_gets_its_tail_back(
    stack: Stack, opened: ExitStack
) -> None:
    with stack.up():
        player = begun(stack, opened, until="objecting")
        backup = len(stack.entries(ORGANISATION))
    older = stack.folder.path.with_suffix(".backup")
    # With its owner: as root, the embedded server runs as another account.
    subprocess.run(["cp", "-a", stack.folder.postgres, older], check=True)
    with stack.up():
        player.play(until="sitting")
        acknowledged = stack.entries(ORGANISATION)
    assert len(acknowledged) > backup
    shutil.rmtree(stack.folder.postgres)
    older.rename(stack.folder.postgres)

    first = stack.tally("rebuild", "events")
    again = stack.tally("rebuild", "events")

    assert first.returncode == 0, first.stdout + first.stderr
    brought_back = BROUGHT_BACK.match(first.stdout)
    assert brought_back
    # The service itself may have recorded something more before it was stopped.
    assert int(brought_back[1]) >= len(acknowledged) - backup
    assert again.stdout == f"{ORGANISATION}: nothing is missing.\n", again.stderr
    with stack.up():
        refused = stack.tally("rebuild", "events")
        assert refused.returncode == 2
        assert "Stop it first" in refused.stderr
        assert stack.entries(ORGANISATION)[: len(acknowledged)] == acknowledged

        player.play(until="played")

        assert stack.entries(ORGANISATION)[: len(acknowledged)] == acknowledged
        standing = verified(stack)
        assert {standing[number] for number in HALVES if number != "V23"} == {"valid"}
        assert standing["V23"] in TASKS_FAIL
        assert stack.tally("rebuild", "check").returncode == 0


def test_temporal_is_lost_and_every_workflow_begins_again_from_its_stream(
    stack: Stack, opened: ExitStack
) -> None:
    with stack.up():
        player = begun(stack, opened, until="revising")
        acknowledged = stack.entries(ORGANISATION)
        assert verified(stack)["V22"] == "valid"
    lose_temporal(stack)
    with stack.up():
        assert verified(stack, valid=False)["V22"] != "valid"
        first, again = stack.tally("rebuild", "workflows"), stack.tally("rebuild", "workflows")
        plans = len({stream for _, stream, *_ in acknowledged})
        counted = {words: int(n) for n, words in TOLD.findall(first.stdout)}
        assert counted["started from their streams"] > 0
        # Some were given a command by the service itself meanwhile, and so began.
        assert sum(counted.values()) == plans
        assert again.stdout == f"{plans} were running.\n", again.stderr

        player.play(until="played")

        assert stack.entries(ORGANISATION)[: len(acknowledged)] == acknowledged
        standing = verified(stack)
        assert standing["V21"] == standing["V22"] == standing["V24"] == "valid"
        assert standing["V23"] == "notice"
        assert stack.tally("rebuild", "check").returncode == 0
