"""`make bench` runs, on servers of its own; nothing here is timed."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

RUN = Path(__file__).parents[2] / "bench" / "run.py"
TINY = ("--shapes", "2x1 1x3", "--rounds", "1", "--seconds", "1", "--warm", "0.2")
LIMIT = 120


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """What a tiny run printed and wrote."""
    written = tmp_path_factory.mktemp("bench") / "found.json"
    ran = subprocess.run(
        [sys.executable, str(RUN), *TINY, "--json", str(written)],
        capture_output=True,
        text=True,
        timeout=LIMIT,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout, json.loads(written.read_text())


def test_each_shape_is_told_with_its_ratio(found):
    printed, written = found

    assert [one["shape"] for one in written["shapes"]] == ["2x1", "1x3"]
    for one in written["shapes"]:
        assert one["ratio"] > 0
        assert f"{one['ratio']:.2f}" in printed
        assert len(one["real"]) == len(one["bare"]) == 1


def test_what_a_decision_costs_both_stores_is_counted(found):
    _, written = found
    bare, real, *_ = written["costs"]

    assert bare["statements"] == 0
    assert real["statements"] >= 1
    assert real["history_events"] >= bare["history_events"] > 1


def test_the_machine_and_its_settings_are_told(found):
    printed, _ = found

    assert "fsync on" in printed
    assert "journal_mode=WAL" in printed
