"""Pushback: items, replies, answers, views, and the numbers that come from below."""

from __future__ import annotations

from typing import Any

from domain.unit import events as e
from domain.unit.evolving.change import Moment, change, swapped
from domain.unit.plan import Answer, FromBelow, Item, UnitState


def _known(state: UnitState, item: str) -> Item:
    at = len(state.items) - 1  # the last is the likeliest
    while state.items[at].id != item:
        at -= 1
    return state.items[at]


def _item(state: UnitState, before: Item, **update: Any) -> UnitState:
    after = before.model_copy(update=update)
    return state.model_copy(update={"items": swapped(state.items, before, after)})


@change.register
def _captured(event: e.PushbackCaptured, state: UnitState, moment: Moment) -> UnitState:
    item = Item.of_valid(
        id=event.item,
        version=event.version,
        person=event.person,
        kind=event.kind,
        words=event.words,
        seat=event.seat,
        counter=event.counter,
        substantiated=event.counter is not None,
        raised_at=moment.at,
        stage="captured",
        scribe=moment.by.person,
    )
    return state.model_copy(update={"items": (*state.items, item)})


@change.register
def _raised(event: e.PushbackRaised, state: UnitState, moment: Moment) -> UnitState:
    item = Item.of_valid(
        id=event.item,
        version=event.version,
        person=event.person,
        kind=event.kind,
        words=event.words,
        seat=event.seat,
        counter=event.counter,
        evidence=event.evidence,
        substantiated=bool(event.evidence or event.documents or event.counter is not None),
        raised_at=moment.at,
        stage="open",
    )
    others = state.items
    if event.item in [one.id for one in others]:  # captured before, and now theirs
        others = tuple(one for one in others if one.id != event.item)
    return state.model_copy(
        update={
            "items": (*others, item),
            "stage": "in_pushback" if state.stage == "proposed" else state.stage,
            "pushback_closed": False,
        }
    )


@change.register
def _replied(event: e.PushbackReplied, state: UnitState, _moment: Moment) -> UnitState:
    before = _known(state, event.item)
    return _item(state, before, replies=(*before.replies, event))


@change.register
def _withdrawn(event: e.PushbackWithdrawn, state: UnitState, _moment: Moment) -> UnitState:
    return _item(state, _known(state, event.item), stage="withdrawn", reason=event.reason)


@change.register
def _no_concerns(event: e.NoConcernsStated, state: UnitState, _moment: Moment) -> UnitState:
    answer = Answer.of_valid(kind="no_concerns", version=event.version, person=event.person)
    return state.model_copy(
        update={
            "answers": (*state.answers, answer),
            "stage": "in_pushback" if state.stage == "proposed" else state.stage,
        }
    )


@change.register
def _answered(event: e.PushbackAnswered, state: UnitState, moment: Moment) -> UnitState:
    return _item(
        state,
        _known(state, event.item),
        stage="answered",
        outcome=event.outcome,
        reason=event.reason,
        answered_by=event.answered_by,
        answered_at=moment.at,
    )


@change.register
def _contested(event: e.AnswerContested, state: UnitState, _moment: Moment) -> UnitState:
    return _item(state, _known(state, event.item), contested=event.words)


@change.register
def _viewed(event: e.ViewNoted, state: UnitState, _moment: Moment) -> UnitState:
    return _item(state, _known(state, event.item), view=event.words)


@change.register
def _stated(event: e.BottomUpStated, state: UnitState, moment: Moment) -> UnitState:
    others = [one for one in state.bottom_up if one.seat != event.seat]
    return state.model_copy(
        update={"bottom_up": (*others, event), "bottom_up_stated": moment.version}
    )


@change.register
def _received(event: e.BottomUpReceived, state: UnitState, moment: Moment) -> UnitState:
    others = tuple(one for one in state.below if one.unit != event.unit)
    row = FromBelow.of_valid(
        unit=event.unit, seat=event.seat, amount=event.amount, items=event.items
    )
    update = {"below": (*others, row), "bottom_up_stated": moment.version}
    return state.model_copy(update=update)


@change.register
def _closed(_event: e.PushbackClosed, state: UnitState, _moment: Moment) -> UnitState:
    return state.model_copy(update={"pushback_closed": True})
