"""Which acts on corrections are open to one person now, also once the plan is over, and why others are not."""

from __future__ import annotations

from collections.abc import Mapping

from domain.model import Command
from domain.unit import commands as u
from domain.unit.measuring import commands as m
from domain.unit.plan import UnitState
from web.pages.conditions import Why, when


def _own(state: UnitState, person: str) -> bool:
    return any(one.waits and one.proposed.proposed_by == person for one in state.corrections)


def _others(state: UnitState, person: str) -> bool:
    return any(one.waits and one.proposed.proposed_by != person for one in state.corrections)


CONDITIONS: Mapping[type[Command], Why] = {
    u.ProposeCorrection: when(lambda s, _p: s.actuals, "There are no actuals to correct."),
    u.ApproveCorrection: when(_others, "No correction of another waits."),
    m.RefuseCorrection: when(_others, "No correction of another waits."),
    m.WithdrawCorrection: when(_own, "No correction that you proposed waits."),
}
