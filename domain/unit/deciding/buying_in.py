"""Executive buy-in: the CEO in advance, the presentation, and what other functions owe."""

from __future__ import annotations

from datetime import datetime

from domain import errors
from domain.model import Event
from domain.unit.buying_in import commands as c
from domain.unit.buying_in import events as e
from domain.unit.buying_in.values import Depended
from domain.unit.deciding.asked import (
    Asked,
    decided,
    known_person,
    new_id,
    open_version,
    still_ahead,
)
from domain.unit.plan import UnitState

SIGNED = ("signing", "settled")
"""From the leader's signature on, what a function accepted is part of what people sign up to."""


def of_executives(state: UnitState) -> tuple[str, ...]:
    """Who answers for a function, or the company: executives, approvers and sponsors."""
    roles = state.roles
    every = (*roles.executives, *roles.approvers, *roles.sponsors)
    return tuple(one for one in dict.fromkeys(every) if one != state.leader)


def above(state: UnitState) -> tuple[str, ...]:
    """The executives and the leader above: one of them is the CEO, and each may attend."""
    every = (*of_executives(state), state.roles.leader_above)
    return tuple(one for one in dict.fromkeys(every) if one != state.leader)


@decided.register
def _name(command: c.NameDependency, asked: Asked) -> tuple[Event, ...]:
    state, wanted = asked.state, command.dependency
    new_id((one.dependency.id for one in state.buy_in.dependencies), wanted.id, "dependency")
    if wanted.owner not in of_executives(state):
        raise errors.Invalid(
            "A dependency has an owner in the other function: an executive, approver or sponsor.",
            practice="S3-34",
        )
    still_ahead(wanted.due_on, asked.at, "The dependency")
    return (e.DependencyNamed(dependency=wanted, named_by=asked.person),)


def _live(asked: Asked, dependency: str) -> Depended:
    found = asked.state.buy_in.dependency(dependency)
    if found is None:
        raise errors.Unknown(f"Unit {asked.state.unit} has no dependency {dependency}.")
    if found.dropped is not None:
        raise errors.WrongStage(f"The dependency {dependency} was dropped.")
    return found


@decided.register
def _answer(command: c.AnswerDependency, asked: Asked) -> tuple[Event, ...]:
    found = _live(asked, command.dependency)
    if asked.person != found.dependency.owner:
        raise errors.NotAuthorised(
            "A dependency is accepted or refused by its owner.", practice="S3-34"
        )
    before = found.answer
    if before is not None and before.outcome == command.outcome:
        raise errors.NothingToDo("You have said that before.")
    _still_open(asked, found)
    return (e.DependencyAnswered(**dict(command), answered_by=asked.person),)


def _still_open(asked: Asked, found: Depended) -> None:
    accepted = found.answer is not None and found.answer.outcome == "accepted"
    if accepted and asked.state.stage in SIGNED:
        raise errors.WrongStage(
            "The plan is being signed, or was, on what you accepted: it stands.", practice="S3-34"
        )


@decided.register
def _drop(command: c.DropDependency, asked: Asked) -> tuple[Event, ...]:
    _still_open(asked, _live(asked, command.dependency))
    return (e.DependencyDropped(**dict(command), dropped_by=asked.person),)


def _took_place(held_at: datetime, asked: Asked) -> None:
    if held_at > asked.at:
        raise errors.Invalid("Record it once it has taken place.")


@decided.register
def _align(command: c.AlignWithCeo, asked: Asked) -> tuple[Event, ...]:
    state = asked.state
    open_version(state, command.version)
    _took_place(command.held_at, asked)
    if command.ceo not in above(state):
        raise errors.Invalid(
            "The CEO is the leader above, an executive, approver or sponsor of this plan.",
            practice="S3-37",
        )
    if state.buy_in.was_presented(command.version):
        raise errors.WrongStage(
            f"Version {command.version} was presented already: this comes before.",
            practice="S3-37",
        )
    return (e.CeoAlignmentRecorded(**dict(command), recorded_by=asked.person),)


@decided.register
def _present(command: c.PresentToExecutives, asked: Asked) -> tuple[Event, ...]:
    state = asked.state
    open_version(state, command.version)
    _took_place(command.held_at, asked)
    if state.buy_in.was_presented(command.version):
        raise errors.AlreadyExists(f"Version {command.version} was presented already.")
    for one in command.attendees:
        if one not in above(state):
            known_person(state, one)
    if not set(command.attendees) & set(of_executives(state)):
        raise errors.Invalid("No executive was there: name who was.", practice="S3-35")
    if not any(one.held_at <= command.held_at for one in state.buy_in.aligned):
        raise errors.WrongStage("First work on it with the CEO, and record that.", practice="S3-37")
    return (e.PlanPresentedToExecutives(**dict(command), presented_by=asked.person),)
