"""Rows into CSV that a spreadsheet opens without computing any cell.

A cell that would start a formula gets an apostrophe in front, which `files.read` takes off again
(OWASP, CSV injection); a number stays a number.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
"""The media type of an XLSX file."""

Cell = str | int | Decimal | date | datetime | None

_FORMULA = re.compile(r"'*\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def write_table(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A CSV file (RFC 4180) in UTF-8 with a BOM, without which Excel misreads other scripts.

    Raises ValueError for a row that does not have one cell for each column.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([neutralised(column) for column in columns])
    for row in rows:
        cells = [_written(cell) for _, cell in zip(columns, row, strict=True)]
        writer.writerow(cells)
    return out.getvalue().encode("utf-8-sig")


def neutralised(text: str) -> str:
    """The text, with an apostrophe in front where a spreadsheet would read a formula."""
    if _FORMULA.match(text) and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def _written(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return neutralised(cell)
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    return cell.isoformat() if isinstance(cell, date) else str(cell)
