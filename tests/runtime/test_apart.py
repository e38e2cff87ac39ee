"""Work that is done in a process of its own: what it prints is heard, and how it ended is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from runtime.apart import TemporalAway, call

MUCH = 2**20


def test_a_process_that_complains_at_length_is_heard_to_its_end(tmp_path: Path) -> None:
    child = f"import sys; sys.stderr.write('x' * {MUCH}); sys.stderr.flush(); print('1 2')"
    (tmp_path / "complaining.py").write_text(child, encoding="utf-8")
    heard: list[str] = []

    call("complaining", environment={"PYTHONPATH": str(tmp_path)}, heard=heard.append)

    assert heard == ["1 2"]


def test_the_last_words_of_a_process_that_failed_are_why(tmp_path: Path) -> None:
    (tmp_path / "failing.py").write_text("import sys; sys.exit('first\\nthe reason')", "utf-8")

    with pytest.raises(TemporalAway, match=r"^the reason$"):
        call("failing", environment={"PYTHONPATH": str(tmp_path)}, heard=lambda _line: None)
