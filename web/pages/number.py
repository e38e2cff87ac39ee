"""My number: what I am asked for, why, by when, and room to object: a member's first page."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import Request, Response
from pydantic import ValidationError

from domain.unit.plan import StrategicGoal, UnitState
from domain.words import Identifier
from projections import places
from projections import view as views
from projections.view import ItemView, TargetView
from web import drafts
from web.drafts import Draft, NoRoomForDrafts, Writing
from web.pages import culture, unit_acts, unit_open
from web.pages.acting import Trouble, Typed, done, identifier, trouble_of, typed
from web.pages.forms import FORM, PAGE, SHOWN, Form, Forms, Sent
from web.pages.number_telling import Number, Respond, items, numbers, respond
from web.pages.unit_open import Acts
from web.pages.viewing import View, Views, names_of
from web.routing import Router

router = Router(prefix="/o/{organisation}/cycles/{cycle}/number", include_in_schema=False)

KEPT = ("kind", "words", "evidence", "seat", "counter.amount", "counter.currency", "accepting")
"""What a draft of an objection holds."""


@dataclass(frozen=True)
class Mine:
    """One plan in which the reader has a number, or leads."""

    plan: UnitState
    leads: bool
    numbers: tuple[Number, ...]
    respond: Respond
    items: tuple[ItemView, ...]
    targets: tuple[TargetView, ...]
    goals: tuple[StrategicGoal, ...]
    acts: Acts
    give: Forms
    push: Form
    concern: Form


@router.get("")
@router.get("/drafts")
async def show(view: Views) -> Response:
    return await shown(view, None, Sent(view.parked))


async def shown(view: View, _unit: str | None, sent: Sent) -> Response:
    """The page of all of one's numbers; with a form that came back, at its place."""
    reading = view.reading
    found = await places.of(reading.doors.reader, reading.organisation, reading.cycle, view.person)
    mine = await _drafts(view)
    opened = next((one for one in mine if one.id == view.request.query_params.get("draft")), None)
    states = [await reading.unit_state(unit) for unit in found]
    view = view.knowing(names_of(states))
    plans = [_mine(view, one, sent, opened) for one in states]
    return view.page(
        "number.html",
        trouble=sent.summary,
        mine=[one for one in plans if one.numbers],
        led=[one for one in plans if one.leads],
        drafts=mine,
        opened=opened,
        asked=await culture.asked(view, sent),
    )


def _mine(view: View, state: UnitState, sent: Sent, draft: Draft | None) -> Mine:
    at = view.reading.at
    found = numbers(state, view.person)
    give = unit_acts.unit_forms(view, state, "number", sent, state.unit)
    kept = _fields(draft) if draft is not None and draft.unit == state.unit else {}
    concerned = bool(kept.get("accepting"))
    also = {"draft": draft.id} if draft is not None and kept else {}
    only = _only(found)
    start = {"counter.currency": found[0].seat.currency if found else state.currency}
    return Mine(
        plan=state,
        leads=state.leader == view.person,
        numbers=found,
        respond=respond(state, view.person, at),
        items=items(state, view.person),
        targets=views.of(state, view.person).targets,
        goals=tuple(
            one for one in state.live_goals if view.person in (one.set.owner, *one.set.contributors)
        ),
        acts=unit_open.acts(state, view.person, at),
        give=give,
        push=give.of(
            "raise-pushback",
            at="respond",
            also={**only, **({} if concerned else also)},
            start={**start, **({} if concerned else kept)},
        ),
        concern=give.of(
            "raise-pushback",
            at="respond",
            also={**_seat(only), **(also if concerned else {})},
            start={"kind": "other", **(kept if concerned else {})},
            accepting="yes",
        ),
    )


def _only(found: tuple[Number, ...]) -> dict[str, str]:
    """Whoever has one seat is not asked which."""
    if len(found) != 1:
        return {}
    return {"seat": found[0].seat.id, "counter.currency": found[0].seat.currency}


def _seat(only: Mapping[str, str]) -> dict[str, str]:
    return {"seat": only["seat"]} if only else {}


async def _drafts(view: View) -> tuple[Draft, ...]:
    reading = view.reading
    found = await drafts.mine(reading.doors, reading.caller, reading.organisation)
    return tuple(one for one in found.drafts if one.cycle == reading.cycle and _fields(one))


def _fields(draft: Draft) -> dict[str, str]:
    """What a draft of this page holds; nothing, for drafts of other programs."""
    body = draft.body
    written = body.get("pushback") if isinstance(body, dict) else None
    if not isinstance(written, dict):
        return {}
    return {name: str(written[name]) for name in KEPT if written.get(name)}


# ── drafts ────────────────────────────────────────────────────────────────────────────────


@router.post("/drafts")
async def keep(request: Request, view: Views) -> Response:
    """Keep what is written as a draft: private, and not on the record."""
    form = await typed(request)
    try:
        unit = identifier(form, "unit")
    except ValidationError as error:
        return await _again(view, form, trouble_of(error))
    await view.reading.require(unit)
    written = {name: form.get(name) for name in KEPT if form.get(name)}
    if not form.text("words"):
        words = "Write something first: an empty draft is not kept."
        return await _again(view, form, Trouble(422, words, fields={"words": words}))
    draft = form.text("draft") or f"pushback-{uuid.uuid4().hex[:12]}"
    writing = Writing(cycle=view.reading.cycle, unit=unit, body={"pushback": dict(written)})
    reading = view.reading
    mine = (reading.doors, reading.caller, reading.organisation, _draft_id(draft))
    try:
        await drafts.keep(*mine, writing)
    except NoRoomForDrafts as error:
        return await _again(view, form, trouble_of(error))
    said = "Kept as a draft. Only you can read it, and it is not on the record."
    return done(f"{view.base}/number#drafts", said)


def _draft_id(text: str) -> str:
    return identifier(Typed({"draft": (text,)}), "draft")


async def _again(view: View, form: Typed, trouble: Trouble) -> Response:
    sent = Typed({**form.fields, PAGE: ("number",), FORM: (form.get(FORM),)})
    return await shown(view, None, Sent(sent, trouble))


@router.post("/drafts/{draft}/delete")
async def delete(view: Views, draft: Identifier) -> Response:
    """Delete a draft; it leaves no trace."""
    reading = view.reading
    await drafts.drop(reading.doors, reading.caller, reading.organisation, draft)
    return done(f"{view.base}/number#drafts", "The draft is deleted. It was never on the record.")


SHOWN["number"] = shown
