"""The guided quarterly review of one unit: section by section, on what the plan says."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from fastapi import Request, Response

from domain.authority.reads import READ_PLAN
from domain.errors import Unknown
from domain.model import Command
from domain.naming import named
from domain.people import Action
from domain.unit import commands as c
from domain.unit.plan import UnitState
from domain.unit.reviewing.agreed import awaited, reports
from domain.unit.reviewing.preparing import facts_of
from domain.unit.reviewing.values import Agreed, Reported, Section
from projections import reviews
from projections.reviews import Held, Quarter
from web.asking import asks, gives
from web.pages import picturing, unit_acts, unit_open
from web.pages.acting import COMMAND_ID, Trouble, Typed, acted, identifier
from web.pages.forms import NOT_SENT, SHOWN, Sent
from web.pages.unit_telling import in_words
from web.pages.viewing import View, Views
from web.reading import Unit
from web.rendering import Eyes
from web.routing import Router

ACTIONS = 3
"""Rows for next actions; who needs more writes them into the decisions."""

TITLES: dict[Section, str] = {
    "last_time": "What the last review agreed",
    "numbers": "Numbers",
    "goals": "Goals",
    "steps": "Steps",
    "deliveries": "What the leader delivered",
    "findings": "What stands out",
}

router = Router(
    prefix="/o/{organisation}/cycles/{cycle}/units/{unit}/review", include_in_schema=False
)


@router.get("", dependencies=[asks(READ_PLAN)])
async def show(view: Views, unit: Unit, period: str = "") -> Response:
    return view.page("review.html", about="", **await _shown(view, unit, period, NOT_SENT))


async def shown(view: View, unit: str | None, sent: Sent) -> Response:
    """The page again, with the form of an act that came back."""
    if unit is None:
        raise Unknown("Name a unit.")
    told = await _shown(view, unit, sent.typed.get("period"), sent)
    return view.page("review.html", about="", trouble=sent.summary, **told)


@router.post("")
async def hold(request: Request, view: Views, unit: Unit, period: str = "") -> Response:
    """Hold the review of the quarter that the form is about."""
    said = "Recorded: the review was held."
    return await _done(request, view, _Form(unit, period, "review", said), _hold)


@router.post("/support")
async def promise(request: Request, view: Views, unit: Unit, period: str = "") -> Response:
    """Promise one member help."""
    said = "Recorded: the support is promised."
    return await _done(request, view, _Form(unit, period, "support", said), _promise)


@router.post("/support/given")
async def give(request: Request, view: Views, unit: Unit, period: str = "") -> Response:
    """Say that promised help was given."""
    said = "Recorded: the support was given."
    return await _done(request, view, _Form(unit, period, "given", said), _given)


@dataclass(frozen=True)
class _Form:
    """Which of the page's forms was sent; each has an id of its own, kept when it comes back."""

    unit: str
    period: str
    name: str
    said: str


async def _done(
    request: Request, view: View, sent: _Form, command: Callable[[Typed], Command]
) -> Response:
    async def again(typed: Typed, trouble: Trouble) -> Response:
        told = await _shown(view, sent.unit, sent.period, NOT_SENT)
        return view.page("review.html", typed=typed, trouble=trouble, about=sent.name, **told)

    return await acted(
        request,
        view.reading,
        sent.unit,
        command=command,
        again=again,
        then=_address(view, sent),
        said=sent.said,
    )


def _address(view: View, sent: _Form) -> str:
    period = f"?{urlencode({'period': sent.period})}" if sent.period else ""
    fragment = "" if sent.name == "review" else "#support"
    return f"{view.unit_address(sent.unit)}/review{period}{fragment}"


def _hold(form: Typed) -> Command:
    """A row of the next actions in which nothing was typed is none; half a row is refused."""
    rows = [
        {name: form.get(f"next_actions.{number}.{name}").strip() for name in Action.model_fields}
        for number in range(ACTIONS)
    ]
    return c.HoldReview.model_validate_json(
        json.dumps(
            {
                "period": form.get("period"),
                "decisions": form.get("decisions"),
                "next_actions": [row for row in rows if row["words"] or row["due_on"]],
            }
        )
    )


