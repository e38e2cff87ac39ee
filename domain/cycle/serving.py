"""What a goal serves of a cycle: its intent, what it is to deliver for it, and for which customers."""

from __future__ import annotations

from domain.cycle.state import CycleState


def groups_above(cycle: CycleState, deliverable: str | None, intent: str | None) -> tuple[str, ...]:
    """The customer groups of the deliverable, or else of the intent; none where there is neither."""
    parts = {one.deliverable: one.groups for one in cycle.deliverables}
    intents = {one.intent: one.groups for one in cycle.intents}
    if deliverable is not None and deliverable in parts:
        return parts[deliverable]
    return intents.get(intent, ()) if intent is not None else ()
