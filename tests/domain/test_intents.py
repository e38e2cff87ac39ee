"""Strategic intents and what sales must deliver for them, and the line of sight to goals and steps."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from domain import errors
from domain.cycle import commands as c
from domain.errors import DomainError
from domain.model import Command
from domain.policy import Policy
from domain.practices import s2_04
from projections import sight
from tests.domain import cycles as y
from tests.domain import stages as s
from tests.domain import test_unit_goals as goals
from tests.domain.cycles import Cycle
from tests.domain.given import refused, sentences, types

Stage = Callable[[], Cycle]
INTENT = c.StateIntent(
    intent="grow-south", words="Grow where we are not yet", objective="new accounts",
    number=Decimal(40), groups=("universities", "hospitals"),
)  # fmt: skip
DELIVER = c.DefineDeliverable(
    deliverable="four-cities", intent="grow-south", words="A customer in each of four cities",
    measure="cities with a customer", groups=("universities",), owner="marco",
)  # fmt: skip


def intended() -> Cycle:
    return y.imported().by("dana", INTENT)


def delivering() -> Cycle:
    return intended().by("dana", DELIVER)


HAPPENS: list[tuple[str, Stage, str, Command, list[str]]] = [
    ("S2-06 S2-07 an intent is stated with a number, for customers", y.imported, "dana", INTENT,
     ["IntentStated"]),
    ("S2-04 what sales must deliver for it is defined", intended, "dana", DELIVER,
     ["DeliverableDefined"]),
    ("S2-07 for all its customers where nothing else is said", intended, "ruth",
     DELIVER.model_copy(update={"groups": ()}), ["DeliverableDefined"]),
    ("an announced cycle takes them too", y.announced, "dana", INTENT, ["IntentStated"]),
]  # fmt: skip


@sentences("stage who command events", HAPPENS)
def test_intents_are_stated(stage: Stage, who: str, command: Command, events: list[str]) -> None:
    assert types(stage().gives(who, command)) == events


REFUSALS: list[tuple[str, Stage, str, Command, type[DomainError], dict[str, str]]] = [
    ("two intents of one id", intended, "dana", INTENT, errors.AlreadyExists, {}),
    ("S2-06 an objective of nothing", y.imported, "dana",
     INTENT.model_copy(update={"number": Decimal(0)}), errors.Invalid, {"practice": "S2-06"}),
    ("a planner states none", y.imported, "ines", INTENT, errors.NotAuthorised, {}),
    ("S2-05 a deliverable of no intent", y.imported, "dana", DELIVER, errors.Unknown,
     {"practice": "S2-05"}),
    ("two deliverables of one id", delivering, "dana", DELIVER, errors.AlreadyExists, {}),
    ("S2-07 a deliverable for others than its intent", intended, "dana",
     DELIVER.model_copy(update={"groups": ("schools",)}), errors.Invalid,
     {"practice": "S2-07", "missing": "schools"}),
]  # fmt: skip


@sentences("stage who command error more", REFUSALS)
def test_intents_are_refused(
    stage: Stage, who: str, command: Command, error: type[DomainError], more: dict[str, Any]
) -> None:
    refused(stage(), who, command, error, **more)


def test_the_line_of_sight_runs_from_intent_to_step_with_orphans_both_ways() -> None:
    """S1-01, S2-05, S2-21: what is carried out, what serves nothing, and what nothing serves."""
    lonely = INTENT.model_copy(update={"intent": "keep-north", "words": "Keep the North"})
    cycle = delivering().by("dana", lonely)
    plan = goals.aimed().by("kenji", goals.ADD, goals.DONE).by("ana", goals.TACTIC)
    plan.by("dana", goals.goal(
        goal="stray", intent=None, words="A goal of its own", steps=(), plan_by=date(2027, 2, 1),
    ))  # fmt: skip

    seen = sight.of(cycle.state, (plan.state,))

    south = next(one for one in seen.goals if one.goal == "south")
    assert (south.carried_out, south.by_team, south.latest) == (50, 1, None)
    assert [(one.intent, one.goals, one.deliverables, one.carried_out) for one in seen.intents] == [
        ("grow-south", ("south",), ("four-cities",), 50),
        ("keep-north", (), (), None),
    ]
    assert seen.intents_without_deliverable == ("keep-north",)
    assert seen.intents_without_goal == ("keep-north",)
    assert seen.deliverables_without_goal == ("four-cities",)
    assert seen.goals_without_intent == ("stray",)
    assert seen.goals_without_step == ("stray",)
    assert [(one.unit, one.step.id) for one in seen.unlinked] == [("halden", "mail")]
    assert [(one.practice, one.unit, one.words) for one in seen.orphans] == [
        ("S2-04", None, "nothing is to be delivered for the intent “Keep the North”"),
        ("S2-05", None, "no goal serves the intent “Keep the North”"),
        ("S2-05", None, "no goal delivers “A customer in each of four cities”"),
        ("S2-05", "halden", "the goal “A goal of its own” serves no intent of the cycle"),
        ("S1-03", "halden", "the goal “A goal of its own” has no step"),
    ]


def test_a_goal_stands_below_what_it_delivers() -> None:
    plan = s.settled().by("dana", goals.goal(deliverable="four-cities"))

    seen = sight.of(delivering().state, (plan.state,))

    assert [(one.deliverable, one.goals) for one in seen.deliverables] == [
        ("four-cities", ("south",))
    ]
    assert seen.deliverables_without_goal == ()


INHERITED: list[tuple[str, Command, tuple[str, ...]]] = [
    ("S2-07 its own", goals.goal(groups=("hospitals",)), ("hospitals",)),
    ("S2-07 those of its intent", goals.goal(groups=()), ("universities", "hospitals")),
    ("S2-07 those of what it delivers", goals.goal(groups=(), deliverable="four-cities"),
     ("universities",)),
    ("none where it serves nothing", goals.goal(groups=(), intent=None), ()),
]  # fmt: skip


@sentences("command groups", INHERITED)
def test_a_goal_is_for_the_customers(command: Command, groups: tuple[str, ...]) -> None:
    plan = s.settled().by("dana", command)
    assert [one.groups for one in sight.of(delivering().state, (plan.state,)).goals] == [groups]


BEYOND: list[tuple[str, Command, list[str]]] = [
    ("S2-07 customers of its intent are in sight", goals.goal(groups=("hospitals",)), []),
    ("S2-07 its own customers where it serves nothing that is stated",
     goals.goal(groups=("schools",), intent="elsewhere"), []),
    ("S2-07 others than its intent is for are named", goals.goal(groups=("hospitals", "schools")),
     ["schools"]),
    ("S2-07 others than those of what it delivers are named",
     goals.goal(groups=("hospitals",), deliverable="four-cities"), ["hospitals"]),
]  # fmt: skip


@sentences("command others", BEYOND)
def test_of_a_goal_s_customer_groups(command: Command, others: list[str]) -> None:
    plan = s.settled().by("dana", command)
    found = sight.of(delivering().state, (plan.state,)).orphans
    assert [one.words for one in found if one.practice == "S2-07"] == [
        "the goal “Four new accounts in the South” is for customers whom what it serves is not "
        f"for: {one}"
        for one in others
    ]


def test_an_intent_without_a_deliverable_warns() -> None:
    """S2-04: it blocks nobody; a cycle without intents is told so once it is announced."""
    assert [one.words for one in s2_04.missing(intended().state)] == [
        "nothing is to be delivered for the intent grow-south"
    ]
    assert tuple(s2_04.missing(delivering().state)) == ()
    assert tuple(s2_04.missing(y.imported().state)) == ()
    assert [one.words for one in s2_04.missing(y.announced().state)] == [
        "nothing is to be delivered: the cycle has no strategic intent"
    ]
    core = Policy(preset="core")
    assert tuple(s2_04.missing(intended().state.model_copy(update={"policy": core}))) == ()


def test_a_goal_that_was_given_up_is_not_in_sight() -> None:
    plan = goals.aimed().by("dana", goals.DROP)
    assert sight.of(intended().state, (plan.state,)).goals == ()
