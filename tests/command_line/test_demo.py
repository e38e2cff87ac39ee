"""The story on the whole stack: every process real, every decision over HTTP."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from command_line.demo import free
from command_line.screen import console
from runtime.ports import free_port
from runtime.state import StateFolder

ROOT = Path(__file__).parents[2]
LIMIT = 120
SIGN = "/o/halden-signing/cycles/fy27/units/sales/sign"


@pytest.fixture(scope="module")
def stack(scratch: Path) -> Iterator[dict[str, str]]:
    """A stack of its own that runs for the module; gives the environment in which it is found."""
    state = scratch / "demo"
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("TALLY_")},
        "TALLY_STATE": str(state),
        "TALLY_HTTP_PORT": str(free_port()),
        "TALLY_TEMPORAL_PORT": str(free_port()),
        "TALLY_TEMPORAL_UI_PORT": str(free_port()),
        "PYTHONUNBUFFERED": "1",
    }
    with (scratch / "demo-up.log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "cli", "up"],
            env=environment,
            cwd=ROOT,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        _until_ready(StateFolder(state), process)
        yield environment
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(timeout=LIMIT)
        finally:
            process.kill()
            process.wait()


def _until_ready(folder: StateFolder, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + LIMIT
    while not ((running := folder.running()) and running.ready):
        assert process.poll() is None, "the stack ended"
        assert time.monotonic() < end, "the stack was not ready in time"
        time.sleep(0.1)


def run(environment, words):
    return subprocess.run(
        [sys.executable, "-m", "cli", *words.split()],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_the_whole_story_holds_on_the_running_stack(stack):
    demo = run(stack, "demo --today 2027-06-30")

    assert demo.returncode == 0, demo.stdout[-2000:] + demo.stderr[-2000:]
    lines = demo.stdout.splitlines()
    assert steps_of(lines) == [*range(1, 29), *range(1, 14)]
    for line in (
        "    ✓ they sum to the stretch target: 108,000,000 USD",
        "    ✓ the gap to its portion: 2,100,000 EUR",
        "    ✓ held by Dana: 300,000 USD",
        "    ✓ and by the 15th: 47",
        "    ✓ currency effect: -2,032,000 USD",
        "    ✓ sellers who signed by 9 January: 41",
        "    ✓ sellers who wrote a plan by 9 January: 41",
        "    ✓ with a plan of their own: 47",
        "    ✓ green overall and red in the South: a reminder does not close the review",
        "    ✓ the launch, planned for the fourth quarter, raises nothing",
        "    ✓ the cycle folds to the same state",
    ):
        assert line in lines
    assert "Halden Instruments, the year from 2027-07-23 · organisation halden-live" in demo.stdout
    assert lines.count("    ✓ all of Dana's team sign by: 2026-12-18 18:00") == 1
    assert lines.count("    ✓ all of Dana's team sign by: 2027-07-09 18:00") == 1
    acted = run(stack, "practices --acted -o halden-demo --as sam").stdout.splitlines()
    assert set(acted) - {""} <= set(lines)
    assert any(
        line.startswith("S1-13 Green overall, red in a goal, is seen · refused 1") for line in acted
    )
    told = [line for line in acted if line[:1] == "S"]
    rest = int(next(line for line in acted if line.endswith(" did nothing in it:")).split()[0])
    assert len(told) == 140
    assert 140 - rest >= 123
    verified = run(stack, "verify -o halden-demo")
    assert verified.returncode == 0, verified.stdout
    summary = run(stack, "cycle summary -o halden-demo --as sam")
    assert "REHEARSAL" in summary.stdout
    assert "104,000,000  109,000,000" in summary.stdout


def steps_of(lines):
    steps = [line[:2].strip() for line in lines if line[:2].strip() and line[2:4] == "  "]
    return [int(step) for step in steps if step.isdigit()]


def way_in(demo, name):
    """The one-time link printed for that person."""
    return re.search(rf"^  {name} +(http://\S+/welcome/\S+)$", demo.stdout, re.MULTILINE)[1]


def test_the_demo_leaves_a_cycle_in_which_ana_is_asked_to_sign(stack):
    demo = run(stack, "demo --until 13 -o halden-signing")

    assert demo.returncode == 0, demo.stdout[-2000:] + demo.stderr[-2000:]
    assert steps_of(demo.stdout.splitlines()) == list(range(1, 14))
    link = httpx.URL(way_in(demo, "Ana Lopes"))
    form = dict.fromkeys(("password", "again"), "a password that Ana chose")
    form["next"] = link.params["next"]
    origin = f"http://{link.netloc.decode()}"
    came_in = httpx.post(link, data=form, headers={"Origin": origin})
    # A browser sends a secure cookie to http://localhost; httpx does not.
    cookie = came_in.headers["set-cookie"].partition(";")[0]
    work, sign = (
        httpx.get(origin + path, headers={"Cookie": cookie})
        for path in (came_in.headers["location"], SIGN)
    )
    assert came_in.headers["location"] == "/o/halden-signing/work"
    assert SIGN in work.text
    assert sign.status_code == 200
    assert "Sign version 4" in sign.text


def test_a_story_up_to_a_step_that_there_is_not_is_refused(stack):
    refused = run(stack, "demo --until 29")

    assert refused.returncode == 2
    assert "28" in refused.stderr


def test_another_run_takes_another_organisation(stack, monkeypatch):
    for name, value in stack.items():
        monkeypatch.setenv(name, value)
    taken = free("halden-demo", console())
    never = free("halden-never", console())

    assert (taken, never) == ("halden-demo-2", "halden-never")
