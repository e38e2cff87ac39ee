"""Values, expectations and the reason for planning: chosen, told, and acknowledged by everyone."""

from __future__ import annotations

from domain import errors
from domain.culture import commands as c
from domain.culture import events as e
from domain.culture.deciding.asked import Asked, decided
from domain.culture.rules import hold
from domain.culture.values import THE_VALUES
from domain.model import Event

PUBLISHED = ("S2-09", "S2-16", "S4-07")
"""Practices that are looked at when everyone is asked to acknowledge."""


@decided.register
def _choose(command: c.ChooseValues, asked: Asked) -> tuple[Event, ...]:
    ids = [one.value for one in command.values]
    if len(set(ids)) != len(ids):
        raise errors.Invalid("The same value is chosen twice.", practice="S2-09")
    if len(ids) > THE_VALUES:
        raise errors.GateClosed(
            f"A sales organisation has {THE_VALUES} values: which of these come before the others?",
            practice="S2-09",
            missing=tuple(f"one too many: {one}" for one in ids[THE_VALUES:]),
        )
    if command.values == asked.state.values:
        raise errors.NothingToDo("Those are the values already.")
    return (e.ValuesChosen(values=command.values, chosen_by=asked.person),)


@decided.register
def _link(command: c.LinkValue, asked: Asked) -> tuple[Event, ...]:
    if asked.state.value(command.value) is None:
        raise errors.Unknown(f"{command.value} is none of the values.", practice="S2-16")
    if command.component in asked.state.linked(command.value):
        raise errors.NothingToDo("That is linked already.")
    return (e.ValueLinked(**dict(command), linked_by=asked.person),)


@decided.register
def _expect(command: c.SetExpectations, asked: Asked) -> tuple[Event, ...]:
    ids = [one.expectation for one in command.expectations]
    if len(set(ids)) != len(ids):
        raise errors.Invalid("Two expectations have the same id.", practice="S4-07")
    if command.expectations == asked.state.expectations:
        raise errors.NothingToDo("That is what is expected already.")
    return (e.ExpectationsSet(expectations=command.expectations, set_by=asked.person),)


@decided.register
def _tell(command: c.TellReason, asked: Asked) -> tuple[Event, ...]:
    told = asked.state.reason
    if told is not None and told.words == command.words:
        raise errors.NothingToDo("That was told before.")
    number = 1 if told is None else told.reason + 1
    return (e.ReasonTold(reason=number, words=command.words, told_by=asked.person),)


@decided.register
def _publish(_command: c.PublishCulture, asked: Asked) -> tuple[Event, ...]:
    state = asked.state
    if not state.values:
        raise errors.WrongStage("Choose the values first.", practice="S2-09")
    if not state.changed_since:
        raise errors.NothingToDo("Everyone was asked to acknowledge just this.")
    findings = hold(state, asked.at, *PUBLISHED)
    published = e.CulturePublished(edition=state.edition + 1, published_by=asked.person)
    return (published, *findings)


@decided.register
def _acknowledge(command: c.AcknowledgeCulture, asked: Asked) -> tuple[Event, ...]:
    state = asked.state
    if state.edition == 0:
        raise errors.WrongStage("Nothing is published to be acknowledged yet.", practice="S2-10")
    if command.edition != state.edition:
        raise errors.OtherVersion(
            f"Edition {state.edition} is published, not {command.edition}: read it first."
        )
    if state.has_acknowledged(asked.person):
        raise errors.NothingToDo("You have acknowledged it before.")
    acknowledged = e.CultureAcknowledged(edition=command.edition, person=asked.person)
    if command.reason is None:
        return (acknowledged,)
    return (acknowledged, *_read(c.ConfirmReasonRead(reason=command.reason), asked))


@decided.register
def _read(command: c.ConfirmReasonRead, asked: Asked) -> tuple[Event, ...]:
    told = asked.state.reason
    if told is None or told.reason != command.reason:
        raise errors.OtherVersion("That is not the reason that is told now.", practice="S4-04")
    if asked.state.has_read(asked.person):
        raise errors.NothingToDo("You have said so before.")
    return (e.ReasonRead(reason=command.reason, person=asked.person),)
