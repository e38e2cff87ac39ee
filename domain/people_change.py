"""Somebody joins, leaves, moves, is away or hands over a unit: what they hold, and the answer to each."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from domain.model import Value
from domain.people import Person
from domain.words import Day, Identifier, Words

Kind = Literal["joiner", "leaver", "mover", "leave", "leader"]
Choice = Literal["keep", "end", "cover until", "hand to", "take", "relieve"]
Holds = Literal[
    "lead", "seat", "vacant seat", "cover", "office", "goal", "part in a goal", "promise",
    "promised to them", "support", "factor", "item", "claim", "step", "plan line", "why-not",
    "review", "agreed action", "waiting", "seller plan",
]  # fmt: skip
KINDS: dict[Kind, str] = {
    "joiner": "joins",
    "leaver": "leaves",
    "mover": "moves to another seat",
    "leave": "is away for long",
    "leader": "hands over the unit",
}
LONGEST_ID = 300
HoldingId = Annotated[str, Field(min_length=1, max_length=LONGEST_ID)]


class Holding(Value):
    """One thing that is asked about; with a single choice it goes its way, and `words` say which."""

    id: HoldingId
    kind: Holds
    unit: Identifier | None
    words: str
    choices: tuple[Choice, ...]

    @property
    def asks(self) -> bool:
        return len(self.choices) > 1


class Answer(Value):
    """What becomes of one holding; `to` is who takes it, `until` the last day of a cover.

    To relieve is to open the amendment in which less is agreed; `until` is the day to sign it by.
    """

    holding: HoldingId
    choice: Choice
    to: Person | None = None
    until: Day | None = None
    ramp: tuple[Decimal, ...] | None = None


class Change(Value):
    """All answers of one change; given again under the same id it goes on."""

    change: Identifier
    kind: Kind
    person: Identifier
    on: Day
    reason: Words
    answers: tuple[Answer, ...] = Field(max_length=500)


def missing(change: Change, holdings: Iterable[Holding]) -> tuple[str, ...]:
    """What is asked and not answered, or answered otherwise than it can be."""
    said = {one.holding: one.choice for one in change.answers}
    return tuple(
        f"{one.id}: {one.words} ({' · '.join(one.choices)})"
        for one in holdings
        if one.asks and said.get(one.id) not in one.choices
    )
