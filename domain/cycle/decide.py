"""What a planning cycle decides: guard, then event."""

from __future__ import annotations

from datetime import datetime
from functools import singledispatch

from domain import errors
from domain.cycle import changing_rules, granting, market_rates, starting
from domain.cycle import commands as c
from domain.cycle import events as e
from domain.cycle.authority import held, require_office
from domain.cycle.files import require_new_file
from domain.cycle.state import PEOPLE, Begun, CycleState
from domain.cycle.tree import checked_tree, offices_apart
from domain.model import Actor, Command, Event

AFTER_THE_END = (c.RecordMarketRate, c.RestateMarketRate, c.ImportMarketRates, c.RecordImport)
"""What the market says, and the hash of a file that corrects a unit: they decide nothing in the cycle."""


def decide(
    command: Command, state: CycleState | None, *, at: datetime, by: Actor
) -> tuple[Event, ...]:
    """The events that a command leads to; raises a DomainError and changes nothing otherwise."""
    if by.on_behalf_of not in {None, by.person}:
        raise errors.NotAuthorised("What concerns a whole cycle is decided in nobody else's name.")
    if isinstance(command, c.StartCycle):
        require_office(command, state, by)
        return starting.started(command, state)
    if state is None:
        raise errors.Unknown("There is no such cycle. Start it first: tally cycle start.")
    require_office(command, state, by)
    if state.stage in {"cancelled", "closed"} and not isinstance(command, AFTER_THE_END):
        raise errors.WrongStage(f"The cycle is {state.stage}; nothing more is decided in it.")
    return _decide(command, state, at, by)


@singledispatch
def _decide(command: Command, _state: CycleState, _at: datetime, _by: Actor) -> tuple[Event, ...]:
    raise errors.Unknown(f"A cycle knows no command {type(command).__name__}.")


def _require_preparing(state: CycleState) -> None:
    if state.stage != "preparing":
        raise errors.WrongStage(
            "The cycle is announced: people, seats and plans now change inside the units."
        )


@_decide.register
def _import(
    command: c.ImportOrganisation, state: CycleState, _at: datetime, _by: Actor
) -> tuple[Event, ...]:
    _require_preparing(state)
    checked_tree(command.units, state)
    imported = e.FileImported(
        kind=PEOPLE,
        source=command.source,
        rows=command.rows,
        control_total=command.control_total,
        entered_total=command.entered_total,
    )
    require_new_file(command.source, state)
    return (imported, *(e.UnitDefined(**dict(unit)) for unit in command.units))


@_decide.register
def _record_import(
    command: c.RecordImport, state: CycleState, _at: datetime, _by: Actor
) -> tuple[Event, ...]:
    if command.kind == PEOPLE:
        raise errors.Invalid("People come in with their units: import the organisation.")
    require_new_file(command.source, state)
    return (e.FileImported(**dict(command)),)


@_decide.register
def _confirm_goal(
    command: c.ConfirmPlanGoal, state: CycleState, _at: datetime, by: Actor
) -> tuple[Event, ...]:
    if command.target not in state.targets:
        raise errors.Unknown(f"This cycle has no target {command.target}.")
    if command.amount.currency != state.currency:
        raise errors.Invalid(f"The plan goal is stated in the cycle's currency, {state.currency}.")
    if command.amount.amount <= 0:
        raise errors.Invalid("The plan goal is greater than zero.")
    before = state.goal(command.target)
    if before is not None and before.amount == command.amount:
        raise errors.NothingToDo("That is the plan goal already.")
    return (e.PlanGoalConfirmed(**dict(command), confirmed_by=by.person),)


@_decide.register
def _intend(
    command: c.StateIntent, state: CycleState, _at: datetime, by: Actor
) -> tuple[Event, ...]:
    if any(one.intent == command.intent for one in state.intents):
        raise errors.AlreadyExists(f"There is an intent {command.intent} already.")
    if command.number <= 0:
        raise errors.Invalid("A growth objective has a number above zero.", practice="S2-06")
    return (e.IntentStated(**dict(command), stated_by=by.person),)


@_decide.register
def _deliver(
    command: c.DefineDeliverable, state: CycleState, _at: datetime, _by: Actor
) -> tuple[Event, ...]:
    intent = next((one for one in state.intents if one.intent == command.intent), None)
    if intent is None:
        raise errors.Unknown(
            f"There is no intent {command.intent}: state it first.", practice="S2-05"
        )
    if any(one.deliverable == command.deliverable for one in state.deliverables):
        raise errors.AlreadyExists(f"There is a deliverable {command.deliverable} already.")
    if others := tuple(one for one in command.groups if one not in intent.groups):
        raise errors.Invalid(
            "A deliverable is for customer groups of its intent.", practice="S2-07", missing=others
        )
    groups = command.groups or intent.groups
    return (e.DeliverableDefined(**{**dict(command), "groups": groups}),)


