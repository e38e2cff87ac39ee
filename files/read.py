"""Bytes of a CSV or XLSX file into rows of cells, refusing what is neither with a remedy."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from openpyxl.utils import column_index_from_string, get_column_letter

from domain.words import forbidden_character
from files.problems import Problem, Problems, nearest
from files.workbook import (
    LAST_ROW,
    MOST_COLUMNS,
    Sheet,
    has_password,
    is_workbook,
    read_sheet,
)

LARGEST_FILE = 5 * 1024 * 1024
MOST_ROWS = 20_000
LONGEST_CELL = 10_000
_DELIMITERS = ",;\t"
_SAVE_AS = "save it as 'Excel workbook (.xlsx)' or 'CSV UTF-8' and send that"
_OLE = b"\xd0\xcf\x11\xe0"
_NEITHER = (
    (b"PK\x05\x06", f"this is an empty ZIP file: {_SAVE_AS}"),
    (_OLE, f"this is an XLS file, of an old Excel: {_SAVE_AS}"),
    (b"%PDF", "this is a PDF file: send the table behind it as XLSX or CSV UTF-8"),
    (b"\x1f\x8b", "this is a compressed file: unpack it and send the table inside"),
    (b"\xff\xfe", f"this is UTF-16 text: {_SAVE_AS}"),
    (b"\xfe\xff", f"this is UTF-16 text: {_SAVE_AS}"),
    (b"\x00\x00\xfe\xff", f"this is UTF-32 text: {_SAVE_AS}"),
    (b"\x89PNG", "this is a picture: send the table behind it as XLSX or CSV UTF-8"),
)
# What `files.write` put in front of a cell that a spreadsheet would have computed.
_NEUTRALISED = re.compile(r"'+\s*[=+\-@\uff1d\uff0b\uff0d\uff20]")


@dataclass(frozen=True, slots=True)
class Row:
    """Cells by column, trimmed and in NFC; `letters` are the columns as a spreadsheet names them."""

    file: str
    number: int
    cells: Mapping[str, str]
    letters: Mapping[str, str] = field(default_factory=dict)

    def cell(self, column: str) -> str:
        """Empty, too, where the file has no such column."""
        return self.cells.get(column, "")

    def problem(self, column: str, remedy: str) -> Problem:
        letter = self.letters.get(column)
        return Problem(
            file=self.file,
            row=self.number,
            column=column,
            cell=f"{letter}{self.number}" if letter else None,
            value=self.cell(column),
            remedy=remedy,
        )


@dataclass(frozen=True, slots=True)
class Table:
    """A file's rows under the columns it has, and the SHA-256 of its bytes as they came.

    `sheet` is the one that was read of a workbook.
    """

    file: str
    sha256: str
    columns: frozenset[str]
    rows: tuple[Row, ...]
    sheet: str | None = None


def read_table(
    file: str,
    content: bytes,
    *,
    required: Sequence[str],
    optional: Sequence[str] = (),
    sheet: str | None = None,
) -> Table | Problems:
    """The table in `content`: XLSX; or UTF-8 with or without BOM, comma, semicolon or tab.

    Which one it is, the bytes say, whatever the name. Of a workbook one sheet is read: the one
    named, else the first that is not hidden. Headers are matched without regard to case, spaces, hyphens or underscores. Rows whose cells
    are all empty are passed over. `file` is only what problems call it.
    """
    found = _found(file, content, (*required, *optional), sheet)
    if isinstance(found, Problem):
        return Problems.of([found])
    if not found.records:
        return Problems.of([*found.problems, Problem(file=file, remedy="the file is empty")])
    header, *records = found.records
    columns, problems = _columns(file, header, required, optional)
    if problems:
        return Problems.of([*found.problems, *problems])
    problems += [_named(problem, columns) for problem in found.problems]
    rows: list[Row] = []
    for number, record in enumerate(records, start=2):
        if any(cell.strip() for cell in record):
            row, wrong = _row(file, number, columns, record, exactly=bool(found.name))
            rows.append(row)
            problems.extend(wrong)
    if not rows:
        problems.append(Problem(file=file, remedy="there is no row under the header: add one"))
    if len(rows) > MOST_ROWS:
        remedy = f"{len(rows):,} rows; at most {MOST_ROWS:,} can be read: split the file"
        problems.append(Problem(file=file, remedy=remedy))
    if problems:
        return Problems.of(problems)
    digest = hashlib.sha256(content).hexdigest()
    return Table(file, digest, frozenset(columns), tuple(rows), found.name or None)


def _found(file: str, content: bytes, known: Sequence[str], sheet: str | None) -> Sheet | Problem:
    """The records of either kind of file; those of a CSV file stand in a sheet without a name."""
    if is_workbook(content) and len(content) <= LARGEST_FILE:
        return read_sheet(file, content, sheet)
    records = _records(file, content, known)
    return records if isinstance(records, Problem) else Sheet("", records, [])


def _named(problem: Problem, columns: Sequence[str]) -> Problem:
    """A problem of a workbook's cell, its column called what the header calls it."""
    place = column_index_from_string(problem.column or "A") - 1
    if place < len(columns) and columns[place]:
        return problem.model_copy(update={"column": columns[place]})
    return problem


