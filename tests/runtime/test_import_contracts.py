"""Each import contract holds, and is seen to fail when broken."""

import shutil
import subprocess
import sys
import tomllib
from configparser import ConfigParser
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CONTRACTS = ConfigParser()
CONTRACTS.read(ROOT / ".importlinter")
ROOMS = CONTRACTS["importlinter"]["root_packages"].split()
OFFENCES = {
    "layers": ("store/__init__.py", "import projections"),
    "files": ("files/__init__.py", "import store"),
    "runtime": ("runtime/__init__.py", "import workflows"),
    "below-runtime": ("store/__init__.py", "import runtime"),
    "pure-domain": ("domain/__init__.py", "import asyncpg"),
    "command-line": ("command_line/__init__.py", "import temporalio"),
    "entries": ("web/__init__.py", "import worker"),
}


def _lint(folder):
    command = [
        sys.executable,
        "-c",
        "from importlinter.cli import lint_imports_command as lint; lint()",
    ]
    return subprocess.run(
        [*command, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False
    )


@pytest.fixture
def copy(tmp_path):
    for room in ROOMS:
        shutil.copytree(ROOT / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__"))
    for entry in ("cli.py", "worker.py", ".importlinter"):
        shutil.copy(ROOT / entry, tmp_path)
    return tmp_path


def test_every_contract_holds():
    linted = _lint(ROOT)
    assert linted.returncode == 0, linted.stdout
    assert f"{len(OFFENCES)} kept, 0 broken" in linted.stdout


@pytest.mark.parametrize(("contract", "offence"), OFFENCES.items(), ids=OFFENCES)
def test_a_broken_contract_is_named(contract, offence, copy):
    module, line = offence
    with (copy / module).open("a", encoding="utf-8") as source:
        source.write(f"\n{line}\n")
    linted = _lint(copy)
    assert linted.returncode == 1
    assert f"{CONTRACTS[f'importlinter:contract:{contract}']['name']} BROKEN" in linted.stdout


def test_every_contract_has_its_offence():
    sections = {name.rpartition(":")[2] for name in CONTRACTS.sections() if ":contract:" in name}
    assert sections == set(OFFENCES)


def test_the_domain_may_use_no_dependency_but_pydantic():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    names = {words.partition(">")[0].partition("=")[0] for words in project["dependencies"]}
    forbidden = CONTRACTS["importlinter:contract:pure-domain"]["forbidden_modules"].split()
    assert {name.replace("-", "_") for name in names} - {"pydantic"} <= set(forbidden)
