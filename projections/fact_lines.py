"""The lines that facts are told from: one for each booking of a seat's period and each correction of it.

A line is known from a moment on, so that the same lines answer what was known on any day. What a
seat brought in a period belongs to who held it on the period's last day; `now` is who answers for
the seat at present.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from domain.money import Money
from domain.people import Document, FiscalPeriod, Seat
from domain.unit import holding
from domain.unit.plan import Correction, Ended, UnitState
from projections.cells import amount, day, document, names
from projections.write import Row

BOOKED = ""
"""The `correction` of a line that is no correction."""


def approved(line: Mapping[str, Any], known_at: datetime) -> bool:
    """Whether a line, of a seat or of a goal, was known by then and no longer only proposed."""
    return line["known_at"] is not None and line["known_at"] <= known_at


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
                **booked(recorded.source, booking.by, booking.at),
            }


def _proposed(state: UnitState) -> Iterator[dict[str, Any]]:
    """Each correction's lines, one for a seat's period; two of the same are one change."""
    for one in state.corrections:
        changed: dict[tuple[str, str], Money] = {}
        for line in one.proposed.lines:
            place = line.seat, line.period
            changed[place] = changed[place] + line.delta if place in changed else line.delta
        for (seat, period), delta in changed.items():
            yield {**_line(state, seat, period, delta), **corrected(one)}


def _line(state: UnitState, seat: str, period: str, change: Money) -> dict[str, Any]:
    return {
        "seat": seat,
        "period": period,
        "amount": amount(change),
        "rolled_up": amount(state.rolled_up(change)),
    }


def booked(source: Document | None, by: str, at: datetime) -> dict[str, Any]:
    """Where a line of a seat or of a goal comes from that is no correction."""
    return {
        "correction": BOOKED,
        **document(source),
        "reason": None,
        "proposed_by": by,
        "proposed_at": day(at),
        "known_by": by,
        "known_at": day(at),
        **_ended(None),
    }


def corrected(one: Correction) -> dict[str, Any]:
    """Where a line comes from that corrects another; known once it is approved."""
    return {
        "correction": one.proposed.correction,
        **document(one.proposed.source),
        "reason": one.proposed.reason,
        "proposed_by": one.proposed.proposed_by,
        "proposed_at": day(one.proposed_at),
        "known_by": one.approved_by,
        "known_at": day(one.approved_at),
        **_ended(one.ended),
    }


def _ended(one: Ended | None) -> dict[str, Any]:
    return {
        "ended_how": one.how if one else None,
        "ended_by": one.by if one else None,
        "ended_at": day(one.at) if one else None,
        "ended_because": one.reason if one else None,
    }


def ended(line: Mapping[str, Any], known_at: datetime) -> Ended | None:
    """How the correction that a line is of had ended by then, unless it was approved or waited."""
    if line["ended_at"] is None or line["ended_at"] > known_at:
        return None
    return Ended(
        how=line["ended_how"],
        by=line["ended_by"],
        at=line["ended_at"],
        reason=line["ended_because"],
    )
