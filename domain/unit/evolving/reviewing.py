"""Guided reviews: opened, gone through, held, missed."""

from __future__ import annotations

from typing import Any

from domain.marking import OpenDeadline
from domain.unit import events as e
from domain.unit.evolving.change import Moment, change, swapped
from domain.unit.evolving.promising import end_of
from domain.unit.plan import Review, UnitState
from domain.unit.reviewing import events as r
from domain.unit.reviewing.values import (
    SECTIONS,
    Agreed,
    Record,
    Reported,
    SectionSaid,
    Settled,
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
def _opened(event: r.ReviewOpened, state: UnitState, moment: Moment) -> UnitState:
    record = Record(
        opened_at=moment.at,
        opened_by=event.opened_by,
        attendees=event.attendees,
        facts=event.facts,
    )
    return _review(state, event.period, record=record)


@change.register
def _confirmed(event: r.ReviewSectionConfirmed, state: UnitState, moment: Moment) -> UnitState:
    every = (one.record for one in state.reviews if one.period == event.period)
    record = next(one for one in every if one is not None)
    fields = {name: value for name, value in event if name != "period"}
    others = (one for one in record.sections if one.section != event.section)
    said = sorted(
        (*others, SectionSaid(**fields, at=moment.at)), key=lambda one: SECTIONS.index(one.section)
    )
    return _review(state, event.period, record=record.model_copy(update={"sections": tuple(said)}))


@change.register
def _reported(event: r.AgreedActionReported, state: UnitState, moment: Moment) -> UnitState:
    said = Reported(**dict(event), at=moment.at)
    reviews = tuple(
        one.model_copy(update={"reported": (*one.reported, said)})
        if any(agreed.id == event.agreed for agreed in one.agreed)
        else one
        for one in state.reviews
    )
    return state.model_copy(update={"reviews": reviews})


@change.register
def _told(_event: r.StandstillEscalated, state: UnitState, _moment: Moment) -> UnitState:
    return state  # said to the leader above; what is stuck is read off the goals


@change.register
def _held(event: e.ReviewHeld, state: UnitState, moment: Moment) -> UnitState:
    number = 1 + len([one for one in state.reviews if one.held_at is not None])
    agreed = event.record.agreed if event.record is not None else _numbered(event, number)
    settled = event.record.settled if event.record is not None else ()
    asked = _asked_again(state, settled)
    due = _due(agreed, moment) if event.record is not None else ()
    return _review(
        asked.model_copy(update={"deadlines": (*asked.deadlines, *due)}),
        event.period,
        held_at=moment.at,
        numbers=event.numbers,
        record=None,
        agreed=agreed,
        settled=settled,
    )


def _asked_again(state: UnitState, settled: tuple[Settled, ...]) -> UnitState:
    """What was reported as done, and is not done as the review finds, waits for its owner again."""
    again = {one.agreed for one in settled if one.became == "not_done"}
    reviews = tuple(
        one.model_copy(
            update={"reported": tuple(said for said in one.reported if said.agreed not in again)}
        )
        for one in state.reviews
    )
    return state.model_copy(update={"reviews": reviews})


def _due(agreed: tuple[Agreed, ...], moment: Moment) -> tuple[OpenDeadline, ...]:
    """What a guided review agreed is due on its day; of one held in one act nobody is reminded."""
    return tuple(
        OpenDeadline(
            kind="agreed", key=one.id, due_at=end_of(one.action.due_on), opened_at=moment.at
        )
        for one in agreed
    )


def _numbered(event: e.ReviewHeld, number: int) -> tuple[Agreed, ...]:
    """Next actions of a review that was held in one act, named by their order."""
    return tuple(
        Agreed(id=f"held{number}-next-action-{at}", kind="next_action", action=action)
        for at, action in enumerate(event.next_actions, start=1)
    )


@change.register
def _missed(event: e.ReviewMissed, state: UnitState, _moment: Moment) -> UnitState:
    return _review(state, event.period, missed=True)
