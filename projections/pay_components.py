"""What each is paid for, a row a component: sellers by their plans, who leads by the incentives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from domain.incentives.metrics import UNSHARED
from domain.incentives.state import IncentivesState, weights
from domain.model import Value
from domain.seller.plan import SellerState
from domain.words import Identifier
from projections.cells import names, number
from projections.fetching import fetched
from projections.write import Row
from store.pool import Pool

# A seller without a component is one row without measures: that, too, is a gap in the chain.
SELLERS = """
    SELECT s.unit, s.person, m.metric, m.weight, m.goals
    FROM read_models.sellers AS s
    LEFT JOIN LATERAL (
        SELECT c.metric, sum(c.weight) AS weight,
               array_remove(array_agg(DISTINCT g.goal), NULL) AS goals
        FROM read_models.pay_components AS c LEFT JOIN LATERAL unnest(c.goals) AS g (goal) ON true
        WHERE c.organisation = s.organisation AND c.stream = s.stream
        GROUP BY c.metric
    ) AS m ON true
    WHERE s.organisation = $1 AND s.cycle = $2 AND s.unit = ANY($3)
    ORDER BY s.unit, s.person, m.metric
"""


class SellerMeasures(Value):
    """A seller with what they are paid for, enough to count."""

    unit: Identifier
    person: Identifier
    measures: frozenset[str]


def of_seller(plan: SellerState) -> Mapping[str, Row]:
    """The components of the compensation plan that counts."""
    found = plan.compensation
    return {
        one.id: {
            "cycle": plan.cycle,
            "unit": plan.unit,
            "person": plan.seller.id,
            "component": one.id,
            "metric": one.metric,
            "weight": number(one.weight),
            "selling": True,
            "goals": names(f"{plan.unit}/{goal}" for goal in one.goals),
        }
        for one in (found.imported.components if found else ())
    }


def of_incentives(state: IncentivesState) -> Mapping[str, Row]:
    return {
        f"{held.plan.person}/{one.id}": {
            "cycle": state.cycle,
            "unit": one.unit,
            "person": held.plan.person,
            "component": one.id,
            "metric": one.metric,
            "weight": number(one.weight),
            "selling": False,
            "goals": names(f"{goal.unit}/{goal.goal}" for goal in one.goals),
        }
        for held in state.held
        for one in held.plan.components
    }


def measured(plan: SellerState, least: Decimal) -> SellerMeasures:
    """One seller with what they are paid for, by the compensation plan that counts."""
    found = plan.compensation
    components = found.imported.components if found else ()
    heavy = (metric for metric, weight in weights(components).items() if weight >= least)
    goals = (f"{plan.unit}/{goal}" for one in components for goal in one.goals)
    measures = frozenset((*heavy, *goals)) - UNSHARED
    return SellerMeasures(unit=plan.unit, person=plan.seller.id, measures=measures)


async def of_sellers(
    reader: Pool, place: tuple[str, str], units: Sequence[str], least: Decimal
) -> tuple[SellerMeasures, ...]:
    """The sellers of these units with their measures; none of whose components nobody imported."""
    found: dict[tuple[str, str], set[str]] = {}
    for row in await fetched(reader, SELLERS, *place, list(units)):
        measures = found.setdefault((str(row["unit"]), str(row["person"])), set())
        goals = row["goals"]
        measures.update(goals if isinstance(goals, list) else ())
        if isinstance(row["weight"], Decimal) and row["weight"] >= least:
            measures.add(str(row["metric"]))
    return tuple(
        SellerMeasures(unit=unit, person=person, measures=frozenset(measures) - UNSHARED)
        for (unit, person), measures in found.items()
    )
