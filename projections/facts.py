"""What is known of results on any day: of each seat's period, what it adds up to, and corrections."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from domain.model import Value
from domain.money import Money, total
from domain.people import Document
from domain.unit.plan import Ended
from domain.words import Identifier, Instant, Title, Words
from projections.cells import document_in
from projections.fact_lines import BOOKED, approved, ended
from projections.fetching import fetched
from store.pool import Pool

FACTS = """
    SELECT unit, seat, title, measure, period, period_ends, person, holders, now, currency, amount,
           unit_currency, rolled_up, correction, file, sha256, reason, proposed_by, proposed_at,
           known_by, known_at, ended_how, ended_by, ended_at, ended_because
    FROM read_models.facts
    WHERE organisation = $1 AND cycle = $2 AND unit = ANY($3)
      AND proposed_at <= $4
    ORDER BY unit, period_ends, seat, known_at NULLS LAST, proposed_at, correction
"""
TOTALS = """
    SELECT unit, period, unit_currency AS currency, count(DISTINCT sha256) AS files,
           coalesce(sum(rolled_up) FILTER (WHERE correction = ''), 0) AS booked,
           coalesce(sum(rolled_up) FILTER (WHERE known_at <= $4), 0) AS restated,
           count(DISTINCT correction) FILTER (WHERE correction <> '' AND known_at <= $4)
               AS corrections,
           count(DISTINCT correction) FILTER (WHERE coalesce(known_at, ended_at, 'infinity') > $4)
               AS waiting
    FROM read_models.facts
    WHERE organisation = $1 AND cycle = $2 AND unit = ANY($3)
      AND proposed_at <= $4
    GROUP BY unit, period, period_ends, unit_currency ORDER BY unit, period_ends
"""


class Fact(Value):
    """What one seat brought in of one measure in one period, in the seat's currency.

    `person` held it on the period's last day, `holders` are all who did in the period, and `now`
    answers for it at present. `booked` is as first recorded, `actual` with every approved
    correction, which are named.
    """

    unit: Identifier
    person: Identifier
    holders: tuple[Identifier, ...]
    now: Identifier
    seat: Identifier
    title: Title
    measure: Identifier
    period: str
    booked: Money
    actual: Money
    corrections: tuple[Identifier, ...]


class Source(Value):
    """Where a period's facts came from; totals at plan rates, as booked and with corrections."""

    unit: Identifier
    period: str
    document: Document
    lines: int
    control_total: Money
    restated: Money
    imported_by: Identifier
    imported_at: Instant


class Corrected(Value):
    """One seat's period in a correction: what is reversed, and what is booked in its place."""

    period: str
    seat: Identifier
    before: Money
    after: Money


class Restatement(Value):
    """A correction with who proposed and who approved it; until then nothing is restated.

    `ended` is how it ended without that: withdrawn or refused. `document` is the file it came from, where it came from one; `change` is at plan rates.
    """

    unit: Identifier
    correction: Identifier
    reason: Words
    document: Document | None
    proposed_by: Identifier
    proposed_at: Instant
    approved_by: Identifier | None
    approved_at: Instant | None
    ended: Ended | None
    lines: tuple[Corrected, ...]
    change: Money


class Facts(Value):
    """`known_at` is the moment that is asked about; corrections that waited then are not approved."""

    known_at: Instant
    facts: tuple[Fact, ...]
    sources: tuple[Source, ...]
    corrections: tuple[Restatement, ...]


class Total(Value):
    """One unit's period as a line: at plan rates, as booked and as restated by then."""

    unit: Identifier
    period: str
    booked: Money
    restated: Money
    files: int
    corrections: int
    waiting: int


class Totals(Value):
    """`known_at` is the moment that is asked about."""

    known_at: Instant
    totals: tuple[Total, ...]


async def of(
    reader: Pool, organisation: str, cycle: str, units: Sequence[str], known_at: datetime
) -> Facts:
    """Every fact of these units as it was known at a moment."""
    found = await fetched(reader, FACTS, organisation, cycle, list(units), known_at)
    return answer(found, known_at)


