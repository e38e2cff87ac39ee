"""Files that a kill leaves whole."""

from __future__ import annotations

import pytest

from audit.durable import alone, grown, missing, replaced


def test_a_file_is_replaced_whole_and_is_its_owner_s(tmp_path) -> None:
    path = tmp_path / "own" / "state.json"
    path.parent.mkdir()
    path.with_name("state.json.new").write_bytes(b"half of a draft that a kill left")

    replaced(path, b"one")
    replaced(path, b"two")

    assert path.read_bytes() == b"two"
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_lines_are_added_and_a_line_that_was_cut_short_is_ended(tmp_path) -> None:
    path = tmp_path / "notes.jsonl"
    grown(path, ["one", "two"])
    path.write_text(path.read_text()[:-2])

    grown(path, missing(path, ["one", "two", "three"]))

    assert path.read_text().splitlines() == ["one", "tw", "two", "three"]


def test_nothing_is_missing_from_what_has_it(tmp_path) -> None:
    path = tmp_path / "notes.jsonl"
    assert missing(path, ["one"]) == ["one"]
    grown(path, ["one"])
    assert missing(path, ["one"]) == []


def test_who_holds_a_folder_holds_it_alone(tmp_path) -> None:
    path = tmp_path / "lock"
    with alone(path), pytest.raises(BlockingIOError), alone(path, wait=False):
        raise AssertionError
    with alone(path, wait=False):
        pass
