"""Each decision is one page of one shape, and names checks that are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pages import ROOT, page, section

DECISIONS = sorted((ROOT / "docs" / "adr").glob("[0-9]*.md"))
SHAPE = ["Context", "Decision", "Consequences", "Alternatives", "The check that keeps it"]
ONE_PAGE = 60


def test_they_are_numbered_without_a_gap_and_listed() -> None:
    numbers = [int(path.name[:4]) for path in DECISIONS]
    assert numbers == list(range(1, len(DECISIONS) + 1))
    listed = re.findall(r"\((\d{4}-[a-z-]+\.md)\)", page("docs/adr/README.md"))
    assert listed == [path.name for path in DECISIONS]


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_has_its_five_parts_on_one_page(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == SHAPE
    assert len(text.splitlines()) <= ONE_PAGE
    assert text.startswith(f"# {path.name[:4]} · ")


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_names_checks_that_are_there(path: Path) -> None:
    named = re.findall(
        r"^- `([^`]+)`(?:: (.+))?", section(path.read_text("utf-8"), SHAPE[-1]), re.MULTILINE
    )
    assert named
    for file, tests in named:
        source = (ROOT / file).read_text(encoding="utf-8")
        for words in filter(None, tests.split("; ")):
            assert f"def test_{words.replace(' ', '_')}(" in source, f"{file}: {words}"
