"""Who has no part in a unit's plan any more, as the culture is told of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from domain.unit import commands as c
from projections import circle_people, departures
from tests.domain import cultures
from tests.domain import stages as s
from tests.domain.company import person
from tests.domain.given import Plan, sentences

LEFT = date(2027, 4, 30)


def hands_over(seat: str, successor: str | None = None) -> c.HandOverSeat:
    follows = person(successor) if successor else None
    return c.HandOverSeat(seat=seat, successor=follows, left_on=LEFT)


def leads(successor: str) -> c.ReplaceLeader:
    return c.ReplaceLeader(successor=person(successor), acts_from=date(2027, 3, 1))


def back() -> Plan:
    """Marco's seat is given to Marco again."""
    plan = s.settled().by("hana", hands_over("americas"))
    return plan.by("dana", c.FillSeat(seat="americas", person=person("marco"), joins_on=LEFT))


def filled(*people: str) -> Plan:
    """Each in turn is asked to sign for the vacant seat."""
    plan = s.settled().on("2027-03-01")
    for one in people:
        plan.by("dana", c.FillSeat(seat="nordics", person=person(one), joins_on=LEFT))
    return plan


LEAVES: list[tuple[str, Callable[[], Plan], dict[str, str]]] = [
    ("nobody where no seat changed hands", s.settled, {}),
    ("who handed their seat over, from the day after", lambda: s.settled().by(
        "hana", hands_over("americas")), {"marco": "2027-05-01"}),
    ("also while somebody is asked to sign for it", lambda: s.settled().by(
        "hana", hands_over("americas", "sofia")), {"marco": "2027-05-01"}),
    ("nobody who is asked to sign for a seat again", back, {}),
    ("who led, where somebody else does", lambda: s.settled().by("system", leads("sofia")),
     {"dana": "2027-03-01"}),
    ("who was asked to join, where another is asked since", lambda: filled("lena", "mika"),
     {"lena": "2027-03-01"}),
    ("nobody who is asked to join after all", lambda: filled("lena", "mika", "lena"),
     {"mika": "2027-03-01"}),
    ("nobody who leads from here", lambda: s.settled().by("hana", hands_over("americas")).by(
        "system", leads("marco")), {"dana": "2027-03-01"}),
]  # fmt: skip


@sentences("stage expected", LEAVES)
def test_a_departure_is(stage: Callable[[], Plan], expected: dict[str, str]) -> None:
    rows = departures.rows(stage().state)
    assert {one: row["since"] for one, row in rows.items()} == expected


def test_everyone_of_a_culture_has_a_row_for_each_place_until_it_is_closed() -> None:
    rows = circle_people.rows(cultures.opened().state)
    assert {(row["unit"], row["person"], row["leads"]) for row in rows.values()} == {
        ("halden", "dana", True), ("halden", "marco", False), ("halden", "kenji", False),
        ("americas", "marco", True), ("americas", "bea", False), ("americas", "carl", False),
    }  # fmt: skip
    assert circle_people.rows(cultures.closed().state) == {}
