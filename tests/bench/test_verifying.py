"""The bench of verification runs, on a server of its own; nothing here is timed."""

import subprocess
import sys
from pathlib import Path

import pytest

RUN = Path(__file__).parents[2] / "bench" / "verifying.py"
LIMIT = 300


@pytest.fixture(scope="module")
def printed():
    ran = subprocess.run(
        [sys.executable, str(RUN), "--events", "50000", "--rounds", "1"],
        capture_output=True,
        text=True,
        timeout=LIMIT,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def test_each_ratio_stands_beside_what_it_is_aimed_at(printed):
    for words in ("reading and hashing", "to decoding", "to eventsourcing"):
        assert words in printed
    assert "PostgreSQL 18" in printed


def test_memory_and_the_bundle_are_told(printed):
    assert "At most, verifying 5,000 events:" in printed
    assert "A bundle of 50,000 events" in printed
