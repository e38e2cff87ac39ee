"""What docs/verify.md specifies is what is checked, and what it promises of tampering is tested."""

from __future__ import annotations

import sys

from pages import ROOT, page, rows, section

sys.path.insert(0, str(ROOT / "tests" / "audit"))

from naming import ALONE, BUNDLE, HELD, SIGNED_ON

from audit.rules import RULES

SPECIFICATION = page("docs/verify.md")


def test_the_specification_has_the_checks_that_there_are() -> None:
    specified = [row[:3] for row in rows(section(SPECIFICATION, "The checks"))]
    assert specified == [(one.number, one.name, one.counts) for one in RULES]


def test_what_is_promised_of_each_tampering_is_what_is_tested() -> None:
    promised = {row[0]: row[1:] for row in rows(section(SPECIFICATION, "What is found by what"))}
    assert promised.keys() == ALONE.keys()
    for name, (alone, held, bundle, bundle_held) in promised.items():
        by_database, by_bundle = SIGNED_ON.get(name, (None, None))
        assert alone == alone_of(ALONE[name], by_database)
        assert held.partition(";")[0] == ", ".join(sorted(HELD.get(name, ())))
        assert bundle == alone_of(BUNDLE[name], by_bundle)
        assert bool(bundle_held) == (not BUNDLE[name])


def alone_of(named: set[str], by_signatures: str | None) -> str:
    """What finds it with nothing from outside; the signatures of later decisions may."""
    found = ", ".join(sorted(named)) or "not found"
    return f"{by_signatures}, or {found}" if by_signatures else found
