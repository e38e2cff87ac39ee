"""Halden Instruments as the story has it: its files, units, people and calendar."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

from pydantic import JsonValue

from command_line.amounts import parse_money
from command_line.cycle import OFFICES, offices
from command_line.view import Unexpected
from domain.money import Money
from domain.people import Document, Person
from files.problems import Problems
from files.roles import read_roles

FOLDER = Path(__file__).parents[2] / "examples" / "halden"
ZONE = "America/New_York"
TOP = "sales"
REGIONS = ("americas", "emea", "apac", "key")
LEADERS = {"americas": "marco", "emea": "ana", "apac": "kenji", "key": "priya"}
DIRECTORS = tuple(LEADERS.values())
MAIN = ("dana", *DIRECTORS, "olu", "ruth", "ines", "sam")
EUR_RATE = Decimal("1.10")
YEAR = "2027-01-01"
HOLIDAYS = ("2026-12-24", "2026-12-25", "2026-12-31", "2027-01-01")
MIKA = Person(id="mika", name="Mika Lehtonen", email="mika@halden.example")
SOFIA = Person(id="sofia", name="Sofia Marchetti", email="sofia@halden.example")
Day = Callable[[str], date]
"""The day on which one of the story's is played."""


def usd(millions: str) -> Money:
    return parse_money(f"{millions}M USD")


def eur(millions: str) -> Money:
    return parse_money(f"{millions}M EUR")


def content(name: str) -> bytes:
    return (FOLDER / name).read_bytes()


def main_people() -> tuple[tuple[str, str, str], ...]:
    """Those whose eyes show the most of a year: id, e-mail and name of each."""
    rows = csv.DictReader(io.StringIO(content("people.csv").decode()))
    named = {row["id"]: (row["id"], row["email"], row["name"]) for row in rows}
    return tuple(named[one] for one in MAIN)


def board_minute() -> Document:
    name = "board-minute.txt"
    return Document(name=name, sha256=hashlib.sha256(content(name)).hexdigest())


def roles() -> JsonValue:
    """The offices of `roles.csv`; Ruth is above the top unit's leader."""
    file = content("roles.csv")
    people = {row["person"]: "" for row in csv.DictReader(io.StringIO(file.decode()))}
    read = read_roles("roles.csv", file, people=people, roles=OFFICES)
    if isinstance(read, Problems):
        raise Unexpected(str(read.problems[0]))
    held = tuple((line.role, line.person) for line in read.lines)
    return {"leader_above": "ruth", **offices(held)}


def short_form(cycle: str, day: Day) -> dict[str, JsonValue]:
    """What is said of the cycle; the service works its calendar back from the last day."""
    first = day(YEAR)
    name = "Fiscal year 2027" if str(first) == YEAR else f"The year from {first:%-d %B %Y}"
    return {
        "cycle": cycle,
        "name": name,
        "starts_on": str(first),
        "signed_by": str(day("2026-12-18")),
        "currency": "USD",
        "zone": ZONE,
        "roles": roles(),
        "rates": [{"currency": "EUR", "rate": "1.10"}],
        "shares": ["22", "24", "25", "29"],
        "levels_below": 1,
        "working": {"holidays": [str(day(one)) for one in HOLIDAYS]},
        "rehearsal": True,
    }


def sellers_form(cycle: str, day: Day) -> dict[str, JsonValue]:
    """Units of sellers run the short loop, in the fortnight after the holidays."""
    windows: JsonValue = {
        "pushback_days": 4, "answer_days": 1, "revision_days": 1,
        "acceptance_days": 1, "signing_days": 5,
    }  # fmt: skip
    return {
        **short_form(cycle, day),
        "signed_by": str(day("2027-01-15")),
        "levels_below": 0,
        "windows": windows,
    }
