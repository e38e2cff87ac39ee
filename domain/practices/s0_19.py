"""S0-19 and S0-20: joint ownership takes every signature, all on the same version."""

from __future__ import annotations

from datetime import datetime

from domain.practices.rule import Gap, Rule
from domain.unit.plan import UnitState


def unsigned(plan: UnitState) -> tuple[str, ...]:
    """Who has not validly signed the current version, the leader first."""
    if plan.current is None:
        return plan.signers
    signed = plan.signed(plan.current.number)
    return tuple(person for person in plan.signers if person not in signed)


def _check(plan: UnitState, _at: datetime) -> tuple[Gap, ...]:
    declined = {
        one.person
        for one in plan.declines
        if plan.current is not None and one.version == plan.current.number
    }
    return tuple(
        Gap(
            f"{person} {'declined to sign' if person in declined else 'has not signed'}",
            person,
            person,
        )
        for person in unsigned(plan)
    )


RULE = Rule("S0-19", "gate", ("own jointly",), "Everyone signed the same version", _check)
