"""Strategic goals with whether some component of compensation pays for them (S1-18)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.model import Value
from domain.unit.plan import UnitState
from domain.words import Identifier, Name
from projections.fetching import fetched
from projections.write import Row
from store.pool import Pool

# Nothing is said as long as no component of anybody was imported: nobody knows then.
PAID = """
    SELECT g.unit, g.goal, g.metric, g.owner, EXISTS (
        SELECT FROM read_models.pay_components AS c
        WHERE c.organisation = g.organisation AND c.cycle = g.cycle
          AND g.unit || '/' || g.goal = ANY (c.goals)
    ) AS paid
    FROM read_models.strategic_goals AS g
    WHERE g.organisation = $1 AND g.cycle = $2 AND g.unit = ANY ($3) AND EXISTS (
        SELECT FROM read_models.pay_components AS c
        WHERE c.organisation = g.organisation AND c.cycle = g.cycle
    )
    ORDER BY g.unit, g.goal
"""


KNOWN = """
    SELECT unit, goal FROM read_models.strategic_goals
    WHERE organisation = $1 AND cycle = $2 AND unit = ANY ($3)
"""


class GoalPay(Value):
    """A goal that stands, and whether anybody is paid for it."""

    unit: Identifier
    goal: Identifier
    metric: Name
    owner: Identifier
    paid: bool


def rows(state: UnitState) -> Mapping[str, Row]:
    """A row a goal; none of one that was given up."""
    return {
        one.set.goal: {
            "cycle": state.cycle,
            "unit": state.unit,
            "goal": one.set.goal,
            "metric": one.set.metric,
            "owner": one.set.owner,
        }
        for one in state.live_goals
    }


async def known(
    reader: Pool, place: tuple[str, str], units: Sequence[str]
) -> frozenset[tuple[str, str]]:
    """The goals that these units have, by unit and id."""
    found = await fetched(reader, KNOWN, *place, list(units))
    return frozenset((str(one["unit"]), str(one["goal"])) for one in found)


async def of(reader: Pool, place: tuple[str, str], units: Sequence[str]) -> tuple[GoalPay, ...]:
    """The goals of these units; none as long as no component of anybody was imported."""
    found = await fetched(reader, PAID, *place, list(units))
    return tuple(GoalPay.model_validate(dict(one)) for one in found)
