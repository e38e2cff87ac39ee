"""What other functions owe, the CEO in advance, the presentation to executives."""

from __future__ import annotations

from typing import Any

from domain.unit.buying_in import events as b
from domain.unit.buying_in.values import CeoAligned, Depended, DependencyAnswer, Presented
from domain.unit.evolving.change import Moment, change
from domain.unit.plan import UnitState


def _known(state: UnitState, **update: Any) -> UnitState:
    return state.model_copy(update={"buy_in": state.buy_in.model_copy(update=update)})


def _dependency(state: UnitState, dependency: str, **update: Any) -> UnitState:
    every = tuple(
        one.model_copy(update=update) if one.dependency.id == dependency else one
        for one in state.buy_in.dependencies
    )
    return _known(state, dependencies=every)


@change.register
def _named(event: b.DependencyNamed, state: UnitState, _moment: Moment) -> UnitState:
    named = Depended(dependency=event.dependency, named_by=event.named_by)
    return _known(state, dependencies=(*state.buy_in.dependencies, named))


@change.register
def _answered(event: b.DependencyAnswered, state: UnitState, moment: Moment) -> UnitState:
    answer = DependencyAnswer(
        outcome=event.outcome, words=event.words, by=event.answered_by, at=moment.at
    )
    return _dependency(state, event.dependency, answer=answer)


@change.register
def _dropped(event: b.DependencyDropped, state: UnitState, _moment: Moment) -> UnitState:
    return _dependency(state, event.dependency, dropped=event.reason)


@change.register
def _aligned(event: b.CeoAlignmentRecorded, state: UnitState, _moment: Moment) -> UnitState:
    aligned = CeoAligned(
        version=event.version, ceo=event.ceo, held_at=event.held_at, words=event.words
    )
    return _known(state, aligned=(*state.buy_in.aligned, aligned))


@change.register
def _presented(event: b.PlanPresentedToExecutives, state: UnitState, _moment: Moment) -> UnitState:
    presented = Presented(
        version=event.version, held_at=event.held_at, attendees=event.attendees, words=event.words
    )
    return _known(state, presented=(*state.buy_in.presented, presented))
