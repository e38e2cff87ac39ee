"""What a killed service left of its errands goes at the next start; what is in use stays."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from runtime.apart import ROOT
from web.errand_folders import PREFIX, clear, clear_left, new_folder

OTHER = (
    "from web.errand_folders import new_folder\n"
    "folder = new_folder()\n(folder / 'bundle.zip').write_bytes(b'half')\n"
    "print(folder, flush=True)\ninput()"
)


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


def started(place: Path) -> tuple[subprocess.Popen[str], Path]:
    """Another service on this machine, with a folder of its own."""
    process = subprocess.Popen(
        [sys.executable, "-c", OTHER], text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        env=os.environ | {"TMPDIR": str(place), "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert process.stdout
    return process, Path(process.stdout.readline().strip())


def test_what_a_killed_service_left_goes_and_what_a_living_one_has_stays(place: Path) -> None:
    other, theirs = started(place)
    own = new_folder()
    with other:
        clear_left()
        assert {own, theirs} == {*place.iterdir()}

        other.kill()
        other.wait()
        clear_left()
        assert [*place.iterdir()] == [own]
    clear(own)
    assert [*place.iterdir()] == []


def test_nothing_else_is_touched(place: Path) -> None:
    kept, pointed = place / "kept", place / f"{PREFIX}pointed"
    kept.mkdir()
    (kept / "words").write_text("Theirs")
    pointed.symlink_to(kept)
    (place / f"{PREFIX}file").write_text("No folder")

    clear_left()

    assert (kept / "words").read_text() == "Theirs"
    assert len([*place.iterdir()]) == 3
