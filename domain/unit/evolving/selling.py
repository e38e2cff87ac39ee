"""Sellers' plans, as far as their unit knows of them."""

from __future__ import annotations

from domain.unit import events as e
from domain.unit.evolving.change import Moment, change
from domain.unit.plan import SellerPlan, UnitState


@change.register
def _begun(event: e.SellerPlansBegun, state: UnitState, moment: Moment) -> UnitState:
    fresh = tuple(SellerPlan(person=one, begun=moment.version) for one in event.people)
    return state.model_copy(update={"seller_plans": (*state.seller_plans, *fresh)})


@change.register
def _reported(event: e.SellerPlanReported, state: UnitState, _moment: Moment) -> UnitState:
    plans = tuple(
        one.model_copy(update=dict(event)) if one.person == event.person else one
        for one in state.seller_plans
    )
    return state.model_copy(update={"seller_plans": plans})
