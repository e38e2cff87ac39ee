"""A guided change: answers become the commands that there are, in an order and with ids that stay."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from domain import errors
from domain.cycle import commands as cc
from domain.model import Command
from domain.people import Person, Role
from domain.people_change import Answer, Change, Holding, missing
from domain.people_steps import comes_with, steps
from domain.unit import commands as uc
from domain.unit.evolving.promising import end_of
from domain.unit.readiness import commands as ur
from tests.domain.given import sentences

SOFIA = Person(id="sofia", name="Sofia Lind", email="sofia@halden.example")
BEFORE, ON, UNTIL = date(2027, 4, 29), date(2027, 4, 30), date(2027, 8, 31)


def change(*answers: Answer, **changed: Any) -> Change:
    given: dict[str, Any] = {
        "change": "marco-leaves", "kind": "leaver", "person": "marco", "on": ON,
        "reason": "He goes to sea", "answers": answers,
    }  # fmt: skip
    return Change(**{**given, **changed})


def answer(holding: str, choice: str, **more: Any) -> Answer:
    return Answer.model_validate({"holding": holding, "choice": choice, **more})


COMES_TO: list[tuple[str, Answer, str | None, Command, tuple[str, ...]]] = [
    ("a lead goes to who follows", answer("lead:americas", "hand to", to=SOFIA), None,
     cc.ReplaceUnitLeader(unit="americas", successor=SOFIA, acts_from=ON),
     ("leader_above", "hr_partner")),
    ("a seat goes to who follows", answer("seat:sales:boston", "hand to", to=SOFIA), "sales",
     uc.HandOverSeat(seat="boston", successor=SOFIA, left_on=BEFORE), ("hr_partner", "leader_above")),
    ("a seat that ends is vacant", answer("seat:sales:boston", "end"), "sales",
     uc.HandOverSeat(seat="boston", successor=None, left_on=BEFORE), ("hr_partner", "leader_above")),
    ("a vacant seat is taken, at the ramp", answer("vacant seat:emea:oslo", "take", to=SOFIA),
     "emea", uc.FillSeat(seat="oslo", person=SOFIA, joins_on=ON), ("leader", "hr_partner")),
    ("somebody covers until a day", answer("cover:sales", "cover until", to=SOFIA, until=UNTIL),
     "sales", uc.CoverAbsence(person="marco", cover="sofia", until=UNTIL),
     ("leader", "leader_above")),
    ("a quota is relieved by an amendment that all sign",
     answer("seat:sales:boston", "relieve", until=UNTIL), "sales",
     uc.OpenAmendment(amendment="marco-leaves.boston", reason="He goes to sea",
                      cause="relief of boston", sign_by=end_of(UNTIL)), ("leader", "member")),
    ("a goal is given up with the reason", answer("goal:sales:south", "end"), "sales",
     uc.DropGoal(goal="south", reason="He goes to sea"), ("leader",)),
    ("a goal goes to who follows", answer("goal:sales:south", "hand to", to=SOFIA), "sales",
     uc.HandOverGoal(goal="south", person="marco", successor="sofia", reason="He goes to sea"),
     ("leader", "leader_above")),
    ("a part in a goal too", answer("part in a goal:sales:south", "hand to", to=SOFIA), "sales",
     uc.HandOverGoal(goal="south", person="marco", successor="sofia", reason="He goes to sea"),
     ("leader", "leader_above")),
    ("or it ends", answer("part in a goal:sales:south", "end"), "sales",
     uc.HandOverGoal(goal="south", person="marco", reason="He goes to sea"),
     ("leader", "leader_above")),
    ("a step goes to who does it from here", answer("step:sales:visit", "hand to", to=SOFIA),
     "sales", uc.HandOverStep(step="visit", successor="sofia", reason="He goes to sea"),
     ("leader", "leader_above")),
    ("a plan line is given up with the reason", answer("plan line:sales:fair", "end"), "sales",
     ur.DropPlanLine(line="fair", reason="He goes to sea"), ("leader", "member")),
    ("an office is asked back", answer("office:planner", "end"), None,
     cc.ProposeRoles(change="marco-leaves.planner", reason="He goes to sea",
                     revokes=(Role(office="planner", person="marco"),)), ("administrator",)),
    ("an office goes to who follows", answer("office:planner", "hand to", to=SOFIA), None,
     cc.ProposeRoles(change="marco-leaves.planner", reason="He goes to sea",
                     grants=(Role(office="planner", person="sofia"),),
                     revokes=(Role(office="planner", person="marco"),)), ("administrator",)),
]  # fmt: skip


@sentences("said unit command offices", COMES_TO)
def test_an_answer_comes_to_one_command(
    said: Answer, unit: str | None, command: Command, offices: tuple[str, ...]
) -> None:
    (step,) = steps(change(said))

    assert (step.unit, step.command, step.offices) == (unit, command, offices)


def test_what_is_kept_comes_to_nothing() -> None:
    assert steps(change(answer("seat:sales:boston", "keep"))) == ()


def test_offices_come_first_then_units_what_ends_seats_goals_and_covers() -> None:
    found = steps(
        change(
            answer("cover:sales", "cover until", to=SOFIA, until=UNTIL),
            answer("vacant seat:emea:oslo", "take", to=SOFIA),
            answer("seat:sales:boston", "end"),
            answer("plan line:sales:fair", "end"),
            answer("goal:sales:south", "end"),
            answer("step:sales:call", "hand to", to=SOFIA),
            answer("goal:sales:north", "hand to", to=SOFIA),
            answer("lead:americas", "hand to", to=SOFIA),
            answer("office:planner", "end"),
        )
    )

    assert [type(one.command).__name__ for one in found] == [
        "ProposeRoles", "ReplaceUnitLeader", "DropGoal", "DropPlanLine", "HandOverSeat", "FillSeat",
        "HandOverGoal", "HandOverStep", "CoverAbsence",
    ]  # fmt: skip


SEAT, LINE = answer("seat:sales:boston", "hand to", to=SOFIA), answer("plan line:sales:f", "end")
OTHER = answer("seat:emea:oslo", "hand to", to=SOFIA)
GOAL, ENDS = (answer("goal:sales:south", "hand to", to=SOFIA), answer("goal:sales:south", "end"))
COMES = (
    ("with a seat of the same unit", SEAT, GOAL, True),
    ("with a vacant one that they fill", answer("vacant seat:sales:rome", "take", to=SOFIA),
     answer("step:sales:call", "hand to", to=SOFIA), True),
    ("not with a seat of another unit", OTHER, GOAL, False),
    ("not where the seat only ends", answer("seat:sales:boston", "end"), GOAL, False),
    ("not where the goal ends", SEAT, ENDS, False),
    ("not with what brings nobody", LINE, GOAL, False),
)  # fmt: skip


@sentences("first then comes", COMES)
def test_a_goal_goes_to_who_comes(first: Answer, then: Answer, comes: bool) -> None:
    (earlier,), (later,) = steps(change(first)), steps(change(then))
    assert comes_with(later, (earlier,)) is comes


def test_ids_are_of_the_change_and_what_it_settles_whatever_else_is_answered() -> None:
    seat, goal = answer("vacant seat:emea:oslo", "take", to=SOFIA), answer("goal:sales:s", "end")

    assert steps(change(seat, goal))[1].id == steps(change(seat))[0].id
    assert steps(change(seat))[0].id == "marco-leaves:vacant-seat:emea:oslo"


REFUSED: list[tuple[str, tuple[Answer, ...], str]] = [
    ("nobody is named to hand it to", (answer("lead:americas", "hand to"),), "to whom"),
    ("no day is named for a cover", (answer("cover:sales", "cover until", to=SOFIA),),
     "until when"),
    ("a promise does not end", (answer("promise:sales:lab", "end"),), "is not settled"),
    ("the holding names no seat", (answer("seat:sales", "end"),), "is not settled"),
    ("one thing twice", (answer("goal:sales:s", "end"), answer("goal:sales:s", "keep")), "twice"),
]  # fmt: skip


@sentences("answers words", REFUSED)
def test_an_answer_that_says_too_little_is_refused(answers: tuple[Answer, ...], words: str) -> None:
    with pytest.raises(errors.Invalid, match=words):
        steps(change(*answers))


def test_what_is_asked_and_not_answered_is_named_with_its_choices() -> None:
    asked = Holding(
        id="seat:sales:boston", kind="seat", unit="sales", words="Boston", choices=("keep", "end")
    )
    told = asked.model_copy(update={"id": "promise:sales:lab", "choices": ("keep",)})

    assert missing(change(), (asked, told)) == ("seat:sales:boston: Boston (keep · end)",)
    assert missing(change(answer(asked.id, "take", to=SOFIA)), (asked,)) != ()
    assert missing(change(answer(asked.id, "keep")), (asked, told)) == ()


def test_what_is_opened_for_two_long_seats_has_an_id_for_each() -> None:
    said = [answer(f"seat:sales:{'s' * 63}{end}", "relieve", until=UNTIL) for end in "ab"]

    first, second = (one.command for one in steps(change(*said)))

    assert isinstance(first, uc.OpenAmendment)
    assert isinstance(second, uc.OpenAmendment)
    assert first.amendment != second.amendment
