"""A company in memory: every plan of a cycle with its clock, and commands delivered at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from domain import errors
from domain.cycle import commands as cc
from domain.cycle.decide import decide as decide_cycle
from domain.cycle.due import due as cycle_due
from domain.cycle.events import LevelCalendar
from domain.cycle.evolve import evolve as evolve_cycle
from domain.cycle.state import CycleState
from domain.due import Due, Owed
from domain.model import SYSTEM, Actor, Command, Event
from domain.money import Money
from domain.people import (
    Deadline,
    Document,
    FiscalPeriod,
    Person,
    PlanRate,
    Roles,
    Seat,
)
from domain.unit.decide import decide as decide_unit
from domain.unit.due import due as unit_due
from domain.unit.plan import UnitState
from domain.unit.state import evolve as evolve_unit

MILLION = Decimal(1_000_000)
COMPANY_FILE = Document(name="people.csv", sha256="b" * 64)
PAPER = Document(name="Board minute of 28 September", sha256="a" * 64)


def usd(millions: str) -> Money:
    return Money.of(Decimal(millions) * MILLION, "USD")


def eur(millions: str) -> Money:
    return Money.of(Decimal(millions) * MILLION, "EUR")


def on(day: str, hour: int = 9) -> datetime:
    return datetime.fromisoformat(day).replace(hour=hour, tzinfo=UTC)


class Company:
    """Gives commands as people at instants; timers fire in order before each."""

    def __init__(self) -> None:
        self.cycle: CycleState | None = None
        self.units: dict[str, UnitState] = {}
        self.record: list[tuple[str, datetime, Event]] = []
        self.delivered: set[str] = set()

    def unit(self, name: str) -> UnitState:
        return self.units[name]

    def give(self, day: str, who: str, where: str, command: Command, **actor: Any) -> list[Event]:
        at = on(day) if len(day) == 10 else datetime.fromisoformat(day).replace(tzinfo=UTC)
        self.pass_time(at)
        return self._give(at, Actor(person=who, **actor), where, command)

    def _give(self, at: datetime, by: Actor, where: str, command: Command) -> list[Event]:
        before = len(self.record)
        if where == "cycle":
            for event in decide_cycle(command, self.cycle, at=at, by=by):
                version = self.cycle.version + 1 if self.cycle else 1
                self.cycle = evolve_cycle(self.cycle, event, at=at, by=by, version=version)
                self.record.append((where, at, event))
        else:
            state = self.units.get(where)
            for event in decide_unit(command, state, at=at, by=by):
                version = state.version + 1 if state else 1
                state = evolve_unit(state, event, at=at, by=by, version=version)
                self.record.append((where, at, event))
            assert state is not None
            self.units[where] = state
        events = [event for _, _, event in self.record[before:]]
        self._deliver(at)
        return events

    def _deliver(self, at: datetime) -> None:
        while owed := self._next_owed():
            stream, one = owed
            self.delivered.add(one.command_id(stream))
            where = "cycle" if one.aggregate == "cycle" else one.to
            with suppress(errors.NothingToDo):
                self._give(at, SYSTEM, where, one.command)

    def _dues(self) -> Iterator[tuple[str, Due]]:
        if self.cycle is not None:
            yield "cycle", cycle_due(self.cycle)
        for name, state in self.units.items():
            yield name, unit_due(state)

    def _next_owed(self) -> tuple[str, Owed] | None:
        for stream, due in self._dues():
            for one in due.commands:
                if one.command_id(stream) not in self.delivered:
                    return stream, one
        return None

    def pass_time(self, until: datetime) -> None:
        """Every timer that is due before an instant, in the order of their instants."""
        while True:
            timers = [
                (timer.at, name, timer)
                for name, due in self._dues()
                for timer in due.timers
                if timer.at <= until
            ]
            if not timers:
                return
            at, name, timer = min(timers, key=lambda row: (row[0], row[1], row[2].key))
            assert self._give(at, SYSTEM, name, timer.command)

    def fold(self, where: str, at: datetime, event: Event) -> None:
        """A recorded event, as somebody's; who acted is not folded into what is compared."""
        by = Actor(person="dana")
        if where == "cycle":
            version = self.cycle.version + 1 if self.cycle else 1
            self.cycle = evolve_cycle(self.cycle, event, at=at, by=by, version=version)
        else:
            state = self.units.get(where)
            version = state.version + 1 if state else 1
            self.units[where] = evolve_unit(state, event, at=at, by=by, version=version)

    def happened(self, kind: type[Event], where: str | None = None) -> list[Any]:
        return [
            event
            for place, _, event in self.record
            if isinstance(event, kind) and where in {None, place}
        ]


# ── the Halden company of the story ───────────────────────────────────────────────────────


