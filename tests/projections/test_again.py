"""Rows are taken over from an earlier state just where they would come out the same."""

from __future__ import annotations

import pytest

from domain.model import Value
from projections.again import NOTHING, again
from projections.write import Rows, changes


class Plan(Value):
    name: str
    portions: tuple[int, ...]
    notes: tuple[str, ...] = ()

    @property
    def total(self) -> int:
        return self.beyond(0)

    def beyond(self, least: int) -> int:
        return sum(one for one in self.portions if one > least)


def totals(plan: Plan) -> Rows:
    return {"totals": {"total": {"total": plan.total, "beyond": plan.beyond(10)}}}


def notes(plan: Plan) -> Rows:
    """Looks at the name only while there is a note."""
    return {"notes": {note: {"of": plan.name} for note in plan.notes}}


PARTS = (totals, notes)
FIRST = Plan(name="North", portions=(5, 20), notes=("late",))


def test_what_looks_at_nothing_that_changed_is_taken_over() -> None:
    before = again(PARTS, FIRST, NOTHING)
    after = again(PARTS, FIRST.model_copy(update={"notes": ("late", "short")}), before)
    assert after.rows["totals"] is before.rows["totals"]
    assert [change.table for change in changes(before.rows, after.rows)] == ["notes"]


def test_a_field_counts_that_a_property_or_a_method_looked_at() -> None:
    before = again(PARTS, FIRST, NOTHING)
    after = again(PARTS, FIRST.model_copy(update={"portions": (5, 30)}), before)
    assert after.rows["totals"] == {"total": {"total": 35, "beyond": 30}}
    assert after.rows["notes"] is before.rows["notes"]


def test_what_was_not_looked_at_before_counts_once_it_is() -> None:
    quiet = again(PARTS, FIRST.model_copy(update={"notes": ()}), NOTHING)
    renamed = again(PARTS, Plan(name="South", portions=(5, 20)), quiet)
    noted = Plan(name="South", portions=(5, 20), notes=("late",))
    assert again(PARTS, noted, renamed).rows == again(PARTS, noted, NOTHING).rows


def test_rows_that_could_look_at_fields_unseen_are_refused() -> None:
    with pytest.raises(AttributeError, match="not at model_dump"):
        again((lambda plan: {"plans": {"it": plan.model_dump()}},), FIRST, NOTHING)
