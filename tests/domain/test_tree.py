"""Whether units make one tree with sound seats and people: each problem is named."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from domain import errors
from domain.cycle.commands import UnitDraft
from domain.cycle.tree import checked_tree
from tests.domain import cycles as y
from tests.domain.company import person, seat, usd

Change = Callable[[UnitDraft, UnitDraft], tuple[UnitDraft, ...]]


def with_(draft: UnitDraft, /, **changed: Any) -> UnitDraft:
    return draft.model_copy(update=changed)


def led(**changed: Any) -> Change:
    """The seat that leads the Americas, changed."""
    return lambda top, below: (
        with_(top, seats=(top.seats[0].model_copy(update=changed), *top.seats[1:])),
        below,
    )


def carried_by(who: str) -> Change:
    return lambda top, below: (
        top,
        with_(below, seats=(*below.seats, seat("x", who)), people=(*below.people, person(who))),
    )


PROBLEMS: list[tuple[str, Change, str]] = [
    ("two tops", lambda top, below: (top, with_(below, parent=None)),
     "one unit has no unit above it; here 2: halden, americas"),
    ("no top", lambda top, below: (with_(top, parent="americas"), below), "here 0: "),
    ("a unit twice", lambda top, below: (top, below, below), "unit americas stands twice"),
    ("a parent that is not here", lambda top, below: (top, with_(below, parent="mars")),
     "unit americas is below mars, which is not here"),
    ("a unit below itself", lambda top, below: (with_(top, parent="americas"), below),
     "unit halden is below itself"),
    ("an owner from elsewhere",
     lambda top, below: (top, with_(below, people=below.people[:2])),
     "americas: seat dallas belongs to dev, who is not among its people"),
    ("a leader from elsewhere", lambda top, below: (top, with_(below, people=below.people[1:])),
     "americas: its leader marco is not among its people"),
    ("a currency without a plan rate", lambda top, below: (top, with_(below, currency="JPY")),
     "americas: JPY has no plan rate in this cycle"),
    ("a seat twice", lambda top, below: (top, with_(below, seats=(*below.seats, below.seats[0]))),
     "seat boston stands twice"),
    ("a seat twice in two units", lambda top, below: (
        with_(top, seats=(*top.seats, seat("boston", "ana"))), below),
     "seat boston stands twice"),
    ("a seat of the leader's own line", lambda top, below: (
        top, with_(below, seats=(*below.seats, seat("held.boston", "bea")))),
     "americas: a seat's id does not begin with held."),
    ("somebody called system", lambda top, below: (
        top, with_(below, people=(*below.people, person("system")))),
     "americas: nobody is called system"),
    ("a seat in another currency than its money", lambda top, below: (
        top, with_(below, seats=(below.seats[0], below.seats[1].model_copy(
            update={"currency": "EUR"})))),
     "americas: last year or potential of seat dallas is not in EUR"),
    ("no seat for a unit below",
     lambda top, below: (with_(top, seats=top.seats[1:]), below),
     "halden: no seat carries the portion of unit americas"),
    ("a target that is not here", lambda top, below: (
        top, with_(below, seats=(seat("boston", "bea", target="margin"),))),
     "americas: seat boston is for target margin, which the cycle does not have"),
    ("a planner who leads", lambda top, below: (top, with_(
        below, leader="ines", people=(*below.people, person("ines")))),
     "ines leads a unit or carries a portion, and is a planner of this cycle"),
    ("the leader above who leads", lambda top, below: (with_(top, leader="ruth"), below),
     "ruth leads a unit or carries a portion, and is the leader above and an approver of"),
    *((f"{who} who carries a portion", carried_by(who),
       f"{who} leads a unit or carries a portion, and is {office} of this cycle")
      for who, office in (("olu", "an approver and a sponsor"), ("sven", "an executive"),
                          ("sam", "an auditor"))),
    ("a seat that leads nothing", led(leads="mars"),
     "halden: seat americas leads mars, which is not below it"),
    ("a seat of somebody else", led(owner="kenji"),
     "halden: seat americas and unit americas differ in owner or currency"),
    ("a seat in another currency", led(currency="EUR", last_year=None),
     "halden: seat americas and unit americas differ in owner or currency"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "problem"), [row[1:] for row in PROBLEMS],
                         ids=[row[0] for row in PROBLEMS])  # fmt: skip
def test_each_problem_is_named_and_nothing_is_imported(change: Change, problem: str) -> None:
    with pytest.raises(errors.Invalid) as refused:
        checked_tree(change(y.TOP, y.BELOW), y.started().state)
    assert problem in " | ".join(refused.value.missing)


def test_a_sound_tree_passes_three_levels_deep() -> None:
    third = with_(
        y.BELOW, unit="boston", name="Boston", parent="americas", leader="bea",
        people=(person("bea"), person("cleo")), seats=(seat("harbour", "cleo"),),
    )  # fmt: skip
    first = y.BELOW.seats[0].model_copy(update={"leads": "boston", "last_year": usd("25")})
    middle = with_(y.BELOW, seats=(first, y.BELOW.seats[1]))
    checked_tree((y.TOP, middle, third), y.started().state)
    state = y.started().by("ines", y.IMPORT.model_copy(update={"units": (y.TOP, middle, third)}))
    assert [state.state.depth(one) for one in state.state.units] == [0, 1, 2]
