from tests.command_line.answering import Answer
from tests.command_line.test_show import lines


def test_an_inbox_fits_80_columns_and_breaks_no_command_inside_an_id(service, tally):
    row = {
        "cycle": "fy27", "unit": "americas", "kind": "answer", "subject": "ana-attainability",
        "due_at": "2026-11-24T18:00:00Z", "words": "Answer ana's objection, with a reason.",
        "rehearsal": True,
    }  # fmt: skip
    service.tells("GET", "/v1/halden/inbox", Answer(200, {"inbox": [row]}))

    told = lines(tally("inbox", COLUMNS="80"))

    assert told[0].split() == ["due", "(UTC)", "cycle", "unit", "what", "waits", "type"]
    assert any("ana-attainability" in line for line in told)
    assert told[-1] == "A rehearsal: fy27"


def test_what_waits_for_a_second_person_in_custody_is_of_no_cycle_and_says_what_to_type(
    service, tally
):
    row = {
        "cycle": None, "unit": None, "kind": "erasure", "subject": "quentin", "due_at": None,
        "words": "hana asks to erase a person (request 7): agree, or withdraw it.",
        "rehearsal": True,
    }  # fmt: skip
    service.tells("GET", "/v1/halden/inbox", Answer(200, {"inbox": [row]}))

    told = " ".join(tally("inbox", COLUMNS="200").stdout.split())

    assert "hana asks to erase a person (request 7)" in told
    assert "tally person agree-erasure quentin" in told
    assert told.endswith("A rehearsal: custody")


def test_an_empty_inbox_of_somebody_without_a_part_says_so(service, tally):
    service.tells("GET", "/v1/halden/inbox", Answer(200, {"inbox": []}))
    service.tells("GET", "/v1/halden/cycles", Answer(200, {"cycles": []}))

    run = tally("inbox", "--as", "nobody")

    assert run.exit_code == 0
    assert run.stderr == "Nobody called nobody has a part in any cycle here: check the id.\n"
