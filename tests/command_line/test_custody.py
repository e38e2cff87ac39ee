from __future__ import annotations

import json

import pytest

from tests.command_line.answering import Answer

RECEIPT = {
    "command_id": "c", "stream": "custody/record", "first_version": 4, "last_version": 4,
    "positions": [40], "hashes": ["ab" * 32], "types": ["PersonErased"],
    "recorded_at": "2027-03-01T09:00:00Z", "findings": [],
}  # fmt: skip
PLACED = {
    "hold": "h1", "scope": "person", "subject": "ana", "reason": "A claim.",
    "reference": "case 12", "placed_by": "hana",
}  # fmt: skip
KEPT = {
    "offices": ["hr_partner"],
    "keys": [{"number": 1, "reason": "first", "key": "tally/halden+aa", "signs_from": 3,
              "before": None, "withdrawn_at": None, "words": "the log begins",
              "recorded_at": "2027-01-01T09:00:00Z"}],
    "holds": [
        {"placed": PLACED, "placed_at": "2027-02-01T09:00:00Z", "asked": {"asked_by": "olu"},
         "released": None, "released_at": None},
    ],
    "retention": [
        {"period": {"kind": "decisions", "days": None, "basis": "proof"}, "removed_by_itself": False,
         "before": None, "due": 0, "held": 0},
        {"period": {"kind": "drafts", "days": 30, "basis": "copies"}, "removed_by_itself": True,
         "before": "2027-02-01T09:00:00Z", "due": 7, "held": 2},
    ],
    "waits_for_duties": True,
    "proposed": [{"change": "shorter"}],
    "erasures": [
        {"person": "ana", "ground": "own_request", "reference": "request 7", "standing": "destroyed",
         "asked_by": "hana", "asked_at": "2027-03-01T09:00:00Z", "agreed_by": "hugo",
         "decided_at": "2027-03-01T10:00:00Z", "destroyed_at": "2027-03-01T10:00:02Z",
         "removed": ["1 keys"]},
    ],
}  # fmt: skip
WHY = ("--reason", "The case is closed.")
REFERENCE = ("--reference", "case 12")

GIVEN = [
    (("person", "erase", "ana", "--ground", "own-request", "--reference", "request 7"),
     "erase-person", {"person": "ana", "ground": "own_request", "reference": "request 7"}),
    (("person", "agree-erasure", "ana"), "agree-to-erasure", {"person": "ana"}),
    (("person", "withdraw-erasure", "ana", *WHY), "withdraw-erasure",
     {"person": "ana", "reason": "The case is closed."}),
    (("hold", "place", "--person", "ana", "--id", "h1", *WHY, *REFERENCE), "place-hold",
     {"hold": "h1", "scope": "person", "subject": "ana", "reason": "The case is closed.",
      "reference": "case 12"}),
    (("hold", "place", "--whole-cycle", "--id", "h2", *WHY, *REFERENCE), "place-hold",
     {"hold": "h2", "scope": "cycle", "subject": "fy27", "reason": "The case is closed.",
      "reference": "case 12"}),
    (("hold", "place", "--everything", "--id", "h3", *WHY, *REFERENCE), "place-hold",
     {"hold": "h3", "scope": "organisation", "subject": None, "reason": "The case is closed.",
      "reference": "case 12"}),
    (("hold", "release", "h1", *WHY), "release-hold",
     {"hold": "h1", "reason": "The case is closed."}),
    (("audit", "propose-retention", "drafts", "--days", "30", "--basis", "copies", "--id", "s",
      *WHY), "propose-retention",
     {"change": "s", "periods": [{"kind": "drafts", "days": 30, "basis": "copies"}],
      "waits_for_duties": None, "reason": "The case is closed."}),
    (("audit", "agree-retention", "s"), "agree-to-retention", {"change": "s"}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "command", "body"), GIVEN, ids=[" ".join(g[0][:3]) for g in GIVEN]
)
def test_a_command_of_custody_is_given(service, tally, words, command, body):
    service.tells("POST", f"/v1/halden/custody/{command}", Answer(200, RECEIPT))

    result = tally(*words)

    assert result.exit_code == 0, result.output
    assert json.loads(service.asked[-1].body) == body
    assert "custody" in result.stdout


MISUSED = [
    ("person", "erase", "ana", "--ground", "because", "--reference", "7"),
    ("hold", "place", *WHY, *REFERENCE),
    ("hold", "place", "--person", "ana", "--everything", *WHY, *REFERENCE),
    ("audit", "propose-retention", "letters", "--basis", "b", *WHY),
]


@pytest.mark.parametrize("words", MISUSED, ids=[" ".join(one[:3]) for one in MISUSED])
def test_what_cannot_be_meant_is_said_before_anything_is_asked(service, tally, words):
    result = tally(*words)

    assert result.exit_code == 2, result.output
    assert service.asked == []


SHOWN = [
    (("audit", "retention"), ["30 days", "for ever", "copies", "agree-retention shorter"]),
    (("audit", "keys"), ["tally/halden+aa", "the log begins"]),
    (("hold", "list"), ["person ana", "case 12", "asked by olu"]),
    (("person", "erasures"), ["destroyed", "own request", "hugo"]),
]


@pytest.mark.parametrize(("words", "said"), SHOWN, ids=[" ".join(one[0]) for one in SHOWN])
def test_what_is_kept_is_shown(service, tally, words, said):
    service.tells("GET", "/v1/halden/custody", Answer(200, KEPT))

    result = tally(*words, COLUMNS="180")

    assert result.exit_code == 0, result.output
    for one in said:
        assert one in result.stdout
