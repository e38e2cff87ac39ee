"""One's own plan and what one is paid for, in plain words on one page (S3-33): never pay, nobody else's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from domain.incentives.state import Held
from domain.model import Value
from domain.seller.plan import SellerState
from domain.seller.values import Component
from domain.unit.plan import UnitState
from domain.words import Identifier

PRACTICE = "S3-33"


class Plain(Value):
    """Sentences; `can_explain` is the reader's own word for themselves, kept as a draft of theirs.

    `draft` is its id: it is nowhere on the record, and asks about nobody else.
    """

    practice: str = PRACTICE
    person: Identifier
    plan: tuple[str, ...]
    paid: tuple[str, ...]
    draft: str
    can_explain: bool = False


def of_seller(plan: SellerState) -> Iterator[str]:
    """What a seller's plan says."""
    if plan.goals:
        yield (
            f"You are asked for {plan.goal} from {plan.starts_on} to {plan.ends_on}; "
            f"{plan.run_rate} of it is expected without new effort."
        )
    for line in plan.lines:
        yield f"{line.words}: {line.quantity:f}, worth {line.value}, by {line.due_on}."
    for account in plan.accounts:
        yield f"At {account.name}: {account.plan}"
    for training in plan.trainings:
        yield f"You learn {training.words}, {training.starts_on} to {training.ends_on}."


def of_unit(plan: UnitState, person: str) -> Iterator[str]:
    """What somebody answers for in a unit: its number where they lead it, and goals of their own."""
    if plan.leader == person and plan.current is not None:
        for target in plan.current.targets:
            part = (
                f", of which {target.goal} is the plan goal"
                if target.goal != target.stretch
                else ""
            )
            yield f"{plan.name} is to reach {target.stretch}{part}."
    for goal in plan.live_goals:
        if goal.set.owner == person:
            stated = goal.set
            yield (
                f"You answer for a goal of {plan.name}: {stated.words} "
                f"({stated.metric} from {stated.baseline:f} to {stated.target:f} by {stated.due_on})."
            )


Goals = Mapping[tuple[str, str], str]
"""What strategic goals say, by unit and id; one that the reader does not see is told by its id."""


def goals_of(plans: Iterable[UnitState]) -> Goals:
    return {(plan.unit, one.set.goal): one.set.words for plan in plans for one in plan.live_goals}


def paid_as_seller(plan: SellerState, goals: Goals) -> Iterator[str]:
    """What each component of a seller's plan pays for."""
    found = plan.compensation
    known = {one.id: one.words for one in plan.lines}
    for one in found.imported.components if found else ():
        lines = (known.get(line, line) for line in one.lines)
        named = (*lines, *(goals.get((plan.unit, goal), goal) for goal in one.goals))
        what = "; ".join(named) or "nothing that your plan names: ask who leads you"
        yield f"{_share(one)}: {one.name}, for {what}."


def _share(one: Component) -> str:
    """Its percent of the whole plan."""
    return f"{one.weight:f} % as base pay" if one.pays == "base" else f"{one.weight:f} %"


def paid_as_leader(held: Held | None, units: Mapping[str, str], known: Goals) -> Iterator[str]:
    """What each component of somebody who leads measures; `units` by their names."""
    for one in held.plan.components if held else ():
        measure = one.metric.replace("_", " ")
        goals = "; ".join(known.get((goal.unit, goal.goal), goal.goal) for goal in one.goals)
        of = f": {goals}" if goals else f" of {units.get(one.unit, one.unit)}"
        aim = f", aiming at {one.target:f}" if one.target is not None else ""
        yield f"{one.weight:f} %: {one.name}, by {measure}{of}{aim}."
