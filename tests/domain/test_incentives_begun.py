"""A cycle begins its incentives once, and tells them what changes: leaders, offices and the end."""

from __future__ import annotations

from typing import Any

from domain import errors
from domain.aggregates import CYCLE
from domain.cycle import commands as c
from domain.incentives import commands as i
from domain.people import Role
from tests.domain import cycles as s
from tests.domain.given import refused, sentences, types

BEGIN = c.BeginIncentives()
HAPPENS = (
    ("finance begins them", s.announced, "olu", BEGIN, ["IncentivesBegun"]),
    ("an HR partner begins them", s.announced, "hana", BEGIN, ["IncentivesBegun"]),
)


@sentences("given who command then", HAPPENS)
def test_it_happens(given: Any, who: str, command: Any, then: list[str]) -> None:
    assert types(given().decides(who, command)) == then


REFUSED = (
    ("before the announcement", s.ready, "olu", errors.WrongStage),
    ("twice", lambda: s.announced().by("olu", BEGIN), "olu", errors.NothingToDo),
    ("by who leads and is paid by them", s.announced, "dana", errors.NotAuthorised),
)


@sentences("given who error", REFUSED)
def test_it_is_refused(given: Any, who: str, error: Any) -> None:
    refused(given(), who, BEGIN, error)


def commands(cycle: s.Cycle) -> list[Any]:
    due = CYCLE.due(cycle.state).commands
    return [one.command for one in due if one.aggregate == "incentives"]


def test_a_cycle_whose_incentives_nobody_began_owes_them_nothing() -> None:
    """Histories of before there were any replay as they ran."""
    assert commands(s.announced()) == []


def test_they_open_with_who_leads_then_and_hear_of_what_changes() -> None:
    cycle = s.announced().by("olu", BEGIN)
    (opening,) = commands(cycle)
    assert {one.unit: one.leader for one in opening.levels} == {
        "halden": "dana", "americas": "marco",
    }  # fmt: skip
    assert opening.roles == cycle.state.roles
    cycle.by("hana", s.LEADER)
    grants = (Role(office="hr_partner", person="nora"),)
    cycle.by("ada", c.ProposeRoles(change="nora", reason="Growth", grants=grants))
    cycle.by("olu", c.AgreeToRoles(change="nora"))
    assert commands(cycle) == [
        opening,
        i.ReplaceLevelLeader(unit="americas", leader="sofia"),
        i.ChangeIncentivesRoles(grants=grants),
    ]


def test_they_end_with_their_cycle() -> None:
    cycle = s.announced().by("olu", BEGIN)
    for unit in ("halden", "americas"):
        cycle.by("system", c.EndUnitPlan(unit=unit, ended_as="closed"))
    cycle.by("ines", c.CloseCycle())
    assert isinstance(commands(cycle)[-1], i.CloseIncentives)
