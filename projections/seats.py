"""Who carries what: each seat with its portion, its quota, what its owner offered and brought."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from pydantic import JsonValue

from domain.money import Money
from domain.people import Seat
from domain.unit import values as v
from domain.unit.plan import UnitState
from domain.unit.reconciling import offered_by_seat
from projections.cells import amount
from projections.fetching import Found, fetched
from projections.write import Row
from store.pool import Pool

SEATS = """
    SELECT cycle, unit, seat, title, owner, carried_by, joining, leads, target, role, currency,
           last_year, potential, portion, portion_rolled, basis, bottom_up, quota, quota_rolled,
           actual
    FROM read_models.seats
    WHERE organisation = $1 AND cycle = $2 AND unit = ANY($3) ORDER BY unit, seat
"""


def rows(state: UnitState) -> Mapping[str, Row]:
    """A row for each seat; money in the seat's own currency, `…_rolled` in the unit's."""
    actuals = actual_by_seat(state)
    offered = offered_by_seat(state)
    joining = {one.seat: one.person for one in state.joining}
    portions = _portions(state.current.portions if state.current else ())
    quotas = _portions(state.running.portions if state.running else ())
    return {
        seat.id: _described(state, seat)
        | {
            "joining": joining.get(seat.id),
            "bottom_up": amount(offered.get(seat.id)),
            "actual": amount(actuals[seat.id]),
        }
        | _agreed(portions.get(seat.id), quotas.get(seat.id))
        for seat in state.seats
    }


def _described(state: UnitState, seat: Seat) -> dict[str, JsonValue]:
    return {
        "cycle": state.cycle,
        "unit": state.unit,
        "seat": seat.id,
        "title": seat.title,
        "owner": seat.owner,
        "carried_by": state.owner(seat),
        "leads": seat.leads,
        "target": seat.target,
        "role": seat.role,
        "currency": seat.currency,
        "last_year": amount(seat.last_year),
        "potential": amount(seat.potential),
    }


def _agreed(portion: v.Portion | None, quota: v.Portion | None) -> dict[str, JsonValue]:
    return {
        "portion": amount(portion.amount) if portion else None,
        "portion_rolled": amount(portion.rolled_up) if portion else None,
        "basis": portion.basis.value if portion else None,
        "quota": amount(quota.amount) if quota else None,
        "quota_rolled": amount(quota.rolled_up) if quota else None,
    }


def _portions(portions: Sequence[v.Portion]) -> dict[str, v.Portion]:
    return {portion.seat: portion for portion in portions}


def actual_by_seat(state: UnitState) -> dict[str, Money]:
    """What each seat brought in, restated, in its own currency; one pass over the facts."""
    sums = {seat.id: Money.zero(seat.currency) for seat in state.seats}
    lines = (line for recorded in state.actuals for line in recorded.lines)
    facts = chain(((line.seat, line.amount) for line in lines), _restated(state))
    for seat, fact in facts:
        if seat in sums:
            sums[seat] = sums[seat] + fact
    return sums


def _restated(state: UnitState) -> Iterator[tuple[str, Money]]:
    for correction in state.corrections:
        for change in correction.proposed.lines if correction.approved_by else ():
            yield change.seat, change.delta


async def of(
    reader: Pool, organisation: str, cycle: str, units: Sequence[str]
) -> tuple[Found, ...]:
    """Every seat of these units."""
    return await fetched(reader, SEATS, organisation, cycle, list(units))
