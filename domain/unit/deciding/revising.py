"""Success factors and resources, a new version, and the one that is final and accepted."""

from __future__ import annotations

from datetime import timedelta

from domain import errors
from domain.model import Event
from domain.money import Money
from domain.practices import hold
from domain.practices.s0_14 import is_bare
from domain.unit import commands as c
from domain.unit import events as e
from domain.unit import resources
from domain.unit import values as v
from domain.unit.citing import citable
from domain.unit.deciding.asked import (
    Asked,
    amount_or_quantity,
    decided,
    in_currency,
    known_item,
    known_person,
    new_id,
    require_stage,
    still_ahead,
    would_be,
)
from domain.unit.deciding.citing import require_cited
from domain.unit.deciding.drafting import (
    drafted_portions,
    drafted_targets,
    require_aggressive,
)
from domain.unit.plan import HELD, UnitState, Version

AGREEING = ("drafted", "proposed", "in_pushback", "revised", "settled")
"""The stages in which factors, requests and their decisions can still change what is signed."""
LONGEST_REQUEST = 50
REVISABLE = ("proposed", "in_pushback", "revised", "final", "accepted", "signing")


@decided.register
def _factor(command: c.AddKeySuccessFactor, asked: Asked) -> tuple[Event, ...]:
    state = asked.state
    require_stage(state, AGREEING, "Adding a key success factor")
    new_id((one.id for one in state.factors), command.factor, "key success factor")
    known_person(state, command.owner)
    for action in command.actions:
        known_person(state, action.owner)
        still_ahead(action.due_on, asked.at, "An action")
    still_ahead(command.due_on, asked.at, "A key success factor")
    for item in command.items:
        known_item(state, item)
    return (e.KeySuccessFactorAdded(**dict(command)),)


@decided.register
def _request(command: c.RequestResource, asked: Asked) -> tuple[Event, ...]:
    state = asked.state
    require_stage(state, AGREEING, "Asking for a resource")
    new_id((one.asked.request for one in state.requests), command.request, "resource request")
    if len(command.request) > LONGEST_REQUEST:
        raise errors.Invalid("Choose a shorter id: an alternative's is made from it.")
    still_ahead(command.needed_by, asked.at, "What is needed")
    if command.item is None and command.factor is None:
        raise errors.Invalid(
            "A resource is asked for because of an item or a factor: name it.", practice="S0-23"
        )
    if command.item is not None:
        known_item(state, command.item)
    if command.factor is not None and command.factor not in {one.id for one in state.factors}:
        raise errors.Unknown(f"There is no key success factor {command.factor}.")
    amount_or_quantity(command.amount, command.quantity, state)
    return (e.ResourceRequested(**dict(command), asked_by=asked.person),)


@decided.register
def _budget(command: c.GrantBudget, asked: Asked) -> tuple[Event, ...]:
    new_id((one.budget for one in asked.state.budgets), command.budget, "budget")
    if asked.person == asked.state.leader:
        raise errors.NotAuthorised("A sponsor does not grant a budget to their own unit.")
    amount_or_quantity(command.amount, None, asked.state)
    budget = e.BudgetGranted(**dict(command), holder=asked.person)
    resources.granted(would_be(asked, budget))  # refuses what is too large to be counted
    return (budget,)


@decided.register
def _decide(command: c.DecideResourceRequest, asked: Asked) -> tuple[Event, ...]:
    state = asked.state
    require_stage(state, AGREEING, "Deciding a resource request")
    request = _undecided(command.request, state)
    if command.outcome != "granted" and is_bare(command.reason):
        raise errors.GateClosed(
            "Granting less, or nothing, gives its reason.",
            practice="S0-23",
            missing=("the reason, in a sentence",),
        )
    amount = _granted_amount(command, request, state)
    if command.instead is not None:
        _require_alternative(command, command.instead, asked)
    costs = amount if command.instead is None else command.instead.amount
    nothing = command.outcome == "declined" and command.instead is None
    holder = None if nothing else resources.require_budget(state, costs)
    decision = e.ResourceRequestDecided(
        request=command.request,
        outcome=command.outcome,
        reason=command.reason,
        amount=amount,
        instead=command.instead,
        budget_holder=holder,
    )
    return (decision,)


def _undecided(request: str, state: UnitState) -> e.ResourceRequested:
    found = next((one for one in state.requests if one.asked.request == request), None)
    if found is None:
        raise errors.Unknown(f"Nobody asked for a resource {request}.")
    if found.decided is not None:
        raise errors.NothingToDo("This request is decided already; offer a substitute instead.")
    return found.asked


def _require_alternative(
    command: c.DecideResourceRequest, instead: v.Alternative, asked: Asked
) -> None:
    if command.outcome != "declined":
        raise errors.Invalid("An alternative is offered where the request is declined.")
    amount_or_quantity(instead.amount, instead.quantity, asked.state)
    still_ahead(instead.due_on, asked.at, "The alternative")


