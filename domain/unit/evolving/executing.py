"""Facts and their corrections."""

from __future__ import annotations

from domain.unit import events as e
from domain.unit.evolving.change import Moment, change, swapped
from domain.unit.evolving.measuring import restated
from domain.unit.measuring import events as m
from domain.unit.plan import Booking, Correction, Ended, UnitState


@change.register
def _recorded(event: e.ActualsRecorded, state: UnitState, moment: Moment) -> UnitState:
    booking = Booking(period=event.period, at=moment.at, by=moment.by.person)
    return state.model_copy(
        update={"actuals": (*state.actuals, event), "bookings": (*state.bookings, booking)}
    )


@change.register
def _proposed(event: e.CorrectionProposed, state: UnitState, moment: Moment) -> UnitState:
    correction = Correction(proposed=event, proposed_at=moment.at)
    return state.model_copy(update={"corrections": (*state.corrections, correction)})


@change.register
def _restated(event: e.ActualsRestated, state: UnitState, moment: Moment) -> UnitState:
    before = _proposal(state, event.correction)
    after = before.model_copy(update={"approved_by": event.approved_by, "approved_at": moment.at})
    reviews = tuple(
        one.model_copy(update={"restated": True}) if one.period in event.reviews else one
        for one in state.reviews
    )
    corrected = {"corrections": swapped(state.corrections, before, after), "reviews": reviews}
    return restated(state.model_copy(update=corrected), after, moment)


@change.register
def _withdrawn(event: m.CorrectionWithdrawn, state: UnitState, moment: Moment) -> UnitState:
    by, reason = event.withdrawn_by, event.reason
    ended = Ended(how="withdrawn", by=by, at=moment.at, reason=reason)
    return _ended(state, event.correction, ended)


@change.register
def _refused(event: m.CorrectionRefused, state: UnitState, moment: Moment) -> UnitState:
    by, reason = event.refused_by, event.reason
    ended = Ended(how="refused", by=by, at=moment.at, reason=reason)
    return _ended(state, event.correction, ended)


def _ended(state: UnitState, correction: str, ended: Ended) -> UnitState:
    before = _proposal(state, correction)
    after = before.model_copy(update={"ended": ended})
    return state.model_copy(update={"corrections": swapped(state.corrections, before, after)})


def _proposal(state: UnitState, correction: str) -> Correction:
    return next(one for one in state.corrections if one.proposed.correction == correction)
