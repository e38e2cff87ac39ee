"""What those who lead are paid for: matrix, chain, conflicts and caps; and one's own in plain words."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import Request, Response

from domain.authority.reads import OWN, READ_INCENTIVES
from domain.cycle.commands import BeginIncentives
from domain.errors import Unknown
from domain.incentives import commands as c
from domain.incentives.authority import OFFICES, offices
from domain.incentives.state import IncentivesState
from domain.incentives.values import IncentiveComponent
from domain.model import Command
from files.incentives import IncentivesDraft
from files.problems import Problem
from web.asking import gives, says
from web.commands import kebab
from web.drafts import Writing, drop, keep
from web.explainable import plain_of
from web.incentives_import import waiting
from web.incentives_queries import aligned, goals_of
from web.pages.acting import Trouble, done, typed
from web.pages.choices import Options
from web.pages.forms import NOT_SENT, Forms, Sent
from web.pages.pressing import Part, Pressed, known
from web.pages.then import AS_NOW, Moments, Then
from web.pages.viewing import View, Views
from web.routing import Router

router = Router(prefix="/o/{organisation}/cycles/{cycle}/incentives", include_in_schema=False)
ACTS: dict[str, type[Command]] = {kebab(kind): kind for kind in (c.StateCap, c.LiftCap)}
"""What is done by hand on the page; components come from a file."""

PART = Part(
    begins=BeginIncentives(),
    path="incentives",
    title="Incentives",
    name="the incentives",
    by="A sponsor or an HR partner begins them.",
    said="the incentives are begun. They open within a moment.",
)


@router.get("")
@says(READ_INCENTIVES)
async def show(view: Views, wanted: Moments) -> Response:
    """Now, or as it stood at a moment, of whom the reader may see now."""
    reading = view.reading
    then = await wanted.then(reading.doors, reading.organisation, view.eyes.zone)
    return await shown(view, NOT_SENT, then=then)


@router.post("/begin")
async def begin(view: Views) -> Response:
    """Begin the incentives of the cycle."""
    return await PART.begun(view)


@router.post("/acts/{act}")
async def do(request: Request, view: Views, act: str) -> Response:
    """The act, once; or the page again, with every word that was typed."""
    form = await typed(request)
    pressed = Pressed.of(view, known(act, ACTS), form, PART.address(view))
    return await pressed.given(pressed.again(lambda sent: shown(view, sent)), incentives=True)


@router.get("/mine")
@says(OWN)
async def mine(view: Views) -> Response:
    """One's own plan and what one is paid for, in plain words."""
    return view.page("incentives/mine.html", plain=await plain_of(view.reading))


@router.post("/mine/explain")
@says(OWN)
async def explain(request: Request, view: Views) -> Response:
    """Say for oneself that one can explain it, or no more: a draft, and nowhere on the record."""
    form, plain, reading = await typed(request), await plain_of(view.reading), view.reading
    where = (reading.doors, reading.caller, reading.organisation, plain.draft)
    if form.get("can") != "no":
        await keep(*where, Writing(cycle=reading.cycle, body=True))
    elif plain.can_explain:
        await drop(*where)
    return done(f"{PART.address(view)}/mine", "Kept for you alone.")


@dataclass(frozen=True)
class Replaced:
    """What somebody is paid for, and what they would be by the file that waits."""

    person: str
    before: tuple[IncentiveComponent, ...]
    after: tuple[IncentiveComponent, ...]


async def shown(
    view: View,
    sent: Sent,
    trouble: Trouble | None = None,
    problems: tuple[Problem, ...] = (),
    then: Then = AS_NOW,
) -> Response:
    """The page; with a form that came back, at its place, or with what is wrong with a file."""
    try:
        state = await view.reading.incentives_state()
        alignment = await aligned(view.reading, state, then.until)
    except Unknown as none:
        if then.past:
            return await shown(view, sent, then=then.refused(none))
        return PART.none_yet(view, then.trouble)
    held = offices(state, view.person)
    over = state.over or then.past
    imports = not over and bool(held & set(OFFICES[c.ImportIncentives]))
    draft = await waiting(view.reading) if imports else None
    goals = await goals_of(view.reading, view.reading.units)
    names = {one.draft.unit: one.draft.name for one in view.state.units}
    return view.page(
        "incentives/page.html",
        trouble=trouble or then.trouble or sent.summary,
        then=then,
        alignment=alignment,
        goals=goals,
        goal_metrics={f"{one.unit}/{one.goal}": one.metric for one in goals.goals},
        unit_names=names,
        imports=imports,
        draft=draft,
        replaced=_replaced(state, draft) if draft else (),
        problems=problems,
        may=lambda name: not over and bool(held & set(OFFICES[ACTS[name]])),
        give=Forms(
            PART.address(view), "incentives", lambda _kind: _options(state, names), ACTS, {}, sent
        ),
        fresh=lambda: str(uuid.uuid4()),
        mine=() if then.past else await view.decided("incentives"),
    )


def _replaced(state: IncentivesState, draft: IncentivesDraft) -> tuple[Replaced, ...]:
    """Of whom it says something else than is known of them."""
    known = state.components
    every = (Replaced(one.person, known.get(one.person, ()), one.components) for one in draft.plans)
    return tuple(one for one in every if one.before != one.after)


def _options(state: IncentivesState, names: Mapping[str, str]) -> Mapping[str, Options]:
    units = tuple((one.unit, names.get(one.unit, one.unit)) for one in state.levels)
    return {"unit": units, "cap": tuple((one.cap, one.cap) for one in state.caps)}


gives(begin, BeginIncentives)
gives(do, c.StateCap)
