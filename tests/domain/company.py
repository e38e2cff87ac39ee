"""A small company: Dana below Ruth leads four seats, one vacant; Marco leads sellers below.

Amounts are in millions, in the currency that the name says.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from domain.money import Money
from domain.people import Deadline, Document, FiscalPeriod, Person, PlanRate, Roles, Seat
from domain.policy import Policy
from domain.unit import commands as c

MILLION = Decimal(1_000_000)
PAPER = Document(name="Board minute of 28 September", sha256="a" * 64)
FILE = Document(name="actuals-2027-q1.csv", sha256="c" * 64)


def usd(millions: str) -> Money:
    return Money.of(Decimal(millions) * MILLION, "USD")


def eur(millions: str) -> Money:
    return Money.of(Decimal(millions) * MILLION, "EUR")


def on(day: str) -> datetime:
    """Nine in the morning, UTC, of a day; or the very instant, when it has a time."""
    moment = datetime.fromisoformat(day).replace(tzinfo=UTC)
    return moment if "T" in day else moment.replace(hour=9)


def person(name: str) -> Person:
    return Person(id=name, name=name.title(), email=f"{name}@halden.example")


def seat(name: str, owner: str | None, currency: str = "USD", **more: Any) -> Seat:
    return Seat(id=name, title=name.title(), owner=owner, currency=currency, **more)


ROLES = Roles(
    leader_above="ruth",
    approvers=("olu", "ruth"),
    executives=("sven",),
    sponsors=("olu",),
    planners=("ines",),
    hr_partners=("hana",),
    auditors=("sam",),
    administrators=("ada",),
)
RATES = (PlanRate(currency="EUR", rate=Decimal("1.10")),)
PERIODS = tuple(
    FiscalPeriod(
        label=label,
        starts_on=date.fromisoformat(first),
        ends_on=date.fromisoformat(last),
        share=Decimal(share),
    )
    for label, first, last, share in (
        ("Q1", "2027-01-01", "2027-03-31", "22"),
        ("Q2", "2027-04-01", "2027-06-30", "24"),
        ("Q3", "2027-07-01", "2027-09-30", "25"),
        ("Q4", "2027-10-01", "2027-12-31", "29"),
    )
)
DEADLINES = (
    Deadline(kind="proposal", due_at=on("2026-11-09")),
    Deadline(kind="pushback", due_at=on("2026-11-16")),
    Deadline(kind="answers", due_at=on("2026-11-24")),
    Deadline(kind="final", due_at=on("2026-11-30")),
    Deadline(kind="acceptance", due_at=on("2026-12-07")),
    Deadline(kind="signing", due_at=on("2026-12-18")),
    *(
        Deadline(kind="review", key=label, due_at=on(day))
        for label, day in (
            ("Q1", "2027-04-15"),
            ("Q2", "2027-07-15"),
            ("Q3", "2027-10-15"),
            ("Q4", "2028-01-14"),
        )
    ),
)
SEATS = (
    seat("americas", "marco", last_year=usd("40"), potential=usd("60"), leads="americas"),
    seat("emea", "ana", "EUR", last_year=eur("22"), potential=eur("30"), leads="emea"),
    seat("apac", "kenji", last_year=usd("12"), potential=usd("20")),
    seat("nordics", None, "EUR", last_year=eur("0.8"), potential=eur("1")),
)
EVERYONE = ("dana", "marco", "ana", "kenji", "ruth", "olu", "sven", "ines", "hana", "lena", "sam")
OPEN_GOAL = c.SetGoal(
    target="revenue", amount=usd("100"), standing="confirmed", confirmed_by="olu", document=PAPER
)
"""The plan goal, by finance with its document."""


def halden(**changed: Any) -> c.OpenUnitPlan:
    """The top unit; every field can be another."""
    facts = {
        "cycle": "fy27",
        "unit": "halden",
        "name": "Halden Instruments",
        "parent": None,
        "leader": "dana",
        "currency": "USD",
        "people": tuple(map(person, EVERYONE)),
        "seats": SEATS,
        "rates": RATES,
        "roles": ROLES,
        "policy": Policy(),
        "deadlines": DEADLINES,
        "periods": PERIODS,
        "zone": "America/New_York",
    }
    return c.OpenUnitPlan(**{**facts, **changed})


def americas(**changed: Any) -> c.OpenUnitPlan:
    """Sellers below Marco: the short loop."""
    facts: dict[str, Any] = {
        "unit": "americas",
        "name": "Americas",
        "parent": "halden",
        "leader": "marco",
        "people": tuple(map(person, ("marco", "bea", "dev", "dana", "olu"))),
        "seats": (
            seat("boston", "bea", last_year=usd("25"), role="hunter"),
            seat("dallas", "dev", last_year=usd("15"), role="farmer"),
        ),
        "roles": ROLES.model_copy(update={"leader_above": "dana", "executives": ()}),
    }
    return halden(**{**facts, **changed})
