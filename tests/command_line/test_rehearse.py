"""`tally rehearse`: what is sent of the questions and files, and what is told of the answer."""

import base64
import json

from tests.command_line.answering import Answer, problem

ASKED = (
    "rehearse", "fy27", "--name", "Fiscal year 2027", "--starts-on", "2027-01-01",
    "--signed-by", "2026-12-18", "--leader-above", "ruth", "--rate", "EUR=1.10",
    "--role", "planner=ines", "--role", "approver=ruth", "--role", "approver=olu",
    "--control-total", "90M USD", "--goal", "100000000",
)  # fmt: skip
PATH = "/v1/halden/rehearsals"
BEGUN = {
    "organisation": "halden-rehearsal-1a2b3c4d", "cycle": "fy27", "rehearsal": True,
    "dry_run": False, "rows": {"people": 60}, "totals": {"people": None},
    "sellers_signed_by": "2027-01-07", "drafts": 5,
}  # fmt: skip


def test_it_sends_the_questions_and_files_and_says_where_the_rehearsal_is(service, tally, tmp_path):
    people = tmp_path / "people.csv"
    people.write_bytes(b"name,email,manager\n")
    service.tells("POST", PATH, Answer(200, BEGUN))

    run = tally(*ASKED, "--people", str(people))

    assert run.exit_code == 0, run.output
    sent = json.loads(service.given.body)
    assert sent["answers"]["approvers"] == "ruth, olu"
    assert sent["answers"]["rates"] == "EUR=1.10"
    assert sent["goal"] == "100000000"
    assert sent["files"]["people"] == {
        "name": "people.csv",
        "content": base64.b64encode(b"name,email,manager\n").decode(),
        "total": "90000000.00",
    }
    assert "REHEARSAL · organisation halden-rehearsal-1a2b3c4d" in run.output
    assert "people: 60 rows, no problem" in run.output
    assert "Nothing of it is on the real record, and it writes to nobody." in run.output
    assert "tally cycle show -o halden-rehearsal-1a2b3c4d -c fy27" in run.output


def test_a_dry_run_begins_nothing_and_says_so(service, tally, tmp_path):
    people = tmp_path / "people.csv"
    people.write_bytes(b"name,email,manager\n")
    service.tells("POST", PATH, Answer(200, {**BEGUN, "dry_run": True}))

    run = tally(*ASKED, "--people", str(people), "--dry-run")

    assert run.exit_code == 0, run.output
    assert "A dry run: nothing was begun." in run.output
    assert "tally cycle show" not in run.output


def test_a_refusal_is_told_and_a_file_that_is_not_there_is_named(service, tally, tmp_path):
    people = tmp_path / "people.csv"
    people.write_bytes(b"name,email,manager\n")
    service.tells("POST", PATH, problem(409, "FileHasProblems"))

    refused = tally(*ASKED, "--people", str(people))
    missing = tally(*ASKED, "--people", str(tmp_path / "no.csv"))

    assert refused.exit_code == 1
    assert "FileHasProblems" in refused.output
    assert missing.exit_code == 2
    assert "no.csv: No such file or directory" in missing.output
