"""The tables in which a leader writes a version: each seat's portion, from a basis or from before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from pydantic import ValidationError

from domain.errors import DomainError
from domain.model import Command
from domain.money import Money, plain_decimal
from domain.portions import Basis, PortionShare
from domain.unit import commands as u
from domain.unit.plan import Goal, UnitState
from projections import suggestions
from web.pages.acting import Typed
from web.pages.prepared import Prepared

TABLES: tuple[type[Command], ...] = (u.ProposeStretchTarget, u.RevisePlan)
Start = dict[str, str | list[str]]


@dataclass(frozen=True)
class Row:
    """One seat of the table; `place` is where its portion is typed."""

    place: str
    outlook: str
    seat: str
    title: str
    owner: str | None
    currency: str
    last_year: Money | None
    before: Money | None
    gives: Money | None


@dataclass(frozen=True)
class Table:
    """A target with its seats; `place` is where its line is typed."""

    place: str
    target: str
    goal: Goal | None
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Asked:
    """What the portions are worked out from; `trouble` says why they could not be."""

    basis: Basis
    add_on_percent: str = ""
    add_on: str = ""
    over_assignment: str = ""
    held: str = ""
    weights: Mapping[str, str] | None = None
    trouble: str = ""


def asked_of(query: Mapping[str, str], state: UnitState, *, revising: bool) -> Asked:
    """The basis and the target that the address asks for, else those of the version before."""
    current = state.current
    line = current.targets[0] if revising and current is not None and current.targets else None
    fallback = Basis.JUDGEMENT if revising else Basis.SHARE_OF_LAST_YEAR
    known = {one.value: one for one in Basis}
    if not query.get("basis"):
        return Asked(
            basis=fallback,
            add_on=_text(line.add_on) if line else "",
            over_assignment=_text(line.over_assignment) if line else "",
        )
    return Asked(
        basis=known.get(query["basis"], fallback),
        add_on_percent=query.get("add_on_percent", "").strip(),
        add_on=query.get("add_on", "").strip(),
        over_assignment=query.get("over_assignment", "").strip(),
        held=query.get("held", "").strip(),
        weights={
            name.removeprefix("weight."): value.strip()
            for name, value in query.items()
            if name.startswith("weight.") and value.strip()
        },
    )


def _text(amount: Money) -> str:
    return f"{amount.amount:f}" if amount.amount else ""


def tables(
    state: UnitState, asked: Asked, *, revising: bool
) -> tuple[tuple[Table, ...], Start, str]:
    """Each target's table, what stands in its fields at first, and what could not be worked out."""
    start: Start = {}
    found: list[Table] = []
    trouble = ""
    names = dict.fromkeys(seat.target for seat in state.seats)
    for number, target in enumerate(names):
        shares, words = _shares(state, target, asked)
        trouble = trouble or words
        place = f"targets.{number}"
        start |= _line(place, target, asked, state)
        rows = tuple(_rows(state, target, shares, revising=revising))
        for row in rows:
            start |= _portion(row, state, shares.get(row.seat), asked.basis, revising=revising)
        found.append(Table(place, target, state.goal(target), rows))
    return tuple(found), start, trouble


def from_prepared(state: UnitState, drawn: Prepared) -> tuple[Asked, tuple[Table, ...], Start]:
    """The tables as a leader's draft has them: its portions, reasons, and what its basis gave."""
    asked = Asked(basis=drawn.portions.basis, add_on=_text(drawn.add_on))
    found, start, _ = tables(state, replace(asked, basis=Basis.JUDGEMENT), revising=False)
    lines = {line.seat.id: line for line in drawn.portions.lines}
    for row in (row for table in found for row in table.rows):
        if line := lines.get(row.seat):
            share = PortionShare(seat=row.seat, amount=line.portion, rolled_up=line.rolled_up)
            start |= _portion(row, state, share, line.basis, revising=False)
            start[f"{row.place}.adjustment"] = line.reason or ""
    given = tuple(
        replace(
            table,
            rows=tuple(
                replace(row, gives=lines[row.seat].proposed) if row.seat in lines else row
                for row in table.rows
            ),
        )
        for table in found
    )
    return asked, given, start


