"""A guided change on a page: what somebody holds, an answer for each, tried first and then done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from fastapi import Request, Response
from pydantic import ValidationError

from domain.authority.reads import READ_HOLDINGS
from domain.authority.ruling import told
from domain.errors import DomainError
from domain.naming import named
from domain.people import Person
from domain.people_change import KINDS, Change, Holding, Kind
from domain.people_steps import COMMANDS
from domain.words import Identifier
from projections.timeline import people_of
from web import rendering
from web.asking import says
from web.pages.acting import COMMAND_ID, NOTHING_TYPED, Trouble, Typed, trouble_of, typed
from web.pages.viewing import View, Views, opened_names
from web.pages.wording import title
from web.people_changing import Outcome, changed, holdings_of
from web.problems import RequestRefused
from web.routing import Router
from workflows.client import RecordUnavailable

router = Router(
    prefix="/o/{organisation}/cycles/{cycle}/people/{person}/change", include_in_schema=False
)
NEW = "new"
ACTS = {kind.__name__: title(kind) for kind in COMMANDS}
REFUSED = (ValidationError, DomainError, RequestRefused, RecordUnavailable)


@router.get("")
@says(READ_HOLDINGS)
async def show(view: Views, person: Identifier, kind: Kind = "leaver") -> Response:
    """What they hold; who may not ask is refused."""
    return await _shown(view, person, kind)


@router.post("")
@says(READ_HOLDINGS)
async def settle(
    request: Request, view: Views, person: Identifier, kind: Kind = "leaver"
) -> Response:
    """Try the answers, or give what they come to: the form again, with how far each command is."""
    form = await typed(request)
    try:
        asked = await _change(view, form, person, kind)
        outcome = await changed(view.reading, asked, dry_run=form.get("act") != "do")
    except REFUSED as error:
        return await _shown(view, person, kind, form=form, trouble=trouble_of(error))
    return await _shown(view, person, kind, form=form, outcome=outcome)


async def _shown(
    view: View,
    person: str,
    kind: Kind,
    *,
    form: Typed = NOTHING_TYPED,
    trouble: Trouble | None = None,
    outcome: Outcome | None = None,
) -> Response:
    found = await holdings_of(view.reading, person, kind)
    people = sorted((await opened_names(view)).items(), key=lambda one: one[1].casefold())
    return view.page(
        "person_change.html",
        typed=form,
        trouble=_in_words(view, trouble, found) if trouble else None,
        of=person,
        kind=kind,
        kinds=KINDS.items(),
        holdings=found,
        people=people,
        outcome=outcome,
        acts=ACTS,
        office=told,
        unit_names={one.draft.unit: one.draft.name for one in view.state.units},
        named=lambda words: named(words, view.eyes.names),
    )


def _in_words(view: View, trouble: Trouble, found: Sequence[Holding]) -> Trouble:
    """The same in names and the reader's format, what is held as it is listed and not by its id."""

    def read(words: str) -> str:
        for one in found:
            words = words.removeprefix(f"{one.id}: ")
            words = words.replace(one.id, one.words.partition(" · ")[0])
        said = rendering.read(named(words, view.eyes.names), view.eyes.locale)
        return said[:1].upper() + said[1:]

    return replace(trouble, words=read(trouble.words), missing=tuple(map(read, trouble.missing)))


async def _change(view: View, form: Typed, person: str, kind: Kind) -> Change:
    """The answers as they were chosen; raises ValidationError for what cannot be one."""
    known = people_of(view.state)
    numbers = [one.partition(".")[2] for one in form.fields if one.startswith("holding.")]
    answers = [_answer(form, one, known) for one in numbers if form.get(f"choice.{one}")]
    return Change.model_validate(
        {
            "change": form.get(COMMAND_ID),
            "kind": kind,
            "person": person,
            "on": form.get("on"),
            "reason": form.get("reason"),
            "answers": answers,
        }
    )


def _answer(form: Typed, number: str, known: Mapping[str, Person]) -> dict[str, Any]:
    choice = form.get(f"choice.{number}")
    found: dict[str, Any] = {"holding": form.get(f"holding.{number}"), "choice": choice}
    if choice in {"keep", "end"}:
        return found
    taker = form.get(f"to.{number}")
    if taker == NEW:
        found["to"] = {name: form.get(f"new.{name}").strip() for name in Person.model_fields}
    elif taker in known:
        found["to"] = known[taker]
    if until := form.text(f"until.{number}"):
        found["until"] = until
    return found
