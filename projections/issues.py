"""The register of issues: every item that was answered, how, by whom and why (S0-15)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from domain.model import Value
from domain.unit import values as v
from domain.unit.plan import Item, UnitState
from domain.words import Instant


class Issue(Value):
    """One answered item; `factors` are the key success factors that take it up (S0-16)."""

    unit: str
    item: str
    version: int
    person: str
    seat: str | None
    kind: v.ItemKind
    words: str
    raised_at: Instant
    outcome: v.Outcome
    decider: str
    decided_at: Instant
    seconds: int
    reason: str
    contested: str | None
    view: str | None
    factors: tuple[v.Factor, ...]


def of(states: Sequence[UnitState]) -> tuple[Issue, ...]:
    """The issues of these units, in the order in which they were decided."""
    found = (issue for state in states for issue in _issues(state))
    return tuple(sorted(found, key=lambda one: (one.decided_at, one.unit, one.item)))


def _issues(state: UnitState) -> Iterator[Issue]:
    for item in state.items:
        taken = seconds(item)
        if item.outcome and item.answered_by and item.answered_at and taken is not None:
            yield Issue(
                unit=state.unit,
                item=item.id,
                version=item.version,
                person=item.person,
                seat=item.seat,
                kind=item.kind,
                words=item.words,
                raised_at=item.raised_at,
                outcome=item.outcome,
                decider=item.answered_by,
                decided_at=item.answered_at,
                seconds=taken,
                reason=item.reason or "",
                contested=item.contested,
                view=item.view,
                factors=tuple(one for one in state.factors if item.id in one.items),
            )


def seconds(item: Item) -> int | None:
    """How long an item waited for its answer, in whole seconds; None while it waits (S0-14)."""
    if item.answered_at is None:
        return None
    return int((item.answered_at - item.raised_at).total_seconds())


def mean_seconds(items: Iterable[Item]) -> int | None:
    """The mean of these items' waits, rounded down; None where nothing is answered."""
    taken = [one for item in items if (one := seconds(item)) is not None]
    return sum(taken) // len(taken) if taken else None