def _promise(form: Typed) -> Command:
    said = {name: form.get(name).strip() for name in ("person", "words", "due_on")}
    said["support"] = f"support-{form.get(COMMAND_ID)[:8]}"
    return c.PromiseSupport.model_validate_json(json.dumps(said))


def _given(form: Typed) -> Command:
    return c.GiveSupport(support=identifier(form, "support"), words=form.get("given"))


async def _shown(view: View, unit: str, period: str, sent: Sent) -> dict[str, Any]:
    """Everything that the page shows of this quarter."""
    state = await view.reading.unit_state(unit)
    quarters = reviews.quarters(state)
    quarter = _chosen(quarters, period)
    held = await reviews.held(view.reading.doors.reader, view.reading.organisation, state)
    known = [one.period for one in quarters]
    before = [one for one in held if known.index(one.period) < known.index(quarter.period)]
    this = next((one for one in held if one.period == quarter.period), None)
    people = _people(state, view.eyes)
    at = view.reading.at
    return {
        **_gone_through(state, quarter.period, this, at),
        "acts": unit_open.acts(state, view.person, at),
        "give": unit_acts.unit_forms(view, state, "review", sent),
        "at": at,
        "plan": state,
        "quarters": quarters,
        "quarter": quarter,
        "held": held,
        "this": this,
        "last": before[-1] if before else None,
        "leads": view.person == state.leader,
        "bullets": picturing.quarter_bullets(quarter, view.eyes),
        "spread": picturing.quarter_distribution(quarter),
        "named": lambda words: named(in_words(state, words), view.eyes.names),
        "rows": range(ACTIONS),
        "people": people,
        "members": [one for one in people if one[0] in state.members],
    }


def _gone_through(state: UnitState, period: str, held: Held | None, at: datetime) -> dict[str, Any]:
    """The record of this quarter's review and its facts: as of the close, while it is open as of now."""
    record = held.record if held is not None else state.open_review(period)
    closed = held is not None and held.record is not None
    agreed = record.facts.last_time if record else ()
    said = reports(state)
    return {
        "record": record,
        "facts": record.facts if record and closed else facts_of(state, period, at),
        "told": {one.section: one for one in record.sections} if record else {},
        "next_section": record.left[0] if record and record.left and not closed else None,
        "open": record is not None and not closed,
        "guided": state.policy.of_carrying_out.guided_reviews,
        "blocked": reviews.blocked(state, at),
        "titles": TITLES,
        "everyone": [state.leader, *state.members],
        "starts": _starts(agreed, said),
        "reports": said,
        "awaited": awaited(state),
        "facts_known": {one.id: one.action for one in agreed},
        "goals": {one.set.goal: one.set.words for one in state.strategic},
        "steps": {one.step.id: one.step.words for one in state.steps},
        "promises": {one.line.id: one for one in state.commitments},
        "seats": {one.id: one.title for one in state.seats},
    }


def _starts(agreed: tuple[Agreed, ...], said: Mapping[str, Reported]) -> dict[str, str]:
    """Each row names one thing of last time; what was reported as done begins as that."""
    starts = {}
    for row, one in enumerate(agreed):
        starts[f"settled.{row}.agreed"] = one.id
        if (found := said.get(one.id)) is not None:
            starts |= {f"settled.{row}.became": "done", f"settled.{row}.words": found.words}
    return starts


def _chosen(quarters: tuple[Quarter, ...], period: str) -> Quarter:
    """The quarter that was asked for, else the first that waits for its review, else the last held.

    Raises Unknown for a quarter that the cycle does not have.
    """
    if period:
        for one in quarters:
            if one.period == period:
                return one
        raise Unknown(f"There is no {period[:20]}; there are {_labels(quarters)}.")
    waits = [one for one in quarters if one.recorded and not one.held_at]
    done = [one for one in quarters if one.held_at]
    return (waits or done[-1:] or list(quarters))[0]


def _labels(quarters: tuple[Quarter, ...]) -> str:
    return ", ".join(one.period for one in quarters)


def _people(state: UnitState, eyes: Eyes) -> list[tuple[str, str]]:
    known = (state.leader, *state.members)
    return [(one, eyes.names.get(one, one)) for one in known]


SHOWN["review"] = shown
for endpoint, kind in (
    (hold, c.HoldReview),
    (promise, c.PromiseSupport),
    (give, c.GiveSupport),
):
    gives(endpoint, kind)
