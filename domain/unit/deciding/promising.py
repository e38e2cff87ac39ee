"""The leader's commitments: kept, added to, substituted, breached, and never taken back."""

from __future__ import annotations

from domain import errors
from domain.model import Event
from domain.unit import commands as c
from domain.unit import events as e
from domain.unit import resources
from domain.unit import values as v
from domain.unit.deciding.asked import (
    Asked,
    amount_or_quantity,
    decided,
    known_commitment,
    known_person,
    new_id,
    still_ahead,
)
from domain.unit.plan import Commitment, UnitState


def _open(state: UnitState, commitment: str) -> Commitment:
    found = known_commitment(state, commitment)
    if found.standing not in {"open", "breached"}:
        raise errors.WrongStage(f"The commitment {commitment} is {found.standing}.")
    return found


def _ids(state: UnitState) -> set[str]:
    offered = (one.offered.id for one in state.commitments if one.offered is not None)
    requests = (one.asked.request for one in state.requests)
    return {*(one.line.id for one in state.commitments), *offered, *requests}


@decided.register
def _add(command: c.AddCommitment, asked: Asked) -> tuple[Event, ...]:
    state = asked.state
    if state.running is None:
        raise errors.WrongStage("Before the plan is in force, grant resource requests instead.")
    new_id(_ids(state), command.commitment, "commitment")
    known_person(state, command.asked_by)
    amount_or_quantity(command.amount, command.quantity, state)
    still_ahead(command.due_on, asked.at, "A commitment")
    line = v.ResourceLine(
        id=command.commitment,
        words=command.words,
        asked_by=command.asked_by,
        budget_holder=resources.require_budget(state, command.amount),
        due_on=command.due_on,
        amount=command.amount,
        quantity=command.quantity,
    )
    return (e.CommitmentAdded(commitment=line, reason=command.reason),)


@decided.register
def _fulfil(command: c.FulfilCommitment, asked: Asked) -> tuple[Event, ...]:
    _open(asked.state, command.commitment)
    return (e.CommitmentFulfilled(**dict(command)),)


@decided.register
def _offer(command: c.OfferSubstitute, asked: Asked) -> tuple[Event, ...]:
    state = asked.state
    commitment = _open(state, command.commitment)
    if commitment.offered is not None:
        raise errors.WrongStage(
            f"{_consenting(state, commitment)} has not answered the substitute offered before."
        )
    new_id(_ids(state), command.substitute, "commitment")
    amount_or_quantity(command.amount, command.quantity, state)
    still_ahead(command.due_on, asked.at, "A substitute")
    substitute = v.ResourceLine(
        id=command.substitute,
        words=command.words,
        asked_by=commitment.line.asked_by,
        budget_holder=resources.require_budget(state, command.amount, frees=commitment.line.amount),
        due_on=command.due_on,
        amount=command.amount,
        quantity=command.quantity,
    )
    return (
        e.SubstituteOffered(
            commitment=command.commitment, substitute=substitute, reason=command.reason
        ),
    )


def _offered(asked: Asked, commitment: str) -> v.ResourceLine:
    found = known_commitment(asked.state, commitment)
    if found.offered is None:
        raise errors.WrongStage("No substitute is offered for this commitment.")
    consenting = _consenting(asked.state, found)
    if asked.person != consenting:
        raise errors.NotAuthorised(
            f"A substitute counts when {consenting}, for whom it stands in, accepts it.",
            practice="S0-22",
        )
    return found.offered


def _consenting(state: UnitState, commitment: Commitment) -> str:
    """Who asked; the leader above, where that is the leader now, or nobody of this unit."""
    served = commitment.line.asked_by
    team = {*state.members, *(one.person for one in state.joining)}
    return served if served in team else state.roles.leader_above


@decided.register
def _accept(command: c.AcceptSubstitute, asked: Asked) -> tuple[Event, ...]:
    substitute = _offered(asked, command.commitment)
    return (
        e.SubstituteAccepted(
            commitment=command.commitment, substitute=substitute.id, accepted_by=asked.person
        ),
    )


@decided.register
def _refuse(command: c.RefuseSubstitute, asked: Asked) -> tuple[Event, ...]:
    substitute = _offered(asked, command.commitment)
    return (
        e.SubstituteRefused(
            commitment=command.commitment, substitute=substitute.id, words=command.words
        ),
    )


@decided.register
def _breach(command: c.DeclareBreach, asked: Asked) -> tuple[Event, ...]:
    found = known_commitment(asked.state, command.commitment)
    if found.standing != "open":
        raise errors.WrongStage(f"The commitment {command.commitment} is {found.standing}.")
    return (e.CommitmentBreached(**dict(command), declared_by=asked.person),)


@decided.register
def _revoke(command: c.RevokeCommitment, asked: Asked) -> tuple[Event, ...]:
    """Recorded, and answered as a refusal: there is no way to take a commitment back (S0-22)."""
    known_commitment(asked.state, command.commitment)
    return (
        e.RevocationRefused(
            commitment=command.commitment, words=command.words, tried_by=asked.person
        ),
    )


@decided.register
def _support(command: c.PromiseSupport, asked: Asked) -> tuple[Event, ...]:
    new_id((one.promised.support for one in asked.state.support), command.support, "promise")
    still_ahead(command.due_on, asked.at, "Support")
    if command.person not in asked.state.members:
        raise errors.Unknown(f"Unit {asked.state.unit} has no member {command.person}.")
    return (e.SupportPromised(**dict(command)),)


@decided.register
def _supported(command: c.GiveSupport, asked: Asked) -> tuple[Event, ...]:
    found = next(
        (one for one in asked.state.support if one.promised.support == command.support), None
    )
    if found is None:
        raise errors.Unknown(f"No support {command.support} was promised.")
    if found.given is not None:
        raise errors.NothingToDo("This support was given already.")
    return (e.SupportGiven(**dict(command)),)