@_decide.register
def _announce(
    _command: c.AnnounceCycle, state: CycleState, _at: datetime, by: Actor
) -> tuple[Event, ...]:
    if state.stage == "announced":
        raise errors.NothingToDo("The cycle is announced already.")
    missing = []
    if state.top is None:
        missing.append("people and units: tally import people")
    missing += [
        f"the plan goal for {target}: a sponsor confirms it with its document"
        for target in state.targets
        if state.goal(target) is None
    ]
    if missing:
        raise errors.GateClosed(
            "The cycle cannot be announced yet.", practice="S0-07", missing=tuple(missing)
        )
    return (e.CycleAnnounced(announced_by=by.person),)


@_decide.register
def _begin_culture(
    _command: c.BeginCulture, state: CycleState, _at: datetime, by: Actor
) -> tuple[Event, ...]:
    _require_beginnable(state, state.culture, "culture")
    return (e.CultureBegun(begun_by=by.person),)


@_decide.register
def _begin_incentives(
    _command: c.BeginIncentives, state: CycleState, _at: datetime, by: Actor
) -> tuple[Event, ...]:
    _require_beginnable(state, state.incentives, "incentives")
    return (e.IncentivesBegun(begun_by=by.person),)


def _require_beginnable(state: CycleState, begun: Begun | None, what: str) -> None:
    if state.stage == "preparing":
        raise errors.WrongStage(f"Announce the cycle first, then begin its {what}.")
    if begun is not None:
        raise errors.NothingToDo(f"Somebody began the {what} of this cycle before.")


@_decide.register
def _replace_leader(
    command: c.ReplaceUnitLeader, state: CycleState, _at: datetime, by: Actor
) -> tuple[Event, ...]:
    unit = state.unit(command.unit)
    if unit is None:
        raise errors.Unknown(f"This cycle has no unit {command.unit}.")
    if apart := offices_apart(state, command.successor.id):
        raise errors.NotAuthorised(
            f"{command.successor.name} is {' and '.join(apart)}: who leads a unit cannot be."
        )
    if command.successor.id == by.person and "leader_above" not in held(command, state, by.person):
        raise errors.NotAuthorised(
            "Nobody makes themselves a unit's leader: another HR partner or the leader above names you."
        )
    if command.successor.id == unit.led_by:
        raise errors.NothingToDo(f"{command.successor.name} leads this unit already.")
    if state.stage == "preparing":
        raise errors.WrongStage("Before the announcement, import the people file again instead.")
    return (e.LeaderLeft(**dict(command), leaver=unit.led_by),)


@_decide.register
def _record_rate(
    command: c.RecordMarketRate, state: CycleState, at: datetime, _by: Actor
) -> tuple[Event, ...]:
    return market_rates.recorded(command, state, at)


@_decide.register
def _restate_rate(
    command: c.RestateMarketRate, state: CycleState, at: datetime, by: Actor
) -> tuple[Event, ...]:
    return market_rates.restated(command, state, at, by.person)


@_decide.register
def _import_rates(
    command: c.ImportMarketRates, state: CycleState, at: datetime, by: Actor
) -> tuple[Event, ...]:
    return market_rates.imported(command, state, at, by.person)


@_decide.register
def _propose_rules(
    command: c.ProposeRuleChange, state: CycleState, at: datetime, by: Actor
) -> tuple[Event, ...]:
    return changing_rules.proposed(command, state, at, by.person)


@_decide.register
def _agree_rules(
    command: c.AgreeToRuleChange, state: CycleState, at: datetime, by: Actor
) -> tuple[Event, ...]:
    return changing_rules.agreed(command, state, at, by.person)


@_decide.register
def _propose_roles(
    command: c.ProposeRoles, state: CycleState, _at: datetime, by: Actor
) -> tuple[Event, ...]:
    return granting.proposed(command, state, by.person)


@_decide.register
def _agree_roles(
    command: c.AgreeToRoles, state: CycleState, _at: datetime, by: Actor
) -> tuple[Event, ...]:
    return granting.agreed(command, state, by.person)


@_decide.register
def _end_unit(
    command: c.EndUnitPlan, state: CycleState, _at: datetime, _by: Actor
) -> tuple[Event, ...]:
    if command.unit in state.ended:
        raise errors.NothingToDo("The cycle knows that already.")
    return (e.UnitPlanEnded(**dict(command)),)


@_decide.register
def _cancel(
    command: c.CancelCycle, state: CycleState, _at: datetime, _by: Actor
) -> tuple[Event, ...]:
    if state.stage != "preparing":
        raise errors.WrongStage(
            "The cycle is announced: cancel or end the units' plans, then close the cycle."
        )
    return (e.CycleCancelled(reason=command.reason),)


@_decide.register
def _close(
    _command: c.CloseCycle, state: CycleState, _at: datetime, by: Actor
) -> tuple[Event, ...]:
    open_units = tuple(one.draft.unit for one in state.units if one.draft.unit not in state.ended)
    if open_units or state.stage != "announced":
        raise errors.GateClosed(
            "The cycle closes when every unit's plan has ended.",
            missing=tuple(f"unit {unit}" for unit in open_units),
        )
    return (e.CycleClosed(closed_by=by.person),)