async def totals(
    reader: Pool, organisation: str, cycle: str, units: Sequence[str], known_at: datetime
) -> Totals:
    """What each unit's periods add up to, as known at a moment."""
    found = await fetched(reader, TOTALS, organisation, cycle, list(units), known_at)
    return Totals(known_at=known_at, totals=tuple(_total(dict(row)) for row in found))


def _total(row: Mapping[str, Any]) -> Total:
    currency = row["currency"]
    money = {name: Money.kept(row[name], currency) for name in ("booked", "restated")}
    same = ("unit", "period", "files", "corrections", "waiting")
    return Total(**{name: row[name] for name in same}, **money)


def answer(lines: Sequence[Mapping[str, Any]], known_at: datetime) -> Facts:
    """What these lines say together: of a seat's period the booked one first, then in time's order."""
    facts: list[Fact] = []
    changed: dict[tuple[str, str], list[Corrected]] = {}
    said: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for _, group in groupby(lines, key=lambda one: (one["unit"], one["seat"], one["period"])):
        fact, corrected = _fact(list(group), known_at)
        facts.append(fact)
        for line, change in corrected:
            key = fact.unit, line["correction"]
            changed.setdefault(key, []).append(change)
            said.setdefault(key, []).append(line)
    return Facts(
        known_at=known_at,
        facts=tuple(facts),
        sources=tuple(_sources(lines, known_at)),
        corrections=tuple(
            _restatement(found, changed[key], known_at) for key, found in said.items()
        ),
    )


def _fact(
    lines: Sequence[Mapping[str, Any]], known_at: datetime
) -> tuple[Fact, list[tuple[Mapping[str, Any], Corrected]]]:
    booked, *others = lines
    actual, corrections, corrected = _money(booked), [], []
    for line in others:
        after = actual + _money(line)
        change = Corrected(period=line["period"], seat=line["seat"], before=actual, after=after)
        corrected.append((line, change))
        if approved(line, known_at):
            actual = after
            corrections.append(line["correction"])
    same = ("unit", "person", "now", "seat", "title", "measure", "period")
    fact = Fact(
        **{name: booked[name] for name in same},
        holders=tuple(booked["holders"]),
        booked=_money(booked),
        actual=actual,
        corrections=tuple(corrections),
    )
    return fact, corrected


def _money(line: Mapping[str, Any]) -> Money:
    return Money.kept(line["amount"], line["currency"])


def _rolled_up(lines: Iterable[Mapping[str, Any]]) -> Money:
    found = [Money.kept(one["rolled_up"], one["unit_currency"]) for one in lines]
    return total(found, found[0].currency)


def _sources(lines: Iterable[Mapping[str, Any]], known_at: datetime) -> Iterator[Source]:
    known = [one for one in lines if approved(one, known_at)]
    for (unit, period), group in groupby(known, key=lambda one: (one["unit"], one["period"])):
        found = list(group)
        booked = [one for one in found if one["correction"] == BOOKED]
        document = document_in(booked[0])
        assert document is not None
        yield Source(
            unit=unit,
            period=period,
            document=document,
            lines=len(booked),
            control_total=_rolled_up(booked),
            restated=_rolled_up(found),
            imported_by=booked[0]["known_by"],
            imported_at=booked[0]["known_at"],
        )


def _restatement(
    lines: Sequence[Mapping[str, Any]], changed: Sequence[Corrected], known_at: datetime
) -> Restatement:
    first = lines[0]
    known = approved(first, known_at)
    same = ("unit", "correction", "reason", "proposed_by", "proposed_at")
    return Restatement(
        **{name: first[name] for name in same},
        document=document_in(first),
        approved_by=first["known_by"] if known else None,
        approved_at=first["known_at"] if known else None,
        ended=ended(first, known_at),
        lines=tuple(changed),
        change=_rolled_up(lines),
    )
