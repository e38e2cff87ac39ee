"""S3-17: from the seller to the CEO, each is paid for something that the one above is paid for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from domain.incentives.state import IncentivesState


@dataclass(frozen=True)
class Link:
    """One step of the chain; `gap` says why it does not hold, `shared` by what it does."""

    person: str
    above: str
    shared: tuple[str, ...]
    gap: str | None


def link(person: str, mine: frozenset[str], above: str, theirs: frozenset[str]) -> Link:
    """How two steps hang together; an empty set is of somebody whose components nobody imported."""
    shared = tuple(sorted(mine & theirs))
    gap = None
    if not mine:
        gap = "nothing is known of what they are paid for"
    elif not theirs:
        gap = "nothing is known of what the one above is paid for"
    elif not shared:
        gap = "they are paid for nothing that the one above is paid for"
    return Link(person, above, shared, gap)


def chain(state: IncentivesState) -> Iterator[Link]:
    """Everyone who leads or answers for the company, from the top down."""
    measured = state.measured
    for person, above in state.superiors.items():
        if above is not None:
            yield link(person, measured[person], above, measured[above])
