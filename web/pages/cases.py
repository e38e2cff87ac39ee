"""Values cases as a page, for the two who know of them: opened, helped with, decided by the other one."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from fastapi import Request, Response

from domain.authority.reads import READ_VALUES_CASES
from domain.culture import commands as c
from domain.culture.state import CultureState
from domain.culture.values import Circle
from domain.model import Command
from domain.sensitive import OF_CASES
from web.asking import gives, says
from web.commands import kebab
from web.confiding import Case, readable
from web.pages.acting import Typed, typed
from web.pages.choices import Options
from web.pages.fields import Field
from web.pages.filling import rows_of
from web.pages.forms import MORE, NOT_SENT, Form, Forms, Sent
from web.pages.pressing import Pressed, known
from web.pages.viewing import View, Views
from web.routing import Router

router = Router(prefix="/o/{organisation}/cycles/{cycle}/culture/cases", include_in_schema=False)
ACTS: dict[str, type[Command]] = {
    kebab(kind): kind for kind in (c.OpenValuesCase, c.RecordCaseStep, c.DecideValuesCase)
}
SHOWN_BY = Field("shown", "name", required=True)
"""What shows it, chosen as one thing: a survey of a value, or a behaviour of one."""


@dataclass(frozen=True)
class Told:
    """A case with whom it is about by name, and what is left to do about it."""

    case: Case
    name: str
    step: Form | None
    decide: Form | None


@router.get("")
@says(READ_VALUES_CASES)
async def show(view: Views) -> Response:
    """Values cases for the two who know of them; an empty page for everybody else."""
    return await shown(view, NOT_SENT)


@router.post("/acts/{act}")
async def do(request: Request, view: Views, act: str) -> Response:
    """The act, once; or the page again, with every word that was typed."""
    kind = known(act, ACTS)
    form = await typed(request)
    if form.get(MORE):
        return await shown(view, Sent(form))
    pressed = Pressed.of(view, kind, completed(form), _address(view))
    return await pressed.given(pressed.again(lambda sent: shown(view, sent)), culture=True)


def completed(form: Typed) -> Typed:
    """Each row of evidence as the command has it, from what was chosen in it."""
    added: dict[str, tuple[str, ...]] = {}
    for row in rows_of(form, "evidence"):
        source, _, rest = form.get(f"evidence.{row}.shown").partition("/")
        first, _, second = rest.partition("/")
        survey, value, behaviour = ("survey", "value", "behaviour")
        names = (survey, value) if source == "survey" else (value, behaviour)
        if source:
            given = zip(("source", *names), (source, first, second), strict=True)
            added |= {f"evidence.{row}.{name}": (said,) for name, said in given}
    return Typed({**form.fields, **added})


async def shown(view: View, sent: Sent) -> Response:
    """The page; with a form that came back, at its place."""
    reading = view.reading
    state = await reading.culture_state()
    found = await readable(reading, state)
    about = await reading.doors.seals.each(one.person for one in found)
    confided = [] if state.over else [_led(one, view) for one in _mine(state, view)]
    asked = sent.typed.get("unit") or view.request.query_params.get("unit", "")
    chosen = next((one for one in confided if one.unit == asked or len(confided) == 1), None)
    decided = await view.decided("culture")
    return view.page(
        "culture/cases.html",
        trouble=sent.summary,
        cases=[_told(one, about[one.person], state, view, sent) for one in found],
        units=[(one.unit, _name(view, one.unit)) for one in confided],
        chosen=_name(view, chosen.unit) if chosen else None,
        opening=_opening(chosen, state, view, sent) if chosen else None,
        shown_by=SHOWN_BY,
        mine=[one for one in decided if OF_CASES.intersection(one.types)],
    )


def _mine(state: CultureState, view: View) -> list[Circle]:
    """The units whose cases the reader may know of."""
    return [one for one in state.circles if state.confides(one.unit, view.person)]


def _led(circle: Circle, view: View) -> Circle:
    """Without those about whom the reader opens no case there: who leads, and themselves."""
    people = (one for one in circle.people if one not in {circle.leader, view.person})
    return circle.model_copy(update={"people": tuple(people)})


def _opening(circle: Circle, state: CultureState, view: View, sent: Sent) -> Form:
    names = view.eyes.names
    options = {
        "person": tuple((one, names.get(one, one)) for one in circle.people),
        "shown": (*_behaviours(state), *_surveys(state)),
    }
    fixed = {"case": sent.typed.get("case") or str(uuid.uuid4()), "unit": circle.unit}
    return _forms(view, options, sent).of("open-values-case", at="open", also=fixed)


def _behaviours(state: CultureState) -> Options:
    return tuple(
        (f"behaviour/{value.value}/{words}", f"Not seen, {value.name}: {words}")
        for value in state.values
        for words in value.behaviours
    )


def _surveys(state: CultureState) -> Options:
    """Each value that a survey has scores of, and that still is one of the values."""
    found = {
        (survey.imported.survey, value): survey.imported
        for survey in state.surveys
        for _, value in survey.scores
    }
    known = {one.value: one.name for one in state.values}
    return tuple(
        (f"survey/{survey}/{value}", f"Survey of {said.audience}, {said.period}: {known[value]}")
        for (survey, value), said in found.items()
        if value in known
    )


def _told(one: Case, person: str, state: CultureState, view: View, sent: Sent) -> Told:
    name = view.eyes.names.get(person, person)
    if one.outcome is not None or state.over:
        return Told(one, name, None, None)
    forms, at = _forms(view, {}, sent), f"case-{one.case}"
    decides = forms.of("decide-values-case", at=at, also={"about.person": person}, case=one.case)
    step = forms.of("record-case-step", at=at, case=one.case)
    return Told(one, name, step, decides if one.opened_by != view.person else None)


def _forms(view: View, options: dict[str, Options], sent: Sent) -> Forms:
    return Forms(_address(view), "cases", lambda _kind: options, ACTS, {}, sent)


def _name(view: View, unit: str) -> str:
    return next((one.draft.name for one in view.state.units if one.draft.unit == unit), unit)


def _address(view: View) -> str:
    return f"{view.base}/culture/cases"


gives(do, c.OpenValuesCase)
