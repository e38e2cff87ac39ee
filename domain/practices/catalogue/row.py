"""One practice as the catalogue lists it: what it asks, of which kind it is, and what does it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["gate", "warning", "recorded", "view", "soft"]

KINDS: dict[str, Kind] = {
    "G": "gate",
    "W": "warning",
    "R": "recorded",
    "V": "view",
    "S": "soft",
}


@dataclass(frozen=True)
class Practice:
    """`acts` are the commands, events, rules and read models that do it; without any it is not built.

    `parameters` are fields of the cycle's policy. A soft practice prompts or records; nobody is
    ever scored by it.
    """

    id: str
    title: str
    kinds: tuple[Kind, ...]
    acts: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()

    @property
    def built(self) -> bool:
        return bool(self.acts)


def row(id: str, kinds: str, title: str, acts: str = "", parameters: str = "") -> Practice:  # noqa: A002 - what it is
    """A line of the catalogue, its lists written as words."""
    return Practice(
        id,
        title,
        tuple(KINDS[one] for one in kinds),
        tuple(acts.split()),
        tuple(parameters.split()),
    )
