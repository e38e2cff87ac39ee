from __future__ import annotations

import io
import stat
from zipfile import ZipFile

import pytest

from tests.command_line.answering import Answer

BASE = "/v1/halden/cycles/fy27/audit/populations"
TIES = [{"type": "PlanSigned", "recorded": 3, "gave": 3, "gave_none": 0}]
SIGNATURES = {
    "name": "signatures", "definition": "Each signature.", "organisation": "halden",
    "cycle": "fy27", "until": 40, "read": 3, "recorded": 3, "ties": TIES, "count": 1,
    "sha256": "ab" * 32, "ties_out": True,
}  # fmt: skip
ITEM = {
    "id": "30", "position": 30, "stream": "unit/fy27/sales", "version": 9, "type": "PlanSigned",
    "hash": "cd" * 32, "actor": "ana", "on_behalf_of": None,
    "occurred_at": "2026-11-25T09:00:00Z", "command_id": "c", "quota": None,
}  # fmt: skip
EUR = {"currency": "EUR", "amount": "25.00"}
QUOTA = {
    **ITEM, "id": "31.emea",
    "quota": {"unit": "sales", "seat": "emea", "target": "revenue", "before": None,
              "after": {"person": "ana", "amount": EUR}},
}  # fmt: skip


def archive(*names: str) -> bytes:
    out = io.BytesIO()
    with ZipFile(out, "w") as made:
        for name in names:
            made.writestr(name, f"of {name}")
    return out.getvalue()


def test_every_population_is_listed_with_its_count(service, tally):
    service.tells("GET", BASE, Answer(200, {"until": 40, "populations": [SIGNATURES]}))

    result = tally("audit", "population", "--until", "40")

    assert result.exit_code == 0, result.output
    assert "As of position 40" in result.stdout
    assert "signatures" in result.stdout
    assert service.asked[-1].query == {"until": "40"}


def test_one_population_is_shown_with_how_it_ties_out_and_its_items(service, tally):
    service.tells("GET", f"{BASE}/signatures", Answer(200, {**SIGNATURES, "items": [ITEM, QUOTA]}))

    said = tally("audit", "population", "--of", "signatures", COLUMNS="160").stdout

    assert "signatures: 1 items as of position 40" in said
    assert "3 events looked at, 3 counted by the database." in said
    assert "31.emea" in said
    assert "EUR 25.00 ana" in said
    assert "does not tie out" not in said


def test_a_population_that_does_not_tie_out_says_so(service, tally):
    found = {**SIGNATURES, "ties_out": False, "items": []}
    service.tells("GET", f"{BASE}/signatures", Answer(200, found))

    assert "do not draw from it" in tally("audit", "population", "--of", "signatures").stdout


def test_items_go_into_a_new_file_that_is_ones_own(service, tally, tmp_path):
    service.tells("GET", f"{BASE}/signatures/items.csv", Answer(200, b"item\r\n30\r\n"))
    file = tmp_path / "items.csv"

    asked = ("audit", "population", "--of", "signatures", "--csv", str(file))
    assert tally(*asked).exit_code == 0
    assert file.read_bytes() == b"item\r\n30\r\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    again = tally(*asked)
    assert (again.exit_code, "not written over" in again.stderr) == (2, True)


def test_a_file_of_every_population_is_not_asked_for(service, tally, tmp_path):
    result = tally("audit", "population", "--csv", str(tmp_path / "all.csv"))
    assert result.exit_code == 2
    assert service.asked == []


@pytest.mark.parametrize("name", ["sample", "sample.zip"])
def test_a_sample_is_kept_as_a_folder_or_as_the_file_that_it_came_as(
    service, tally, tmp_path, name
):
    content = archive("README.txt", "items/001-30/evidence.html")
    service.tells("GET", f"{BASE}/quota-changes/sample.zip", Answer(200, content))
    output = tmp_path / name

    result = tally(
        "audit", "sample", "--of", "quota-changes", "--n", "3", "--seed", "any", "-O", str(output)
    )

    assert result.exit_code == 0, result.output
    assert service.asked[-1].query == {"seed": "any", "n": "3"}
    if output.suffix:
        assert output.read_bytes() == content
    else:
        assert (output / "items/001-30/evidence.html").read_text() == (
            "of items/001-30/evidence.html"
        )
        assert stat.S_IMODE(output.stat().st_mode) == 0o700


