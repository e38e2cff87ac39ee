"""What events of plans name by an id, as it is called: by its own words, or by its title."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from domain.unit.plan import UnitState

FIELDS = frozenset(
    {"account", "agreed", "commitment", "dependency", "goal", "item", "line", "request", "seat", "step",
     "support", "unit", "winner"}
)  # fmt: skip
"""Fields of events that hold such an id."""


def things_of(plans: Iterable[UnitState]) -> dict[str, str]:
    """By the event's field and the id, apart by a space, which is in no id: `item i1`."""
    return {f"{field} {name}": words for plan in plans for field, name, words in _of(plan)}


def _of(plan: UnitState) -> Iterator[tuple[str, str, str]]:
    yield "unit", plan.unit, plan.name
    for seat in plan.seats:
        yield from (("seat", seat.id, seat.title), ("winner", seat.id, seat.title))
    for claim in plan.claims:
        yield "account", claim.account.id, claim.account.name
    for field, name, words in _in_words(plan):
        yield field, name, f"“{words}”"


def _in_words(plan: UnitState) -> Iterator[tuple[str, str, str]]:
    yield from (("item", one.id, one.words) for one in plan.items)
    yield from (("request", one.asked.request, one.asked.words) for one in plan.requests)
    yield from (("commitment", one.line.id, one.line.words) for one in plan.commitments)
    yield from (("goal", one.set.goal, one.set.words) for one in plan.strategic)
    steps = (*plan.tactics, *(step for goal in plan.strategic for step in goal.steps))
    yield from (("step", one.step.id, one.step.words) for one in steps)
    agreed = (one for review in plan.reviews for one in review.agreed)
    yield from (("agreed", one.id, one.action.words) for one in agreed)
    yield from (("support", one.promised.support, one.promised.words) for one in plan.support)
    yield from (("line", one.line.id, one.line.words) for one in plan.readiness.lines)
    owed = (one.dependency for one in plan.buy_in.dependencies)
    yield from (("dependency", one.id, one.words) for one in owed)
    if plan.look_back is not None:
        yield from (("item", one.id, one.words) for one in plan.look_back.items)
