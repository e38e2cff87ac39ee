"""Parts of an answer as cells and words: amounts, moments, people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rich.text import Text

from command_line.screen import moment, money, said, shown
from command_line.view import View
from domain.money import Money
from domain.naming import named, titled


def cash(view: View, key: str) -> Money | None:
    """An amount under a name, as a cell; nothing where there is none."""
    found = view.get(key)
    return None if found is None else found.money


def amount(view: View, key: str) -> str:
    """An amount under a name, in a sentence; empty where there is none."""
    return money(cash(view, key))


def when(view: View, key: str, zone: str = "UTC") -> str:
    found = view.get(key)
    return "" if found is None else moment(found.instant, zone)


def heading(text: str) -> Text:
    return Text(shown(text), style="bold")


def person(view: View, who: str) -> str:
    """`Ana Lopes (ana)`, where the plan knows them."""
    found = view.find("people", id=who)
    return f"{found['name'].text} ({who})" if found else who


@dataclass(frozen=True)
class Names:
    """Of people, units and seats, as far as an answer says them."""

    people: Mapping[str, str]
    units: Mapping[str, str]
    seats: Mapping[str, str]

    @staticmethod
    def of(view: View) -> Names:
        return Names(*(_texts(view.get(one)) for one in ("names", "unit_names", "seat_titles")))

    def person(self, who: str) -> str:
        return self.people.get(who, who)

    def unit(self, unit: str) -> str:
        return self.units.get(unit, unit)

    def said(self, words: str) -> str:
        """A sentence of the service with names in it."""
        placed = titled(titled(words, "unit", self.units), "seat", self.seats)
        return said(named(placed, self.people))


def _texts(view: View | None) -> dict[str, str]:
    return {} if view is None else {one: view[one].text for one in view.names}


def plain(word: str) -> str:
    """`granted_in_part` as it is said."""
    return word.replace("_", " ")


def cost(view: View) -> str:
    """What is asked or promised, in money and in number."""
    quantity = view.said("quantity")
    return " · ".join(one for one in (amount(view, "amount"), quantity) if one)
