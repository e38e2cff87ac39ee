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
    ("content", "why"),
    [(archive("../outside"), "reaches outside"), (b"no archive", "no zip file")],
)
def test_what_is_no_sample_is_not_unpacked(service, tally, tmp_path, content, why):
    service.tells("GET", f"{BASE}/imports/sample.zip", Answer(200, content))
    output = tmp_path / "new"

    result = tally("audit", "sample", "--of", "imports", "--seed", "s", "-O", str(output))

    assert (result.exit_code, why in result.stderr) == (2, True)
    assert not output.exists()
