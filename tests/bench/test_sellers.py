"""A small cycle of `bench/sellers.py` comes to its last signature on a whole stack; nothing is timed."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

SELLERS = Path(__file__).parents[2] / "bench" / "sellers.py"
SMALL = ("--small", "--seconds", "1", "--times", "2")
LIMIT = 300


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """What a small run printed and wrote."""
    written = tmp_path_factory.mktemp("bench") / "found.json"
    ran = subprocess.run(
        [sys.executable, str(SELLERS), *SMALL, "--json", str(written)],
        capture_output=True,
        text=True,
        timeout=LIMIT,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout, json.loads(written.read_text())


def test_each_quarter_stands_beside_the_core_bench(found):
    printed, written = found

    assert "8 sellers in 6 units" in printed
    assert [one["units"] for one in written["quarters"]] == [1, 1, 1, 1]
    for one in written["quarters"]:
        assert one["cycle"]["decisions"] > 0
        assert one["core"]["decisions"] > 0


def test_memory_is_told_beside_how_many_plans_were_finished(found):
    _, written = found

    assert [one["finished"] for one in written["quarters"]] == [0, 2, 4, 6]
    for one in written["quarters"]:
        assert one["memory"]["worker"] > 0
        assert one["memory"]["web"] > 0


def test_the_database_says_what_each_overview_took(found):
    printed, written = found

    shown = {one["name"]: one for one in written["overviews"]}
    assert {"cycle", "my team", "learned", "GET …/summary", "GET …/sellers"} <= shown.keys()
    for name, one in shown.items():
        assert name.split("/")[0] in printed
        assert one["queries"] >= 1
        assert one["all_p95"] >= one["one_p95"] > 0
        assert one["slowest"]
