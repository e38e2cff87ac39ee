"""What a cycle owes to its units, and when it waits for nothing more."""

from __future__ import annotations

from datetime import date

from domain.cycle import commands as c
from domain.cycle.due import due
from domain.policy import Policy
from domain.unit import commands as u
from tests.domain import cycles as y
from tests.domain.company import on


def test_nothing_reaches_anyone_before_the_announcement() -> None:
    assert due(y.ready().state).commands == ()
    assert not due(y.ready().state).ended
    assert due(y.ready().by("olu", c.CancelCycle(reason="Sold")).state).ended


def test_the_announcement_opens_every_unit_with_its_own_calendar_and_roles() -> None:
    owed = due(y.announced().state).commands
    assert [(one.to, type(one.command).__name__) for one in owed] == [
        ("halden", "OpenUnitPlan"),
        ("americas", "OpenUnitPlan"),
        ("halden", "SetGoal"),
    ]
    top, below = (one.command for one in owed[:2])
    assert isinstance(top, u.OpenUnitPlan)
    assert isinstance(below, u.OpenUnitPlan)
    assert (top.roles.leader_above, below.roles.leader_above) == ("ruth", "dana")
    assert below.roles == top.roles.model_copy(update={"leader_above": "dana", "executives": ()}), (
        "every other office stays"
    )
    assert [one.due_at for one in below.deadlines] == [on("2027-01-15")]
    assert len(top.deadlines) > 1


def test_a_leader_who_leaves_is_told_to_unit_seat_and_below() -> None:
    cycle = y.announced().by("dana", y.LEADER)
    assert [(one.to, type(one.command).__name__) for one in due(cycle.state).commands[3:]] == [
        ("americas", "ReplaceLeader"),
        ("halden", "HandOverSeat"),
    ]
    assert cycle.state.units[0].led_by == "dana"
    top = y.announced().by("ruth", y.LEADER.model_copy(update={"unit": "halden"}))
    assert [(one.to, type(one.command).__name__) for one in due(top.state).commands[3:]] == [
        ("halden", "ReplaceLeader"),
        ("americas", "ReplaceLeaderAbove"),
    ]
    handed = next(one.led_by for one in top.state.units if one.draft.unit == "halden")
    assert handed == "sofia"


def test_agreed_rules_go_to_every_unit_by_its_level() -> None:
    cycle = y.changing().by("olu", y.AGREE)
    rules = [one for one in due(cycle.state).commands if isinstance(one.command, u.ChangeRules)]
    assert [(one.to, len(one.command.deadlines)) for one in rules] == [  # type: ignore[attr-defined]
        ("halden", 0),
        ("americas", 1),
    ]
    assert len({one.command_id("cycle/fy27") for one in due(cycle.state).commands}) == 5
    policy = y.announced().by("ines", y.proposal(policy=Policy(preset="strict"), calendar=()))
    assert policy.by("olu", y.AGREE).state.policy.preset == "strict"


def test_a_unit_that_opened_under_old_rules_is_not_owed_another_opening() -> None:
    """What is owed is what was owed when the cause was recorded: the same id, the same words."""
    before = due(y.changing().state).commands[:2]
    assert due(y.changing().by("olu", y.AGREE).state).commands[:2] == before


def test_rules_agreed_before_the_announcement_are_in_the_opening() -> None:
    cycle = y.ready().by("ines", y.proposal()).by("olu", y.AGREE).by("ines", c.AnnounceCycle())
    owed = due(cycle.state).commands
    assert [type(one.command).__name__ for one in owed] == ["OpenUnitPlan"] * 2 + ["SetGoal"]
    below = owed[1].command
    assert isinstance(below, u.OpenUnitPlan)
    assert [one.due_at for one in below.deadlines] == [on("2027-01-22")]


def test_the_closed_cycle_waits_for_nothing() -> None:
    assert due(y.ended().by("ines", c.CloseCycle()).state).ended


def test_a_leader_who_leaves_holds_the_seat_above_to_the_day_before() -> None:
    owed = due(y.announced().by("dana", y.LEADER).state).commands
    given = [one.command for one in owed if isinstance(one.command, u.HandOverSeat)]
    assert [(one.seat, one.left_on) for one in given] == [("americas", date(2027, 4, 30))]
