"""What the guide for contributors says of the code is so."""

from __future__ import annotations

import re

from pages import ROOT, page

from activities.giving import Giving
from activities.record import Record
from workflows.client import EXECUTE

CONTRIBUTING = page("CONTRIBUTING.md")


def test_the_contracts_with_running_workflows_are_named() -> None:
    (named,) = re.findall(r"Activity names \((.+?)\) and the update's name \((.+?)\)", CONTRIBUTING)
    activities = [
        getattr(one, "__temporal_activity_definition").name
        for one in (Record.append, Record.load, Giving.give_command)
    ]
    assert named == (", ".join(f"`{name}`" for name in activities), f"`{EXECUTE}`")


def test_the_names_that_a_contributor_looks_for_are_in_the_code() -> None:
    source = "\n".join(path.read_text("utf-8") for path in ROOT.glob("domain/**/*.py"))
    for name in (
        "EVENTS",
        "OFFICES",
        "NOT_DELEGATED",
        "RULE",
        "STANDARD",
        "Step",
        "Gap",
        "blockers",
    ):
        assert f"`{name}`" in CONTRIBUTING, name
        assert re.search(rf"^(class |def )?{name}\b", source, re.MULTILINE), name