def test_a_sample_is_not_written_over_what_is_there(service, tally, tmp_path):
    result = tally("audit", "sample", "--of", "imports", "--seed", "s", "-O", str(tmp_path))

    assert (result.exit_code, "not written over" in result.stderr) == (2, True)
    assert service.asked == []


@pytest.mark.parametrize(
    ("organisation", "why"), [("halden", "a cycle or a stream, not both"), ("", "'--organisation'")]
)
def test_whose_log_is_taken_away_is_known_from_the_environment(tally, tmp_path, organisation, why):
    asked = ("audit", "export", "-O", str(tmp_path / "all.zip"), "--cycle", "a", "--stream", "b")

    result = tally(*asked, TALLY_ORGANISATION=organisation, COLUMNS="160")

    assert (result.exit_code, why in result.stderr) == (2, True), result.stderr


@pytest.mark.parametrize(
    ("content", "why"),
    [(archive("../outside"), "reaches outside"), (b"no archive", "no zip file")],
)
def test_what_is_no_sample_is_not_unpacked(service, tally, tmp_path, content, why):
    service.tells("GET", f"{BASE}/imports/sample.zip", Answer(200, content))
    output = tmp_path / "new"

    result = tally("audit", "sample", "--of", "imports", "--seed", "s", "-O", str(output))

    assert (result.exit_code, why in result.stderr) == (2, True)
    assert not output.exists()


ACCESS = "/v1/halden/cycles/fy27/audit/access"
GIVEN = {"position": 12, "at": "2026-11-25T09:00:00Z", "type": "RolesChanged",
         "people": ["ines", "olu"]}  # fmt: skip
OFFICE = {
    "person": "eve", "office": "executive", "unit": "sales", "since": GIVEN, "until": None,
    "starts_at": None, "ends_at": None, "instead_of": None,
}  # fmt: skip
STANDS_IN = {
    **OFFICE, "person": "marco", "office": "acts for", "instead_of": "dana",
    "ends_at": "2026-12-01T00:00:00Z",
}  # fmt: skip
LEADS = {**OFFICE, "person": "dana", "office": "leader of sales", "unit": None}
ACCOUNT = {
    "person": "eve", "name": "Eve", "email": "eve@halden.example", "administrator": False,
    "since": "2026-10-01T00:00:00Z", "disabled": True, "signed_in_at": None,
}  # fmt: skip
TOKEN = {
    "person": "eve", "name": "reports", "scope": "read", "created_at": "2026-10-01T00:00:00Z",
    "expires_at": "2027-10-01T00:00:00Z", "last_used_at": None, "revoked_at": None,
}  # fmt: skip
KNOWN = {"names": {"dana": "Dana Fox", "ines": "Ines Ortega"}, "unit_names": {"sales": "Sales"}}
REVIEW = {
    **KNOWN,
    "at": "2026-11-26T00:00:00Z", "position": 40, "offices": [OFFICE, STANDS_IN, LEADS],
    "ways": {"accounts": [ACCOUNT], "tokens": [TOKEN], "passkeys": []},
    "conflicts": [{"person": "eve", "unit": None, "offices": ["auditor", "executive"],
                   "words": "An auditor is nothing else."}],
}  # fmt: skip


def test_who_had_access_is_shown_with_who_granted_it(service, tally):
    service.tells("GET", ACCESS, Answer(200, REVIEW))

    result = tally("audit", "access", "--at", "2026-11-26", COLUMNS="200")

    assert result.exit_code == 0, result.output
    assert service.asked[-1].query == {"at": "2026-11-26T00:00:00+00:00"}
    (eve,) = [one for one in result.stdout.splitlines() if "RolesChanged" in one and "Eve" in one]
    assert "Ines Ortega, olu" in eve
    assert " Sales " in eve
    assert "acts for Dana Fox" in result.stdout
    assert "leader of Sales" in result.stdout
    assert "disabled" in result.stdout
    assert "reports" in result.stdout
    assert "Eve, cycle: An auditor is nothing else." in result.stdout


