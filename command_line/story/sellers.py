"""The people who sell, and their sittings."""

from __future__ import annotations

from dataclasses import dataclass

from command_line.story.stage import Story


@dataclass(frozen=True)
class Seller:
    person: str
    seat: str
    unit: str
    role: str


def sellers_of(story: Story, unit: str) -> tuple[Seller, ...]:
    """Whoever carries a selling seat of a unit, in the order of its seats."""
    return tuple(
        Seller(
            person=seat["owner"].text,
            seat=seat["id"].text,
            unit=unit,
            role=seat.said("role"),
        )
        for seat in story.as_("sam").plan(unit).rows("seats")
        if seat.get("owner") and not seat.get("leads")
    )


def seated(story: Story, unit: str) -> tuple[str, ...]:
    """Whoever carries a seat of a unit, a leader's among them, in the order of its seats."""
    seats = story.as_("sam").plan(unit).rows("seats")
    return tuple(dict.fromkeys(seat["owner"].text for seat in seats if seat.get("owner")))