def _shares(state: UnitState, target: str, asked: Asked) -> tuple[dict[str, PortionShare], str]:
    """What the basis gives each seat; words instead, where it gives nothing."""
    if asked.basis is Basis.JUDGEMENT:
        return {}, ""
    try:
        found = suggestions.of(
            state,
            target=target,
            basis=asked.basis,
            add_on=_money(asked.add_on, state.currency),
            add_on_percent=_number(asked.add_on_percent),
            over_assignment=_money(asked.over_assignment, state.currency),
            weights={seat: _number(w) or Decimal(0) for seat, w in (asked.weights or {}).items()},
        )
    except DomainError as refused:
        return {}, refused.detail
    except (ValueError, ValidationError) as refused:
        return {}, f"{refused}".capitalize()
    return {share.seat: share for share in found.portions}, ""


def _number(text: str) -> Decimal | None:
    return plain_decimal(text.removesuffix("%").strip()) if text else None


def _money(text: str, currency: str) -> Money | None:
    return Money.of(plain_decimal(text), currency) if text else None


def _line(place: str, target: str, asked: Asked, state: UnitState) -> Start:
    line: Start = {f"{place}.target": target, f"{place}.add_on_percent": asked.add_on_percent}
    for name, amount in (
        ("add_on", asked.add_on),
        ("over_assignment", asked.over_assignment),
        ("held", asked.held),
    ):
        line |= {f"{place}.{name}.amount": amount, f"{place}.{name}.currency": state.currency}
    return line


def _rows(
    state: UnitState, target: str, shares: Mapping[str, PortionShare], *, revising: bool
) -> list[Row]:
    before = _before(state) if revising else {}
    return [
        Row(
            place=f"portions.{number}",
            outlook=f"outlook.{number}",
            seat=seat.id,
            title=seat.title,
            owner=seat.owner,
            currency=seat.currency,
            last_year=seat.last_year,
            before=before[seat.id][0] if seat.id in before else None,
            gives=shares[seat.id].amount if seat.id in shares else None,
        )
        for number, seat in enumerate(state.seats)
        if seat.target == target
    ]


def _before(state: UnitState) -> dict[str, tuple[Money, Money]]:
    """Each seat's amount and its roll-up, as they are in force or in the version before."""
    current, running = state.current, state.running
    if current is None:
        return {}
    at_work = running is not None and running.version == current.number
    portions = running.portions if running is not None and at_work else current.portions
    return {one.seat: (one.amount, one.rolled_up) for one in portions}


def _portion(
    row: Row, state: UnitState, share: PortionShare | None, basis: Basis, *, revising: bool
) -> Start:
    amount, rolled_up = (share.amount, share.rolled_up) if share else (None, None)
    if share is None and revising and row.before is not None:
        amount, rolled_up = _before(state)[row.seat]
    place, written = row.place, f"{amount.amount:f}" if amount else ""
    return {
        f"{place}.seat": row.seat,
        f"{place}.basis": basis.value,
        f"{place}.amount.amount": written,
        f"{place}.amount.currency": row.currency,
        f"{place}.stood": written,
        f"{place}.rolled_up.amount": f"{rolled_up.amount:f}" if rolled_up else "",
        f"{place}.rolled_up.currency": state.currency,
        f"{place}.before": f"{row.before.amount:f}" if row.before else "",
    }


def prepared(kind: type[Command], form: Typed, state: UnitState | None) -> Typed:
    """The form as it is meant: a roll-up counts only for the amount that it was worked out for."""
    if kind is u.RaisePushback and form.get("accepting"):
        words = form.text("words")
        said = {"words": (f"I accept my number, with a concern: {words}",)} if words else {}
        return Typed({**form.fields, **said})
    if kind not in TABLES or state is None:
        return form
    changed: dict[str, tuple[str, ...]] = {}
    for number, _ in enumerate(state.seats):
        place = f"portions.{number}"
        amount = form.get(f"{place}.amount.amount").strip()
        if amount != form.get(f"{place}.stood"):
            changed[f"{place}.rolled_up.amount"] = ("",)
        unchanged = amount and amount == form.get(f"{place}.before")
        if kind is u.RevisePlan and unchanged and form.text(f"{place}.adjustment") is None:
            changed[f"{place}.adjustment"] = ("As in the version before.",)
    return Typed({**form.fields, **changed})
