"""Rows into an XLSX workbook: text stays text, amounts are numbers in their currency's format.

No cell computes anything: text goes in as text whatever it begins with (OWASP, CSV injection).
Cells that must come back unchanged are locked; that guards against a slip, not against intent.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from domain.currencies import MINOR_UNITS
from domain.money import Money, plain_text
from files.problems import Problem
from files.write import Cell

SheetCell = Cell | Money

# A float holds this many decimal digits of any number; a longer one would come back changed.
_EXACT = 15
_LONGEST = 32_767
_WIDEST = 60
_AT_LEAST = 8
_FREELY = {"format_columns": True, "format_rows": True, "sort": True, "autofilter": True}


@dataclass(frozen=True, slots=True)
class Out:
    """A sheet to write; without `editable` columns nothing is locked."""

    name: str
    columns: Sequence[str]
    rows: Iterable[Sequence[SheetCell]]
    editable: frozenset[str] = frozenset()


def write_workbook(*sheets: Out) -> bytes:
    """An XLSX file of these sheets. Raises ValueError for a row of another width than its header."""
    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True, "strings_to_formulas": False,
                          "strings_to_numbers": False, "strings_to_urls": False})  # fmt: skip
    # A workbook of the same rows is the same bytes: its hash says whether anything changed.
    book.set_properties({"created": datetime(2000, 1, 1)})  # noqa: DTZ001 - the format knows no zone
    formats = _Formats(book)
    for sheet in sheets:
        _write(book.add_worksheet(sheet.name), sheet, formats)
    book.close()
    return out.getvalue()


def write_problems(problems: Iterable[Problem]) -> bytes:
    """The problems of files, one in each row."""
    columns = ("file", "row", "column", "cell", "value", "remedy")
    rows = [(p.file, p.row, p.column, p.cell, p.value, p.remedy) for p in problems]
    return write_workbook(Out("Problems", columns, rows))


class _Formats:
    """A workbook's formats, each made once."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[tuple[str, bool], Format] = {}
        self.header = book.add_format({"bold": True, "bottom": 1, "bg_color": "#EFEBE3"})

    def of(self, number_format: str, *, locked: bool) -> Format:
        key = (number_format, locked)
        if key not in self._made:
            self._made[key] = self._book.add_format(
                {"num_format": number_format, "locked": locked}
                | ({"font_color": "#5B564B"} if locked else {})
            )
        return self._made[key]


def _write(sheet: Worksheet, out: Out, formats: _Formats) -> None:
    widths = [len(column) for column in out.columns]
    for number, column in enumerate(out.columns):
        sheet.write_string(0, number, column, formats.header)
    last = 0
    for last, row in enumerate(out.rows, start=1):
        for number, (column, cell) in enumerate(zip(out.columns, row, strict=True)):
            locked = bool(out.editable) and column not in out.editable
            shown = _cell(sheet, last, number, cell, formats, locked=locked)
            widths[number] = max(widths[number], shown)
    for number, width in enumerate(widths):
        sheet.set_column(number, number, min(max(width + 2, _AT_LEAST), _WIDEST))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, last, max(len(out.columns) - 1, 0))
    if out.editable:
        sheet.protect("", _FREELY)


def _cell(
    sheet: Worksheet, row: int, column: int, cell: SheetCell, formats: _Formats, *, locked: bool
) -> int:
    """Write one cell; how wide it is."""
    if cell is None or cell == "":
        sheet.write_blank(row, column, None, formats.of("General", locked=locked))
        return 0
    if isinstance(cell, Money | Decimal | int):
        amount = cell.amount if isinstance(cell, Money) else Decimal(cell)
        return _amount(sheet, row, column, amount, formats.of(_pattern(cell), locked=locked))
    if isinstance(cell, date) and not isinstance(cell, datetime):
        sheet.write_datetime(row, column, cell, formats.of("yyyy-mm-dd", locked=locked))
        return len("yyyy-mm-dd")
    # A spreadsheet's instants have no zone: as text they keep theirs.
    text = cell.isoformat() if isinstance(cell, datetime) else cell
    return _string(sheet, row, column, text, formats.of("@", locked=locked))


def _pattern(number: Money | Decimal | int) -> str:
    if isinstance(number, Money):
        decimals = MINOR_UNITS.get(number.currency, 2)
        return f"#,##0.{'0' * decimals}" if decimals else "#,##0"
    return "#,##0.######" if isinstance(number, Decimal) else "0"


def _amount(sheet: Worksheet, row: int, column: int, amount: Decimal, how: Format) -> int:
    text = plain_text(amount)
    if len(amount.as_tuple().digits) > _EXACT:
        return _string(sheet, row, column, text, how)
    sheet.write_number(row, column, float(amount), how)
    return len(text) * 4 // 3


def _string(sheet: Worksheet, row: int, column: int, text: str, how: Format) -> int:
    if len(text) > _LONGEST:
        raise ValueError(f"{len(text):,} characters; a cell holds {_LONGEST:,}")
    sheet.write_string(row, column, text, how)
    return max(map(len, text.splitlines()), default=0)
