"""A cycle begins its culture once, and tells it what changes: people, leaders, offices and the end."""

from __future__ import annotations

from typing import Any

from domain import errors
from domain.aggregates import CYCLE
from domain.culture import commands as v
from domain.cycle import commands as c
from domain.due import Owed
from domain.model import Command
from domain.people import Role
from tests.domain import cycles as s
from tests.domain.given import refused, sentences, types

BEGIN = c.BeginCulture()
HAPPENS = (
    ("the top unit's leader begins it", s.announced, "dana", BEGIN, ["CultureBegun"]),
    ("an HR partner begins it", s.announced, "hana", BEGIN, ["CultureBegun"]),
)


@sentences("given who command then", HAPPENS)
def test_it_happens(given: Any, who: str, command: Any, then: list[str]) -> None:
    assert types(given().decides(who, command)) == then


REFUSED = (
    ("before the announcement", s.ready, "dana", errors.WrongStage),
    ("twice", lambda: s.announced().by("dana", BEGIN), "dana", errors.NothingToDo),
    ("by a planner", s.announced, "ines", errors.NotAuthorised),
)


@sentences("given who error", REFUSED)
def test_it_is_refused(given: Any, who: str, error: Any) -> None:
    refused(given(), who, BEGIN, error)


def owed(cycle: s.Cycle) -> list[Owed]:
    return [one for one in CYCLE.due(cycle.state).commands if one.aggregate == "culture"]


def commands(cycle: s.Cycle) -> list[Command]:
    return [one.command for one in owed(cycle)]


def test_a_cycle_whose_culture_nobody_began_owes_it_nothing() -> None:
    """Histories of before there was a culture replay as they ran."""
    assert owed(s.announced()) == []


def test_it_is_opened_with_everyone_as_they_are_then() -> None:
    cycle = s.announced().by("hana", s.LEADER).by("dana", BEGIN)
    (opening,) = commands(cycle)
    assert isinstance(opening, v.OpenCulture)
    assert {one.unit: one.leader for one in opening.circles} == {
        "halden": "dana", "americas": "sofia",
    }  # fmt: skip
    assert opening.roles == cycle.state.roles
    assert {one.to for one in owed(cycle)} == {"fy27"}
    assert {one.within for one in owed(cycle)} == {None}


def test_what_changes_later_is_told_and_the_opening_stays_what_it_was() -> None:
    cycle = s.announced().by("dana", BEGIN)
    first = commands(cycle)
    cycle.by("hana", s.LEADER)
    grants = (Role(office="hr_partner", person="nora"),)
    cycle.by("ada", c.ProposeRoles(change="nora", reason="Growth", grants=grants))
    cycle.by("olu", c.AgreeToRoles(change="nora"))
    assert commands(cycle) == [
        *first,
        v.ReplaceCircleLeader(unit="americas", leader="sofia"),
        v.ChangeCultureRoles(grants=grants),
    ]


def test_it_ends_with_its_cycle() -> None:
    cycle = s.announced().by("dana", BEGIN)
    for unit in ("halden", "americas"):
        cycle.by("system", c.EndUnitPlan(unit=unit, ended_as="closed"))
    cycle.by("ines", c.CloseCycle())
    assert isinstance(commands(cycle)[-1], v.CloseCulture)
    assert CYCLE.due(cycle.state).ended
