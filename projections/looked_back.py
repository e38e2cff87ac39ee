"""A unit's look-back: team, people and hand-offs, each why-not with its plan and where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from domain.model import Value
from domain.money import Percent, mean
from domain.unit.lookback.values import Item, YearBefore
from domain.unit.plan import UnitState
from domain.words import Identifier, Instant, Name


class Scored(Value):
    """The mean of one group's scores; `latest` is where its items stand now."""

    of: str
    items: int
    percent: Percent | None
    latest: Percent | None


class LookedBack(Value):
    """Nothing was begun where there is no `year`; `before` came over from its closed cycle.

    `restated` is whether facts of that year were corrected after it was closed.
    """

    year: Name | None = None
    begun_at: Instant | None = None
    closed_at: Instant | None = None
    team: tuple[Scored, ...] = ()
    people: tuple[Scored, ...] = ()
    handoffs: tuple[Scored, ...] = ()
    items: tuple[Item, ...] = ()
    without_plan: tuple[Identifier, ...] = ()
    still_open: tuple[Identifier, ...] = ()
    before: YearBefore | None = None
    restated: bool = False


def of(state: UnitState) -> LookedBack:
    """As it stands; an empty one before it is begun."""
    found = state.look_back
    if found is None:
        return LookedBack()
    judged = [one for one in found.items if one.aspect != "handoff"]
    return LookedBack(
        year=found.year,
        begun_at=found.begun_at,
        closed_at=found.closed_at,
        team=_grouped((one.aspect, one) for one in judged if one.person is None),
        people=_grouped((one.person, one) for one in judged if one.person is not None),
        handoffs=_grouped((one.function, one) for one in found.items if one.function is not None),
        items=found.items,
        without_plan=tuple(one.id for one in found.items if one.short and one.plan is None),
        still_open=tuple(one.id for one in found.open_items),
        before=state.year_before,
        restated=state.year_before is not None and state.year_before.is_restated,
    )


def _grouped(found: Iterable[tuple[str, Item]]) -> tuple[Scored, ...]:
    groups: dict[str, list[Item]] = {}
    for name, item in found:
        groups.setdefault(name, []).append(item)
    return tuple(_scored(name, items) for name, items in groups.items())


def _scored(of: str, items: Sequence[Item]) -> Scored:
    return Scored(
        of=of,
        items=len(items),
        percent=mean((one.percent for one in items), places=1),
        latest=mean((one.latest for one in items), places=1),
    )
