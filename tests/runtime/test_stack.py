"""`tally up` end to end on real servers, in a folder of its own; the web process is stood in for."""

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import asyncpg
import httpx
import psutil
import pytest

from runtime import processes
from runtime.ports import free_port
from runtime.state import StateFolder

# The parts are given, so that these tests need no room above the runtime.
STACK = """
import sys
from rich.console import Console
from runtime import operate, parts
from runtime.settings import Settings

def own_parts(found):
    *others, web = parts.own_parts(found)
    port = web.environment["TALLY_HTTP_PORT"]
    serve = ("-c", sys.argv[1], port)
    return *others, parts.Part("web", (sys.executable, *serve), {}, web.address)

raise SystemExit(operate.up(Settings.from_environment(), Console(width=200), own_parts))
"""
WEB = """
import http.server, os, sys
class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers()
        self.wfile.write(os.environ["DATABASE_URL"].encode())
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Answer).serve_forever()
"""
LIMIT = 120


class Up:
    """A supervisor that a test started."""

    def __init__(self, environment, web=WEB) -> None:
        self.environment = environment
        self.folder = StateFolder(Path(environment["TALLY_STATE"]))
        self.process = subprocess.Popen(
            [sys.executable, "-c", STACK, web],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def until_ready(self):
        wait_for(lambda: self.process.poll() is not None or self.is_ready())
        assert self.process.poll() is None, self.end()
        return self.folder.running()

    def is_ready(self):
        running = self.folder.running()
        return bool(running and running.ready and running.supervisor.pid == self.process.pid)

    def end(self):
        return self.process.communicate(timeout=LIMIT)[0]

    def put_away(self):
        """Stopped in order if it can be, else killed: it never outlives its test."""
        if self.process.poll() is None:
            self.process.terminate()
        try:
            with contextlib.suppress(ValueError):
                self.end()
        finally:
            self.process.kill()
            self.process.wait()


def wait_for(condition):
    end = time.monotonic() + LIMIT
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def tally(environment, *words: str):
    return subprocess.run(
        [sys.executable, "-m", "cli", *words],
        env=environment,
        capture_output=True,
        text=True,
        timeout=LIMIT,
        check=False,
    )


def left(folder):
    """Every process that was given the state folder, by its command or its environment."""
    return [process for process in psutil.process_iter() if names(process, str(folder.path))]


def names(process, folder):
    with contextlib.suppress(psutil.Error):
        given = process.environ().get("TALLY_STATE") == folder
        return given or folder in " ".join(process.cmdline())
    return False


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


def test_a_second_up_says_that_one_is_running(environment, start):
    first = start()
    running = first.until_ready()
    second = start()
    words = second.end()
    assert second.process.returncode == 1
    assert f"already running at {running.addresses.api} (process {first.process.pid})" in words
    assert tally(environment, "down").returncode == 0
    first.end()
    assert first.process.returncode == 0
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
