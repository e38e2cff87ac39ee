"""The one function that says whether a person may do a thing; it knows no record and no clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

Scope = Literal["own", "reports", "unit", "tree", "cycle"]
"""How far an office reaches, from what is about the person alone to the whole cycle."""

ANYONE = "anyone"
"""Whoever the service knows by name; needs no office."""

TAKES_PART = "part"
"""Whoever holds any office in the cycle."""

_WORDS = {"hr_partner": "HR partner", "former": "former member"}


@dataclass(frozen=True)
class Rule:
    """One row: what is asked, and how far each office reaches with it. Who is not there may not."""

    action: str
    grants: tuple[tuple[str, Scope], ...] = ()

    @property
    def offices(self) -> tuple[str, ...]:
        return tuple(office for office, _ in self.grants)


@dataclass(frozen=True)
class Resource:
    """What is asked about: a unit's plan, or with none the whole; `about` is the person it is of."""

    unit: str | None = None
    about: str | None = None


@dataclass(frozen=True)
class Subject:
    """A person with their offices along the tree, as they stand at the moment of the question."""

    person: str
    whole: frozenset[str] = frozenset()
    held: Mapping[str, frozenset[str]] = field(default_factory=dict)
    parents: Mapping[str, str | None] = field(default_factory=dict)

    @property
    def takes_part(self) -> bool:
        return bool(self.whole) or any(self.held.values())

    def at(self, unit: str) -> frozenset[str]:
        return self.held.get(unit, frozenset())

    @cached_property
    def anywhere(self) -> frozenset[str]:
        """The offices in the whole and in any unit: a question about each unit asks once."""
        return self.whole.union(*self.held.values())

    def upwards(self, unit: str) -> Iterable[frozenset[str]]:
        """The offices in the unit, then in each above it."""
        seen: set[str] = set()
        place: str | None = unit
        while place is not None and place not in seen:
            seen.add(place)
            if place in self.held:
                yield self.held[place]
            place = self.parents.get(place)


@dataclass(frozen=True)
class Allowed:
    """`rule` names the row, the office and its reach."""

    rule: str


@dataclass(frozen=True)
class Denied:
    """`grants` is the rule's: whose it is instead."""

    rule: str
    words: str
    grants: tuple[tuple[str, Scope], ...] = ()


Ruling = Allowed | Denied


def ruled(subject: Subject, rule: Rule, resource: Resource) -> Ruling:
    """Allowed by the first grant that reaches the resource; denied by default."""
    if (grant := granted(subject, rule, resource)) is not None:
        office, scope = grant
        return Allowed(f"{rule.action}: {told(office)}, {scope}")
    place = f" in unit {resource.unit}" if resource.unit else ""
    return Denied(
        f"{rule.action}: nobody else",
        f"{subject.person} may not do this{place}: {rule.action} is for {_who(rule)}.",
        rule.grants,
    )


def granted(subject: Subject, rule: Rule, resource: Resource) -> tuple[str, Scope] | None:
    """The first grant that reaches the resource; None is a denial, whose words nobody needs."""
    return next((one for one in rule.grants if _reaches(subject, *one, resource)), None)


def _who(rule: Rule) -> str:
    """Those a reader would turn to; a joiner is one of the members."""
    offices = [one for one in rule.offices if one != "joiner" or "member" not in rule.offices]
    return f"the {' or '.join(map(told, offices))}" if offices else "nobody"


def _reaches(subject: Subject, office: str, scope: Scope, resource: Resource) -> bool:
    if office == ANYONE:
        return scope != "own" or resource.about == subject.person
    if office == TAKES_PART:
        return subject.takes_part
    if scope == "cycle":
        return office in subject.anywhere
    if resource.unit is None or office not in subject.anywhere:
        return False
    if scope == "tree":
        return any(office in held for held in subject.upwards(resource.unit))
    return office in subject.at(resource.unit) and _concerns(subject, scope, resource)


def _concerns(subject: Subject, scope: Scope, resource: Resource) -> bool:
    if scope == "own":
        return resource.about == subject.person
    return scope == "unit" or resource.about not in {None, subject.person}


def told(office: str) -> str:
    """An office in words."""
    return _WORDS.get(office, office.replace("_", " "))
