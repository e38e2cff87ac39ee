"""What is known of results: a line for each booking of a seat's period and each correction of it.

A line is known from a moment on, so that the same lines answer what was known on any day. What a
seat brought in a period belongs to who held it on the period's last day; `now` is who answers for
the seat at present.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from domain.model import Value
from domain.money import Money, total
from domain.people import Document, FiscalPeriod, Seat
from domain.unit import holding
from domain.unit.plan import Correction, UnitState
from domain.words import Identifier, Instant, Title, Words
from projections.cells import amount, day, names
from projections.fetching import fetched
from projections.write import Row
from store.pool import Pool

BOOKED = ""
"""The `correction` of a line that is no correction."""

FACTS = """
    SELECT unit, seat, title, measure, period, period_ends, person, holders, now, currency, amount,
           unit_currency, rolled_up, correction, file, sha256, reason, proposed_by, proposed_at,
           known_by, known_at
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
           count(DISTINCT correction) FILTER (WHERE known_at IS NULL OR known_at > $4) AS waiting
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

    `document` is the file it came from, where it came from one; `change` is at plan rates.
    """

    unit: Identifier
    correction: Identifier
    reason: Words
    document: Document | None
    proposed_by: Identifier
    proposed_at: Instant
    approved_by: Identifier | None
    approved_at: Instant | None
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


def rows(state: UnitState) -> Mapping[str, Row]:
    """A line for each booking and each correction of a seat's period, proposed ones among them."""
    periods = {one.label: one for one in state.periods}
    seats = {one.id: _of_seat(state, one) for one in state.seats}
    found: dict[str, Row] = {}
    for line in (*_booked(state), *_proposed(state)):
        seat = state.seat(str(line["seat"]))
        if seat is None:
            continue
        period = periods[str(line["period"])]
        key = f"{line['seat']} {line['period']} {line['correction']}"
        found[key] = {**seats[seat.id], **_held(state, seat, period), **line}
    return found


def _of_seat(state: UnitState, seat: Seat) -> dict[str, Any]:
    return {
        "cycle": state.cycle,
        "unit": state.unit,
        "title": seat.title,
        "measure": seat.target,
        "now": state.owner(seat),
        "currency": seat.currency,
        "unit_currency": state.currency,
    }


def _held(state: UnitState, seat: Seat, period: FiscalPeriod) -> dict[str, Any]:
    held = holding.holders(state, seat, period)
    return {
        "person": held[-1],
        "holders": names(held),
        "period": period.label,
        "period_ends": day(period.ends_on),
    }


def _booked(state: UnitState) -> Iterator[dict[str, Any]]:
    for recorded, booking in zip(state.actuals, state.bookings, strict=False):
        for line in recorded.lines:
            yield {
                **_line(state, line.seat, recorded.period, line.amount),
                "correction": BOOKED,
                "file": recorded.source.name,
                "sha256": recorded.source.sha256,
                "reason": None,
                "proposed_by": booking.by,
                "proposed_at": day(booking.at),
                "known_by": booking.by,
                "known_at": day(booking.at),
            }


def _proposed(state: UnitState) -> Iterator[dict[str, Any]]:
    """Each correction's lines, one for a seat's period; two of the same are one change."""
    for one in state.corrections:
        changed: dict[tuple[str, str], Money] = {}
        for line in one.proposed.lines:
            place = line.seat, line.period
            changed[place] = changed[place] + line.delta if place in changed else line.delta
        for (seat, period), delta in changed.items():
            yield {**_line(state, seat, period, delta), **_said(one)}


def _line(state: UnitState, seat: str, period: str, change: Money) -> dict[str, Any]:
    return {
        "seat": seat,
        "period": period,
        "amount": amount(change),
        "rolled_up": amount(state.rolled_up(change)),
    }


def _said(one: Correction) -> dict[str, Any]:
    return {
        "correction": one.proposed.correction,
        "file": one.proposed.source.name if one.proposed.source else None,
        "sha256": one.proposed.source.sha256 if one.proposed.source else None,
        "reason": one.proposed.reason,
        "proposed_by": one.proposed.proposed_by,
        "proposed_at": day(one.proposed_at),
        "known_by": one.approved_by,
        "known_at": day(one.approved_at),
    }


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
        if _approved(line, known_at):
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


def _approved(line: Mapping[str, Any], known_at: datetime) -> bool:
    return line["known_at"] is not None and line["known_at"] <= known_at


def _money(line: Mapping[str, Any]) -> Money:
    return Money.kept(line["amount"], line["currency"])


def _rolled_up(lines: Iterable[Mapping[str, Any]]) -> Money:
    found = [Money.kept(one["rolled_up"], one["unit_currency"]) for one in lines]
    return total(found, found[0].currency)


def _document(line: Mapping[str, Any]) -> Document | None:
    return Document(name=line["file"], sha256=line["sha256"]) if line["sha256"] else None


def _sources(lines: Iterable[Mapping[str, Any]], known_at: datetime) -> Iterator[Source]:
    known = [one for one in lines if _approved(one, known_at)]
    for (unit, period), group in groupby(known, key=lambda one: (one["unit"], one["period"])):
        found = list(group)
        booked = [one for one in found if one["correction"] == BOOKED]
        document = _document(booked[0])
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
    approved = _approved(first, known_at)
    same = ("unit", "correction", "reason", "proposed_by", "proposed_at")
    return Restatement(
        **{name: first[name] for name in same},
        document=_document(first),
        approved_by=first["known_by"] if approved else None,
        approved_at=first["known_at"] if approved else None,
        lines=tuple(changed),
        change=_rolled_up(lines),
    )
