"""Surveys: imported whole or not at all, and restated, never rewritten."""

from __future__ import annotations

from collections.abc import Iterator

from domain import errors
from domain.culture import commands as c
from domain.culture import events as e
from domain.culture.deciding.asked import Asked, decided
from domain.culture.state import CultureState, Survey
from domain.culture.values import Perceived
from domain.model import Event


@decided.register
def _import(command: c.ImportSurvey, asked: Asked) -> tuple[Event, ...]:
    state = asked.state
    _require_new(command.source.sha256, state)
    if state.survey(command.survey) is not None:
        raise errors.AlreadyExists(f"There is a survey {command.survey} already.")
    _require_sound(command.scores, asked)
    return (e.SurveyImported(**dict(command)),)


@decided.register
def _restate(command: c.RestateSurvey, asked: Asked) -> tuple[Event, ...]:
    state = asked.state
    survey = state.survey(command.survey)
    if survey is None:
        raise errors.Unknown(f"There is no survey {command.survey}: import it first.")
    _require_new(command.source.sha256, state)
    _require_sound(command.scores, asked)
    if strange := tuple(_not_there(command.scores, survey)):
        raise errors.Invalid(
            "A restatement is of scores that were imported.", practice="S2-17", missing=strange
        )
    return (e.SurveyRestated(**dict(command)),)


def _require_new(sha256: str, state: CultureState) -> None:
    imported = {one.imported.source.sha256 for one in state.surveys}
    restated = {one.source.sha256 for survey in state.surveys for one in survey.restated}
    if sha256 in imported | restated:
        raise errors.NothingToDo("This very file was imported before.")


def _require_sound(scores: tuple[Perceived, ...], asked: Asked) -> None:
    """Raises Invalid, naming each score that cannot be taken: nothing is imported then."""
    if problems := tuple(_problems(scores, asked)):
        raise errors.Invalid(
            "The survey cannot be imported; nothing was.", practice="S2-17", missing=problems
        )


def _problems(scores: tuple[Perceived, ...], asked: Asked) -> Iterator[str]:
    state = asked.state
    people, values = set(state.people), {one.value for one in state.values}
    least = state.policy.of_culture.least_sample
    seen: set[tuple[str, str]] = set()
    for one in scores:
        told = f"{one.person}, {one.value}"
        if one.person not in people:
            yield f"{told}: nobody of this cycle"
        if one.person == asked.person:
            yield f"{told}: is about you: another HR partner imports it"
        if one.value not in values:
            yield f"{told}: none of the values"
        if one.answers < least:
            yield f"{told}: {one.answers} answers, and fewer than {least} say nothing"
        if (one.person, one.value) in seen:
            yield f"{told}: stands twice"
        seen.add((one.person, one.value))


def _not_there(scores: tuple[Perceived, ...], survey: Survey) -> Iterator[str]:
    known = survey.scores
    for one in scores:
        before = known.get((one.person, one.value))
        if before is None:
            yield f"{one.person}, {one.value}: was not imported"
        elif before == one:
            yield f"{one.person}, {one.value}: is the same as before"
