"""Who belongs to a cycle's culture and who leads there, from its opening to its end."""

from __future__ import annotations

from typing import Any

import pytest

from domain import errors
from domain.culture import commands as c
from domain.culture import events as e
from domain.culture.deciding.asked import Asked, decided
from domain.culture.evolve import evolve
from domain.model import SYSTEM, Command
from domain.people import Role
from projections.waiting_culture import in_culture
from tests.domain import cultures as s
from tests.domain.given import refused, sentences, types


def joins(person: str, unit: str = "americas") -> c.JoinCircle:
    return c.JoinCircle(unit=unit, person=person)


def leaves(person: str, unit: str = "americas") -> c.LeaveCircle:
    return c.LeaveCircle(unit=unit, person=person)


HAPPENS = (
    ("the cycle opens its culture", s.unopened, "system", s.opening(), ["CultureOpened"]),
    ("a joiner belongs", s.opened, "marco", joins("lena"), ["CircleJoined"]),
    ("who has a seat belongs by itself", s.opened, "system", joins("lena"), ["CircleJoined"]),
    ("an HR partner moves somebody", s.opened, "hana", joins("kenji"), ["CircleJoined"]),
    ("whoever left is free to join",
     lambda: s.opened().by("dana", leaves("kenji", "halden")), "marco", joins("kenji"),
     ["CircleJoined"]),
    ("a leaver does not", s.opened, "hana", leaves("carl"), ["CircleLeft"]),
    ("so does who has no seat there any more", s.opened, "system", leaves("carl"), ["CircleLeft"]),
    ("a mover belongs where the seat is, by itself",
     lambda: s.opened().by("system", leaves("carl")), "system", joins("carl", "halden"),
     ["CircleJoined"]),
    ("who leads from here is led by somebody too",
     lambda: s.opened().by("system", c.ReplaceCircleLeader(unit="americas", leader="bea")),
     "system", joins("bea", "halden"), ["CircleJoined"]),
    ("a successor leads", s.opened, "system",
     c.ReplaceCircleLeader(unit="americas", leader="sofia"), ["CircleLeaderReplaced"]),
    ("offices change hands", s.opened, "system",
     c.ChangeCultureRoles(grants=(Role(office="hr_partner", person="nora"),)),
     ["CultureRolesChanged"]),
    ("it closes with its cycle", s.published, "system", c.CloseCulture(), ["CultureClosed"]),
)  # fmt: skip


@sentences("given who command then", HAPPENS)
def test_it_happens(given: Any, who: str, command: Any, then: list[str]) -> None:
    assert types(given().decides(who, command)) == then


REFUSED = (
    ("a person cannot open it", s.unopened, "dana", s.opening(), errors.NotAuthorised),
    ("it is opened once", s.opened, "system", s.opening(), errors.AlreadyExists),
    ("nothing before it is begun", s.unopened, "dana", s.CHOOSE, errors.Unknown),
    ("nothing after it is closed", s.closed, "dana", s.CHOOSE, errors.WrongStage),
    ("joining a unit that there is not", s.opened, "marco", joins("lena", "moon"), errors.Unknown),
    ("joining twice", s.opened, "marco", joins("bea"), errors.NothingToDo),
    ("who leads another unit says nothing of this one", s.opened, "marco", joins("lena", "halden"),
     errors.NotAuthorised),
    ("nobody takes over who is led elsewhere", s.opened, "marco", joins("kenji"),
     errors.NotAuthorised),
    ("nor does the service", s.opened, "system", joins("kenji"), errors.NotAuthorised),
    ("who left does not come back by itself",
     lambda: s.opened().by("hana", leaves("carl")), "system", joins("carl"), errors.NothingToDo),
    ("nor who leads elsewhere", s.opened, "marco", joins("dana"), errors.NotAuthorised),
    ("a leaver who is not there", s.opened, "marco", leaves("lena"), errors.NothingToDo),
    ("nor to the service", s.opened, "system", leaves("lena"), errors.NothingToDo),
    ("a leader who leads already", s.opened, "system",
     c.ReplaceCircleLeader(unit="americas", leader="marco"), errors.NothingToDo),
)  # fmt: skip


@sentences("given who command error", REFUSED)
def test_it_is_refused(given: Any, who: str, command: Any, error: Any) -> None:
    refused(given(), who, command, error)


def test_who_is_led_and_who_leads_are_at_home_somewhere() -> None:
    homes = s.opened().state.homes
    assert {who: circle.unit for who, circle in homes.items()} == {
        "dana": "halden", "marco": "halden", "kenji": "halden", "bea": "americas",
        "carl": "americas",
    }  # fmt: skip


def test_nothing_waits_for_who_left_and_nothing_of_them_is_gone() -> None:
    """What Bea acknowledged stands; a case about Carl waits for the two who decide it."""
    plan = s.open_case().by("bea", c.AcknowledgeCulture(edition=1), c.ChooseSuccession())
    plan.by("system", leaves("bea"), leaves("carl"))
    waits = [(one.kind, one.person) for one in in_culture(plan.state)]

    assert "bea" not in {who for _, who in waits}
    assert "carl" not in {who for _, who in waits}
    assert ("values_case", "marco") in waits
    assert plan.state.has_acknowledged("bea")
    assert plan.state.succession == ("bea",)
    assert {"bea", "carl"}.isdisjoint(plan.state.homes)
    assert plan.state.case("k1") is not None
    assert types(plan.decides("hana", s.decision())) == ["ValuesCaseDecided"]


def test_an_initiative_goes_on_with_the_lead_of_who_owned_it() -> None:
    plan = s.fostered()
    owner = plan.state.initiatives[0].started.owner
    plan.by("system", c.ReplaceCircleLeader(unit="americas", leader="sofia"))

    assert owner == "marco"
    assert [one.started.owner for one in plan.state.initiatives] == ["sofia"]


def test_who_leads_another_unit_still_keeps_what_they_began() -> None:
    plan = s.fostered().by("system", c.ReplaceCircleLeader(unit="halden", leader="marco"))
    plan.by("system", c.ReplaceCircleLeader(unit="americas", leader="sofia"))
    assert [one.started.owner for one in plan.state.initiatives] == ["marco"]


def test_a_culture_begins_with_its_opening() -> None:
    event = e.ReasonRead(reason=1, person="bea")
    with pytest.raises(ValueError, match="begins with CultureOpened"):
        evolve(None, event, at=s.OPENED, by=SYSTEM, version=1)
    with pytest.raises(ValueError, match="holds no Event"):
        evolve(s.opened().state, e.Event(), at=s.OPENED, by=SYSTEM, version=2)


def test_a_circle_that_nobody_knows_changes_nothing() -> None:
    """A record may hold what no decision of today would give: folding never raises."""
    plan = s.opened()
    for event in (e.CircleJoined(unit="moon", person="x"), e.CircleLeft(unit="moon", person="x")):
        plan.happened(event, SYSTEM)
    assert plan.state.circles == s.CIRCLES


def test_a_command_that_nobody_decides_is_unknown() -> None:
    plan = s.opened()
    with pytest.raises(errors.Unknown, match="knows no command"):
        decided(Command(), Asked(state=plan.state, at=plan.at, person="dana"))