def _records(file: str, content: bytes, known: Sequence[str]) -> list[list[str]] | Problem:
    text = _text(file, content)
    if isinstance(text, Problem):
        return text
    first_line = text.split("\n", 1)[0]
    names = {_plain(name) for name in known}

    def matches(delimiter: str) -> tuple[int, int]:
        cells = first_line.split(delimiter, MOST_COLUMNS)
        return sum(_plain(cell.strip(' "\r')) in names for cell in cells), len(cells)

    delimiter = max(_DELIMITERS, key=matches)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        return _bounded(file, reader)
    except csv.Error as broken:
        remedy = f"the line cannot be read as CSV ({broken}): check its quotation marks"
        return Problem(file=file, row=reader.line_num, remedy=remedy)


def _bounded(file: str, reader: Iterable[list[str]]) -> list[list[str]] | Problem:
    """As much as a workbook may hold: a small file of separators alone is a very large table."""
    records: list[list[str]] = []
    for number, record in enumerate(reader, start=1):
        if number > LAST_ROW:
            remedy = f"rows below {LAST_ROW:,} are not read: split the file"
            return Problem(file=file, row=number, remedy=remedy)
        if len(record) > MOST_COLUMNS:
            remedy = f"{len(record):,} columns; at most {MOST_COLUMNS} can be read: take some out"
            return Problem(file=file, row=number, remedy=remedy)
        records.append(record)
    return records


def _text(file: str, content: bytes) -> str | Problem:
    if remedy := _no_text(content):
        return Problem(file=file, remedy=remedy)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as broken:
        row = content.count(b"\n", 0, broken.start) + 1
        value = content[broken.start : broken.end].hex(" ")
        return Problem(file=file, row=row, value=value, remedy=f"not UTF-8 here: {_SAVE_AS}")
    if not text.strip():
        return Problem(file=file, remedy="the file is empty")
    if text.lstrip().startswith(("<", "{", "[")):
        return Problem(file=file, remedy=f"this is HTML, XML or JSON, no table: {_SAVE_AS}")
    return text


def _no_text(content: bytes) -> str | None:
    """What to do about bytes that are too many, or that begin as another kind of file does."""
    if len(content) > LARGEST_FILE:
        size = f"{len(content) / 1024 / 1024:.1f} MiB; at most {LARGEST_FILE >> 20} MiB can be read"
        return f"{size}: split the file"
    if content.startswith(_OLE) and has_password(content):
        return f"this workbook has a password: take it off and {_SAVE_AS}"
    return next((remedy for start, remedy in _NEITHER if content.startswith(start)), None)


def _plain(header: str) -> str:
    return re.sub(r"[\s_-]", "", unicodedata.normalize("NFC", header)).casefold()


def _columns(
    file: str, header: Sequence[str], required: Sequence[str], optional: Sequence[str]
) -> tuple[list[str], list[Problem]]:
    known = {_plain(name): name for name in (*required, *optional)}
    columns = [known.get(_plain(cell), "") for cell in header]
    problems = []
    for number, (column, cell) in enumerate(zip(columns, header, strict=True), start=1):
        if not column:
            remedy = f"no such column: remove it, or name it one of {', '.join(known.values())}"
            remedy += nearest(cell.strip().lower(), known.values())
            at = f"{get_column_letter(number)}1"
            problems.append(Problem(file=file, row=1, column=cell.strip(), cell=at, remedy=remedy))
    for name, times in Counter(filter(None, columns)).items():
        if times > 1:
            remedy = f"the column is there {times} times: keep one"
            problems.append(Problem(file=file, row=1, column=name, remedy=remedy))
    missing = [name for name in required if name not in columns]
    problems += [
        Problem(file=file, row=1, column=name, remedy="this column is missing: add it")
        for name in missing
    ]
    return columns, problems


def _row(
    file: str, number: int, columns: Sequence[str], record: Sequence[str], *, exactly: bool
) -> tuple[Row, list[Problem]]:
    """A row; `exactly` where a cell that looks like a formula was written as text on purpose."""
    cells = {
        column: _cell(raw, exactly=exactly) for column, raw in zip(columns, record, strict=False)
    }
    letters = {column: get_column_letter(n) for n, column in enumerate(columns, start=1)}
    row = Row(file=file, number=number, cells=cells, letters=letters)
    problems = []
    if len(record) != len(columns):
        remedy = f"{len(record)} cells where the header has {len(columns)}: quote cells that contain the separator"
        problems.append(Problem(file=file, row=number, remedy=remedy))
    for column, cell in cells.items():
        if len(cell) > LONGEST_CELL:
            remedy = f"{len(cell):,} characters; at most {LONGEST_CELL:,} can be kept"
            problems.append(row.problem(column, remedy))
        elif found := forbidden_character(cell, one_line=True):
            problems.append(row.problem(column, f"remove {found}"))
    return row, problems


def _cell(raw: str, *, exactly: bool) -> str:
    text = unicodedata.normalize("NFC", raw).strip()
    return text[1:] if _NEUTRALISED.match(text) and not exactly else text
