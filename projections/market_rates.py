"""What currencies were worth day by day, as known on a day, and what it makes of today's quotas.

The currency effect is a line of its own: the quotas of the top unit at the rate of its date, less
those at the plan rate. Nobody's attainment follows from it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby, pairwise
from typing import Any

from domain.cycle.state import CycleState
from domain.model import Value
from domain.money import Money, Rate
from domain.people import Document
from domain.unit.attainment import currency_effect
from domain.words import Day, Instant, Words
from projections.cells import day, document, document_in, number
from projections.fetching import fetched
from projections.write import Row
from store.pool import Pool

RATES = """
    SELECT m.currency, m.on_day, m.rate, m.was, m.source, m.file, m.sha256, m.reason, m.known_at,
           r.plan_rate, c.currency AS cycle_currency,
           (SELECT sum(s.quota) FROM read_models.seats AS s JOIN read_models.units AS u
              USING (organisation, cycle, unit)
            WHERE s.organisation = m.organisation AND s.cycle = m.cycle AND u.parent IS NULL
              AND s.currency = m.currency AND s.unit = ANY($4)) AS quotas
    FROM read_models.market_rates AS m
    JOIN read_models.rates AS r USING (organisation, cycle, currency)
    JOIN read_models.cycles AS c USING (organisation, cycle)
    WHERE m.organisation = $1 AND m.cycle = $2 AND m.known_at <= $3
    ORDER BY m.currency, m.on_day, m.stated
"""


class Restated(Value):
    """A rate that was recorded for a day first, and why it is another now."""

    rate: Rate
    known_at: Instant
    reason: Words


class DatedRate(Value):
    """What one unit of a currency was worth in the cycle's on a day, as known then.

    `effect` is what it makes of the quotas in force now, whatever day is asked about; None where
    the reader sees none in that currency.
    """

    currency: str
    on: Day
    rate: Rate
    plan_rate: Rate
    source: Words
    document: Document | None
    known_at: Instant
    restated: tuple[Restated, ...]
    effect: Money | None


class MarketRates(Value):
    """`known_at` is the moment that is asked about."""

    known_at: Instant
    rates: tuple[DatedRate, ...]


def rows(state: CycleState) -> Mapping[str, Row]:
    """A row for each time that a day's rate was stated, the first and every restated one."""
    return {
        str(one.stated): {
            "cycle": state.cycle,
            "currency": one.currency,
            "on_day": day(one.on),
            "stated": one.stated,
            "rate": number(one.rate),
            "was": number(one.was),
            "source": one.source,
            **document(one.file),
            "reason": one.reason,
            "known_at": day(one.known_at),
        }
        for one in state.rate_facts
    }


async def of(
    reader: Pool, organisation: str, cycle: str, units: Sequence[str], known_at: datetime
) -> MarketRates:
    """Every rate of the cycle as known at a moment; `units` are those whose quotas are read."""
    found = await fetched(reader, RATES, organisation, cycle, known_at, list(units))
    return MarketRates(known_at=known_at, rates=tuple(_rates(found)))


def _rates(found: Sequence[Mapping[str, Any]]) -> Iterator[DatedRate]:
    for _, group in groupby(found, key=lambda one: (one["currency"], one["on_day"])):
        stated = list(group)
        last = stated[-1]
        yield DatedRate(
            **{
                name: last[name] for name in ("currency", "rate", "plan_rate", "source", "known_at")
            },
            on=last["on_day"],
            document=document_in(last),
            restated=tuple(
                Restated(rate=before["rate"], known_at=before["known_at"], reason=after["reason"])
                for before, after in pairwise(stated)
            ),
            effect=_effect(last),
        )


def _effect(line: Mapping[str, Any]) -> Money | None:
    if line["quotas"] is None:
        return None
    quotas = Money.kept(line["quotas"], line["currency"])
    return currency_effect(quotas, line["plan_rate"], line["rate"], line["cycle_currency"])
