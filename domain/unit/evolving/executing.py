"""Facts, their corrections, and the reviews that look at them."""

from __future__ import annotations

from typing import Any

from domain.unit import events as e
from domain.unit.evolving.change import Moment, change, swapped
from domain.unit.plan import Correction, Review, UnitState


@change.register
def _recorded(event: e.ActualsRecorded, state: UnitState, _moment: Moment) -> UnitState:
    return state.model_copy(update={"actuals": (*state.actuals, event)})


@change.register
def _proposed(event: e.CorrectionProposed, state: UnitState, _moment: Moment) -> UnitState:
    return state.model_copy(
        update={"corrections": (*state.corrections, Correction(proposed=event))}
    )


@change.register
def _restated(event: e.ActualsRestated, state: UnitState, _moment: Moment) -> UnitState:
    before = next(one for one in state.corrections if one.proposed.correction == event.correction)
    after = before.model_copy(update={"approved_by": event.approved_by})
    reviews = tuple(
        one.model_copy(update={"restated": True}) if one.period in event.reviews else one
        for one in state.reviews
    )
    return state.model_copy(
        update={"corrections": swapped(state.corrections, before, after), "reviews": reviews}
    )


def _review(state: UnitState, period: str, **update: Any) -> UnitState:
    before = next((one for one in state.reviews if one.period == period), None)
    if before is None:
        return state.model_copy(
            update={"reviews": (*state.reviews, Review(period=period, **update))}
        )
    after = before.model_copy(update=update)
    return state.model_copy(update={"reviews": swapped(state.reviews, before, after)})


@change.register
def _held(event: e.ReviewHeld, state: UnitState, moment: Moment) -> UnitState:
    return _review(state, event.period, held_at=moment.at, numbers=event.numbers)


@change.register
def _missed(event: e.ReviewMissed, state: UnitState, _moment: Moment) -> UnitState:
    return _review(state, event.period, missed=True)
