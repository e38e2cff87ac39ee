"""Initiatives for the culture: owned by who leads, in stages, looked at each quarter, never just gone."""

from __future__ import annotations

from domain import errors
from domain.culture import commands as c
from domain.culture import events as e
from domain.culture.deciding.asked import Asked, decided
from domain.culture.initiative_reviews import review_due, told
from domain.culture.rules import short
from domain.culture.state import Initiative
from domain.model import Event


@decided.register
def _start(command: c.StartInitiative, asked: Asked) -> tuple[Event, ...]:
    state = asked.state
    if state.initiative(command.initiative) is not None:
        raise errors.AlreadyExists(f"There is an initiative {command.initiative} already.")
    leaders = {state.roles.leader_above, *(one.leader for one in state.circles)}
    if command.owner not in leaders:
        raise errors.Invalid(
            "Who owns the culture leads: name somebody who does.", practice="S2-01"
        )
    if command.until_on <= command.from_on:
        raise errors.Invalid("An initiative ends after it begins.", practice="S2-02")
    ids = [one.stage for one in command.stages]
    if len(set(ids)) != len(ids):
        raise errors.Invalid("Two stages have the same id.", practice="S2-22")
    started = e.InitiativeStarted(**dict(command))
    return (started, *short(started, state))


@decided.register
def _complete(command: c.CompleteStage, asked: Asked) -> tuple[Event, ...]:
    one = _open(asked, command.initiative)
    if asked.person != one.started.owner:
        raise errors.NotAuthorised("An initiative's stages are completed by who owns it.")
    if command.stage not in {stage.stage for stage in one.started.stages}:
        raise errors.Unknown(f"This initiative has no stage {command.stage}.")
    if command.stage in one.done:
        raise errors.NothingToDo("That stage is done.")
    return (e.InitiativeStageCompleted(**dict(command)),)


@decided.register
def _review(command: c.ReviewInitiative, asked: Asked) -> tuple[Event, ...]:
    one = _open(asked, command.initiative)
    _require_concerned(asked, one)
    if command.period in {review.period for review in one.reviews}:
        raise errors.NothingToDo(f"It was reviewed for {command.period} before.")
    return (e.InitiativeReviewed(**dict(command), reviewed_by=asked.person),)


@decided.register
def _missed(command: c.MarkInitiativeReview, asked: Asked) -> tuple[Event, ...]:
    one = _open(asked, command.initiative)
    due = review_due(asked.state, one)
    if due is None:
        raise errors.NothingToDo("No review of it is due any more.")
    if asked.at < due:
        raise errors.DeadlineNotReached("It is too early for this.")
    return (e.InitiativeReviewMissed(initiative=command.initiative, to=told(asked.state, one)),)


@decided.register
def _carry(command: c.CarryInitiativeOver, asked: Asked) -> tuple[Event, ...]:
    _require_concerned(asked, _open(asked, command.initiative))
    return (e.InitiativeCarriedOver(**dict(command)),)


@decided.register
def _drop(command: c.DropInitiative, asked: Asked) -> tuple[Event, ...]:
    _require_concerned(asked, _open(asked, command.initiative))
    return (e.InitiativeDropped(**dict(command)),)


def _open(asked: Asked, initiative: str) -> Initiative:
    one = asked.state.initiative(initiative)
    if one is None:
        raise errors.Unknown(f"There is no initiative {initiative}.")
    if not one.is_open:
        raise errors.WrongStage("This initiative is finished, carried over or dropped.")
    return one


def _require_concerned(asked: Asked, one: Initiative) -> None:
    state = asked.state
    if asked.person not in {one.started.owner, state.top.leader, state.roles.leader_above}:
        raise errors.NotAuthorised("That is for who owns the initiative, and who leads the whole.")
