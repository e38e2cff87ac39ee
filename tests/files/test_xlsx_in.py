"""Workbooks as strangers send them, made by openpyxl and by hand, read into rows or refused."""

import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from files.people import read_people
from files.problems import Problem, Problems
from files.read import LARGEST_FILE, Table, read_table
from files.workbook import LARGEST_UNPACKED, LAST_ROW, MOST_COLUMNS

HEADER = ("name", "email", "amount")


def read(content: bytes, sheet: str | None = None) -> Table | Problems:
    return read_table("people.xlsx", content, required=HEADER, sheet=sheet)


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def workbook(*rows: tuple) -> bytes:
    book = Workbook()
    for row in (HEADER, *rows):
        book.active.append(row)
    return saved(book)


def cell_of(content: bytes) -> str:
    table = read(content)
    assert isinstance(table, Table), table
    return table.rows[0].cell("amount")


def only_problem(outcome) -> Problem:
    assert isinstance(outcome, Problems), outcome
    assert len(outcome.problems) == 1, outcome
    return outcome.problems[0]


def packed(members) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def with_sheet(change, content=None) -> bytes:
    """A workbook whose first sheet's XML was changed by hand."""
    with zipfile.ZipFile(io.BytesIO(content or workbook(("Ana", "a@x.example", 1)))) as archive:
        members = {one: archive.read(one) for one in archive.namelist()}
    name = "xl/worksheets/sheet1.xml"
    members[name] = change(members[name])
    return packed(members)


def test_a_workbook_gives_the_rows_that_its_csv_gives():
    csv = read(b"name,email,amount\nAna,a@x.example,12.50\n,,\nBo,b@x.example,7\n")
    xlsx = read(workbook(("Ana", "a@x.example", 12.5), (), (" Bo ", "b@x.example", 7)))

    assert isinstance(csv, Table)
    assert isinstance(xlsx, Table)
    assert [one.number for one in xlsx.rows] == [one.number for one in csv.rows] == [2, 4]
    assert xlsx.columns == csv.columns
    assert dict(xlsx.rows[1].cells) == dict(csv.rows[1].cells)
    assert xlsx.sheet == "Sheet"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.1 + 0.2, "0.3"),
        (732877.1799999999, "732877.18"),
        (12, "12"),
        (1_000_000_000_000_000, "1000000000000000"),
        (0, "0"),
        (-3.5, "-3.5"),
        (Decimal("25.40"), "25.4"),
        (True, "true"),
        (date(2027, 1, 31), "2027-01-31"),
        (datetime(2027, 1, 31, 9, 30, tzinfo=UTC).replace(tzinfo=None), "2027-01-31T09:30:00"),
        ("00012", "00012"),
        ("'=1", "'=1"),
    ],
)
def test_a_cell_is_read_as_excel_shows_it(value, text):
    assert cell_of(workbook(("Ana", "a@x.example", value))) == text


def test_a_number_too_large_for_a_float_is_not_read_as_another():
    assert cell_of(workbook(("Ana", "a@x.example", 1e300))) == "1e+300"


def test_a_percentage_is_read_as_a_percentage():
    book = Workbook()
    book.active.append(HEADER)
    book.active.append(("Ana", "a@x.example", 0.08))
    book.active["C2"].number_format = "0%"

    assert cell_of(saved(book)) == "8%"


def test_a_formula_gives_what_it_showed():
    content = with_sheet(lambda xml: xml.replace(b"<v>1</v>", b"<f>SUM(1,2)</f><v>3</v>"))

    assert cell_of(content) == "3"


def test_a_formula_that_was_never_computed_is_a_problem_at_its_cell():
    problem = only_problem(read(workbook(("Ana", "a@x.example", "=1+2"))))

    assert (problem.row, problem.column, problem.cell) == (2, "amount", "C2")
    assert "never computed" in problem.remedy


def test_an_error_is_a_problem_at_its_cell():
    problem = only_problem(read(workbook(("Ana", "a@x.example", "#REF!"))))

    assert (problem.cell, problem.value) == ("C2", "#REF!")


def test_merged_cells_are_a_problem_at_their_first_cell():
    book = Workbook()
    for row in (HEADER, ("Ana", "a@x.example", 1), ("Bo", "b@x.example", 2)):
        book.active.append(row)
    book.active.merge_cells("C2:C3")

    problem = only_problem(read(saved(book)))

    assert (problem.cell, problem.column) == ("C2", "amount")
    assert "merge" in problem.remedy


