"""The commands that a cycle begins with, none of whose deadlines is near."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from domain.cycle import commands as c
from domain.cycle.events import LevelCalendar
from domain.money import Money
from domain.people import Deadline, Document, FiscalPeriod, Person, Roles, Seat

PAPER = Document(name="Board minute", sha256="a" * 64)


def usd(amount: int) -> Money:
    return Money.of(Decimal(amount), "USD")


def start(**changed: Any) -> c.StartCycle:
    """A cycle whose year begins in the spring after next: no deadline is near."""
    now = datetime.now(UTC)
    given: dict[str, Any] = {
        "cycle": "fy27",
        "name": "Fiscal year",
        "starts_on": date(now.year + 2, 1, 1),
        "ends_on": date(now.year + 2, 12, 31),
        "currency": "USD",
        "zone": "Europe/Oslo",
        "roles": Roles(
            leader_above="ruth",
            approvers=("ruth",),
            sponsors=("olu",),
            planners=("ines",),
            administrators=("adi",),
        ),
        "periods": (
            FiscalPeriod(
                label="Q1",
                starts_on=date(now.year + 2, 1, 1),
                ends_on=date(now.year + 2, 12, 31),
                share=Decimal(100),
            ),
        ),
        "calendar": (LevelCalendar(depth=0, deadlines=deadlines(now + timedelta(days=90))),),
    }
    return c.StartCycle(**{**given, **changed})


def deadlines(first: datetime, *, step: timedelta = timedelta(days=20)) -> tuple[Deadline, ...]:
    kinds = ("proposal", "pushback", "answers", "final", "acceptance", "signing")
    loop = (Deadline(kind=kind, due_at=first + step * n) for n, kind in enumerate(kinds))
    reviews = (
        Deadline(kind="review", key=f"Q{n}", due_at=first + step * 6 + timedelta(days=90 * n))
        for n in (1, 2, 3, 4)
    )
    return (*loop, *reviews)


def people(*units: c.UnitDraft) -> c.ImportOrganisation:
    return c.ImportOrganisation(
        source=Document(name="people.csv", sha256="b" * 64), rows=3, units=units or (sales(),)
    )


def sales() -> c.UnitDraft:
    names = ("Dana", "Marco", "Ana")
    return c.UnitDraft(
        unit="sales",
        name="Sales",
        parent=None,
        leader="dana",
        currency="USD",
        people=tuple(
            Person(id=name.lower(), name=name, email=f"{name.lower()}@halden.example")
            for name in names
        ),
        seats=(
            Seat(id="north", title="North", owner="marco", currency="USD", last_year=usd(40)),
            Seat(id="south", title="South", owner="ana", currency="USD", last_year=usd(60)),
        ),
    )


def person(name: str) -> Person:
    return Person(id=name, name=name, email=f"{name}@halden.example")


def seat(name: str, **given: Any) -> Seat:
    return Seat(id=name, title=name, owner=f"{name}-owner", currency="USD", **given)


def company(*, units: int, sellers: int = 1) -> tuple[c.UnitDraft, ...]:
    """A top unit over as many others, or with as many sellers of its own."""
    below = [f"u{n}" for n in range(units)]
    seats = [seat(f"s{n}", leads=unit) for n, unit in enumerate(below)] or [
        seat(f"s{n}") for n in range(sellers)
    ]
    people = (person("dana"), *(person(f"{one.id}-owner") for one in seats))
    common: dict[str, Any] = {"currency": "USD"}
    top = c.UnitDraft(
        unit="sales", name="Sales", parent=None, leader="dana", people=people,
        seats=tuple(seats), **common,
    )  # fmt: skip
    return (
        top,
        *(
            c.UnitDraft(
                unit=unit,
                name=unit,
                parent="sales",
                leader=f"s{n}-owner",
                people=(person(f"s{n}-owner"), person(f"{unit}-seat-owner")),
                seats=(seat(f"{unit}-seat"),),
                **common,
            )
            for n, unit in enumerate(below)
        ),
    )


def goal(amount: int = 100) -> c.ConfirmPlanGoal:
    return c.ConfirmPlanGoal(amount=usd(amount), document=PAPER)


def file(number: int) -> c.RecordImport:
    source = Document(name=f"file {number}", sha256=f"{number:064x}")
    return c.RecordImport(kind="actuals", source=source, rows=1)
