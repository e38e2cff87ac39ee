"""What read models cost is told of a real record, appended again; nothing here is timed."""

import os
import subprocess
import sys
from pathlib import Path

APPENDING = Path(__file__).parents[2] / "bench" / "appending.py"
LIMIT = 300


def test_both_sides_and_each_read_model_are_told():
    ran = subprocess.run(
        [sys.executable, str(APPENDING), "--rounds", "1", "--until", "4"],
        capture_output=True,
        text=True,
        timeout=LIMIT,
        env=os.environ | {"COLUMNS": "200"},  # no cell is broken over two lines
        check=False,
    )
    assert ran.returncode == 0, ran.stderr

    rows = [[part.strip() for part in line.split("│")[1:-1]] for line in ran.stdout.splitlines()]
    told = {row[0]: row[1:] for row in rows if row}
    with_all, with_none = told["with all read models"], told["with none"]
    assert float(with_all[0]) > 0
    assert int(with_all[3].replace(",", "")) > int(with_none[3].replace(",", "")) > 0
    assert {"unit: units", "unit: outcomes", "unit: years", "cycle: cycles"} <= {
        name.split(",")[0] for name in told
    }
