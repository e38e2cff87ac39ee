"""Bytes of an XLSX workbook into the same records of text that a CSV file gives.

What cannot be read without guessing is a problem at its cell: an error, a merged cell, a formula
that was never computed. A hostile workbook is refused before it is unpacked (sizes), or while it
is parsed (defusedxml, which openpyxl uses where it is installed).
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from itertools import chain, islice, repeat
from typing import cast

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet._read_only import ReadOnlyWorksheet
from openpyxl.worksheet.worksheet import Worksheet

from domain.money import plain_text
from files.problems import Problem

LARGEST_UNPACKED = 40 * 1024 * 1024
MOST_MEMBERS = 2_000
LAST_ROW = 50_000
MOST_COLUMNS = 256  # of which one more is looked at: it has no header, and is a problem
MOST_CELLS = 1_000_000
MOST_PROBLEMS = 2_000
# Excel keeps and shows fifteen significant digits; what follows is the float's, not the writer's.
_DIGITS = 15
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]*\bref=\"([A-Z]{1,3}[0-9]{1,7}):")
_FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")
_SAVE_AS = "save it as 'Excel workbook (.xlsx)' or 'CSV UTF-8' and send that"
_PARTS = (
    ("xl/vbaproject.bin", f"this workbook has macros: {_SAVE_AS}"),
    ("xl/workbook.bin", f"this is a binary workbook (XLSB): {_SAVE_AS}"),
    ("word/document.xml", f"this is a Word document: put the table in a sheet and {_SAVE_AS}"),
    ("content.xml", f"this is an OpenDocument file: {_SAVE_AS}"),
)
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet's rows of text, the header first; the problems are those of single cells."""

    name: str
    records: list[list[str]]
    problems: list[Problem]


def is_workbook(content: bytes) -> bool:
    """Whether it begins as a ZIP file does; whether it is a workbook is told when it is read."""
    return content.startswith(b"PK\x03\x04")


def has_password(content: bytes) -> bool:
    """Whether an OLE file is a workbook behind a password, and no old XLS."""
    return _ENCRYPTED in content


def read_sheet(file: str, content: bytes, sheet: str | None = None) -> Sheet | Problem:
    """The sheet of that name, else the first that is not hidden. Formulas give what they showed."""
    if remedy := _refused(content):
        return Problem(file=file, remedy=remedy)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions, which nobody reads here
            return _read(file, content, sheet)
    except _Refused as refused:
        return Problem(file=file, row=refused.row, remedy=str(refused))
    except Exception:  # noqa: BLE001 - a stranger's file breaks a reader in ways it does not name
        return Problem(file=file, remedy=f"this workbook cannot be read: open it and {_SAVE_AS}")


class _Refused(Exception):
    def __init__(self, remedy: str, row: int | None = None) -> None:
        super().__init__(remedy)
        self.row = row


def _refused(content: bytes) -> str | None:
    """Why this archive is not even unpacked. The sizes it declares are the most that is read."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError):
        return f"this file is damaged: open it and {_SAVE_AS}"
    if any(member.flag_bits & 1 for member in members):
        return f"this file has a password: take it off and {_SAVE_AS}"
    names = {member.filename.lower() for member in members}
    for part, remedy in _PARTS:
        if part in names:
            return remedy
    if "xl/workbook.xml" not in names:
        return f"this is a ZIP file and no workbook: {_SAVE_AS}"
    unpacked = sum(member.file_size for member in members)
    if unpacked > LARGEST_UNPACKED or len(members) > MOST_MEMBERS:
        return (
            f"unpacked it is {unpacked / 1024 / 1024:,.0f} MiB in {len(members):,} parts; at most "
            f"{LARGEST_UNPACKED >> 20} MiB can be read: keep one plain sheet, or split the file"
        )
    return None


def _read(file: str, content: bytes, wanted: str | None) -> Sheet:
    values = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    name = _chosen(values, wanted)
    part = _part(values, name, content)
    computed = bool(_FORMULA.search(part))
    rows = _rows(values, name)
    texts = _rows(load_workbook(io.BytesIO(content), read_only=True), name) if computed else ()
    records: list[list[str]] = []
    problems: list[Problem] = []
    cells = 0
    for number, (row, formulas) in enumerate(zip(rows, chain(texts, repeat(()))), start=1):  # noqa: B905 - the second goes on
        if number > LAST_ROW:
            raise _Refused(f"rows below {LAST_ROW:,} are not read: split the file", row=number)
        cells += sum(cell.value is not None for cell in row)
        if cells > MOST_CELLS:
            raise _Refused(f"more than {MOST_CELLS:,} cells: split the file", row=number)
        records.append([_text(cell) for cell in row])
        problems += _of_cells(file, number, row, formulas)
        if len(problems) > MOST_PROBLEMS:
            raise _Refused(f"{len(problems):,} cells cannot be read up to here", row=number)
    problems += [*_merged(file, part), *_beside(file, records)][:MOST_PROBLEMS]
    return Sheet(name=name, records=_trimmed(records), problems=problems)


def _chosen(book: Workbook, wanted: str | None) -> str:
    visible = [one.title for one in book.worksheets if one.sheet_state == "visible"]
    if wanted is None and visible:
        return str(visible[0])
    for one in book.worksheets:
        if wanted is not None and one.title.casefold() == wanted.strip().casefold():
            return str(one.title)
    names = ", ".join(visible) or "none that is not hidden"
    raise _Refused(f"there is no such sheet; the workbook has {names}: name one of them")


def _part(book: Workbook, name: str, content: bytes) -> bytes:
    """The sheet's own XML, for what openpyxl passes over when it only reads."""
    path = str(book[name]._worksheet_path)  # type: ignore[attr-defined]  # noqa: SLF001 - it has no other name
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(path.lstrip("/"))


