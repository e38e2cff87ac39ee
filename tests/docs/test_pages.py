"""What every document promises: its paths are there, its links lead somewhere, it names no machine."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pages import PAGES, ROOT, links, page, paths

PLACES = re.compile(r"/(?:work|home|root|Users|tmp)/")
# Written like a path, and is a stream, an address, a part of one, or a value.
NOT_FILES = re.compile(
    r"^/|^(cycle|custody|unit)/|^\.tally/|^text/|^application/|^\d+/\d+$|^[\w-]+\.(md|json)$(?<!\w\.md)"
)


def known(name: Path) -> str:
    return str(name.relative_to(ROOT))


@pytest.mark.parametrize("name", PAGES, ids=known)
def test_every_path_is_there(name: Path) -> None:
    named = {path for path in paths(name.read_text("utf-8")) if not NOT_FILES.search(path)}
    missing = {path for path in named if not (ROOT / path).exists()}
    assert missing == set()


@pytest.mark.parametrize("name", PAGES, ids=known)
def test_every_link_leads_somewhere(name: Path) -> None:
    missing = {
        target for target in links(name.read_text("utf-8")) if not (name.parent / target).exists()
    }
    assert missing == set()


@pytest.mark.parametrize("name", PAGES, ids=known)
def test_no_machine_is_named(name: Path) -> None:
    assert PLACES.findall(name.read_text("utf-8")) == []


def test_the_changelog_has_what_is_not_released() -> None:
    headings = re.findall(r"^## \[(.+?)\]", page("CHANGELOG.md"), re.MULTILINE)
    assert headings[0] == "Unreleased"


def test_every_document_is_reachable_from_the_readme() -> None:
    reached, left = set[Path](), [ROOT / "README.md"]
    while left:
        at = left.pop()
        reached.add(at)
        targets = {(at.parent / target).resolve() for target in links(at.read_text("utf-8"))}
        left += [one for one in targets if one.suffix == ".md" and one not in reached]
    assert set(PAGES) <= reached
