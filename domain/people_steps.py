"""The commands that the answers of a guided change come to, in their order, and what it leaves as it is.

A guided change decides nothing: each command is the one that could be given by hand, with an id that
is made of the change and of what it settles, so that giving the change again goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import NamedTuple

from domain import errors
from domain.cycle import authority as of_cycles
from domain.cycle import commands as cc
from domain.model import Command
from domain.people import Person
from domain.people_change import LONGEST_ID, Answer, Change, Choice
from domain.unit import authority as of_units
from domain.unit import commands as uc
from domain.unit.evolving.promising import end_of
from domain.unit.readiness import commands as ur
from domain.words import id_of


class Step(NamedTuple):
    """One command, where it goes, and the offices that may give it."""

    id: str
    holding: str
    unit: str | None
    command: Command
    offices: tuple[str, ...]


class Kept(NamedTuple):
    """What is left as it is, with the id and the place that a command about it has."""

    id: str
    holding: str
    unit: str | None


Made = tuple[str | None, Command]
Makes = Callable[[Answer, Change, tuple[str, ...]], Made]


def steps(change: Change) -> tuple[Step, ...]:
    """The commands in the order in which they are given: offices, units, what ends, seats, goals, covers, relief.

    Made of the answers alone, so that they are the same when half of them are done. Raises
    Invalid for an answer that says too little.
    """
    wanted = [one for one in change.answers if one.choice != "keep"]
    if len({one.holding for one in change.answers}) < len(change.answers):
        raise errors.Invalid("Something is answered twice.")
    found = [_step(one, change) for one in wanted]
    return tuple(sorted(found, key=lambda one: COMMANDS.index(type(one.command))))


def comes_with(step: Step, earlier: Iterable[Step]) -> bool:
    """Whether a goal or a step goes to somebody whom an earlier step brings into its unit."""
    command = step.command
    if not isinstance(command, uc.HandOverGoal | uc.HandOverStep):
        return False
    return any(
        one.unit == step.unit and _brought(one.command) == command.successor for one in earlier
    )


def _brought(command: Command) -> str:
    match command:
        case uc.HandOverSeat(successor=Person() as person) | uc.FillSeat(person=person):
            return person.id
        case _:
            return ""


def kept(change: Change) -> tuple[Kept, ...]:
    """Of what can be settled, what this change leaves as it is."""
    found = []
    for one in change.answers:
        kind, *names = one.holding.split(":")
        if one.choice == "keep" and len(names) == _NAMES.get(kind):
            unit = None if kind in _OF_CYCLE else names[0]
            found.append(Kept(_id(change, one.holding), one.holding, unit))
    return tuple(found)


def _step(answer: Answer, change: Change) -> Step:
    kind, *names = answer.holding.split(":")
    makes = _MAKES.get((kind, answer.choice))
    if makes is None or len(names) != _NAMES[kind]:
        raise errors.Invalid(
            f"{answer.holding[:LONGEST_ID]!r} is not settled by {answer.choice!r}."
        )
    unit, command = makes(answer, change, tuple(names))
    return Step(
        id=_id(change, answer.holding),
        holding=answer.holding,
        unit=unit,
        command=command,
        offices=_offices(command),
    )


def _id(change: Change, holding: str) -> str:
    return f"{change.change}:{holding.replace(' ', '-')}"


def _offices(command: Command) -> tuple[str, ...]:
    table = of_units.OFFICES if type(command) in of_units.OFFICES else of_cycles.OFFICES
    return tuple(one for one in table[type(command)] if one != "system")


def _last_day(change: Change) -> date:
    """Of who had it before: the change is from its day on."""
    return change.on - timedelta(days=1)


def _taker(answer: Answer) -> Person:
    if answer.to is None:
        raise errors.Invalid(f"Say to whom {answer.holding} goes.")
    return answer.to


def _until(answer: Answer) -> date:
    if answer.until is None:
        raise errors.Invalid(f"Say until when {answer.holding} is covered.")
    return answer.until


def _hand_lead(answer: Answer, change: Change, names: tuple[str, ...]) -> Made:
    successor = _taker(answer)
    return None, cc.ReplaceUnitLeader(unit=names[0], successor=successor, acts_from=change.on)


def _hand_seat(answer: Answer, change: Change, names: tuple[str, ...]) -> Made:
    return names[0], uc.HandOverSeat(
        seat=names[1], successor=_taker(answer), left_on=_last_day(change)
    )


def _end_seat(_answer: Answer, change: Change, names: tuple[str, ...]) -> Made:
    return names[0], uc.HandOverSeat(seat=names[1], successor=None, left_on=_last_day(change))


def _cover(answer: Answer, change: Change, names: tuple[str, ...]) -> Made:
    cover = _taker(answer).id
    return names[0], uc.CoverAbsence(person=change.person, cover=cover, until=_until(answer))


def _take_seat(answer: Answer, change: Change, names: tuple[str, ...]) -> Made:
    command = uc.FillSeat(
        seat=names[1], person=_taker(answer), joins_on=change.on, ramp=answer.ramp
    )
    return names[0], command


def _relieve(answer: Answer, change: Change, names: tuple[str, ...]) -> Made:
    """A quota is eased by an amendment that all sign, and by nothing less."""
    command = uc.OpenAmendment(
        amendment=id_of(f"{change.change}.{names[1]}"),
        reason=change.reason,
        cause=f"relief of {names[1]}",
        sign_by=end_of(_until(answer)),
    )
    return names[0], command


def _drop_goal(_answer: Answer, change: Change, names: tuple[str, ...]) -> Made:
    return names[0], uc.DropGoal(goal=names[1], reason=change.reason)


def _hand_goal(answer: Answer, change: Change, names: tuple[str, ...]) -> Made:
    return _goal(change, names, _taker(answer).id)


def _end_part(_answer: Answer, change: Change, names: tuple[str, ...]) -> Made:
    return _goal(change, names, None)


def _goal(change: Change, names: tuple[str, ...], successor: str | None) -> Made:
    return names[0], uc.HandOverGoal(
        goal=names[1], person=change.person, successor=successor, reason=change.reason
    )


def _hand_step(answer: Answer, change: Change, names: tuple[str, ...]) -> Made:
    return names[0], uc.HandOverStep(
        step=names[1], successor=_taker(answer).id, reason=change.reason
    )


def _drop_line(_answer: Answer, change: Change, names: tuple[str, ...]) -> Made:
    return names[0], ur.DropPlanLine(line=names[1], reason=change.reason)


def _end_office(_answer: Answer, change: Change, names: tuple[str, ...]) -> Made:
    return None, _roles(change, names[0], ())


def _hand_office(answer: Answer, change: Change, names: tuple[str, ...]) -> Made:
    return None, _roles(change, names[0], (_taker(answer).id,))


def _roles(change: Change, office: str, gets: tuple[str, ...]) -> cc.ProposeRoles:
    return cc.ProposeRoles.model_validate(
        {
            "change": id_of(f"{change.change}.{office}"),
            "reason": change.reason,
            "grants": [{"office": office, "person": one} for one in gets],
            "revokes": [{"office": office, "person": change.person}],
        }
    )


_MAKES: dict[tuple[str, Choice], Makes] = {
    ("office", "end"): _end_office,
    ("office", "hand to"): _hand_office,
    ("lead", "hand to"): _hand_lead,
    ("seat", "end"): _end_seat,
    ("seat", "hand to"): _hand_seat,
    ("seat", "relieve"): _relieve,
    ("goal", "end"): _drop_goal,
    ("goal", "hand to"): _hand_goal,
    ("part in a goal", "end"): _end_part,
    ("part in a goal", "hand to"): _hand_goal,
    ("step", "hand to"): _hand_step,
    ("plan line", "end"): _drop_line,
    ("vacant seat", "take"): _take_seat,
    ("cover", "cover until"): _cover,
}
_NAMES = {
    "office": 1,
    "lead": 1,
    "seat": 2,
    "goal": 2,
    "part in a goal": 2,
    "step": 2,
    "plan line": 2,
    "vacant seat": 2,
    "cover": 1,
}
_OF_CYCLE = {"office", "lead"}
COMMANDS: tuple[type[Command], ...] = (
    cc.ProposeRoles, cc.ReplaceUnitLeader, uc.DropGoal, ur.DropPlanLine, uc.HandOverSeat,
    uc.FillSeat, uc.HandOverGoal, uc.HandOverStep, uc.CoverAbsence, uc.OpenAmendment,
)  # fmt: skip
"""In order, a lead before seats: what follows from it by itself is on its way; a seat is freed before
one is filled, and who comes with it is there before a goal or a step is theirs."""