def _rows(book: Workbook, name: str) -> Iterator[Sequence[Cell]]:
    sheet = cast("ReadOnlyWorksheet", book[name])
    # The dimension is what another program claims; rows outside of it would be passed over.
    sheet.reset_dimensions()
    found = cast("Worksheet", sheet).iter_rows(max_col=MOST_COLUMNS + 1)
    return islice(cast("Iterator[Sequence[Cell]]", found), LAST_ROW + 1)


def _text(cell: Cell) -> str:
    """What the cell shows, as plain text: no separators, and a dot before decimals."""
    match cell.value:
        case None:
            return ""
        case bool() as answer:
            return "true" if answer else "false"
        case int() | float() | Decimal() as number:
            return _number(float(number), percent="%" in (cell.number_format or ""))
        case datetime() as moment if moment.time() == time():
            return moment.date().isoformat()
        case datetime() | date() | time() as moment:
            return moment.isoformat()
        case other:
            return str(other)


def _number(value: float, *, percent: bool) -> str:
    rounded = Decimal(f"{value:.{_DIGITS}g}")
    if not rounded.is_finite() or rounded.adjusted() > _DIGITS + 1:
        return str(value)
    return f"{plain_text(rounded * 100)}%" if percent else plain_text(rounded)


def _of_cells(
    file: str, number: int, row: Sequence[Cell], formulas: Sequence[Cell]
) -> Iterator[Problem]:
    for column, cell in enumerate(row, start=1):
        shown = "" if cell.value is None else str(cell.value)
        remedy = None
        if cell.data_type == "e":
            remedy = "this cell is an error: correct its formula, or write the value"
        elif cell.value is None and _computes(formulas, column):
            remedy = "this formula was never computed: open the file in Excel, save it, or write the value"
        if remedy:
            yield _at(file, number, column, shown, remedy)


def _computes(formulas: Sequence[Cell], column: int) -> bool:
    return column <= len(formulas) and formulas[column - 1].data_type == "f"


def _merged(file: str, part: bytes) -> Iterator[Problem]:
    for found in islice(_MERGED.finditer(part), 50):
        name = found[1].decode()
        letters = name.rstrip("0123456789")
        remedy = "merged cells: take the merge off, and write the value into each cell"
        row = int(name[len(letters) :])
        yield Problem(file=file, row=row, column=letters, cell=name, remedy=remedy)


def _at(file: str, row: int, column: int, value: str, remedy: str) -> Problem:
    letters = get_column_letter(column)
    return Problem(
        file=file, row=row, column=letters, cell=f"{letters}{row}", value=value, remedy=remedy
    )


def _beside(file: str, records: list[list[str]]) -> Iterator[Problem]:
    """A problem for each row that holds something to the right of the header."""
    width = _width(records[0]) if records else 0
    for number, record in enumerate(records, start=1):
        if (last := _width(record)) > width:
            remedy = "there is no header above this cell: write one in row 1, or empty the cell"
            yield _at(file, number, last, record[last - 1], remedy)


def _width(record: Sequence[str]) -> int:
    return max((n for n, cell in enumerate(record, start=1) if cell), default=0)


def _trimmed(records: list[list[str]]) -> list[list[str]]:
    """Every row as wide as the header, and no empty rows at the end."""
    while records and not any(records[-1]):
        records.pop()
    width = _width(records[0]) if records else 0
    return [[*record[:width], *[""] * (width - len(record))] for record in records]
