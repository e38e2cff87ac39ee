"""From the opening to the version that is final: goal, proposal, revision, acceptance."""

from __future__ import annotations

from datetime import timedelta

from domain.marking import OpenDeadline
from domain.people import Seat
from domain.unit import events as e
from domain.unit import values as v
from domain.unit.evolving.change import Moment, change, swapped, unproved
from domain.unit.plan import HELD, Answer, Goal, Request, UnitState, Version

STANDING_KINDS = ("proposal", "answers", "final", "acceptance", "signing", "review")
"""The calendar's deadlines that stand from the opening; a pushback window opens with a version."""


def opened(event: e.UnitPlanOpened, moment: Moment) -> UnitState:
    standing = tuple(
        OpenDeadline.of_valid(kind=one.kind, key=one.key, due_at=one.due_at, opened_at=moment.at)
        for one in event.deadlines
        if one.kind in STANDING_KINDS
    )
    pushback = [one.due_at for one in event.deadlines if one.kind == "pushback"]
    facts = {name: value for name, value in event if name != "deadlines"}
    return UnitState.of_valid(
        **facts,
        version=moment.version,
        opened_at=moment.at,
        deadlines=standing,
        pushback_due_at=pushback[0] if pushback else None,
    )


@change.register
def _noticed(event: e.AdvanceNoticeGiven, state: UnitState, moment: Moment) -> UnitState:
    noticed = tuple(dict.fromkeys((*state.noticed, *event.people)))
    return state.model_copy(
        update={"noticed": noticed, "noticed_at": state.noticed_at or moment.at}
    )


@change.register
def _goal_set(event: e.GoalSet, state: UnitState, moment: Moment) -> UnitState:
    goal = Goal.of_valid(
        target=event.target,
        amount=event.amount,
        standing=event.standing,
        confirmed_by=event.confirmed_by,
        stated=moment.version,
    )
    others = tuple(one for one in state.goals if one.target != event.target)
    return state.model_copy(update={"goals": (*others, goal)})


@change.register
def _session(event: e.SessionHeld, state: UnitState, moment: Moment) -> UnitState:
    proposal = OpenDeadline(
        kind="proposal", key="", due_at=event.proposal_due_at, opened_at=moment.at
    )
    others = tuple(one for one in state.deadlines if one.kind != "proposal")
    return state.model_copy(update={"session": event, "deadlines": (*others, proposal)})


@change.register
def _proposed(event: e.StretchTargetProposed, state: UnitState, moment: Moment) -> UnitState:
    version = Version.of_valid(
        number=event.version,
        targets=event.targets,
        portions=event.portions,
        outlook=event.outlook,
        by=moment.by.on_behalf_of or moment.by.person,
        written_by=moment.by.person,
        at=moment.at,
        stated=moment.version,
        provisional=event.provisional,
        reason=event.words,
    )
    return state.model_copy(
        update={
            "stage": "proposed",
            "versions": (*state.versions, version),
            "seats": _with_held(state, event.portions, event.targets),
            "deadlines": _to_understand(state, event.version, moment),
            "pushback_closed": False,
            "pushback_skipped": False,
        }
    )


def _with_held(
    state: UnitState, portions: tuple[v.Portion, ...], targets: tuple[v.TargetLine, ...]
) -> tuple[Seat, ...]:
    """The leader's own line takes a seat without an owner when it first has a portion."""
    fresh = tuple(
        Seat(
            id=one.seat,
            title="Held by the leader",
            owner=None,
            currency=state.currency,
            target=one.seat.removeprefix(HELD),
        )
        for one in portions
        if one.seat.startswith(HELD) and state.seat(one.seat) is None
        if one.seat.removeprefix(HELD) in {line.target for line in targets}
    )
    return (*state.seats, *fresh)


def _to_understand(state: UnitState, version: int, moment: Moment) -> tuple[OpenDeadline, ...]:
    """Understanding is asked of the version that is open, and of no other."""
    due_at = moment.at + timedelta(days=state.policy.understanding_days)
    asked = OpenDeadline(
        kind="understanding", key=f"v{version}", due_at=due_at, opened_at=moment.at
    )
    return (*(one for one in state.deadlines if one.kind != "understanding"), asked)


