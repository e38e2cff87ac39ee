from datetime import UTC, date, datetime
from decimal import Decimal
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.words import forbidden_character
from files.read import Table, read_table
from files.write import neutralised, write_table

NAMES = [
    "Ελένη Παπαδοπούλου",
    "ليلى الحداد",
    "נועה לוי",
    "佐藤 遥",
    "김민준",
    "अनन्या देशपांडे",
    "สมชาย ใจดี",
    "می‌خواهم",
    "Nguyễn Thị Minh",
    'Ana "the, boss"; Lopes',
    "=Ana",
    "'=Ana",
    "-Ana",
    "'tis",
]


def read_back(content: bytes) -> list[str]:
    table = read_table("out.csv", content, required=("name", "id"))
    assert isinstance(table, Table)
    return [row.cell("name") for row in table.rows]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+49 30 1234", "'+49 30 1234"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("\n=1", "'\n=1"),
        (" =1", "' =1"),
        ("\uff1dHYPERLINK()", "'\uff1dHYPERLINK()"),
        ("'=1", "''=1"),
        ("-0.75", "-0.75"),
        ("-", "'-"),
        ("25.40", "25.40"),
        ("a=b", "a=b"),
        ("", ""),
    ],
)
def test_a_cell_that_would_compute_is_neutralised(text, written):
    assert neutralised(text) == written


def test_names_in_any_script_come_back_as_they_went():
    content = write_table(("name", "id"), [(name, n) for n, name in enumerate(NAMES)])

    assert content.startswith(b"\xef\xbb\xbf")
    assert read_back(content) == NAMES


@given(st.lists(st.text(min_size=1, max_size=40), min_size=1, max_size=5))
def test_whatever_may_be_kept_comes_back(texts):
    kept = [
        text
        for raw in texts
        if (text := raw.strip()) and not forbidden_character(raw, one_line=True)
    ] or ["a"]
    content = write_table(("name", "id"), [(text, 1) for text in kept])

    assert read_back(content) == [normalize("NFC", text).strip() for text in kept]


def test_values_are_written_plainly():
    row = (Decimal("-0.75"), Decimal("1E+3"), 7, date(2027, 4, 7), None)
    content = write_table("abcde", [(*row,)])

    assert content.decode("utf-8-sig") == "a,b,c,d,e\r\n-0.75,1000,7,2027-04-07,\r\n"
    assert b"2027-04-07T09:00:00+00:00" in write_table(
        "a", [(datetime(2027, 4, 7, 9, tzinfo=UTC),)]
    )


def test_a_row_of_another_length_is_a_fault():
    with pytest.raises(ValueError, match="zip"):
        write_table(("a", "b"), [("1",)])
