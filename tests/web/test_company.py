"""A checked people file as units, and numbers rolled up its tree."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from api import company as small
from api import eur, usd

from domain.cycle.events import UnitDefined
from files.organisation import OrganisationDraft
from files.people import read_people
from web.company import rolled_up, units_of

RATES = {"EUR": Decimal("1.10")}
HALDEN = Path(__file__).parents[2] / "examples" / "halden" / "people.csv"
UNITS = tuple(UnitDefined(**dict(unit)) for unit in small().units)


def test_a_seat_that_leads_has_the_sum_of_those_below_in_its_own_currency() -> None:
    sold = {"north": usd("15.40"), "paris": eur("5.00"), "oslo": eur("0.50")}

    found = rolled_up(UNITS, sold, RATES)

    assert found == {
        "sales": {"north": usd("15.40"), "emea": eur("5.50")},
        "emea": {"paris": eur("5.00"), "oslo": eur("0.50")},
    }


def test_a_unit_of_which_nothing_is_known_is_left_out() -> None:
    assert rolled_up(UNITS, {"north": usd(1)}, RATES) == {"sales": {"north": usd(1)}}
    assert rolled_up(UNITS, {}, RATES) == {}


def test_everybody_is_known_in_the_unit_they_report_into() -> None:
    draft = read_people("people.csv", HALDEN.read_bytes(), currency="USD", rates=RATES)
    assert isinstance(draft, OrganisationDraft)

    units = {unit.unit: unit for unit in units_of(draft)}

    members = {name: {person.id for person in unit.people} for name, unit in units.items()}
    assert {"marco", "ana", "kenji", "priya", "dana"} <= members["sales"]
    assert {"ruth", "olu", "ines", "sam"} <= members["sales"]
    assert {"sofia", "theo", "marco"} <= members["americas"]
    assert sum(len(unit.seats) for unit in units.values()) == 52
    assert {person for names in members.values() for person in names} == {
        person.id for person in draft.people
    }
    (nordics,) = [seat for seat in units["emea"].seats if seat.id == "nordics"]
    assert nordics.owner is None
