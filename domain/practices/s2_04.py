"""S2-04: what sales must deliver is said for each strategic intent; an intent without it is named."""

from __future__ import annotations

from collections.abc import Iterator

from domain.cycle.events import IntentStated
from domain.cycle.state import CycleState
from domain.practices.rule import Gap

PRACTICE = "S2-04"


def undelivered(cycle: CycleState) -> tuple[IntentStated, ...]:
    """The intents for which nothing is to be delivered."""
    served = {one.intent for one in cycle.deliverables}
    return tuple(one for one in cycle.intents if one.intent not in served)


def missing(cycle: CycleState) -> Iterator[Gap]:
    """A gap for each of them, or for an announced cycle without intents; none where it is off."""
    if cycle.policy.mode(PRACTICE) == "off":
        return
    if cycle.announced_at is not None and not cycle.intents:
        yield Gap("nothing is to be delivered: the cycle has no strategic intent")
    for one in undelivered(cycle):
        yield Gap(f"nothing is to be delivered for the intent {one.intent}", one.stated_by)
