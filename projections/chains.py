"""The chain that led to an event: what it answers, what that answers, back to where it began."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from domain.culture import events as e
from domain.custody import events as k
from domain.cycle import events as c
from domain.model import Event
from domain.seller import events as s
from domain.unit import events as u
from projections import traces
from projections.traces import THE_VERSION, Trace

ANSWERS: Final[dict[type[Event], tuple[type[Event], str | None]]] = {
    c.RuleChangeAgreed: (c.RuleChangeProposed, "change"),
    c.RolesChanged: (c.RolesProposed, "change"),
    k.HoldReleaseAsked: (k.HoldPlaced, "hold"),
    k.HoldReleased: (k.HoldReleaseAsked, "hold"),
    k.RetentionChanged: (k.RetentionProposed, "change"),
    k.ErasureWithdrawn: (k.ErasureAsked, "person"),
    k.PersonErased: (k.ErasureAsked, "person"),
    k.ErasureCompleted: (k.PersonErased, "person"),
    s.SellerPlanPresented: (s.SellerPlanSubmitted, "version"),
    s.SellerPlanRated: (s.SellerPlanPresented, "version"),
    s.SellerPlanAgreed: (s.SellerPlanPresented, "version"),
    s.SellerPlanReturned: (s.SellerPlanSubmitted, "version"),
    s.SellerReviewConfirmed: (s.SellerReviewHeld, "period"),
    s.PromiseReported: (s.PromiseMade, None),
    e.CultureAcknowledged: (e.CulturePublished, "edition"),
}
"""What an event outside of a unit's plan answers: the last before it of a type that has the same in a field."""


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


def of_stream(events: Sequence[Event], version: int) -> dict[int, tuple[int, ...]]:
    """An event of any other stream and all that led to it there, by version, as of a plan."""
    answered: dict[int, tuple[int, ...]] = {}
    waiting: int | None = version
    while waiting is not None:
        before = _answered(events, waiting)
        answered[waiting] = () if before is None else (before,)
        waiting = before
    return answered


def _answered(events: Sequence[Event], version: int) -> int | None:
    event = events[version - 1]
    if type(event) not in ANSWERS:
        return None
    kind, field = ANSWERS[type(event)]
    for earlier in range(version - 1, 0, -1):
        one = events[earlier - 1]
        if isinstance(one, kind) and _named(one, field) == _named(event, field):
            return earlier
    return None


def _named(event: Event, field: str | None) -> object:
    """What an event is about; a promise is made with what it later is named by."""
    if isinstance(event, s.PromiseMade):
        return event.promise.id
    return getattr(event, field or "promise")
