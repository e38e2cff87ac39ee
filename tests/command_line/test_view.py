from datetime import UTC, datetime

import pytest

from command_line.view import Unexpected, View


def test_an_answer_is_read_by_name_and_says_which_part_is_wrong():
    view = View({"rows": [{"id": "a", "at": "2026-11-02T09:00:00Z", "n": "1.5"}], "none": None})

    row = view.where("rows", id="a")

    assert row["at"].instant == datetime(2026, 11, 2, 9, tzinfo=UTC)
    assert str(row["n"].number) == "1.5"
    assert view.get("none") is None
    for wrong in (
        lambda: view["gone"],
        lambda: row["n"].whole,
        lambda: row["n"].instant,
        lambda: row["id"].number,
        lambda: row["id"].money,
        lambda: row["id"].flag,
        lambda: view["rows"].text,
        lambda: list(row),
        lambda: view.where("rows", id="b"),
    ):
        with pytest.raises(Unexpected, match=r"answer(\.rows\.0)?|rows"):
            wrong()
