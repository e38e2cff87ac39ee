"""Who holds which budget: granted by a sponsor, committed by a leader, kept and broken since."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from domain.model import Value
from domain.money import Money, total
from domain.unit.plan import Commitment, UnitState
from projections.cells import amount
from projections.fetching import Found, fetched
from projections.write import Row
from store.pool import Pool

RESOURCES = """
    SELECT holder, unit, currency, granted, committed, fulfilled, breached, promises
    FROM read_models.resources
    WHERE organisation = $1 AND cycle = $2 AND unit = ANY($3) ORDER BY holder, unit
"""
RATES = """
    SELECT c.currency AS own, r.currency, r.plan_rate
    FROM read_models.cycles AS c LEFT JOIN read_models.rates AS r USING (organisation, cycle)
    WHERE organisation = $1 AND cycle = $2
"""


class Held(Value):
    """One holder's budget, at plan rates in the cycle's currency; `promises` counts them.

    `committed` is all that was promised and not substituted; what was fulfilled or breached of
    it is a part of that.
    """

    holder: str
    granted: Money
    committed: Money
    fulfilled: Money
    breached: Money
    promises: int
    units: tuple[str, ...]


class Resources(Value):
    holders: tuple[Held, ...]
    granted: Money
    committed: Money


def rows(state: UnitState) -> Mapping[str, Row]:
    """A row for each budget holder, in the unit's currency."""
    promised = tuple(one for one in state.commitments if one.standing != "substituted")
    holders = dict.fromkeys(
        (
            *(one.holder for one in state.budgets),
            *(one.line.budget_holder for one in promised),
        )
    )
    return {holder: _row(state, holder, promised) for holder in holders}


def _row(state: UnitState, holder: str, promised: Sequence[Commitment]) -> Row:
    mine = tuple(one for one in promised if one.line.budget_holder == holder)
    granted = (one.amount for one in state.budgets if one.holder == holder)
    return {
        "cycle": state.cycle,
        "unit": state.unit,
        "holder": holder,
        "currency": state.currency,
        "granted": amount(_sum(state, granted)),
        "committed": amount(_cost(state, mine)),
        "fulfilled": amount(_cost(state, (one for one in mine if one.standing == "fulfilled"))),
        "breached": amount(_cost(state, (one for one in mine if one.standing == "breached"))),
        "promises": len(mine),
    }


def _cost(state: UnitState, promised: Iterable[Commitment]) -> Money:
    lines = (one.line.amount for one in promised)
    return _sum(state, (one for one in lines if one is not None))


def _sum(state: UnitState, amounts: Iterable[Money]) -> Money:
    return total((state.rolled_up(one) for one in amounts), state.currency)


async def of(reader: Pool, organisation: str, cycle: str, units: Sequence[str]) -> Resources:
    """Each holder's budget over these units, who holds most first."""
    rates = await fetched(reader, RATES, organisation, cycle)
    found = await read(reader, organisation, cycle, units)
    own = str(rates[0]["own"]) if rates else "USD"
    plan = {str(row["currency"]): Decimal(str(row["plan_rate"] or 1)) for row in rates}
    return rolled_up(found, own, plan)


async def read(
    reader: Pool, organisation: str, cycle: str, units: Sequence[str]
) -> tuple[Found, ...]:
    """Each holder's budget in each of these units, in the unit's currency."""
    return await fetched(reader, RESOURCES, organisation, cycle, list(units))


def rolled_up(found: Sequence[Found], own: str, rates: Mapping[str, Decimal]) -> Resources:
    """The same from rows that were read; pure."""
    by_holder: dict[str, list[Found]] = {}
    for row in found:
        by_holder.setdefault(str(row["holder"]), []).append(row)
    holders = tuple(_held(holder, lines, own, rates) for holder, lines in by_holder.items())
    return Resources(
        holders=tuple(sorted(holders, key=lambda one: (-one.committed.amount, one.holder))),
        granted=total((one.granted for one in holders), own),
        committed=total((one.committed for one in holders), own),
    )


def _held(holder: str, lines: Sequence[Found], own: str, rates: Mapping[str, Decimal]) -> Held:
    def over(column: str) -> Money:
        amounts = (Money.of(Decimal(str(one[column])), str(one["currency"])) for one in lines)
        return total((at_plan_rate(one, own, rates) for one in amounts), own)

    return Held(
        holder=holder,
        granted=over("granted"),
        committed=over("committed"),
        fulfilled=over("fulfilled"),
        breached=over("breached"),
        promises=sum(int(str(one["promises"])) for one in lines),
        units=tuple(str(one["unit"]) for one in lines),
    )


def at_plan_rate(money: Money, own: str, rates: Mapping[str, Decimal]) -> Money:
    return money if money.currency == own else money.converted(rates[money.currency], own)
