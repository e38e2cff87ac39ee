"""The start that `make bench` measures is a real one, of every part; nothing here is timed."""

import subprocess
import sys
from pathlib import Path

START = Path(__file__).parents[2] / "bench" / "start.py"
STEPS = ("PostgreSQL", "migrations", "Temporal", "notary", "mailbox", "messages", "worker", "web")
LIMIT = 240


def test_each_step_of_a_start_is_told_with_what_it_took():
    ran = subprocess.run(
        [sys.executable, str(START), "--times", "1"],
        capture_output=True,
        text=True,
        timeout=LIMIT,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr

    rows = [line.rsplit(maxsplit=4) for line in ran.stdout.splitlines()[1:]]
    taken = {words.strip(): [float(figure) for figure in figures] for words, *figures in rows}
    assert [one for one in taken if one.startswith("s to ")] == [
        f"s to {step}" for step in (*STEPS, "all")
    ]
    assert all(first > 0 and again > 0 for first, again, *_ in taken.values())
    assert taken["CPU s of all"][0] > taken["CPU s of runtime.serve"][0] > 0
