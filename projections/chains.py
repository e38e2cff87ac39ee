"""The chain that led to an event: what it answers, what that answers, back to where it began."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from domain.cycle import events as c
from domain.model import Event
from domain.unit import events as u
from projections import traces
from projections.traces import THE_VERSION, Trace

PROPOSED_BY: Final[dict[type[Event], type[Event]]] = {
    c.RuleChangeAgreed: c.RuleChangeProposed,
    c.RolesChanged: c.RolesProposed,
}


def of_plan(trace: Trace, version: int, seat: str | None = None) -> dict[int, tuple[int, ...]]:
    """The event and all that led to it in its plan, by version, each with those that it answers.

    With a seat, a revision answers only what its change of that seat's portion cites.
    """
    answered: dict[int, tuple[int, ...]] = {}
    waiting = [version]
    while waiting:
        one = waiting.pop()
        if one not in answered:
            answered[one] = tuple(_causes(trace, one, seat))
            waiting += answered[one]
    return answered


def _causes(trace: Trace, version: int, seat: str | None) -> Iterator[int]:
    event = trace.happened[version - 1].event
    if seat is None or not isinstance(event, u.PlanRevised):
        yield from trace.causes[version - 1]
        return
    cited = {cause for one in event.changes if one.seat == seat for cause in one.causes}
    for cause in trace.causes[version - 1]:
        if {THE_VERSION, *cited} & set(traces.given(trace.happened[cause - 1].event)):
            yield cause


def proposal_of(events: tuple[Event, ...]) -> int | None:
    """Of a cycle's events, the version of the proposal to which the last one agrees."""
    last = events[-1]
    kind = PROPOSED_BY.get(type(last))
    if kind is None:
        return None
    change = getattr(last, "change", None)
    for version, one in enumerate(events[:-1], start=1):
        if isinstance(one, kind) and getattr(one, "change", None) == change:
            return version
    return None
