"""What is decided about a cycle as a whole, as forms on its page, for whose turn it is."""

from __future__ import annotations

from dataclasses import dataclass

from domain.cycle import commands as c
from domain.cycle.authority import OFFICES, offices
from domain.cycle.granting import may_agree
from domain.cycle.state import CycleState, RoleChange, RuleChange
from domain.model import Command


@dataclass(frozen=True)
class Acts:
    """What one person may do now about the cycle; `missing` is what the announcement needs."""

    announce: bool
    missing: tuple[str, ...]
    goals: tuple[str, ...]
    rules: tuple[RuleChange, ...]
    roles: tuple[RoleChange, ...]
    offices: bool
    close: bool
    cancel: bool

    @property
    def some(self) -> bool:
        due = (self.announce, self.goals, self.rules, self.roles, self.offices)
        return any((*due, self.close, self.cancel))


def of(state: CycleState, person: str) -> Acts:
    """The acts that are due, or open, for this person; the domain decides again when they act."""
    preparing = state.stage == "preparing"
    without = tuple(target for target in state.targets if state.goal(target) is None)
    return Acts(
        announce=preparing and _may(c.AnnounceCycle, state, person),
        missing=_missing(state, without) if preparing else (),
        goals=without if preparing and _may(c.ConfirmPlanGoal, state, person) else (),
        rules=_rules(state, person),
        roles=_roles(state, person),
        offices=state.stage in {"preparing", "announced"} and _may(c.ProposeRoles, state, person),
        close=_may_close(state, person),
        cancel=preparing and _may(c.CancelCycle, state, person),
    )


def _missing(state: CycleState, without: tuple[str, ...]) -> tuple[str, ...]:
    people = () if state.top else ("the people, units and seats, from a file",)
    return (*people, *(f"the plan goal for {one}, confirmed by a sponsor" for one in without))


def _rules(state: CycleState, person: str) -> tuple[RuleChange, ...]:
    """Proposals of others that this person may agree to."""
    if not _may(c.AgreeToRuleChange, state, person):
        return ()
    return tuple(
        one
        for one in state.rule_changes
        if one.agreed is None and one.proposed.proposed_by != person
    )


def _roles(state: CycleState, person: str) -> tuple[RoleChange, ...]:
    """Changes of offices that this person may agree to; none in a cycle that is over."""
    if state.stage in {"cancelled", "closed"}:
        return ()
    return tuple(
        one
        for one in state.role_changes
        if one.changed is None
        and one.proposed.proposed_by in state.roles.administrators
        and person in may_agree(one.proposed, state.roles)
    )


def _may_close(state: CycleState, person: str) -> bool:
    ended = bool(state.units) and {one.draft.unit for one in state.units} <= set(state.ended)
    return state.stage == "announced" and ended and _may(c.CloseCycle, state, person)


def _may(kind: type[Command], state: CycleState, person: str) -> bool:
    held = set(offices(state.roles, person))
    if state.top is not None and state.top.led_by == person:
        held.add("leader")
    return bool(held & set(OFFICES[kind]))
