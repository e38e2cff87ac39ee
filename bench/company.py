"""A company of up to a thousand sellers in 150 units, the same for the same seed, as a people file."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

SEED = 2027
FIELDS = ("id", "name", "email", "manager", "unit", "unit_name", "seat", "currency", "prior_actual")
GIVEN = [
    "Aino",
    "Bashir",
    "Celia",
    "Dov",
    "Emeka",
    "Fumiko",
    "Goran",
    "Hye-jin",
    "Ilse",
    "Jorge",
    "Kamala",
    "Leif",
    "Mirela",
    "Nasrin",
    "Oskar",
    "Paloma",
    "Quentin",
    "Rania",
    "Sunil",
    "Tereza",
    "Ulrik",
    "Vesna",
    "Wanjiru",
    "Xiomara",
    "Yusuf",
    "Zofia",
    "Анна",
    "Ολγα",
    "美咲",
    "فاطمة",
]
FAMILY = [
    "Abara",
    "Brandt",
    "Castellanos",
    "Dragomir",
    "Eriksen",
    "Farkas",
    "Grünwald",
    "Haddad",
    "Ishikawa",
    "Jovanović",
    "Kowalczyk",
    "Lindholm",
    "Moreau",
    "Nakamura",
    "Ortega",
    "Pham",
    "Quiroga",
    "Rossi",
    "Sørensen",
    "Tanaka",
    "Ueda",
    "Vargas",
    "Whitlock",
    "Ximénez",
    "Yamamoto",
    "Zieliński",
    "Őry",
    "Çelik",
    "Řezníček",
    "Þórsdóttir",
    "Ng",
    "Súilleabháin",
]


@dataclass(frozen=True)
class Size:
    """Units of the three levels, the top one apart, and sellers, spread over the teams."""

    regions: int
    teams: int
    sellers: int


THOUSAND_PEOPLE = Size(regions=9, teams=140, sellers=840)
"""Leaders and the offices above them included."""

THOUSAND_SELLERS = Size(regions=9, teams=140, sellers=1_000)


@dataclass(frozen=True)
class Company:
    """`sellers` and `leaders` name people by unit; `total` is last year's control total in USD."""

    people: bytes
    total: Decimal
    leaders: dict[str, str]
    sellers: dict[str, tuple[str, ...]]
    regions: tuple[str, ...]
    teams: tuple[str, ...]

    def region_of(self, team: str) -> str:
        return self.regions[self.teams.index(team) % len(self.regions)]

    def below(self, region: str) -> tuple[str, ...]:
        return tuple(team for team in self.teams if self.region_of(team) == region)


def company(size: Size = THOUSAND_PEOPLE, seed: int = SEED) -> Company:
    """One top unit, regions below it, teams below those, and the offices above them all."""
    chance = random.Random(seed)  # noqa: S311 - the same company every time is the point
    single = [f"{given} {family}" for given, family in product(GIVEN, FAMILY)]
    double = [f"{name}-{chance.choice(FAMILY)}" for name in single[: len(single) // 4]]
    names = [*single, *double]
    chance.shuffle(names)
    rows = list(_rows(size, chance, iter(names)))
    text = io.StringIO()
    writer = csv.DictWriter(text, FIELDS)
    writer.writeheader()
    writer.writerows(rows)
    teams = tuple(f"team-{number:03}" for number in range(size.teams))
    return Company(
        people=text.getvalue().encode(),
        total=sum((Decimal(row["prior_actual"]) for row in rows if row["prior_actual"]), Decimal()),
        leaders={row["unit"]: row["id"] for row in rows if row["unit"]},
        sellers={
            team: tuple(
                row["id"] for row in rows if row["manager"] == f"lead-{team}@thousand.example"
            )
            for team in teams
        },
        regions=tuple(f"region-{number}" for number in range(size.regions)),
        teams=teams,
    )


def _rows(size: Size, chance: random.Random, names: Iterator[str]) -> Iterator[dict[str, str]]:
    def row(who: str, manager: str, **more: str) -> dict[str, str]:
        email = f"{who}@thousand.example"
        above = f"{manager}@thousand.example" if manager else ""
        blank = dict.fromkeys(FIELDS, "")
        return {**blank, "id": who, "name": next(names), "email": email, "manager": above, **more}

    yield row("ruth", "")
    yield row("vera", "ruth", unit="sales", unit_name="Sales")
    for who in ("olu", "ines", "sam", "hal", "adi", "wen", "tom", "mei", "gus"):
        yield row(who, "ruth")
    for number in range(size.regions):
        unit = f"region-{number}"
        yield row(f"lead-{unit}", "vera", unit=unit, unit_name=f"Region {number + 1}", seat=unit)
    for number in range(size.teams):
        unit, above = f"team-{number:03}", f"lead-region-{number % size.regions}"
        name = f"Team {number + 1}"
        yield row(f"lead-{unit}", above, unit=unit, unit_name=name, seat=unit)
        for seller in range(len(range(number, size.sellers, size.teams))):
            who = f"s{number:03}-{seller}"
            last = Decimal(chance.randrange(40_000_000, 240_000_000)) / 100
            yield row(who, f"lead-{unit}", seat=who, currency="USD", prior_actual=f"{last:.2f}")
