"""A guided review: opened on facts, gone through section by section, closed when its gates let it."""

from __future__ import annotations

from domain import errors
from domain.model import Event
from domain.practices import found, hold
from domain.unit import events as e
from domain.unit.commands import HoldReview
from domain.unit.deciding.asked import (
    Asked,
    decided,
    known_period,
    known_person,
    still_ahead,
    would_be,
)
from domain.unit.plan import UnitState
from domain.unit.reviewing import commands as c
from domain.unit.reviewing import events as r
from domain.unit.reviewing.agreed import awaited, reports
from domain.unit.reviewing.preparing import deliveries, facts_of, numbers
from domain.unit.reviewing.values import Agreed, Record


def require_reviewable(state: UnitState, period: str) -> None:
    """A period of the cycle whose actuals are there and whose review was not held."""
    known_period(state, period)
    if any(one.period == period and one.held_at for one in state.reviews):
        raise errors.NothingToDo(f"The review of {period} was held.")
    if all(one.period != period for one in state.actuals):
        raise errors.WrongStage(
            f"{period} has no actuals yet: import them first.", practice="S1-12"
        )


@decided.register
def _hold(command: HoldReview, asked: Asked) -> tuple[Event, ...]:
    """In one act, where the policy asks for no guided review and none is open."""
    state = asked.state
    require_reviewable(state, command.period)
    if state.policy.of_carrying_out.guided_reviews or state.open_review(command.period) is not None:
        raise errors.WrongStage(
            f"The review of {command.period} is gone through section by section, and then closed.",
            practice="S1-12",
        )
    for action in command.next_actions:
        known_person(state, action.owner)
    held = e.ReviewHeld(
        **dict(command),
        numbers=numbers(state, command.period),
        deliveries=deliveries(state),
    )
    return (held, *hold("review", would_be(asked, held), asked.at))


@decided.register
def _open(command: c.OpenReview, asked: Asked) -> tuple[Event, ...]:
    state = asked.state
    require_reviewable(state, command.period)
    if state.open_review(command.period) is not None:
        raise errors.NothingToDo(f"The review of {command.period} is open: go through it.")
    _require_none_open(state)
    for person in command.attendees:
        known_person(state, person)
    opened = r.ReviewOpened(
        **dict(command),
        facts=facts_of(state, command.period, asked.at),
        opened_by=asked.person,
    )
    told = state.roles.leader_above
    stuck = (
        gap.subject for practice, gap in found("review", state, asked.at) if practice == "S1-14"
    )
    return (
        opened,
        *(
            r.StandstillEscalated(period=command.period, goal=goal, to=told)
            for goal in stuck
            if goal is not None
        ),
    )


def _require_none_open(state: UnitState) -> None:
    """What a review agreed comes back at the next: two at once would let it pass unasked (S1-14)."""
    found = next((one.period for one in state.reviews if one.record is not None), None)
    if found is not None:
        raise errors.WrongStage(
            f"The review of {found} is open: close it first, the next begins with what it agreed.",
            practice="S1-14",
        )


def _open_record(state: UnitState, period: str) -> Record:
    require_reviewable(state, period)
    record = state.open_review(period)
    if record is None:
        raise errors.WrongStage(f"The review of {period} is not open yet.", practice="S1-12")
    return record


@decided.register
def _confirm(command: c.ConfirmReviewSection, asked: Asked) -> tuple[Event, ...]:
    record = _open_record(asked.state, command.period)
    _require_turn(command, record)
    _require_settled(command, record)
    for action in (*command.decisions, *command.next_actions):
        known_person(asked.state, action.owner)
        still_ahead(action.due_on, asked.at, "What follows")
    confirmed = r.ReviewSectionConfirmed(
        period=command.period,
        section=command.section,
        said=command.said,
        agreed=_agreed(command, asked.state),
        settled=command.settled,
        confirmed_by=asked.person,
    )
    return (confirmed,)


def _require_turn(command: c.ConfirmReviewSection, record: Record) -> None:
    needed = record.needed
    if command.section not in needed:
        raise errors.NothingToDo("Nothing is left of last time.")
    first = next(iter(record.left), None)
    if first is not None and needed.index(command.section) > needed.index(first):
        raise errors.WrongStage(
            f"Go through the {first.replace('_', ' ')} first.", practice="S1-12"
        )


def _require_settled(command: c.ConfirmReviewSection, record: Record) -> None:
    """What last time agreed is answered one by one, and nowhere else (S1-14)."""
    said = [one.agreed for one in command.settled]
    asked_for = record.facts.last_time if command.section == "last_time" else ()
    known = {one.id for one in asked_for}
    if unknown := [one for one in said if one not in known]:
        raise errors.Unknown(f"Nothing of last time is called {unknown[0]}.")
    if len(set(said)) < len(said):
        raise errors.Invalid("Something of last time is answered twice.")
    if missing := [one for one in asked_for if one.id not in said]:
        raise errors.GateClosed(
            "A review begins with what the last one agreed.",
            practice="S1-14",
            missing=tuple(f"what became of: {one.action.words}" for one in missing),
        )


def _agreed(command: c.ConfirmReviewSection, state: UnitState) -> tuple[Agreed, ...]:
    """Named by the quarter and the section, so that one said again keeps its name."""
    number = 1 + [one.label for one in state.periods].index(command.period)
    kinds = (("decision", command.decisions), ("next_action", command.next_actions))
    return tuple(
        Agreed.model_validate(
            {"id": f"r{number}-{command.section}-{kind}-{at}", "kind": kind, "action": action}
        )
        for kind, actions in kinds
        for at, action in enumerate(actions, start=1)
    )


@decided.register
def _report(command: c.ReportAgreedAction, asked: Asked) -> tuple[Event, ...]:
    state = asked.state
    if command.agreed in reports(state):
        raise errors.NothingToDo("It is reported as done: the next review asks for it.")
    found = next((one for one in awaited(state) if one.id == command.agreed), None)
    if found is None:
        raise errors.Unknown(f"Nothing that is open after a review is called {command.agreed}.")
    if asked.person not in {found.action.owner, state.leader}:
        raise errors.NotAuthorised("What a review agreed is reported by its owner or the leader.")
    return (r.AgreedActionReported(**dict(command), reported_by=asked.person),)


@decided.register
def _close(command: c.CloseReview, asked: Asked) -> tuple[Event, ...]:
    record = _open_record(asked.state, command.period)
    if record.left:
        raise errors.GateClosed(
            "A review is gone through, section by section.",
            practice="S1-12",
            missing=tuple(one.replace("_", " ") for one in record.left),
        )
    facts = facts_of(asked.state, command.period, asked.at)
    held = e.ReviewHeld(
        period=command.period,
        numbers=facts.numbers,
        deliveries=facts.deliveries,
        decisions=command.words,
        next_actions=tuple(one.action for one in record.agreed if one.kind == "next_action"),
        record=record.model_copy(update={"facts": facts}),
    )
    return (held, *hold("review", would_be(asked, held), asked.at))
