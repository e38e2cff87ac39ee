"""What a cycle's incentives decide: who may ask, then guard, then event."""

from __future__ import annotations

from datetime import datetime
from functools import singledispatch

from domain import errors
from domain.incentives import commands as c
from domain.incentives import events as e
from domain.incentives import values as v
from domain.incentives.authority import require_office
from domain.incentives.rules import raised
from domain.incentives.state import IncentivesState, evolve
from domain.model import SYSTEM, Actor, Command, Event

WHOLE = 100


def decide(
    command: Command, state: IncentivesState | None, *, at: datetime, by: Actor
) -> tuple[Event, ...]:
    """The events that a command leads to; raises a DomainError and changes nothing otherwise."""
    if isinstance(command, c.OpenIncentives):
        return _opened(command, state, by)
    if state is None:
        raise errors.Unknown(
            "The incentives of this cycle were not begun: a sponsor or an HR partner begins them."
        )
    require_office(command, state, by)
    if state.over:
        raise errors.WrongStage("The cycle is closed; nothing more is decided in it.")
    if isinstance(command, c.ImportIncentives):
        _require_of_others(command, state, by)
    decision = decided(command, state)
    after = state
    for event in decision:
        after = evolve(after, event, at=at, by=by, version=after.version + 1)
    return (*decision, *raised(state, after))


def _opened(
    command: c.OpenIncentives, state: IncentivesState | None, by: Actor
) -> tuple[Event, ...]:
    if by != SYSTEM:
        raise errors.NotAuthorised("The cycle opens its incentives.")
    if state is not None:
        raise errors.AlreadyExists(f"The incentives of {state.cycle} were opened before.")
    return (e.IncentivesOpened(**dict(command)),)


@singledispatch
def decided(command: Command, _state: IncentivesState) -> tuple[Event, ...]:
    """The events of a command; every command of the incentives registers here."""
    raise errors.Unknown(f"A cycle's incentives know no command {type(command).__name__}.")


@decided.register
def _leader(command: c.ReplaceLevelLeader, state: IncentivesState) -> tuple[Event, ...]:
    if _level(command.unit, state).leader == command.leader:
        raise errors.NothingToDo("They lead this unit already.")
    return (e.LevelLeaderReplaced(**dict(command)),)


@decided.register
def _roles(command: c.ChangeIncentivesRoles, _state: IncentivesState) -> tuple[Event, ...]:
    return (e.IncentivesRolesChanged(**dict(command)),)


@decided.register
def _import(command: c.ImportIncentives, state: IncentivesState) -> tuple[Event, ...]:
    people = [one.person for one in command.plans]
    if len(set(people)) != len(people):
        raise errors.Invalid("Somebody's incentives are in it twice.", practice="S3-16")
    for plan in command.plans:
        _require_whole(plan, state)
    if all(_is_so(plan, state) for plan in command.plans):
        raise errors.NothingToDo("Those are their incentives already.")
    return (e.IncentivesImported(**dict(command)),)


def _require_of_others(command: c.ImportIncentives, state: IncentivesState, by: Actor) -> None:
    """Raises where what the importer is paid for would change: that takes another person."""
    for plan in command.plans:
        if plan.person == by.person and not _is_so(plan, state):
            raise errors.NeedsTwoPeople(
                "What you are paid for yourself is in it. Leave your own rows out and import the "
                "rest; another sponsor or an HR partner imports yours."
            )


def _require_whole(plan: v.PersonIncentives, state: IncentivesState) -> None:
    """Raises where it is nobody's, names what the cycle has not, or does not sum to the whole."""
    if plan.person not in state.people:
        raise errors.Unknown(
            f"{plan.person} is neither an executive nor leads a unit: "
            "what sellers are paid for is in their own plans."
        )
    ids = [one.id for one in plan.components]
    if len(set(ids)) != len(ids):
        raise errors.Invalid(f"Two components of {plan.person} have the same id.", practice="S3-16")
    if sum(one.weight for one in plan.components) != WHOLE:
        raise errors.SumDiffers(
            f"The weights of {plan.person} sum to 100 percent.", practice="S3-16"
        )
    for one in plan.components:
        for unit in (one.unit, *(goal.unit for goal in one.goals)):
            _level(unit, state)
        if one.metric == "strategic_goals" and not one.goals:
            raise errors.Invalid(
                f"Component {one.id} of {plan.person} pays for strategic goals: say for which.",
                practice="S1-18",
            )


def _is_so(plan: v.PersonIncentives, state: IncentivesState) -> bool:
    held = state.of(plan.person)
    return held is not None and held.plan == plan


@decided.register
def _cap(command: c.StateCap, state: IncentivesState) -> tuple[Event, ...]:
    _level(command.cap.unit, state)
    if state.cap(command.cap.cap) is not None:
        raise errors.AlreadyExists(f"There is a cap {command.cap.cap} already: lift it first.")
    return (e.CapStated(cap=command.cap),)


@decided.register
def _lift(command: c.LiftCap, state: IncentivesState) -> tuple[Event, ...]:
    if state.cap(command.cap) is None:
        raise errors.Unknown(f"There is no cap {command.cap}.")
    return (e.CapLifted(**dict(command)),)


@decided.register
def _close(_command: c.CloseIncentives, _state: IncentivesState) -> tuple[Event, ...]:
    return (e.IncentivesClosed(),)


def _level(unit: str, state: IncentivesState) -> v.Level:
    found = state.level(unit)
    if found is None:
        raise errors.Unknown(f"This cycle has no unit {unit}.")
    return found
