"""One address for every act of a unit's plan or a cycle: its form, its dry run, and the act itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from fastapi import Request, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError

from domain.aggregates import aggregate_of
from domain.errors import DomainError, OtherVersion, Unknown
from domain.model import Actor, Command
from domain.unit import commands as u
from domain.unit.plan import UnitState
from domain.words import Identifier
from projections.telling import sentence
from projections.things import things_of
from web import drafts
from web.commands import kebab, of_cycles, of_units
from web.giving import Place, tried
from web.pages import choices, unit_open, unit_tables, wording
from web.pages.acting import Again, Trouble, Typed, done, trouble_of, typed
from web.pages.ceremony import Signing, asked_then_signed
from web.pages.fields import words_of
from web.pages.filling import Filled, filled
from web.pages.forms import (
    MORE,
    NOT_SENT,
    PAGE,
    SHOWN,
    TRY,
    Forms,
    Sent,
    placed,
)
from web.pages.policy_typed import policy_as_typed
from web.pages.prepared import prepared_of
from web.pages.pressing import Pressed, anchor, known
from web.pages.sign import page as version_page
from web.pages.signing import NAMES, OF_A_VERSION
from web.pages.viewing import View, Views
from web.portioning import draft_id
from web.problems import RequestRefused
from web.routing import Router
from web.would_be import Tried

router = Router(prefix="/o/{organisation}/cycles/{cycle}", include_in_schema=False)

OF_UNITS: dict[str, type[Command]] = {kebab(kind): kind for kind in of_units()}
OF_CYCLES: dict[str, type[Command]] = {kebab(kind): kind for kind in of_cycles()}
CLAIMED = "account.id"
"""As another has claimed it: two claims meet by it."""
SIGN, SIGN_PAGE = "sign-plan", "sign"
TEMPLATES = {kebab(kind): "unit/portions.html" for kind in unit_tables.TABLES}


def unit_forms(
    view: View, state: UnitState, page: str, sent: Sent = NOT_SENT, mark: str = ""
) -> Forms:
    """The forms of a unit's acts, on the version that the reader sees."""
    version = {"version": str(state.current.number)} if state.current else {}

    def options(kind: type[Command]) -> Mapping[str, choices.Options]:
        found = choices.of_unit(kind, state, view.person, view.eyes.names)
        of_cycle = {
            "intent": choices.intents(view.state),
            "deliverable": choices.deliverables(view.state),
        }
        return {**found, **of_cycle}

    return Forms(view.unit_address(state.unit), page, options, OF_UNITS, version, sent, mark)


def cycle_forms(view: View, sent: Sent = NOT_SENT) -> Forms:
    def options(kind: type[Command]) -> Mapping[str, choices.Options]:
        return choices.of_cycle(kind, view.state, view.eyes.names)

    return Forms(view.base, "act", options, OF_CYCLES, {}, sent)


# ── of a unit ─────────────────────────────────────────────────────────────────────────────


@router.get("/units/{unit}/acts/{act}")
async def show(view: Views, unit: Identifier, act: str) -> Response:
    """The form of one act; what its fields start with may stand in the address."""
    if act == SIGN:
        return RedirectResponse(f"{view.unit_address(unit)}/{SIGN_PAGE}", 303)
    known(act, OF_UNITS)
    return await _again(view, unit, act, Sent(view.parked))


async def _shown(view: View, unit: str | None, act: str, sent: Sent) -> Response:
    if unit is None:
        return _of_cycle(view, act, sent)
    kind = known(act, OF_UNITS)
    state = await view.reading.unit_state(unit)
    query = dict(view.request.query_params)
    forms = unit_forms(view, state, "act", sent)
    more: dict[str, Any] = {}
    start: dict[str, str | list[str]] = {**_starts(kind, state), **query}
    if kind in unit_tables.TABLES:
        revising = kind is u.RevisePlan
        asked = unit_tables.asked_of(query, state, revising=revising)
        found, begins, cannot = unit_tables.tables(state, asked, revising=revising)
        drawn = None if revising else await prepared_of(view, state)
        if drawn is not None and drawn.kept and not query.get("basis"):
            asked, found, begins = unit_tables.from_prepared(state, drawn)
            cannot = ""
        start |= begins
        more = {"asked": asked, "tables": found, "cannot": cannot, "revising": revising}
        more |= {"voids": voids(state), "drawn": drawn}
    also = {"voids": str(len(voids(state)))} if kind is u.RevisePlan else {}
    if (kept := more.get("drawn")) is not None and kept.kept:
        also["draft"] = draft_id(view.reading.cycle, unit)
    if kind is u.ClaimAccount and (named := sent.typed.text(CLAIMED) or query.get(CLAIMED)):
        also[CLAIMED] = named
    place = Place(organisation=view.reading.organisation, cycle=view.reading.cycle, unit=unit)
    return view.page(
        TEMPLATES.get(act, "unit/act.html"),
        trouble=sent.summary,
        plan=state,
        form=forms.of(act, start=start, also=also),
        acts=unit_open.acts(state, view.person, view.reading.at),
        about=words_of(kind),
        told=_told(view, place, sent.tried, things_of((state,))),
        back=view.unit_address(unit),
        where=state.name,
        **more,
    )


def voids(state: UnitState) -> tuple[str, ...]:
    """Whose signatures a revision of the open version voids."""
    current, running = state.current, state.running
    if current is None:
        return ()
    owned = running is not None and running.version == current.number and running.jointly_since
    return () if owned else state.signed(current.number)