def test_what_changed_between_two_moments_is_shown(service, tally):
    happened = {"person": "eve", "at": "2026-11-25T09:00:00Z", "happened": "AccountDisabled",
                "by": "ada of halden"}  # fmt: skip
    found = {
        **KNOWN, "since": "2026-11-01T00:00:00Z", "since_position": 10, "until": "2026-12-01T00:00:00Z",
        "until_position": 40, "gained": [OFFICE], "lost": [], "accounts": [happened],
    }  # fmt: skip
    service.tells("GET", f"{ACCESS}/changes", Answer(200, found))

    said = tally("audit", "access", "--from", "10", "--to", "40", COLUMNS="160").stdout

    assert service.asked[-1].query == {"from": "10", "to": "40"}
    assert "Given: 1" in said
    assert "Taken: 0" in said
    assert "Ines Ortega, olu" in said
    assert "eve: AccountDisabled, by ada of halden" in said


def test_the_review_goes_into_a_file(service, tally, tmp_path):
    service.tells("GET", f"{ACCESS}/review.csv", Answer(200, b"kind\r\n"))
    file = tmp_path / "access.csv"

    assert tally("audit", "access", "--csv", str(file)).exit_code == 0
    assert file.read_bytes() == b"kind\r\n"


@pytest.mark.parametrize(
    "words", [("--from", "10"), ("--to", "10"), ("--at", "1", "--from", "1", "--to", "2")]
)
def test_one_moment_or_two_are_asked_about(service, tally, words):
    assert tally("audit", "access", *words).exit_code == 2
    assert service.asked == []


DESK = "/v1/halden/cycles/fy27/audit"
ACT = {"person": "ines", "at": "2026-11-25T09:00:00Z", "position": 12}
CHANGE = {
    "kind": "policy and calendar", "id": "fewer", "unit": None, "about": None,
    "standing": "in force", "wanted": ACT, "agreed": {**ACT, "person": "olu"},
    "reason": "One is enough.", "answer": None, "expires_at": None,
    "differences": [{"rule": "reminder_days", "before": "-7, -2, 0", "after": "-3"}],
}  # fmt: skip
WAIVER = {
    **CHANGE, "kind": "waiver", "id": "at-sea", "unit": "sales", "about": "ana",
    "standing": "refused", "answer": "She is back.", "expires_at": "2026-12-01T00:00:00Z",
}  # fmt: skip
FILE = {
    "file": "q1.csv", "sha256": "ab" * 32, "kind": "actuals", "rows": 14, "known": 12, "entered": None,
    "computed": EUR, "recorded": EUR, "ties_out": False, "by": "ines", "on_behalf_of": None,
    "at": "2026-11-25T09:00:00Z", "position": 12, "hash": "cd" * 32,
    "followed": [{"type": "ActualsRecorded", "events": 3}],
}  # fmt: skip


def test_changes_of_rules_are_shown_with_both_people_and_before_and_after(service, tally):
    start = {**CHANGE, "id": "start", "standing": "from the start", "agreed": None}
    found = {"until": 40, "changes": [start, CHANGE, WAIVER]}
    service.tells("GET", f"{DESK}/rules", Answer(200, found))

    result = tally("audit", "rules", "--until", "40")

    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert "policy and calendar fewer: in force" in lines
    assert "  wanted by ines, 2026-11-25 09:00 UTC, position 12" in lines
    assert "  agreed by olu, 2026-11-25 09:00 UTC, position 12" in lines
    assert "  reminder_days: -7, -2, 0 → -3" in lines
    assert "waiver at-sea (sales · ana): refused" in lines
    assert "  answer: She is back." in lines
    assert service.asked[-1].query == {"until": "40"}


def test_files_are_shown_with_their_three_totals_and_hashes(service, tally):
    service.tells("GET", f"{DESK}/files", Answer(200, {"until": 40, "files": [FILE]}))

    said = tally("audit", "files", COLUMNS="200").stdout

    assert "3 ActualsRecorded" in said
    assert "14 (12 known)" in said
    assert "NO" in said
    assert f"{'ab' * 32}  q1.csv" in said


@pytest.mark.parametrize(
    ("word", "table"), [("rules", "rules/changes.csv"), ("files", "files/control-totals.csv")]
)
def test_both_go_into_a_file(service, tally, tmp_path, word, table):
    service.tells("GET", f"{DESK}/{table}", Answer(200, b"file\r\n"))
    file = tmp_path / "out.csv"

    assert tally("audit", word, "--csv", str(file)).exit_code == 0
    assert file.read_bytes() == b"file\r\n"
