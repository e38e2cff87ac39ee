"""Which cycles there are, how far each is, what finance confirmed and at which rates it counts."""

from __future__ import annotations

from pydantic import JsonValue

from domain.cycle.state import CycleState
from projections.cells import amount, day, number
from projections.fetching import Found, fetched
from projections.write import Rows
from store.pool import Pool

CYCLES = """
    SELECT cycle, name, stage, starts_on, ends_on, currency, zone, rehearsal, announced_at,
           units, units_ended, version
    FROM read_models.cycles WHERE organisation = $1 ORDER BY starts_on, cycle
"""


def rows(state: CycleState) -> Rows:
    """The cycle itself, its plan goals by target, and its currencies."""
    return {
        "cycles": {state.cycle: _cycle(state)},
        "plan_goals": {
            goal.target: {
                "cycle": state.cycle,
                "target": goal.target,
                "amount": amount(goal.amount),
                "currency": goal.amount.currency,
                "document": goal.document.name,
                "confirmed_by": goal.confirmed_by,
            }
            for goal in state.goals
        },
        "rates": _rates(state),
    }


def _cycle(state: CycleState) -> dict[str, JsonValue]:
    return {
        "cycle": state.cycle,
        "name": state.name,
        "stage": state.stage,
        "starts_on": day(state.starts_on),
        "ends_on": day(state.ends_on),
        "currency": state.currency,
        "zone": state.zone,
        "rehearsal": state.rehearsal,
        "announced_at": day(state.announced_at),
        "units": len(state.units),
        "units_ended": len(state.ended),
        "follows": state.follows,
    }


def _rates(state: CycleState) -> dict[str, dict[str, JsonValue]]:
    market = {rate.currency: rate for rate in state.market_rates}
    return {
        rate.currency: {
            "cycle": state.cycle,
            "currency": rate.currency,
            "plan_rate": number(rate.rate),
            "market_rate": number(market[rate.currency].rate) if rate.currency in market else None,
            "market_on": day(market[rate.currency].on) if rate.currency in market else None,
        }
        for rate in state.rates
    }


async def known(reader: Pool, organisation: str) -> tuple[Found, ...]:
    """Every cycle of the organisation, oldest year first."""
    return await fetched(reader, CYCLES, organisation)
