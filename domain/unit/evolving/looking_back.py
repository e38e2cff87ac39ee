"""The look-back: scores, plans to 100 % and how far they have come."""

from __future__ import annotations

from typing import Any

from domain.unit.evolving.change import Moment, change, swapped
from domain.unit.lookback import events as b
from domain.unit.lookback.carrying import filled
from domain.unit.lookback.values import Item, LookBack, Report, ToHundred
from domain.unit.plan import UnitState


@change.register
def _begun(event: b.LookBackBegun, state: UnitState, moment: Moment) -> UnitState:
    begun = LookBack(year=event.year, begun_at=moment.at)
    return state.model_copy(update={"look_back": begun})


def _looked(state: UnitState, **update: Any) -> UnitState:
    if state.look_back is None:
        return state
    return state.model_copy(update={"look_back": state.look_back.model_copy(update=update)})


def _items(state: UnitState) -> tuple[Item, ...]:
    return state.look_back.items if state.look_back is not None else ()


def _put(state: UnitState, item: Item) -> UnitState:
    items = _items(state)
    before = next((one for one in items if one.id == item.id), None)
    if before is None:
        return _looked(state, items=(*items, item))
    return _looked(state, items=swapped(items, before, item.scored_over(before)))


def _with(state: UnitState, item: str, **update: Any) -> UnitState:
    items = tuple(one.model_copy(update=update) if one.id == item else one for one in _items(state))
    return _looked(state, items=items)


@change.register
def _scored(event: b.LookBackScored, state: UnitState, _moment: Moment) -> UnitState:
    said = {name: value for name, value in event if name != "item"}
    return _put(state, Item(id=event.item, **said))


@change.register
def _handed(event: b.HandoffScored, state: UnitState, _moment: Moment) -> UnitState:
    said = {name: value for name, value in event if name != "item"}
    return _put(state, Item(id=event.item, aspect="handoff", **said))


@change.register
def _planned(event: b.PlannedToHundred, state: UnitState, _moment: Moment) -> UnitState:
    plan = ToHundred(words=event.words, owner=event.owner, due_on=event.due_on)
    return _with(state, event.item, plan=plan)


@change.register
def _reported(event: b.WhyNotReported, state: UnitState, moment: Moment) -> UnitState:
    before = next((one.reports for one in _items(state) if one.id == event.item), ())
    report = Report(percent=event.percent, words=event.words, by=event.reported_by, at=moment.at)
    return _with(state, event.item, reports=(*before, report))


@change.register
def _year(event: b.YearReceived, state: UnitState, moment: Moment) -> UnitState:
    """Into the look-back while it is open; into one of its own where none was begun."""
    known = state.model_copy(update={"year_before": event.year})
    begun = state.look_back or LookBack(year=event.year.year, begun_at=moment.at)
    if begun.closed_at is not None:
        return known
    return known.model_copy(update={"look_back": filled(event.year, begun)})


@change.register
def _closed(_event: b.LookBackClosed, state: UnitState, moment: Moment) -> UnitState:
    return _looked(state, closed_at=moment.at)
