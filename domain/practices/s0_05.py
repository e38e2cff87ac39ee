"""S0-05: the leader presents the stretch target early in the planning session."""

from __future__ import annotations

from datetime import datetime

from domain.practices.rule import Gap, Rule
from domain.unit.plan import UnitState


def _check(plan: UnitState, _at: datetime) -> tuple[Gap, ...]:
    if plan.sells and plan.policy.short_loop:
        return ()
    if plan.session is None:
        return (Gap("no planning session was held", plan.leader),)
    first = plan.versions[0] if plan.versions else None
    if first is not None and first.at > plan.session.proposal_due_at:
        return (Gap("the proposal comes too long after the session: hold another", plan.leader),)
    return ()


RULE = Rule("S0-05", "gate", ("propose",), "The target is presented in a session", _check)
