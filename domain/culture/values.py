"""The value objects of a cycle's culture."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from domain.model import Value
from domain.words import Identifier, Name

THE_VALUES = 3
"""How many values a sales organisation decides on (S2-09)."""


class Circle(Value):
    """The people of one unit, by their ids, and who leads them."""

    unit: Identifier
    parent: Identifier | None
    leader: Identifier
    people: tuple[Identifier, ...]


class ChosenValue(Value):
    """A value with the behaviours by which it is seen; both are the company's words, not a person's."""

    value: Identifier
    name: Name
    behaviours: Annotated[tuple[Name, ...], Field(min_length=1, max_length=7)]


class Expectation(Value):
    """What is expected of everyone, by which it is measured, and in which review it is looked at."""

    expectation: Identifier
    words: Name
    measure: Name | None = None
    review: Name | None = None
