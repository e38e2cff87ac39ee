"""A backtest as a page: choose a policy, and read what it would have refused, warned of and escalated."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Annotated, get_args

from fastapi import Query, Request, Response
from pydantic import ValidationError

from audit.backtest import Otherwise
from domain.authority.reads import BACKTEST
from domain.cycle.commands import ProposeRuleChange
from domain.naming import named
from domain.policy import Policy, Preset
from domain.practices import TITLES
from web import backtesting
from web.asking import says
from web.backtesting import Backtest, UnderAnother
from web.pages.acting import trouble_of, typed
from web.pages.filling import filled
from web.pages.forms import MORE, NOT_SENT, Form, Sent, placed
from web.pages.policy_typed import policy_as_typed
from web.pages.unit_acts import cycle_forms
from web.pages.viewing import View, Views
from web.routing import Router

router = Router(prefix="/o/{organisation}/cycles/{cycle}/backtest", include_in_schema=False)

MOST = 200
"""Differences that a page tells one by one."""
RULES = "propose-rule-change"
_WITHIN = re.compile(r"(?<=[a-z])(?=[A-Z])")


@dataclass(frozen=True)
class Differed:
    """One difference in the reader's words: where, by whom, and what each missing part is."""

    found: Otherwise
    decision: str
    where: str
    words: str
    missing: tuple[str, ...]


@router.get("")
@says(BACKTEST)
async def show(view: Views, preset: Annotated[Preset | None, Query()] = None) -> Response:
    """The page; with a preset, what it would have made of the decisions that the reader may see."""
    await backtesting.require_some(view.reading)
    found = None
    if preset is not None:
        found = await backtesting.backtest(view.reading, UnderAnother(preset=preset))
    return _shown(view, NOT_SENT, found)


@router.post("")
@says(BACKTEST)
async def ask(request: Request, view: Views) -> Response:
    """The same under a policy in full, as it stands in the form; nothing is recorded of it."""
    form = await typed(request)
    if form.get(MORE):
        return _shown(view, Sent(form), None)
    given = filled(ProposeRuleChange, form, view.state.zone)
    try:
        policy = Policy.model_validate(given.body.get("policy"))
    except ValidationError as error:
        trouble = trouble_of(error)
        beside = {f"policy.{place}": words for place, words in trouble.fields.items()}
        sent = Sent(form, placed(replace(trouble, fields=beside), RULES, given))
        return _shown(view, sent, None)
    found = await backtesting.backtest(view.reading, UnderAnother(policy=policy))
    return _shown(view, Sent(form), found)


def _shown(view: View, sent: Sent, found: Backtest | None) -> Response:
    return view.page(
        "backtest.html",
        trouble=sent.summary,
        form=_form(view, sent),
        presets=get_args(Preset),
        chosen=found.policy.preset if found else view.state.policy.preset,
        found=found,
        differences=_differed(found, view) if found else (),
        more=max(0, len(found.differences) - MOST) if found else 0,
        practices=TITLES,
        read=_read,
    )


def _form(view: View, sent: Sent) -> Form:
    """The rules as they are, or as they were typed."""
    form = cycle_forms(view, sent).of(RULES, start=policy_as_typed(view.state.policy))
    return replace(form, address=f"{view.base}/backtest")


def _differed(found: Backtest, view: View) -> tuple[Differed, ...]:
    units = {one.draft.unit: one.draft.name for one in view.state.units}
    names = view.eyes.names
    return tuple(
        Differed(
            one,
            _read(one.decision),
            names.get(one.person, one.person) if one.person else units.get(one.unit or "", ""),
            named(one.difference.words, names),
            tuple(named(gap, names) for gap in one.difference.missing),
        )
        for one in found.differences[:MOST]
    )


def _read(decision: str) -> str:
    """`SessionHeld` as `session held`."""
    return _WITHIN.sub(" ", decision).lower()