def _granted_amount(
    command: c.DecideResourceRequest, asked: e.ResourceRequested, state: UnitState
) -> Money | None:
    if command.outcome == "declined":
        return None
    amount = command.amount or asked.amount
    amount_or_quantity(amount, asked.quantity, state)
    if asked.amount is None or amount is None:
        return amount
    in_currency(amount, asked.amount.currency, "A grant")
    partly = amount < asked.amount
    if partly != (command.outcome == "granted_in_part") or amount > asked.amount:
        raise errors.Invalid(
            f"{asked.amount} was asked for: grant it, less of it as granted_in_part, or decline."
        )
    return amount


# ── a new version ─────────────────────────────────────────────────────────────────────────


@decided.register
def _revise(command: c.RevisePlan, asked: Asked) -> tuple[Event, ...]:
    state = asked.state
    require_stage(state, REVISABLE, "Revising")
    require_cited(command)
    before = state.current or state.versions[-1]
    targets = drafted_targets(command.targets, state)
    portions = drafted_portions(command, targets, state)
    changes = _changes(command, before, portions, state)
    _require_difference(before, targets, changes, state)
    require_aggressive(targets, command.below_goal_reason)
    for item in command.answers:
        known_item(state, item)
    revised = e.PlanRevised(
        version=len(state.versions) + 1,
        targets=targets,
        portions=portions,
        changes=changes,
        answers=command.answers,
        reason=command.reason,
        below_goal_reason=command.below_goal_reason,
        scenario=command.scenario,
    )
    events = (*_voids(command, before, state), revised, *_reopened(asked, changes, revised))
    return (*events, *hold("revise", would_be(asked, *events), asked.at))


def _voids(command: c.RevisePlan, before: Version, state: UnitState) -> tuple[Event, ...]:
    running = state.running
    owned = running is not None and state.runs(before) and running.jointly_since
    # What is jointly owned keeps its signatures while an amendment of it is agreed.
    signed = () if owned else state.signed(before.number)
    if len(signed) != command.voids:
        raise errors.SignaturesWouldBeVoided(
            f"This revision voids {len(signed)} signatures; you said {command.voids}.",
            practice="S0-20",
            missing=tuple(f"the signature of {person}" for person in signed),
        )
    if not signed:
        return ()
    return (e.SignaturesVoided(version=before.number, people=signed),)


def _require_difference(
    before: Version,
    targets: tuple[v.TargetLine, ...],
    changes: tuple[v.Change, ...],
    state: UnitState,
) -> None:
    """A new version differs in amounts, or from a final one in factors, resources or owners."""
    same = not changes and targets == before.targets
    if same and before.content_hash is not None:
        then = (before.factors, before.resources, before.owners)
        same = then == (state.factors, resources.lines(state), state.owners_in(before))
    if same:
        raise errors.NothingToDo("This version would say just what the one before says.")


def _changes(
    command: c.RevisePlan,
    before: Version,
    portions: tuple[v.Portion, ...],
    state: UnitState,
) -> tuple[v.Change, ...]:
    causes = {draft.seat: draft.causes for draft in command.portions}
    known = citable(state)
    was = {one.seat: one.amount for one in (*before.portions, *_running(state))}
    changes = []
    for portion in portions:
        seat, after = portion.seat, portion.amount
        if was.get(seat) != after and not seat.startswith(HELD):
            _require_caused(seat, causes[seat], known)
            change = v.Change(seat=seat, before=was.get(seat), after=after, causes=causes[seat])
            changes.append(change)
    return tuple(changes)


def _require_caused(seat: str, cited: tuple[str, ...], known: frozenset[str]) -> None:
    if not cited or not set(cited) <= known:
        raise errors.Invalid(
            f"The portion of {seat} changes: cite what causes it.",
            practice="S0-18",
            missing=tuple(sorted(known)),
        )


def _running(state: UnitState) -> tuple[v.Portion, ...]:
    """What is in force now: a joiner may have split a seat since the version was written."""
    running = state.running
    return running.portions if running is not None and state.runs(state.current) else ()


def _reopened(
    asked: Asked, changes: tuple[v.Change, ...], revised: e.PlanRevised
) -> tuple[Event, ...]:
    """Whose portion is raised gets the notice of a first proposal."""
    state = asked.state
    raised = {
        seat.owner
        for change in changes
        if (seat := state.seat(change.seat)) is not None
        and change.before is not None
        and change.after > change.before
    }
    closes_at = asked.at + timedelta(days=state.policy.reopened_window_days)
    windows = tuple(
        v.Window(person=person, closes_at=closes_at) for person in state.members if person in raised
    )
    return (e.WindowsOpened(version=revised.version, windows=windows),) if windows else ()