def test_the_first_sheet_that_is_not_hidden_is_read_and_another_by_its_name():
    book = Workbook()
    book.active.title = "Old"
    book.active.sheet_state = "hidden"
    for name in ("Sales", "Service"):
        page = book.create_sheet(name)
        page.append(HEADER)
        page.append((name, "a@x.example", 1))

    first, named = read(saved(book)), read(saved(book), "service")

    assert isinstance(first, Table)
    assert isinstance(named, Table)
    assert (first.sheet, first.rows[0].cell("name")) == ("Sales", "Sales")
    assert (named.sheet, named.rows[0].cell("name")) == ("Service", "Service")
    assert "Sales, Service" in only_problem(read(saved(book), "Nowhere")).remedy


def test_every_problem_of_a_people_workbook_names_its_cell():
    book = Workbook()
    for row in (
        ("name", "email", "manager"),
        ("Dana", "dana@x.example", None),
        ("Ana", "no address", "dana@x.example"),
        ("Bo", "bo@x.example", "anna@x.example"),
    ):
        book.active.append(row)

    outcome = read_people("people.xlsx", saved(book), currency="USD", rates={})

    assert isinstance(outcome, Problems)
    assert [one.cell for one in outcome.problems] == ["B3", "C4"]
    assert all(one.remedy for one in outcome.problems)


def test_a_cell_beside_the_header_is_a_problem():
    problem = only_problem(read(workbook(("Ana", "a@x.example", 1, "stray"))))

    assert (problem.cell, problem.value) == ("D2", "stray")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04 and nothing more", "damaged"),
        (workbook()[:-400], "damaged"),
        (packed({"hello.txt": "hello"}), "no workbook"),
        (packed({"xl/workbook.xml": "<workbook"}), "cannot be read"),
        (packed({"xl/workbook.xml": "", "xl/vbaProject.bin": ""}), "macros"),
        (packed({"xl/workbook.bin": ""}), "XLSB"),
        (packed({"word/document.xml": ""}), "Word"),
        (packed({"content.xml": "", "mimetype": ""}), "OpenDocument"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"\xd0\xcf\x11\xe0" + bytes(100), "XLS file"),
    ],
)
def test_what_is_no_workbook_is_refused_with_a_remedy(content, said):
    assert said in only_problem(read(content)).remedy


def test_a_workbook_that_unpacks_to_too_much_is_refused_before_it_is():
    bomb = packed({"xl/workbook.xml": "", "xl/worksheets/sheet1.xml": bytes(LARGEST_UNPACKED + 1)})

    assert len(bomb) < LARGEST_FILE
    assert "unpacked" in only_problem(read(bomb)).remedy


def test_entities_are_not_expanded():
    laughs = b'<!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'

    def change(xml: bytes) -> bytes:
        return laughs + xml[xml.index(b"<worksheet") :].replace(b"<v>1</v>", b"<v>&b;</v>")

    assert openpyxl.DEFUSEDXML
    assert "cannot be read" in only_problem(read(with_sheet(change))).remedy


def test_a_row_far_below_ends_the_reading():
    def change(xml: bytes) -> bytes:
        return xml.replace(b'<row r="2"', b'<row r="999999999999"').replace(
            b'r="C2"', b'r="C999999999999"'
        )

    assert f"{LAST_ROW:,}" in only_problem(read(with_sheet(change))).remedy


def test_a_column_far_to_the_right_is_a_problem():
    problem = only_problem(read(workbook(("Ana", "a@x.example", 1, *[None] * 253, "far"))))

    assert (problem.cell, problem.row) == (f"{get_column_letter(MOST_COLUMNS + 1)}2", 2)


def test_rows_outside_of_the_claimed_dimension_are_read():
    content = with_sheet(
        lambda xml: xml.replace(b'<dimension ref="A1:C3"', b'<dimension ref="A1:C2"'),
        workbook(("Ana", "a@x.example", 1), ("Bo", "b@x.example", 2)),
    )
    table = read(content)

    assert isinstance(table, Table)
    assert len(table.rows) == 2


def test_an_empty_workbook_is_empty():
    assert "empty" in only_problem(read(saved(Workbook()))).remedy
