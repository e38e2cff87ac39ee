"""Values and culture of a cycle: what is valued and expected, acknowledged, and how it is lived."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import Request, Response

from domain.authority.reads import READ_CULTURE
from domain.culture import commands as c
from domain.culture.authority import OFFICES, offices
from domain.culture.state import CultureState
from domain.cycle.commands import BeginCulture
from domain.errors import Unknown
from domain.model import Command
from domain.sensitive import OF_CASES
from web.asking import asks, gives
from web.commands import kebab, of_cultures
from web.culture_living import fostered, recognised, standings
from web.culture_queries import Culture, scores_of, told
from web.pages.acting import Typed, typed
from web.pages.choices import Options
from web.pages.filling import rows_of
from web.pages.forms import MORE, NOT_SENT, PAGE, SHOWN, Form, Forms, Sent
from web.pages.pressing import Part, Pressed, known
from web.pages.then import AS_NOW, Moments, Then
from web.pages.viewing import View, Views
from web.routing import Router

router = Router(prefix="/o/{organisation}/cycles/{cycle}/culture", include_in_schema=False)
OF_CULTURES: dict[str, type[Command]] = {kebab(kind): kind for kind in of_cultures()}
MOST_VALUES = 3
"""Rows to write them in; that there are three is a practice (S2-09)."""
CULTURE, NUMBER = "culture", "number"
"""The pages on which an act of the culture can stand, as their addresses end."""

PART = Part(
    begins=BeginCulture(),
    path=CULTURE,
    title="Values and culture",
    name="the culture",
    by="Its leader or an HR partner begins it.",
    said="the culture is begun. It opens within a moment.",
)


@dataclass(frozen=True)
class Asked:
    """What is published, and asked of the reader beside their number."""

    culture: Culture
    acknowledge: Form | None


@router.get("", dependencies=[asks(READ_CULTURE, whole=True)])
async def show(view: Views, wanted: Moments) -> Response:
    """Now, or as it stood at a moment, for who may read it now."""
    reading = view.reading
    then = await wanted.then(reading.doors, reading.organisation, view.eyes.zone)
    return await shown(view, None, NOT_SENT, then)


@router.post("/begin")
async def begin(view: Views) -> Response:
    """Begin the culture of the cycle, for everyone in its units."""
    return await PART.begun(view)


@router.post("/acts/{act}")
async def do(request: Request, view: Views, act: str) -> Response:
    """The act, once; or the page again, with every word that was typed."""
    form = _kept(await typed(request))
    page = NUMBER if form.get(PAGE) == NUMBER else CULTURE
    if form.get(MORE):
        return await SHOWN[page](view, None, Sent(form))
    pressed = Pressed.of(view, known(act, OF_CULTURES), form, f"{view.base}/{page}")
    again = pressed.again(lambda sent: SHOWN[page](view, None, sent))
    return await pressed.given(again, culture=True)


async def asked(view: View, sent: Sent) -> Asked | None:
    """What a sitting reads beside the number; None where nothing is published, or not for them."""
    if not view.reading.may(READ_CULTURE):
        return None
    try:
        state = await view.reading.culture_state()
    except Unknown:
        return None
    if state.edition == 0 or view.person not in state.people:
        return None
    culture = told(state, view.reading).model_copy(
        update={
            "values": state.published_values,
            "expectations": state.published_expectations,
        }
    )
    waits = not culture.acknowledged and not state.over
    return Asked(culture, acknowledging(view, culture, NUMBER, sent) if waits else None)


def acknowledging(view: View, culture: Culture, page: str, sent: Sent) -> Form:
    """Values, expectations and why planning is worth it, acknowledged in one act."""
    reason = culture.reason if not culture.read else None
    also = {"reason": str(reason.reason)} if reason else {}
    forms = Forms(PART.address(view), page, lambda _kind: {}, OF_CULTURES, {}, sent)
    return forms.of("acknowledge-culture", at="values", also=also, edition=str(culture.edition))


async def shown(view: View, _unit: str | None, sent: Sent, then: Then = AS_NOW) -> Response:
    """The page; with a form that came back, at its place. Scores and standings are those of now, or not there."""
    try:
        state = await view.reading.culture_state(then.until)
    except Unknown as none:
        if then.past:
            return await shown(view, None, sent, then.refused(none))
        return PART.none_yet(view, then.trouble)
    held = offices(state, view.person)
    culture = told(state, view.reading)
    decided = () if then.past else await view.decided("culture")
    return view.page(
        "culture/page.html",
        trouble=then.trouble or sent.summary,
        then=then,
        culture=culture,
        acknowledge=acknowledging(view, culture, CULTURE, sent),
        initiatives=fostered(state),
        contests=() if then.past else await standings(view.reading),
        lived=recognised(state),
        scores=() if then.past else await scores_of(view.reading),
        confides=bool(held & {"unit_leader", "hr_partner"}),
        value_names={one.value: one.name for one in state.values},
        unit_names=_unit_names(view),
        may=lambda name: (
            not (state.over or then.past) and bool(held & set(OFFICES[OF_CULTURES[name]]))
        ),
        give=Forms(
            PART.address(view),
            "culture",
            lambda _kind: _options(state, view),
            OF_CULTURES,
            {},
            sent,
        ),
        fresh=lambda: str(uuid.uuid4()),
        stands=_stands(state),
        ids=_ids(state),
        mine=[one for one in decided if not OF_CASES.intersection(one.types)],
    )


def _kept(form: Typed) -> Typed:
    """Without the ids of rows of which nothing is left: what was written there goes."""
    ids = (("values", "value", "name"), ("expectations", "expectation", "words"))
    gone = {
        f"{table}.{row}.{name}"
        for table, name, words in ids
        for row in rows_of(form, table)
        if form.text(f"{table}.{row}.{words}") is None
    }
    return Typed({name: value for name, value in form.fields.items() if name not in gone})


def _stands(state: CultureState) -> dict[str, dict[str, str]]:
    """What the forms of values and expectations begin with: these as they are, and room for more."""
    values, expectations = {}, {}
    for row in range(max(MOST_VALUES, len(state.values))):
        values[f"values.{row}.name"] = ""
    for row, one in enumerate(state.values):
        values[f"values.{row}.name"] = one.name
        values[f"values.{row}.behaviours"] = "\n".join(one.behaviours)
    for row in range(len(state.expectations) + 1):
        expectations[f"expectations.{row}.words"] = ""
    for row, said in enumerate(state.expectations):
        expectations[f"expectations.{row}.words"] = said.words
        expectations[f"expectations.{row}.measure"] = said.measure or ""
        expectations[f"expectations.{row}.review"] = said.review or ""
    return {"choose-values": values, "set-expectations": expectations}


def _ids(state: CultureState) -> dict[str, dict[str, str]]:
    """What is kept under its id, whatever it is called from now on."""
    return {
        "choose-values": {f"values.{row}.value": one.value for row, one in enumerate(state.values)},
        "set-expectations": {
            f"expectations.{row}.expectation": one.expectation
            for row, one in enumerate(state.expectations)
        },
    }


def _unit_names(view: View) -> Mapping[str, str]:
    """Of the units that the reader sees; the others are told by their ids."""
    known = {one.draft.unit: one.draft.name for one in view.state.units}
    return {one: known[one] for one in view.reading.units if one in known}


def _options(state: CultureState, view: View) -> Mapping[str, Options]:
    names = view.eyes.names
    people = tuple((one, names.get(one, one)) for one in state.people if one != view.person)
    return {
        "person": people,
        "helper": people,
        "value": tuple((one.value, one.name) for one in state.values),
    }


SHOWN[CULTURE] = shown
gives(begin, BeginCulture)
gives(do, c.AcknowledgeCulture)
