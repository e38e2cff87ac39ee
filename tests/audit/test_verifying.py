"""`tally verify` as an auditor runs it: with a database and what they hold, and nothing else running."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from cycle import LOG
from given import House
from tampering import OWN

from audit.note import Checkpoint, Signer


def told(url: str, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "TALLY_STATE": str(folder), "COLUMNS": "120"}
    if url:
        environment["DATABASE_URL"] = url
    return subprocess.run(
        [sys.executable, "-m", "cli", "verify", *arguments],
        cwd=Path(__file__).parent.parent.parent,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def notarys_file(audited: House) -> Path:
    return audited.folder / "outside" / "halden.jsonl"


def test_a_valid_record_ends_with_0_and_its_counts(audited, notarys_file, tmp_path):
    done = told(
        audited.url, tmp_path, "--checkpoint", str(notarys_file), "--key", str(LOG.verifier)
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert "halden: " in done.stdout
    assert "V01" in done.stdout
    assert "V24" in done.stdout
    assert "No Temporal runs here" in done.stdout
    assert "This record is valid." in done.stdout
    assert (tmp_path / "verifier" / "seen.json").exists()


def test_the_chain_alone_is_verified_where_that_is_asked(audited, tmp_path):
    done = told(audited.url, tmp_path, "--chain")

    assert done.returncode == 0, done.stdout + done.stderr
    assert "Not looked at: the chain alone was asked for." in done.stdout
    assert "V09" in done.stdout
    assert "V14" not in done.stdout


def test_a_checkpoint_of_another_history_ends_with_1_and_what_it_means(audited, tmp_path):
    held = tmp_path / "kept.note"
    held.write_text(Checkpoint(LOG.name, 54, bytes(32)).signed(LOG))

    done = told(audited.url, tmp_path, "-o", "halden", "--checkpoint", str(held))

    assert done.returncode == 1, done.stdout + done.stderr
    assert "This record is NOT valid." in done.stdout
    assert "the first 54 entries have the root" in done.stdout
    assert "Two different histories were shown" in done.stdout


def test_json_has_every_check_with_its_findings(audited, tmp_path):
    held = tmp_path / "kept.note"
    held.write_text(Checkpoint(LOG.name, 54, bytes(32)).signed(OWN))

    done = told(audited.url, tmp_path, "--checkpoint", str(held), "--json")

    (report,) = json.loads(done.stdout)
    found = {one["number"]: one for one in report["checks"]}
    assert done.returncode == 1
    assert len(found) == 24
    assert [one["check"] for one in found["V12"]["findings"]] == ["V12", "V12"]
    assert found["V01"]["standing"] == "valid"


UNUSABLE = {
    "nothing runs": ("", (), "Nothing is running"),
    "no server answers": ("postgresql://localhost:1/none", (), "Connect call failed"),
    "a file is no checkpoint": (None, ("--checkpoint", __file__), "holds no checkpoint"),
    "a file is not there": (None, ("--checkpoint", "/nowhere/at/all"), "No such file"),
    "nothing is recorded of it": (None, ("-o", "hadlen"), "Recorded are: halden."),
    "a key is none": (None, ("--key", "log+key"), "only Ed25519 keys"),
}


@pytest.mark.parametrize("what", UNUSABLE)
def test_what_cannot_be_verified_ends_with_2_and_says_why(audited, tmp_path, what):
    url, arguments, words = UNUSABLE[what]

    done = told(audited.url if url is None else url, tmp_path, *arguments)

    assert done.returncode == 2, done.stdout + done.stderr
    assert words in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("named", [(), ("-o", "halden")], ids=["every log", "one log"])
@pytest.mark.parametrize("kind", ["--checkpoint", "--key"])
def test_what_is_of_another_log_ends_with_2_and_proves_nothing(audited, tmp_path, kind, named):
    other = Signer(LOG.name.replace("halden", "tour"), LOG.key)
    held = tmp_path / "kept.note"
    held.write_text(Checkpoint(other.name, 54, bytes(32)).signed(other))
    given = str(held) if kind == "--checkpoint" else str(other.verifier)

    done = told(audited.url, tmp_path, *named, kind, given)

    assert done.returncode == 2, done.stdout + done.stderr
    assert f"{given} says nothing of halden: it is of another log." in done.stderr
    assert "valid" not in done.stdout
