"""What a page costs beside a verification is asked of a real one; nothing here is timed."""

import subprocess
import sys
from pathlib import Path

DESK = Path(__file__).parents[2] / "bench" / "desk.py"
LIMIT = 240


def test_a_page_is_asked_for_beside_a_verification_in_another_process():
    ran = subprocess.run(
        [sys.executable, str(DESK), "--events", "500"],
        capture_output=True,
        text=True,
        timeout=LIMIT,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr

    rows = [line.strip("│ ").split("│") for line in ran.stdout.splitlines() if "│" in line]
    taken = {name.strip(): [float(figure) for figure in figures] for name, *figures in rows}
    assert list(taken) == ["nothing", "a process that verifies", "a thread that verifies"]
    pages, *_, other = taken["a process that verifies"]
    assert pages > 0
    assert other > 0
