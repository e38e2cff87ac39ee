"""Waivers: proposed by one, and agreed, refused or expired."""

from __future__ import annotations

from typing import Any

from domain.marking import OpenDeadline
from domain.unit import events as e
from domain.unit.evolving.change import Moment, change, swapped, unproved
from domain.unit.plan import UnitState, WaiverProposal


@change.register
def _proposed(event: e.WaiverProposed, state: UnitState, moment: Moment) -> UnitState:
    """Whoever is asked has until the day on which it would end."""
    deadline = OpenDeadline(
        kind="waiver", key=event.waiver, due_at=event.expires_at, opened_at=moment.at
    )
    proposal = WaiverProposal(proposed=unproved(event))
    return state.model_copy(
        update={
            "waiver_proposals": (*state.waiver_proposals, proposal),
            "deadlines": (*state.deadlines, deadline),
        }
    )


@change.register
def _waived(event: e.GateWaived, state: UnitState, _moment: Moment) -> UnitState:
    after = state.model_copy(update={"waivers": (*state.waivers, unproved(event))})
    if event.waiver is None:
        return after
    return _answered(after, event.waiver, standing="agreed", answered_by=event.waived_by)


@change.register
def _refused(event: e.WaiverRefused, state: UnitState, _moment: Moment) -> UnitState:
    return _answered(
        state, event.waiver, standing="refused", answered_by=event.refused_by, answer=event.reason
    )


@change.register
def _expired(event: e.WaiverExpired, state: UnitState, _moment: Moment) -> UnitState:
    return _answered(state, event.waiver, standing="expired")


def _answered(state: UnitState, waiver: str, **changed: Any) -> UnitState:
    before = state.waiver_proposal(waiver)
    if before is None:
        return state
    proposals = swapped(state.waiver_proposals, before, before.model_copy(update=changed))
    kept = tuple(one for one in state.deadlines if (one.kind, one.key) != ("waiver", waiver))
    return state.model_copy(update={"waiver_proposals": proposals, "deadlines": kept})
