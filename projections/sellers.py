"""How far each seller's plan is, and what it adds up to: one row a person, one query a team."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.seller.complete import missing
from domain.seller.plan import SellerState
from domain.sensitive import FINDINGS_OF_PAY
from projections.cells import amount, day, names
from projections.fetching import Found, fetched
from projections.write import Row
from store.pool import Pool

SELLERS = """
    SELECT unit, person, stage, submitted, missing, currency, goal, run_rate, planned,
           double_a, presented, trained_until, reviews, reviews_held, reviews_missed, promises,
           promises_kept, findings
    FROM read_models.sellers
    WHERE organisation = $1 AND cycle = $2 AND unit = ANY($3) ORDER BY unit, person
"""


def rows(plan: SellerState) -> Mapping[str, Row]:
    """The row of one plan, without findings of pay; `missing` as it stood when the plan last changed."""
    kept = [one.reported for one in plan.pledges if one.reported is not None]
    return {
        plan.seller.id: {
            "cycle": plan.cycle,
            "unit": plan.unit,
            "person": plan.seller.id,
            "stage": plan.stage,
            "submitted": plan.submitted,
            "missing": names(missing(plan, plan.changed_at)),
            "currency": plan.currency,
            "goal": amount(plan.goal),
            "run_rate": amount(plan.run_rate),
            "planned": amount(plan.planned),
            "double_a": plan.double_a,
            "presented": plan.presented is not None,
            "trained_until": day(plan.covered_until),
            "reviews": len(plan.reviews),
            "reviews_held": sum(one.held is not None for one in plan.reviews),
            "reviews_missed": sum(one.missed for one in plan.reviews),
            "promises": len(plan.pledges),
            "promises_kept": sum(one.outcome != "not_kept" for one in kept),
            "findings": sum(one.practice not in FINDINGS_OF_PAY for one in plan.findings),
        }
    }


async def of(
    reader: Pool, organisation: str, cycle: str, units: Sequence[str]
) -> tuple[Found, ...]:
    """The plans of these units' sellers."""
    return await fetched(reader, SELLERS, organisation, cycle, list(units))
