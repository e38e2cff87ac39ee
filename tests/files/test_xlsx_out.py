"""Workbooks that are written: opened again, no cell computes, and amounts come back exactly."""

import io
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest

from domain.money import Money
from files.problems import Problem
from files.read import Table, read_table
from files.write_sheet import Out, write_problems, write_workbook


def opened(content: bytes):
    return openpyxl.load_workbook(io.BytesIO(content)).active


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-2", "@x", "\t=1", "=HYPERLINK(1)", "http://x.example"]
)
def test_text_is_written_as_text(text):
    cell = opened(write_workbook(Out("Sheet", ("name",), [(text,)])))["A2"]

    assert (cell.data_type, cell.value) == ("s", text)
    assert cell.hyperlink is None


@pytest.mark.parametrize(
    ("amount", "pattern"),
    [
        (Money.of(Decimal("1234567.89"), "EUR"), "#,##0.00"),
        (Money.of(Decimal(900), "JPY"), "#,##0"),
        (Money.of(Decimal("1.234"), "BHD"), "#,##0.000"),
    ],
)
def test_an_amount_has_its_currency_s_decimals(amount, pattern):
    cell = opened(write_workbook(Out("Sheet", ("amount",), [(amount,)])))["A2"]

    assert cell.number_format == pattern
    assert Decimal(str(cell.value)) == amount.amount


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (Money.of(Decimal("999999999999.99"), "USD"), "999999999999.99"),
        (Decimal("12345678901234567.89"), "12345678901234567.89"),
        (7, "7"),
        (date(2027, 1, 31), "2027-01-31"),
        (datetime(2027, 1, 31, 9, tzinfo=UTC), "2027-01-31T09:00:00+00:00"),
        ("=1", "=1"),
        (None, ""),
    ],
)
def test_what_is_written_is_read_again(cell, text):
    content = write_workbook(Out("Sheet", ("id", "value"), [("one", cell)]))

    table = read_table("out.xlsx", content, required=("id", "value"))

    assert isinstance(table, Table), table
    assert table.rows[0].cell("value") == text


def test_the_header_is_frozen_and_only_what_may_change_is_not_locked():
    sheet = opened(
        write_workbook(Out("Sheet", ("seat", "portion"), [("a", 1)], frozenset({"portion"})))
    )

    assert sheet.freeze_panes == "A2"
    assert sheet.protection.sheet
    assert sheet["A2"].protection.locked
    assert not sheet["B2"].protection.locked


def test_without_anything_to_edit_nothing_is_locked():
    assert not opened(write_workbook(Out("Sheet", ("seat",), [("a",)]))).protection.sheet


def test_the_same_rows_are_the_same_bytes():
    made = [write_workbook(Out("Sheet", ("seat",), [("a",)])) for _ in range(2)]

    assert made[0] == made[1]


def test_problems_are_a_sheet_with_a_row_for_each():
    problem = Problem(
        file="p.csv", row=3, column="email", cell="B3", value="=1", remedy="enter one"
    )

    rows = list(opened(write_problems([problem])).iter_rows(values_only=True))

    assert rows == [
        ("file", "row", "column", "cell", "value", "remedy"),
        ("p.csv", 3, "email", "B3", "=1", "enter one"),
    ]


def test_a_row_of_another_width_is_refused():
    with pytest.raises(ValueError, match="zip"):
        write_workbook(Out("Sheet", ("a", "b"), [("only one",)]))
