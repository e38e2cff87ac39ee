"""Making a version final, and its acceptance by approvers and executives."""

from __future__ import annotations

from datetime import timedelta

from domain import errors
from domain.model import Event, content_hash
from domain.people import DeadlineKind
from domain.practices import hold
from domain.unit import commands as c
from domain.unit import events as e
from domain.unit import resources
from domain.unit.deciding.accepting import accepting, asked_to_accept, authors, excused
from domain.unit.deciding.asked import Asked, decided, open_version, require_stage, would_be
from domain.unit.plan import UnitState, Version


@decided.register
def _finalise(command: c.FinalisePlan, asked: Asked) -> tuple[Event, ...]:
    state = asked.state
    current = open_version(state, command.version)
    require_stage(state, ("proposed", "in_pushback", "revised"), "Making the plan final")
    if state.runs(current):
        raise errors.WrongStage("The amendment has no version of its own yet: revise first.")
    if current.content_hash is not None:
        raise errors.WrongStage("This version was final before: revise it, and make that final.")
    findings = hold("finalise", state, asked.at)
    final = _final(current, state)
    if _short_loop(would_be(asked, final)):
        done = e.AcceptanceCompleted(version=current.number, short_loop=True)
        return (final, done, *extended(asked, "signing"), *findings)
    moved = extended(asked, "acceptance")
    after = would_be(asked, final, *moved)
    return (final, *moved, *completed(asked, after), *findings)


def _final(current: Version, state: UnitState) -> e.PlanFinalised:
    """The version with all that is signed, and the hash over it."""
    promised, owners = resources.lines(state), state.owners_in(current)
    signed = content_hash(
        *current.targets,
        *current.portions,
        *state.factors,
        *promised,
        *owners,
        *(one.set for one in state.live_goals),
    )
    return e.PlanFinalised(
        version=current.number,
        content_hash=signed,
        factors=state.factors,
        resources=promised,
        owners=owners,
    )


def _short_loop(state: UnitState) -> bool:
    """A unit of sellers that raised nothing goes straight to signing."""
    raised = any(one.stage in {"open", "answered"} for one in state.items)
    return state.policy.short_loop and state.sells and not raised and not state.requests


def extended(asked: Asked, kind: DeadlineKind) -> tuple[Event, ...]:
    """A deadline that would leave less than the policy's least days is moved, by an event."""
    due_at = asked.at + timedelta(days=asked.state.policy.least_days)
    deadline = asked.state.deadline(kind)
    if deadline is not None and deadline.due_at >= due_at:
        return ()
    reason = "The step before took longer than planned."
    return (e.DeadlineExtended(kind=kind, key="", due_at=due_at, reason=reason),)


def completed(asked: Asked, after: UnitState) -> tuple[Event, ...]:
    """Acceptance is complete when all who were asked accepted, or were waived by name (S0-02)."""
    current = after.current
    if after.stage != "final" or current is None:
        return ()
    if any(not excused(after, one, asked.at) for one in accepting(after)):
        return ()
    return (e.AcceptanceCompleted(version=current.number), *extended(asked, "signing"))


@decided.register
def _accept(command: c.AcceptPlan, asked: Asked) -> tuple[Event, ...]:
    state = asked.state
    open_version(state, command.version)
    if state.answered("accepted", asked.person, command.version):
        raise errors.NothingToDo("You have accepted this version already.")
    require_stage(state, ("final",), "Accepting")
    if asked.person not in accepting(state) or asked.by.person in authors(state):
        raise errors.NotAuthorised(
            "A plan is accepted by who was asked to, and never by who wrote a version of it or "
            "carries a portion of it."
        )
    accepted = e.PlanAccepted(
        version=command.version, person=asked.person, signature=command.signature
    )
    return (accepted, *completed(asked, would_be(asked, accepted)))


@decided.register
def _object(command: c.ObjectToPlan, asked: Asked) -> tuple[Event, ...]:
    state = asked.state
    open_version(state, command.version)
    # Until the leader's signature makes it an offer, an acceptance is taken back by objecting.
    require_stage(state, ("final", "accepted"), "Objecting")
    if asked.person not in asked_to_accept(state):
        raise errors.NotAuthorised("An objection comes from who was asked to accept.")
    return (e.PlanObjected(**dict(command), person=asked.person),)