def _starts(kind: type[Command], state: UnitState) -> dict[str, str | list[str]]:
    start: dict[str, str | list[str]] = {}
    if kind is u.HoldSession:
        start["attendees"] = list(state.members)
    for place in ("amount", "counter", "last_year", "moves", "instead.amount"):
        start[f"{place}.currency"] = state.currency
    return start


@router.post("/units/{unit}/acts/{act}")
async def do(request: Request, view: Views, unit: Identifier, act: str) -> Response:
    """The act, once; or its form again, with every word that was typed."""
    if act == SIGN:
        return RedirectResponse(f"{view.unit_address(unit)}/{SIGN_PAGE}", 303)
    state = await view.reading.unit_state(unit)
    return await _done(request, view, state, act, known(act, OF_UNITS))


# ── of a cycle ────────────────────────────────────────────────────────────────────────────


@router.get("/acts/{act}")
async def show_of_cycle(view: Views, act: str) -> Response:
    return _of_cycle(view, act, Sent(view.parked))


def _of_cycle(view: View, act: str, sent: Sent) -> Response:
    kind = known(act, OF_CYCLES)
    place = Place(organisation=view.reading.organisation, cycle=view.reading.cycle)
    start: dict[str, str | list[str]] = dict(view.request.query_params)
    start |= policy_as_typed(view.state.policy) if act == "propose-rule-change" else {}
    return view.page(
        "unit/act.html",
        trouble=sent.summary,
        form=cycle_forms(view, sent).of(act, start=start),
        acts=None,
        about=words_of(kind),
        told=_told(view, place, sent.tried, {}),
        back=view.base,
        where=view.state.name,
    )


@router.post("/acts/{act}")
async def do_of_cycle(request: Request, view: Views, act: str) -> Response:
    return await _done(request, view, None, act, known(act, OF_CYCLES))


# ── the act itself ────────────────────────────────────────────────────────────────────────


async def _done(
    request: Request, view: View, state: UnitState | None, act: str, kind: type[Command]
) -> Response:
    form = await typed(request)
    unit = state.unit if state else None
    found = filled(kind, unit_tables.prepared(kind, form, state), view.state.zone)
    if form.get(MORE):
        return await _again(view, unit, act, Sent(form))
    if form.get(TRY):
        return await _try(view, unit, act, form, found)
    pressed = Pressed(view, kind, found, _then(view, unit, form))
    again = pressed.again(lambda sent: _again(view, unit, act, sent))
    if state is not None and kind in NAMES:
        one = Signing(request, view, state.unit, NAMES[kind], form)
        return await _signed(one, again, pressed.then, wording.title(kind))
    answer = await pressed.given(again, unit=unit)
    if answer.status_code == done("", "").status_code and form.text("draft"):
        await _forget(view, form.get("draft"))
    return answer


async def _signed(one: Signing, again: Again, then: str, title: str) -> Response:
    """An act that is signed: of another version than is open now, the page that compares them."""

    async def back(came: Signing, trouble: Trouble) -> Response:
        if one.act in OF_A_VERSION and trouble.name == OtherVersion.__name__:
            return await version_page(one.view, one.unit, came.form, trouble)
        return await again(came.form, trouble)

    said = f"Recorded: {title.lower()}."
    return await asked_then_signed(one, then=then, said=said, again=back)


async def _again(view: View, unit: str | None, act: str, sent: Sent) -> Response:
    shown = SHOWN.get(sent.typed.get(PAGE))
    if shown is None:
        return await _shown(view, unit, act, sent)
    return await shown(view, unit, sent)


async def _try(view: View, unit: str | None, act: str, form: Typed, found: Filled) -> Response:
    """What the command would record, and nothing recorded."""
    reading = view.reading
    place = Place(organisation=reading.organisation, cycle=reading.cycle, unit=unit)
    kind = known(act, OF_CYCLES if unit is None else OF_UNITS)
    try:
        command = kind.model_validate(found.body)
        would_be = await tried(reading.doors, reading.caller, place, command)
    except (ValidationError, DomainError, RequestRefused) as error:
        sent = Sent(form, placed(trouble_of(error), act, found))
        return await _shown(view, unit, act, sent)
    return await _shown(view, unit, act, Sent(form, None, would_be))


def _told(
    view: View, place: Place, found: Tried | None, things: Mapping[str, str]
) -> tuple[str, ...] | None:
    """A dry run in sentences."""
    if found is None:
        return None
    events = aggregate_of(place.stream).events
    caller = view.reading.caller
    by = Actor(person=caller.person, on_behalf_of=caller.on_behalf_of)
    names = {**view.eyes.names, **things}
    return tuple(
        sentence(events[one.type].model_validate(one.payload), by, names)
        for one in found.events
        if one.payload is not None
    )


def _then(view: View, unit: str | None, form: Typed) -> str:
    if unit is None:
        return view.base
    page = view.unit_address(unit)
    if form.get(PAGE) == "number":
        page = f"{view.base}/number"
    elif form.get(PAGE) == "review":
        page = f"{page}/review?{urlencode({'period': form.get('period')})}"
    return f"{page}{anchor(form)}"


async def _forget(view: View, draft: str) -> None:
    """A draft that was submitted is a draft no more."""
    reading = view.reading
    try:
        await drafts.drop(reading.doors, reading.caller, reading.organisation, draft)
    except Unknown:
        return
