"""Values cases, for who leads the unit and HR partners alone: opened, helped with, decided by two.

Nothing that anybody wrote as an objection, a dissent or a pulse answer can come in here: evidence
is of two kinds, a survey or a behaviour on a day, and has no words.
"""

from __future__ import annotations

from datetime import timedelta

from domain import errors
from domain.culture import commands as c
from domain.culture import events as e
from domain.culture.deciding.asked import Asked, circle_of, decided
from domain.culture.state import CultureState, ValuesCase
from domain.culture.values import FORBIDDEN, Evidence, Offered
from domain.model import Event


@decided.register
def _open(command: c.OpenValuesCase, asked: Asked) -> tuple[Event, ...]:
    _require_confidant(asked, command.unit)
    state = asked.state
    if command.about.person in {asked.person, circle_of(asked, command.unit).leader}:
        raise errors.Invalid("A case is about somebody whom this unit's leader leads.")
    if state.case(command.case) is not None:
        raise errors.AlreadyExists(f"There is a case {command.case} already.")
    same = (command.about.person, command.reason)
    if any(
        one.is_open and (one.opened.about.person, one.opened.reason) == same for one in state.cases
    ):
        raise errors.NothingToDo("A case for this reason is open already.")
    evidence = tuple(_looked_at(one, state) for one in command.evidence)
    return (e.ValuesCaseOpened(**{**dict(command), "evidence": evidence}),)


def _looked_at(offered: Offered, state: CultureState) -> Evidence:
    """Evidence that may count; raises where people's own words against a plan are offered."""
    if offered.source in FORBIDDEN:
        raise errors.NotAuthorised(
            "What people object, sign with a dissent or feel is welcome, and feeds no case.",
            practice="S0-13",
        )
    value = state.value(offered.value)
    if value is None:
        raise errors.Unknown(f"{offered.value} is none of the values.", practice="S2-18")
    if offered.source == "survey":
        known = offered.survey is not None and state.survey(offered.survey) is not None
        if not known or offered.behaviour or offered.seen_on:
            raise errors.Unknown("Name a survey that was imported, and nothing else of it.")
    elif offered.behaviour not in value.behaviours or offered.seen_on is None or offered.survey:
        raise errors.Unknown("Name one of the value's behaviours, and the day it was missing.")
    return Evidence.model_validate(offered.model_dump())


@decided.register
def _help(command: c.RecordCaseStep, asked: Asked) -> tuple[Event, ...]:
    _require_open(asked, command.case)
    return (e.CaseStepRecorded(**dict(command)),)


@decided.register
def _decide(command: c.DecideValuesCase, asked: Asked) -> tuple[Event, ...]:
    case = _require_open(asked, command.case)
    if asked.person == case.opened_by:
        raise errors.NeedsTwoPeople(
            "Who opened a case does not decide it alone: the other of leader and HR partner does.",
            practice="S2-18",
        )
    if command.about.person != case.opened.about.person:
        raise errors.Invalid("This case is about somebody else.")
    if command.outcome == "leaves" and not case.steps:
        raise errors.GateClosed(
            "Nobody leaves over values before anything was tried.",
            practice="S2-18",
            missing=("a step that was taken before: a conversation, coaching, training",),
        )
    return (e.ValuesCaseDecided(**dict(command)),)


@decided.register
def _overdue(command: c.MarkCaseOverdue, asked: Asked) -> tuple[Event, ...]:
    case = asked.state.case(command.case)
    if case is None or not case.is_open or case.overdue:
        raise errors.NothingToDo("Nothing is overdue here.")
    days = timedelta(days=asked.state.policy.of_culture.case_days)
    if asked.at < case.opened_at + days:
        raise errors.DeadlineNotReached("It is too early for this.")
    return (e.ValuesCaseOverdue(case=command.case),)


def _require_open(asked: Asked, case: str) -> ValuesCase:
    """The case; in the same words for who may not know of it and where there is none."""
    found = asked.state.case(case)
    if found is None or not asked.state.confides(found.opened.unit, asked.person):
        raise errors.Unknown(f"There is no case {case}.")
    if not found.is_open:
        raise errors.NothingToDo("This case was decided before.")
    return found


def _require_confidant(asked: Asked, unit: str) -> None:
    circle_of(asked, unit)
    if not asked.state.confides(unit, asked.person):
        raise errors.NotAuthorised("A values case is for who leads the unit, and HR partners.")