@change.register
def _windows(event: e.WindowsOpened, state: UnitState, moment: Moment) -> UnitState:
    named = {one.person for one in event.windows}
    kept = tuple(one for one in state.windows if one.person not in named)
    pushback = OpenDeadline.of_valid(
        kind="pushback",
        key=f"v{event.version}",
        due_at=max(one.closes_at for one in event.windows),
        opened_at=moment.at,
    )
    return state.model_copy(
        update={
            "windows": (*kept, *event.windows),
            "deadlines": (*state.deadlines, pushback),
        }
    )


@change.register
def _skipped(_event: e.PushbackSkipped, state: UnitState, _moment: Moment) -> UnitState:
    return state.model_copy(update={"pushback_skipped": True, "pushback_closed": True})


@change.register
def _understood(event: e.UnderstandingConfirmed, state: UnitState, _moment: Moment) -> UnitState:
    answer = Answer.of_valid(kind="understood", version=event.version, person=event.person)
    return state.model_copy(update={"answers": (*state.answers, answer)})


@change.register
def _factor(event: e.KeySuccessFactorAdded, state: UnitState, _moment: Moment) -> UnitState:
    factor = v.Factor.of_valid(
        id=event.factor,
        words=event.words,
        owner=event.owner,
        due_on=event.due_on,
        actions=event.actions,
        items=event.items,
    )
    return state.model_copy(update={"factors": (*state.factors, factor)})


@change.register
def _requested(event: e.ResourceRequested, state: UnitState, _moment: Moment) -> UnitState:
    return state.model_copy(update={"requests": (*state.requests, Request(asked=event))})


@change.register
def _decided(event: e.ResourceRequestDecided, state: UnitState, _moment: Moment) -> UnitState:
    request = next(one for one in state.requests if one.asked.request == event.request)
    after = request.model_copy(update={"decided": event})
    return state.model_copy(update={"requests": swapped(state.requests, request, after)})


@change.register
def _budget(event: e.BudgetGranted, state: UnitState, _moment: Moment) -> UnitState:
    return state.model_copy(update={"budgets": (*state.budgets, unproved(event))})


@change.register
def _revised(event: e.PlanRevised, state: UnitState, moment: Moment) -> UnitState:
    before = state.current or state.versions[-1]
    version = Version.of_valid(
        number=event.version,
        targets=event.targets,
        portions=event.portions,
        outlook=before.outlook,
        by=moment.by.on_behalf_of or moment.by.person,
        written_by=moment.by.person,
        at=moment.at,
        stated=moment.version,
        changes=event.changes,
        reason=event.reason,
    )
    return state.model_copy(
        update={
            "stage": "revised",
            "versions": (*state.versions, version),
            "seats": _with_held(state, event.portions, event.targets),
            "deadlines": _to_understand(state, event.version, moment),
            "in_force_proposed": None,
        }
    )


@change.register
def _finalised(event: e.PlanFinalised, state: UnitState, _moment: Moment) -> UnitState:
    current = state.versions[-1]
    final = current.model_copy(
        update={
            "content_hash": event.content_hash,
            "factors": event.factors,
            "resources": event.resources,
            "owners": event.owners,
        }
    )
    return state.model_copy(
        update={"stage": "final", "versions": swapped(state.versions, current, final)}
    )


@change.register
def _accepted(event: e.PlanAccepted, state: UnitState, _moment: Moment) -> UnitState:
    answer = Answer.of_valid(kind="accepted", version=event.version, person=event.person)
    return state.model_copy(update={"answers": (*state.answers, answer)})


@change.register
def _objected(event: e.PlanObjected, state: UnitState, _moment: Moment) -> UnitState:
    answer = Answer.of_valid(
        kind="objected", version=event.version, person=event.person, words=event.words
    )
    return state.model_copy(update={"stage": "revised", "answers": (*state.answers, answer)})


@change.register
def _accepted_by_all(_event: e.AcceptanceCompleted, state: UnitState, _moment: Moment) -> UnitState:
    return state.model_copy(update={"stage": "accepted"})


@change.register
def _cancelled(_event: e.PlanCancelled, state: UnitState, moment: Moment) -> UnitState:
    return state.model_copy(update={"stage": "cancelled", "ended": moment.version})


@change.register
def _ended_early(_event: e.PlanEndedEarly, state: UnitState, moment: Moment) -> UnitState:
    return state.model_copy(update={"stage": "ended_early", "ended": moment.version})


@change.register
def _closed(event: e.PlanClosed, state: UnitState, moment: Moment) -> UnitState:
    return state.model_copy(update={"stage": "closed", "closed": event, "ended": moment.version})
