"""The look-back: begun, scored by leader and functions, planned to 100 %, closed."""

from __future__ import annotations

from domain import errors
from domain.model import SYSTEM, Event
from domain.practices import hold
from domain.unit.deciding.asked import Asked, decided, known_owner, known_person, still_ahead
from domain.unit.lookback import commands as c
from domain.unit.lookback import events as e
from domain.unit.lookback.values import FULL, Item, LookBack
from domain.unit.plan import UnitState


@decided.register
def _begin(command: c.BeginLookBack, asked: Asked) -> tuple[Event, ...]:
    if asked.state.look_back is not None:
        raise errors.NothingToDo("This unit looks back already.")
    return (e.LookBackBegun(year=command.year, begun_by=asked.person),)


def _open(state: UnitState) -> LookBack:
    found = _begun(state)
    if found.closed_at is not None:
        raise errors.WrongStage("The look-back is closed: what was scored stands.")
    return found


def _begun(state: UnitState) -> LookBack:
    if state.look_back is None:
        raise errors.WrongStage("Begin the look-back first.", practice="S3-05")
    return state.look_back


def _known(state: UnitState, item: str) -> Item:
    found = _begun(state).item(item)
    if found is None:
        raise errors.Unknown(f"The look-back of unit {state.unit} has no item {item}.")
    return found


def _require_same_kind(before: Item | None, *, handoff: bool) -> None:
    """What functions score, sales does not, and the other way round, whoever it came from."""
    if before is not None and (before.aspect == "handoff") is not handoff:
        raise errors.AlreadyExists(
            f"{before.id} is scored by others; choose another id.", practice="S3-07"
        )


def _require_scorable(command: c.ScoreLookBack | c.ScoreHandoff, asked: Asked) -> None:
    """A score below 100 % says why; an item is scored again by who scored it."""
    before = _open(asked.state).item(command.item)
    _require_same_kind(before, handoff=isinstance(command, c.ScoreHandoff))
    if before is not None and before.scored_by not in {asked.person, SYSTEM.person}:
        words = f"{before.scored_by} scored an item {command.item} already; choose another id."
        raise errors.AlreadyExists(words)
    if command.percent < FULL and command.why_not is None:
        raise errors.Invalid("Below 100 %, say why not.", practice="S3-08")


@decided.register
def _score(command: c.ScoreLookBack, asked: Asked) -> tuple[Event, ...]:
    _require_scorable(command, asked)
    if command.person is not None:
        known_person(asked.state, command.person)
    return (e.LookBackScored(**dict(command), scored_by=asked.person),)


@decided.register
def _handoff(command: c.ScoreHandoff, asked: Asked) -> tuple[Event, ...]:
    _require_scorable(command, asked)
    return (e.HandoffScored(**dict(command), scored_by=asked.person),)


@decided.register
def _year(command: c.ReceiveYear, asked: Asked) -> tuple[Event, ...]:
    before = asked.state.year_before
    if before is not None and before.version >= command.year.version:
        raise errors.NothingToDo("This unit knows of that year already.")
    if command.year.cycle == asked.state.cycle:
        raise errors.Invalid("A unit looks back on the year of another cycle, not on its own.")
    return (e.YearReceived(**dict(command)),)


@decided.register
def _plan(command: c.PlanToHundred, asked: Asked) -> tuple[Event, ...]:
    _open(asked.state)
    item = _known(asked.state, command.item)
    if not item.short:
        raise errors.NothingToDo(f"{command.item} was at 100 %: there is nothing to plan.")
    known_owner(asked.state, command.owner)
    still_ahead(command.due_on, asked.at, "The plan to 100 %")
    return (e.PlannedToHundred(**dict(command), planned_by=asked.person),)


@decided.register
def _report(command: c.ReportWhyNot, asked: Asked) -> tuple[Event, ...]:
    item = _known(asked.state, command.item)
    if item.plan is None:
        raise errors.WrongStage(f"{command.item} has no plan to 100 % yet.", practice="S3-08")
    if not item.is_open:
        raise errors.NothingToDo(f"{command.item} is at 100 %.")
    if asked.person not in {item.plan.owner, asked.state.leader}:
        raise errors.NotAuthorised("Progress is reported by the plan's owner or the leader.")
    return (e.WhyNotReported(**dict(command), reported_by=asked.person),)


@decided.register
def _close(_command: c.CloseLookBack, asked: Asked) -> tuple[Event, ...]:
    if not _open(asked.state).items:
        raise errors.GateClosed(
            "There is nothing to look back on yet.", practice="S3-06", missing=("scores",)
        )
    findings = hold("close look-back", asked.state, asked.at)
    return (*findings, e.LookBackClosed(closed_by=asked.person))
