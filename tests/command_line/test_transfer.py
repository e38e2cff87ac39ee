import hashlib

from tests.command_line.answering import Answer, problem, receipt

PEOPLE = "/v1/halden/cycles/fy27/imports/people"
CONTENT = "name,email,manager\nليلى,l@halden.example,\n".encode("utf-8-sig")


CYCLE = {
    "units": [
        {
            "led_by": "dana",
            "draft": {
                "unit": "sales",
                "people": [{"id": "dana", "name": "Dana Fox"}, {"id": "ana", "name": "Ana Lopes"}],
                "seats": [{"id": "emea", "owner": "ana"}, {"id": "nordics", "owner": None}],
            },
        },
        {
            "led_by": "ana",
            "draft": {
                "unit": "emea",
                "people": [{"id": "ana", "name": "Ana Lopes"}],
                "seats": [],
            },
        },
    ]
}


def imported(receipts=()):
    return {
        "kind": "people",
        "file": "people.csv",
        "sha256": "ab" * 32,
        "rows": 61,
        "control_total": {"currency": "USD", "amount": "90000000.00"},
        "receipts": list(receipts),
    }


def test_a_file_goes_as_it_is_with_what_was_entered_beside_it(service, tally, tmp_path):
    file = tmp_path / "people.csv"
    file.write_bytes(CONTENT)
    service.tells("POST", PEOPLE, Answer(200, imported([receipt("FileImported")])))
    service.tells("GET", "/v1/halden/cycles/fy27", Answer(200, CYCLE))

    run = tally("import", "people", str(file), "--control-total", "90M USD")

    asked = service.given
    assert run.exit_code == 0, run.output
    assert asked.body == CONTENT
    assert asked.headers["content-type"] == "text/csv"
    assert asked.query == {
        "file_name": "people.csv",
        "control_total": "90000000.00",
        "currency": "USD",
    }
    assert "Imported people.csv (people): 61 rows, adding up to 90,000,000 USD" in run.stdout


def test_an_import_tells_by_which_ids_people_are_named(service, tally, tmp_path):
    file = tmp_path / "people.csv"
    file.write_bytes(CONTENT)
    service.tells("POST", PEOPLE, Answer(200, imported([receipt("FileImported")])))
    service.tells(
        "GET", "/v1/halden/cycles/fy27", Answer(200, CYCLE), problem(403, "NotAuthorised")
    )

    told = [line.rstrip() for line in tally("import", "people", str(file)).stdout.splitlines()]
    unseen = tally("import", "people", str(file))

    assert told[-4:] == [
        "id    name       leads unit  seat",
        "dana  Dana Fox   sales",
        "ana   Ana Lopes  emea        emea",
        "Vacant: nordics",
    ]
    assert (unseen.exit_code, unseen.stderr) == (0, "Who is in it cannot be read now: Why.\n")


def test_a_dry_run_says_that_nothing_is_imported(service, tally, tmp_path):
    file = tmp_path / "people.csv"
    file.write_bytes(CONTENT)
    service.tells("POST", PEOPLE, Answer(200, imported()))

    run = tally("import", "people", str(file), "--dry-run")

    assert service.given.query["dry_run"] == "true"
    assert run.stdout.startswith("Nothing is imported; it could be: people.csv (people): 61 rows")


def test_rows_that_are_known_already_are_counted(service, tally, tmp_path):
    file = tmp_path / "ecb.csv"
    file.write_bytes(CONTENT)
    address = PEOPLE.replace("people", "market-rates")
    some = {**imported([receipt("FileImported")]), "known": 12}
    service.tells("POST", address, Answer(200, some), Answer(200, {**imported(), "known": 61}))

    new, old = (tally("import", "market-rates", str(file)).stdout for _ in range(2))

    told = "people.csv (people): 61 rows, {} as known already, {} new"
    assert new.startswith(f"✓ Imported {told.format(12, 49)}")
    assert old.startswith(f"Nothing is new in it, and nothing is recorded: {told.format(61, 0)}")


def test_a_plan_goal_names_its_document_by_its_hash(service, tally, tmp_path):
    file, minute = tmp_path / "goal.csv", tmp_path / "minute.txt"
    file.write_text("amount,currency,document\n")
    minute.write_text("RESOLVED")
    service.tells("POST", "/v1/halden/cycles/fy27/imports/plan-goal", Answer(200, imported()))

    run = tally("import", "plan-goal", str(file), "--document", str(minute))

    assert run.exit_code == 0, run.output
    assert service.given.query["document_name"] == "minute.txt"
    assert service.given.query["document_sha256"] == hashlib.sha256(b"RESOLVED").hexdigest()


def test_a_workbook_goes_as_one_with_the_sheet_to_read(service, tally, tmp_path):
    file = tmp_path / "people.xlsx"
    file.write_bytes(b"PK\x03\x04 a workbook")
    service.tells("POST", PEOPLE, Answer(200, imported()))

    run = tally("import", "people", str(file), "--sheet", "Sales", "--dry-run")

    assert run.exit_code == 0, run.output
    assert service.given.headers["content-type"].endswith("spreadsheetml.sheet")
    assert service.given.query["sheet"] == "Sales"


def test_an_export_into_a_workbook_asks_for_one(service, tally, tmp_path):
    service.tells("GET", "/v1/halden/cycles/fy27/exports/quotas", Answer(200, CONTENT))
    file = tmp_path / "quotas.xlsx"

    run = tally("export", "quotas", "--output", str(file))

    assert run.exit_code == 0, run.output
    assert service.asked[-1].query == {"format": "xlsx"}
    assert file.read_bytes() == CONTENT


def test_every_problem_of_a_file_is_a_row_with_its_remedy(service, tally, tmp_path):
    file = tmp_path / "people.csv"
    file.write_bytes(CONTENT)
    cells = [
        {
            "file": "people.csv",
            "row": 42,
            "column": "manager",
            "value": "anna@halden.example",
            "remedy": "nobody in the file has this e-mail",
        },
        {
            "file": "people.csv",
            "row": None,
            "column": None,
            "value": "",
            "remedy": "add USD 1200.50",
        },
    ]
    service.tells("POST", PEOPLE, problem(409, "FileHasProblems", problems=cells))

    run = tally("import", "people", str(file))

    assert run.exit_code == 1
    lines = [" ".join(line.split()) for line in run.stderr.splitlines()]
    assert "file row column value what to do" in lines
    assert "people.csv 42 manager anna@halden.example nobody in the file has this e-mail" in lines
    assert "people.csv add 1,200.50 USD" in lines
    assert lines[-1].startswith("→ Correct each cell that is named")


def test_an_export_goes_to_the_terminal_or_to_a_file_byte_for_byte(service, tally, tmp_path):
    service.tells("GET", "/v1/halden/cycles/fy27/exports/quotas.csv", Answer(200, CONTENT))
    file = tmp_path / "quotas.csv"

    shown = tally("export", "quotas")
    kept = tally("export", "quotas", "--output", str(file))

    assert shown.stdout_bytes == CONTENT
    assert file.read_bytes() == CONTENT
    assert f"{len(CONTENT)} bytes" in kept.stderr


def test_an_export_is_csv_and_takes_no_json(service, tally):
    run = tally("export", "quotas", "--json")

    assert run.exit_code == 2
    assert "No such option: --json" in run.stderr
    assert service.asked == []
