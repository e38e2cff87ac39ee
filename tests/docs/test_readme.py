"""The README's commands exist, its tree is the repository's, and its own year runs as written."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from pages import PAGES, ROOT, blocks, commands, page, section

from cli import app
from runtime.ports import free_port

README = page("README.md")
TOUR = blocks(section(README, "Five minutes"), "sh")
TARGETS = set(re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
REFUSED = re.compile(r"\s+# refused: ")


def tally_lines() -> list[str]:
    found = [line for name in PAGES for line in commands(name.read_text("utf-8"))]
    return sorted({REFUSED.split(line)[0] for line in found if line.startswith("tally ")})


def understood(words: list[str]) -> str:
    """Parse as `tally` does, without running; the name of the command that it found."""
    command: Any = typer.main.get_command(app)
    context = None
    while True:
        context = command.make_context(words[0], words[1:], parent=context)
        if not hasattr(command, "commands"):
            return str(context.command_path)
        words = [*context._protected_args, *context.args]
        if not words and command.invoke_without_command:
            return str(context.command_path)
        command = command.commands[words[0]]


@pytest.mark.parametrize("line", tally_lines())
def test_every_line_is_one_that_tally_understands(line: str) -> None:
    assert understood(shlex.split(line, comments=True)).startswith("tally ")


def test_a_line_that_tally_does_not_understand_is_noticed() -> None:
    with pytest.raises(KeyError):
        understood(["tally", "unit", "undo", "sales"])


def test_every_make_target_exists() -> None:
    named = {
        word
        for name in PAGES
        for word in re.findall(r"(?:^|`)make ([a-z]+)", name.read_text("utf-8"), re.MULTILINE)
    }
    assert {"up", "test"} <= named
    assert named <= TARGETS


def test_the_tree_is_what_is_there() -> None:
    (tree,) = blocks(section(README, "Where things are"), "")
    above = ""
    for line in tree.splitlines():
        name = line.split()[0]
        path = f"{above}{name}" if line.startswith(" ") else name
        assert (ROOT / path).exists(), path
        above = above if line.startswith(" ") else name


def test_every_room_is_in_the_tree() -> None:
    (tree,) = blocks(section(README, "Where things are"), "")
    named = {line.split()[0].rstrip("/") for line in tree.splitlines()}
    assert {path.parent.name for path in ROOT.glob("*/__init__.py")} <= named


@pytest.fixture(scope="module")
def stack(scratch: Path) -> Iterator[dict[str, str]]:
    """What `make up` starts, on a state folder and ports of its own."""
    environment = {
        **{name: value for name, value in os.environ.items() if "TEMPORAL" not in name},
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "TALLY_STATE": str(scratch / "tour"),
        "TALLY_HTTP_PORT": str(free_port()),
        "TALLY_TEMPORAL_PORT": str(free_port()),
        "TALLY_TEMPORAL_UI_PORT": str(free_port()),
    }
    log = scratch / "tour.log"
    with log.open("w") as output:
        up = subprocess.Popen(
            [sys.executable, "-m", "cli", "up"],
            cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT,
        )  # fmt: skip
    try:
        end = time.monotonic() + 90
        while "is up in" not in log.read_text("utf-8"):
            assert up.poll() is None, log.read_text("utf-8")
            assert time.monotonic() < end, log.read_text("utf-8")
            time.sleep(0.1)
        yield environment
        up.terminate()
        assert up.wait(timeout=60) == 0
    finally:
        up.kill()
        up.wait()


def test_the_tours_own_year_runs_as_written(stack: dict[str, str]) -> None:
    exported, *lines = commands(f"```sh\n{TOUR[-1]}```")
    for line in lines:
        command, *refusal = REFUSED.split(line)
        done = subprocess.run(
            ["/bin/sh", "-c", f"{exported}; {command}"],
            cwd=ROOT, env=stack, capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
        assert (done.returncode != 0) == bool(refusal), f"{line}\n{done.stdout}{done.stderr}"
        assert "Traceback" not in done.stderr
