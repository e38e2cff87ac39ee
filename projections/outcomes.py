"""What came of each seat's number: who proposed, countered and committed what, and who was closer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pydantic import JsonValue

from domain.money import Money
from domain.unit.attainment import calibration
from domain.unit.plan import UnitState
from projections.cells import amount, names
from projections.fetching import Found, fetched
from projections.write import Row
from store.pool import Pool

OUTCOMES = """
    SELECT unit, seat, person, proposed_by, sells, currency, proposed, countered, committed, quota,
           actual, kinds
    FROM read_models.outcomes
    WHERE organisation = $1 AND cycle = $2 AND unit = ANY($3) AND recorded ORDER BY unit, seat
"""


def rows(state: UnitState) -> Mapping[str, Row]:
    """A row for each seat that was in the first proposal and in force; in its own currency."""
    return {str(row["seat"]): row for row in _rows(state)}


def _rows(state: UnitState) -> Iterator[dict[str, JsonValue]]:
    quotas = {one.seat: one.amount for one in state.running.portions} if state.running else {}
    seats = {seat.id: seat for seat in state.seats}
    for one in calibration(state):
        yield {
            "cycle": state.cycle,
            "unit": state.unit,
            "seat": one.seat,
            "person": one.person,
            "proposed_by": state.versions[0].by,
            "sells": seats[one.seat].leads is None,
            "currency": one.committed.currency,
            "proposed": amount(one.proposed),
            "countered": amount(one.countered),
            "committed": amount(one.committed),
            "quota": amount(quotas.get(one.seat, Money.zero(one.committed.currency))),
            "actual": amount(one.actual),
            "kinds": names(one.kinds),
            "recorded": bool(state.actuals),
        }


async def of(
    reader: Pool, organisation: str, cycle: str, units: Sequence[str]
) -> tuple[Found, ...]:
    """Every seat of these units whose actuals are in, restated."""
    return await fetched(reader, OUTCOMES, organisation, cycle, list(units))
