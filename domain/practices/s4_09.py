"""S4-09: each salesperson has a business plan for the year.

It holds where a unit has begun its sellers' plans; whose plan was not begun is listed as well.
"""

from __future__ import annotations

from datetime import datetime

from domain.practices.rule import Gap, Rule
from domain.unit.plan import UnitState


def _check(plan: UnitState, _at: datetime) -> tuple[Gap, ...]:
    if not plan.seller_plans:
        return ()
    found = ((person, plan.seller_plan(person)) for person in plan.sellers)
    return tuple(
        Gap(
            f"{person} has not begun a plan"
            if known is None
            else f"{person} has not submitted their plan",
            person,
            person,
        )
        for person, known in found
        if known is None or not known.submitted
    )


RULE = Rule("S4-09", "gate", ("sign as seller",), "Every seller has a plan for the year", _check)
