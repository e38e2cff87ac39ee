"""`tally up` end to end on real servers, in a folder of its own; the web process is stood in for."""

import asyncio
import contextlib
import json
import os
import re
import signal
import socket

import asyncpg
import httpx
import pytest

from runtime import processes
from runtime.ports import free_port
from tests.runtime.supervised import WEB, Up, left, tally, wait_for

USUAL = (8600, 7233, 8233)


def sql(url, statement):
    async def ask():
        connection = await asyncpg.connect(url)
        try:
            return await connection.fetchval(statement)
        finally:
            await connection.close()

    return asyncio.run(ask())


@pytest.fixture
def environment(tmp_path):
    # An empty variable is unset: whatever the machine names, these tests embed.
    named = {
        name: "" for name in os.environ if name.startswith(("TALLY_", "TEMPORAL_", "DATABASE"))
    }
    return (
        os.environ
        | named
        | {
            "TALLY_STATE": str(tmp_path / "state with a space"),
            "TALLY_HTTP_PORT": str(free_port()),
            "TALLY_TEMPORAL_PORT": str(free_port()),
            "TALLY_TEMPORAL_UI_PORT": str(free_port()),
        }
    )


@pytest.fixture
def usual_ports_taken():
    """Some may be somebody else's: those are taken all the same."""
    with contextlib.ExitStack() as held:
        for port in USUAL:
            with contextlib.suppress(OSError):
                held.enter_context(socket.create_server(("127.0.0.1", port)))
        yield


@pytest.fixture
def start(environment):
    started = []

    def begin(web=WEB, given=environment):
        started.append(Up(given, web))
        return started[-1]

    try:
        yield begin
    finally:
        with contextlib.ExitStack() as ending:
            ending.callback(tally, environment, "down")
            for up in started:
                ending.callback(up.put_away)


def test_up_starts_all_and_ctrl_c_leaves_nothing_but_the_state(environment, start):
    up = start()
    running = up.until_ready()
    assert {part.name for part in running.parts} == {
        "postgres", "temporal", "notary", "mailbox", "messages", "worker", "web",
    }  # fmt: skip
    assert httpx.get(running.addresses.api).text == running.addresses.database
    status = tally(environment, "status", "--json")
    assert status.returncode == 0, status.stdout
    assert all(part["ready"] for part in json.loads(status.stdout)["parts"])
    findings = json.loads(tally(environment, "doctor", "--json").stdout)
    levels = {finding["check"]: finding["level"] for finding in findings}
    assert {levels[one] for one in ("postgresql", "temporal", "notary", "state")} == {"ok"}
    up.process.send_signal(signal.SIGINT)
    words = up.end()
    assert up.process.returncode == 0
    assert running.addresses.api in words
    stopped = [line.split()[2] for line in words.splitlines() if "stop " in line]
    assert stopped == [
        "web", "worker", "messages", "mailbox", "notary", "PostgreSQL", "temporal",
    ]  # fmt: skip
    assert left(up.folder) == []
    assert tally(environment, "status").returncode == 1


def test_a_log_that_the_notary_does_not_sign_is_told_with_its_reason(environment, start):
    running = start().until_ready()
    wait_for(lambda: tally(environment, "status").returncode == 0)
    sql(running.addresses.database, "INSERT INTO tally.heads VALUES ('halden', 3)")

    wait_for(lambda: tally(environment, "status").returncode == 1)

    parts = json.loads(tally(environment, "status", "--json").stdout)["parts"]
    assert [part["name"] for part in parts if not part["ready"]] == ["notary"]
    told = tally(environment, "doctor")
    assert told.returncode == 1
    assert "halden: Entry 1 is missing: the head says 3." in told.stdout
    assert httpx.get(running.addresses.api).status_code == 200


def test_where_usual_ports_are_taken_it_runs_on_others_and_a_second_up_says_where(
    environment, start, usual_ports_taken
):
    unset = {name: "" for name in environment if name.startswith("TALLY_") and "PORT" in name}
    first = start(given=environment | unset)
    running = first.until_ready()
    second = start()
    words = second.end()
    assert second.process.returncode == 1
    assert f"already running at {running.addresses.api} (process {first.process.pid})" in words
    assert tally(environment, "down").returncode == 0
    told = first.end()
    assert first.process.returncode == 0
    for port, at in zip(
        USUAL,
        (running.addresses.api, running.addresses.temporal, running.addresses.temporal_ui),
        strict=True,
    ):
        assert re.search(rf"Port {port} is taken; .* is on {at.rpartition(':')[2]}\.", told)
    assert left(first.folder) == []


def test_after_kill_9_the_next_up_stops_the_orphans_and_keeps_the_state(environment, start):
    killed = start()
    before = killed.until_ready()
    sql(before.addresses.database, "CREATE TABLE kept AS SELECT 42 AS answer")
    killed.process.kill()
    killed.end()
    up = start()
    after = up.until_ready()
    assert sql(after.addresses.database, "SELECT answer FROM kept") == 42
    assert {part.pid for part in before.parts}.isdisjoint(part.pid for part in after.parts)
    assert not any(processes.is_alive(part) for part in before.parts)
    up.process.terminate()
    assert "left behind by a run that was killed" in up.end()
    assert up.process.returncode == 0
    assert left(up.folder) == []


def test_a_part_that_dies_is_named_with_its_last_lines_and_all_stops(start):
    up = start()
    running = up.until_ready()
    temporal = next(part for part in running.parts if part.name == "temporal")
    os.kill(temporal.pid, signal.SIGKILL)
    words = up.end()
    assert up.process.returncode == 1
    assert "temporal has ended. The last lines of" in words
    assert "Temporal Persistence" in words
    assert left(up.folder) == []


def test_a_part_that_never_starts_is_named_with_its_last_lines(start):
    up = start(web="raise SystemExit('no such table')")
    words = up.end()
    assert up.process.returncode == 1
    assert "web ended before it was ready" in words
    assert "no such table" in words
    assert left(up.folder) == []


def test_a_stop_while_starting_leaves_nothing(start):
    up = start(web="import time; time.sleep(60)")
    wait_for(
        lambda: (running := up.folder.running()) and "web" in {part.name for part in running.parts}
    )
    up.process.terminate()
    up.end()
    assert up.process.returncode == 0
    assert left(up.folder) == []


def test_addresses_in_the_environment_replace_the_embedded_servers(environment, start, tmp_path):
    servers = start().until_ready().addresses
    other = environment | {
        "TALLY_STATE": str(tmp_path / "other"),
        "TALLY_HTTP_PORT": str(free_port()),
        "DATABASE_URL": servers.database,
        "TEMPORAL_ADDRESS": servers.temporal,
    }
    up = start(given=other)
    running = up.until_ready()
    assert {part.name for part in running.parts} == {
        "notary", "mailbox", "messages", "worker", "web",
    }  # fmt: skip
    assert httpx.get(running.addresses.api).text == servers.database
    assert servers.database not in running.model_dump_json()
    assert tally(other, "status").returncode == 0
    assert tally(other, "down").returncode == 0
    assert up.end().splitlines()[-1] == "Stopped. The state is kept."
    assert left(up.folder) == []
    assert tally(environment, "status").returncode == 0
