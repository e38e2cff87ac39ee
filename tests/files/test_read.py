import io
import zipfile

import pytest

from files.problems import Problem, Problems
from files.read import LARGEST_FILE, MOST_ROWS, Table, read_table


def read(content, required=("name", "email"), optional=("unit_name",)):
    raw = content.encode() if isinstance(content, str) else content
    return read_table("people.csv", raw, required=required, optional=optional)


def only_problem(outcome) -> Problem:
    assert isinstance(outcome, Problems)
    assert len(outcome.problems) == 1
    return outcome.problems[0]


@pytest.mark.parametrize(
    "content",
    [
        "name,email\nAna,ana@halden.example\n",
        "\ufeffname,email\r\nAna,ana@halden.example\r\n",
        "name;email\nAna;ana@halden.example",
        "name\temail\nAna\tana@halden.example\n\n",
        '"E-Mail";"Name"\n"ana@halden.example";" Ana "\n;\n',
    ],
)
def test_comma_semicolon_and_tab_files_read_the_same(content):
    table = read(content)

    assert isinstance(table, Table)
    assert table.columns == {"name", "email"}
    assert [dict(row.cells) for row in table.rows] == [
        {"name": "Ana", "email": "ana@halden.example"}
    ]
    assert table.rows[0].cell("unit_name") == ""


def test_rows_are_numbered_as_a_spreadsheet_numbers_them():
    table = read('name,email\n"Ana\tB",a\n')
    assert only_problem(table).row == 2

    gap = read("name,email\nA,a\n,\n\nB,b\n")
    assert isinstance(gap, Table)
    assert [row.number for row in gap.rows] == [2, 5]


def test_the_hash_is_of_the_bytes_as_they_came():
    with_mark, without = read("\ufeffname,email\nA,a\n"), read("name,email\nA,a\n")

    assert isinstance(with_mark, Table)
    assert isinstance(without, Table)
    assert with_mark.sha256 != without.sha256
    assert without.sha256 == "855bc6ee6e0b7a7b80f73d68ef8c364797eae76456c8b577d45432064bc4eecf"


def spreadsheet() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        book.writestr("xl/workbook.xml", "<workbook/>")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (spreadsheet(), "this workbook cannot be read"),
        (b"PK\x05\x06" + bytes(18), "ZIP"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "XLS file"),
        (b"%PDF-1.7\n", "PDF"),
        (b"\x1f\x8b\x08\x00", "compressed"),
        (b"\x89PNG\r\n", "picture"),
        ("name,email\nA,a\n".encode("utf-16"), "UTF-16"),
        ("name,email\nA,a\n".encode("utf-16-be"), "control|missing|UTF-16"),
        (b"\x00\x00\xfe\xffabcd", "UTF-32"),
        ("name,email\nJos\u00e9,a\n".encode("latin-1"), "not UTF-8"),
        (b"", "empty"),
        (b"\xef\xbb\xbf \n", "empty"),
        (b"<html><body>sign in</body></html>", "HTML"),
        (b'[{"name": "A"}]', "JSON"),
        (b'name,email\n"A,a\nB,b\n', "quotation marks"),
        (b'name,email\n"A"B,a\n', "quotation marks"),
        (b"name,email\n", "no row under the header"),
        (b"name,email\n" + b"A" * 140_000 + b",a\n", "quotation marks|at most"),
    ],
)
def test_a_file_that_is_not_what_it_claims_is_refused_with_a_remedy(content, said):
    outcome = read(content)

    assert isinstance(outcome, Problems)
    assert said_by(outcome, said)


def said_by(problems: Problems, said: str) -> bool:
    return any(word in p.remedy for p in problems.problems for word in said.split("|"))


def test_a_byte_that_is_not_utf8_is_named_by_its_row():
    problem = only_problem(read(b"name,email\nAna,a\nJos\xe9,b\n"))

    assert (problem.row, problem.value) == (3, "e9")


def test_a_file_of_ten_megabytes_is_refused_by_its_size():
    problem = only_problem(read(b"a" * 2 * LARGEST_FILE))

    assert problem.remedy == "10.0 MiB; at most 5 MiB can be read: split the file"


def test_more_rows_than_can_be_read_are_refused():
    problem = only_problem(read("name,email\n" + "A,a\n" * (MOST_ROWS + 1)))

    assert problem.remedy == "20,001 rows; at most 20,000 can be read: split the file"
    assert isinstance(read("name,email\n" + "A,a\n" * MOST_ROWS), Table)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            "name,email" + "," * 1_000_000,
            "1,000,002 columns; at most 256 can be read: take some out",
        ),
        ("name,email\n" + "\n" * 60_000, "rows below 50,000 are not read: split the file"),
        ("name,email\n" + "A,a\n" * 60_000, "rows below 50,000 are not read: split the file"),
    ],
    ids=["columns", "empty rows", "rows"],
)
def test_a_small_file_of_separators_is_refused_before_it_is_a_large_table(content: str, said: str):
    assert only_problem(read(content)).remedy == said


@pytest.mark.parametrize(
    ("header", "column", "said"),
    [
        ("name", "email", "missing"),
        ("name,email,Name", "name", "2 times"),
        ("name,email,unit nane", "unit nane", "did you mean unit_name?"),
        ("name,email,", "", "no such column"),
    ],
)
def test_headers_that_are_missing_doubled_or_unknown_are_named(header, column, said):
    problem = only_problem(read(f"{header}\n{'x,' * 8}"))

    assert (problem.row, problem.column) == (1, column)
    assert said in problem.remedy


@pytest.mark.parametrize("line", ["A", "A,a,b", "A,a,"])
def test_a_ragged_row_is_named(line):
    problem = only_problem(read(f"name,email\nOk,ok\n{line}\n"))

    assert problem.row == 3
    assert "where the header has 2" in problem.remedy


@pytest.mark.parametrize("character", ["\x00", "\x1b", "\x7f", "\u202e", "\u2066", "\u2028"])
def test_characters_that_cannot_be_seen_are_named(character):
    problem = only_problem(read(f"name,email\nA{character}B,a\n"))

    assert (problem.row, problem.column) == (2, "name")
    assert f"U+{ord(character):04X}" in problem.remedy
    assert character not in str(problem)


def test_a_cell_of_too_many_characters_is_named_and_shown_short():
    problem = only_problem(read(f"name,email\n{'A' * 10_001},a\n"))

    assert "10,001 characters; at most 10,000" in problem.remedy
    assert len(problem.value) < 100


def test_every_problem_is_reported_in_the_order_of_rows():
    outcome = read("name,email\nA\nB\x00,b\nC,c,c\n")

    assert isinstance(outcome, Problems)
    assert [problem.row for problem in outcome.problems] == [2, 3, 4]


def test_a_problem_reads_as_one_sentence():
    problem = Problem(file="p.csv", row=7, column="manager", value="bob", remedy="enter one")

    assert str(problem) == "p.csv, row 7, manager: 'bob': enter one"
    assert str(Problem(file="p.csv", remedy="empty")) == "p.csv: empty"
