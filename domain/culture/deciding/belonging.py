"""Who belongs, who leads, and the end."""

from __future__ import annotations

from collections.abc import Container

from domain import errors
from domain.culture import commands as c
from domain.culture import events as e
from domain.culture.deciding.asked import Asked, circle_of, decided
from domain.model import SYSTEM, Event


@decided.register
def _leader(command: c.ReplaceCircleLeader, asked: Asked) -> tuple[Event, ...]:
    if circle_of(asked, command.unit).leader == command.leader:
        raise errors.NothingToDo("They lead this unit already.")
    return (e.CircleLeaderReplaced(**dict(command)),)


@decided.register
def _roles(command: c.ChangeCultureRoles, _asked: Asked) -> tuple[Event, ...]:
    return (e.CultureRolesChanged(**dict(command)),)


@decided.register
def _join(command: c.JoinCircle, asked: Asked) -> tuple[Event, ...]:
    circle = circle_of(asked, command.unit)
    if asked.person != SYSTEM.person:
        _may_say_of(asked, circle.leader)
    elif command.person in asked.state.left:
        raise errors.NothingToDo("They left: who leads there says so when they are back.")
    if command.person in circle.people:
        raise errors.NothingToDo(f"{command.person} is one of {command.unit} already.")
    if command.person in _elsewhere(asked) and asked.person not in asked.state.roles.hr_partners:
        # Who leads them reads their scores: nobody takes them over from another leader.
        raise errors.NotAuthorised(
            "They belong to another unit: who leads there says that they left, or an HR partner moves them."
        )
    return (e.CircleJoined(**dict(command)),)


def _elsewhere(asked: Asked) -> Container[str]:
    """Who belongs somewhere; to the service, which knows the seats, who leads is led by somebody too."""
    return asked.state.led if asked.person == SYSTEM.person else asked.state.homes


@decided.register
def _leave(command: c.LeaveCircle, asked: Asked) -> tuple[Event, ...]:
    circle = circle_of(asked, command.unit)
    if asked.person != SYSTEM.person:
        _may_say_of(asked, circle.leader)
    if command.person not in circle.people:
        raise errors.NothingToDo(f"{command.person} is not one of {command.unit}.")
    return (e.CircleLeft(**dict(command)),)


def _may_say_of(asked: Asked, leader: str) -> None:
    if asked.person not in {leader, *asked.state.roles.hr_partners}:
        raise errors.NotAuthorised(
            "Who belongs to a unit is said by who leads it or an HR partner."
        )


@decided.register
def _close(_command: c.CloseCulture, asked: Asked) -> tuple[Event, ...]:
    """What is unfinished is carried over: nothing that was begun is just gone (S2-03)."""
    unfinished = (one.started.initiative for one in asked.state.initiatives if one.is_open)
    return (
        e.CultureClosed(),
        *(e.InitiativeCarriedOver(initiative=one) for one in unfinished),
    )
