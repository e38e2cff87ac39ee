"""The operator's commands on read models: what is apart is named, and made anew."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import cli
from operators.reaching import NOTHING
from store.append import append
from store.canonical import digest_of
from store.codec import encode
from store.model import GENESIS, Append, Meta
from store.pool import Pool
from tests.domain import cycles

Run = Callable[..., Result]


@pytest.fixture
async def recorded(pool: Pool, database_url: str) -> str:
    """A record of one cycle of which no read model holds anything."""
    events = tuple(
        encode(event, meta(number, at, by.person), part=0)
        for number, (event, at, by) in enumerate(cycles.announced().history)
    )
    request = Append(
        organisation="halden",
        stream="cycle/fy27",
        expected_version=0,
        expected_hash=GENESIS,
        events=events,
    )
    assert (await append(pool, request, recorded_at=datetime.now(UTC))).appended
    return database_url


def meta(number: int, at: datetime, person: str) -> Meta:
    return Meta(
        command_id=f"c-{number}",
        command_sha256=digest_of({"number": number}),
        causation_id=None,
        correlation_id="fy27",
        actor=person,
        on_behalf_of=None,
        client="test",
        occurred_at=at,
    )


@pytest.fixture
def rebuild(tmp_path: Path) -> Run:
    def run(*words: str, url: str = "") -> Result:
        given = {"DATABASE_URL": url, "TALLY_STATE": str(tmp_path)}
        return CliRunner(env=given).invoke(cli.app, ["rebuild", *words])

    return run


def test_what_is_apart_is_named_and_made_anew(recorded: str, rebuild: Run) -> None:
    spoiled = rebuild("check", url=recorded)
    told = json.loads(rebuild("check", "--json", url=recorded).stdout)
    made = rebuild("read-models", url=recorded)
    sound = rebuild("check", url=recorded)

    assert spoiled.exit_code == 1
    rows = spoiled.stdout.splitlines()
    assert rows[-1] == f"{len(rows) - 1} rows differ."
    assert rows[0].startswith(
        'halden, cycles: is said by events, and not kept: {"name": "Fiscal year 2027"'
    )
    assert "comparing halden" in spoiled.stderr
    assert {one["organisation"] for one in told} == {"halden"}
    assert len(told) == len(rows) - 1
    assert (made.exit_code, made.stdout) == (0, "Written anew from 1 streams.\n")
    assert (sound.exit_code, sound.stdout) == (0, "Every read model is what events say.\n")


def test_an_empty_record_has_nothing_apart(database_url: str, rebuild: Run) -> None:
    assert rebuild("check", url=database_url).exit_code == 0
    assert rebuild("read-models", url=database_url).stdout == "Written anew from 0 streams.\n"


@pytest.mark.parametrize("command", ["check", "read-models"])
def test_where_nothing_runs_the_remedy_is_named(rebuild: Run, command: str) -> None:
    run = rebuild(command)

    assert (run.exit_code, run.stderr) == (3, f"{NOTHING}\n")


def test_a_record_that_is_away_is_said_without_its_password(rebuild: Run) -> None:
    run = rebuild("check", url="postgresql://tally:hunter2@127.0.0.1:1/tally")

    assert run.exit_code == 3
    assert "Connect" in run.stderr
    assert "hunter2" not in run.stderr
