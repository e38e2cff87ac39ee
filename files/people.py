"""A people file into the company it states: everyone, the units they lead, the seats in them.

Three columns are enough (name, email, manager): whoever has reports leads a unit, and everyone
who reports to someone holds a seat in that person's unit. A `unit` column says instead who leads
one, and a `seat` column who carries a portion; the others are people without a number.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from domain.money import Money
from files.amounts import control_total, tie_out
from files.known import NOBODY, Known
from files.organisation import OrganisationDraft, PersonDraft
from files.problems import Problem, Problems
from files.read import read_table
from files.reporting import Line, reporting_lines, top_down
from files.seats import seat_drafts
from files.units import unit_drafts, units_led

REQUIRED = ("name", "email", "manager")
OPTIONAL = (
    *("id", "title", "unit", "unit_name", "seat", "vacant", "role"),
    *("currency", "prior_actual", "potential", "target"),
)


def read_people(
    file: str,
    content: bytes,
    *,
    currency: str,
    rates: Mapping[str, Decimal],
    control: Money | None = None,
    sheet: str | None = None,
    known: Known = NOBODY,
) -> OrganisationDraft | Problems:
    """The company in a people file, or every problem that keeps it from being one.

    `currency` is the cycle's and that of the top unit; a seat without a currency has that of its
    unit's leader. `rates` are plan rates. `control` is the total of `prior_actual` over the seats
    that sell, entered beside the file; it must tie out to the minor unit. `known` is everybody the
    organisation ever had: who is there again keeps their id.
    """
    table = read_table(file, content, required=REQUIRED, optional=OPTIONAL, sheet=sheet)
    if isinstance(table, Problems):
        return table
    lines, problems = reporting_lines(table, known)
    if problems:
        return Problems.of(problems)
    ordered = top_down(lines)
    units = units_led(table, ordered, problems)
    seats = seat_drafts(table, ordered, units, currency=currency, rates=rates, problems=problems)
    if problems:
        return Problems.of(problems)
    draft = OrganisationDraft(
        file=file,
        sha256=table.sha256,
        people=tuple(_person(line) for line in lines if not line.vacant),
        units=unit_drafts(units, seats, currency, rates),
    )
    off = _off(draft, control, currency, rates) if control else ()
    return Problems.of(off) if off else draft


def _person(line: Line) -> PersonDraft:
    return PersonDraft(
        id=line.id,
        name=line.name,
        email=line.email,
        manager=line.manager,
        title=line.title or None,
    )


def _off(
    draft: OrganisationDraft, control: Money, currency: str, rates: Mapping[str, Decimal]
) -> tuple[Problem, ...]:
    amounts = [seat.prior_year for seat in draft.selling_seats if seat.prior_year is not None]
    if len(amounts) < len(draft.selling_seats):
        remedy = "there is no prior_actual to add up: add the column, or enter no control total"
        return (Problem(file=draft.file, column="prior_actual", remedy=remedy),)
    found = control_total(amounts, currency, rates)
    return tie_out(draft.file, entered=control, found=found)