def person(name: str) -> Person:
    return Person(id=name.lower(), name=name, email=f"{name.lower()}@halden.example")


def region(
    unit: str, leader: str, currency: str, sellers: dict[str, tuple[str, str | None]]
) -> cc.UnitDraft:
    money = usd if currency == "USD" else eur
    return cc.UnitDraft(
        unit=unit,
        name=unit.title(),
        parent="sales",
        leader=leader,
        currency=currency,
        people=(
            person(leader.title()),
            *(person(owner.title()) for _, owner in sellers.values() if owner),
        ),
        seats=tuple(
            Seat(id=seat, title=seat.title(), owner=owner, currency=currency, last_year=money(last))
            for seat, (last, owner) in sellers.items()
        ),
    )


TOP = cc.UnitDraft(
    unit="sales",
    name="Sales",
    parent=None,
    leader="dana",
    currency="USD",
    people=tuple(
        person(one) for one in ("Dana", "Marco", "Ana", "Kenji", "Priya", "Ruth", "Olu", "Wen", "Tom")
    ),
    seats=(
        Seat(id="americas", title="Americas", owner="marco", currency="USD", leads="americas",
             last_year=usd("40.0")),
        Seat(id="emea", title="EMEA", owner="ana", currency="EUR", leads="emea",
             last_year=eur("22.0")),
        Seat(id="apac", title="APAC", owner="kenji", currency="USD", leads="apac",
             last_year=usd("12.0")),
        Seat(id="key", title="Key Accounts", owner="priya", currency="USD", leads="key",
             last_year=usd("13.8")),
    ),
)  # fmt: skip

UNITS = (
    TOP,
    region("americas", "marco", "USD", {"boston": ("20.0", "theo"), "austin": ("20.0", "lena")}),
    region("emea", "ana", "EUR", {"paris": ("11.0", "luc"), "milan": ("10.22", "gia"),
                                  "nordics": ("0.78", None)}),
    region("apac", "kenji", "USD", {"tokyo": ("6.0", "yui"), "sydney": ("6.0", "max")}),
    region("key", "priya", "USD", {"global": ("13.8", "noor")}),
)  # fmt: skip

ROLES = Roles(
    leader_above="ruth",
    approvers=("ruth", "olu"),
    executives=("wen", "tom"),
    sponsors=("olu",),
    planners=("ines",),
    hr_partners=("hal",),
    auditors=("sam",),
    administrators=("adi",),
)

YEAR = 2027
QUARTERS = (
    FiscalPeriod(label="Q1", starts_on=date(YEAR, 1, 1), ends_on=date(YEAR, 3, 31), share=Decimal(22)),
    FiscalPeriod(label="Q2", starts_on=date(YEAR, 4, 1), ends_on=date(YEAR, 6, 30), share=Decimal(25)),
    FiscalPeriod(label="Q3", starts_on=date(YEAR, 7, 1), ends_on=date(YEAR, 9, 30), share=Decimal(24)),
    FiscalPeriod(label="Q4", starts_on=date(YEAR, 10, 1), ends_on=date(YEAR, 12, 31), share=Decimal(29)),
)  # fmt: skip

REVIEWS = (
    Deadline(kind="review", key="Q1", due_at=on("2027-04-16", 17)),
    Deadline(kind="review", key="Q2", due_at=on("2027-07-16", 17)),
    Deadline(kind="review", key="Q3", due_at=on("2027-10-15", 17)),
    Deadline(kind="review", key="Q4", due_at=on("2028-01-21", 17)),
)
CALENDAR = (
    LevelCalendar(
        depth=0,
        deadlines=(
            Deadline(kind="proposal", due_at=on("2026-11-03", 17)),
            Deadline(kind="pushback", due_at=on("2026-11-16", 17)),
            Deadline(kind="answers", due_at=on("2026-11-24", 17)),
            Deadline(kind="final", due_at=on("2026-11-30", 17)),
            Deadline(kind="acceptance", due_at=on("2026-12-04", 17)),
            Deadline(kind="signing", due_at=on("2026-12-18", 17)),
            *REVIEWS,
        ),
    ),
    LevelCalendar(
        depth=1,
        deadlines=(
            Deadline(kind="proposal", due_at=on("2026-12-21", 17)),
            Deadline(kind="signing", due_at=on("2027-01-15", 17)),
            *REVIEWS,
        ),
    ),
)

START = cc.StartCycle(
    cycle="fy27",
    name="Fiscal year 2027",
    starts_on=date(YEAR, 1, 1),
    ends_on=date(YEAR, 12, 31),
    currency="USD",
    zone="America/New_York",
    rates=(PlanRate(currency="EUR", rate=Decimal("1.10")),),
    roles=ROLES,
    periods=QUARTERS,
    calendar=CALENDAR,
)

WEEK = timedelta(days=7)
