"""A command is imported when it is asked for, and none is missing."""

import json
import subprocess
import sys

import pytest
import typer
from typer.testing import CliRunner

import cli
from command_line.late import Late

LOADED = "import json, sys, cli; print(json.dumps(sorted(sys.modules)))"
NOT_FOR_A_START = {"audit", "command_line.story", "domain", "files", "identity", "temporalio"}


def test_what_starts_the_stack_waits_for_no_other_command():
    ran = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True)

    assert NOT_FOR_A_START.isdisjoint(json.loads(ran.stdout))


@pytest.mark.parametrize("name", cli.LATE)
def test_every_command_is_where_it_is_said_to_be(name):
    shown = CliRunner().invoke(cli.app, [name, "--help"])

    assert shown.exit_code == 0
    assert f" {name} " in shown.stdout


def test_a_name_that_there_is_not_is_not_found():
    known = Late({}, {"inbox": "command_line.inbox:inbox"})

    assert known.get("outbox") is None
    with pytest.raises(KeyError):
        known["outbox"]


def test_a_command_is_imported_once():
    known = Late({"here": typer}, {"inbox": "command_line.inbox:inbox"})

    assert known["here"] is typer
    assert known.get("inbox") is known["inbox"]
