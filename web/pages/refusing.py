"""A refusal as its reader is told it: in words and names, and nothing that they may not know."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from fastapi import FastAPI, Request, Response

from domain.aggregates import AGGREGATES
from domain.authority.reads import DELEGATE, FORMER
from domain.authority.ruling import ANYONE, told
from domain.cycle.state import CycleState
from domain.errors import NotAuthorised
from domain.naming import named, titled
from projections import offices, timeline
from web import problems
from web.doors import Doors
from web.identity import NO_PART
from web.pages import wording
from web.pages.acting import Trouble

REACH: Final[Mapping[str, str]] = {
    "tree": "of the unit or of one above it",
    "unit": "of the unit",
    "reports": "of the unit",
}
ABOUT_ONESELF = "the person whom it is about"
NOBODY_TO_ASK = frozenset({DELEGATE, FORMER, "joiner"})
"""They come to it by what they have to do with it: no office is granted to them."""
ASK_WHO_RUNS = "If it should be open to you, ask whoever runs Tallystick here."


@dataclass(frozen=True)
class Part:
    """The cycle of the address, for a reader who has a part in it."""

    state: CycleState
    names: Mapping[str, str]

    def holders(self, office: str) -> str:
        """By name, those who hold an office in the whole cycle."""
        held = getattr(self.state.roles, f"{office}s", ())
        return ", ".join(self.names.get(one, one) for one in held)


def explain(app: FastAPI) -> None:
    """Answer who may not with words for people where a page was asked for."""
    app.add_exception_handler(NotAuthorised, _refused)


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, NotAuthorised)
    if not problems.is_page(request):
        return await problems.refused(request, error)
    words, holders = await _told(request, error)
    return problems.answer(
        request,
        status=problems.status_of(error),
        name=error.name,
        title="This page is not open to you" if request.method == "GET" else "You may not do this",
        detail=words,
        practice=error.practice,
        missing=holders,
    )


async def _told(request: Request, error: NotAuthorised) -> tuple[str, tuple[str, ...]]:
    """Who could, by office and by name as far as the reader knows of the cycle, and whom to ask."""
    cycle, person = request.path_params.get("cycle"), getattr(request.state, "person", None)
    if cycle is None or person is None:
        words = f"{whose(error.grants, 'of a cycle here')} {ASK_WHO_RUNS}"
        return words if error.grants else error.detail, ()
    part = await _part(request, cycle, person)
    if part is None:
        return NO_PART, ()
    words = whose(error.grants) if error.grants else in_words(error.detail, part.names, {})
    return f"{words} {_ask(part)}", tuple(_holders(error.grants, part))


async def _part(request: Request, cycle: str, person: str) -> Part | None:
    """None for who has no part in the cycle, whether or not there is one."""
    doors: Doors = request.app.state.doors
    organisation = request.path_params["organisation"]
    subject = await offices.standing(doors.reader, organisation, cycle, person, doors.now())
    if not subject.takes_part:
        return None
    state = await doors.streams.cycle(organisation, cycle)
    return Part(state, timeline.names_of(state))


def whose(grants: Iterable[tuple[str, str]], whole: str = "of the cycle") -> str:
    """`This is for the leader of the unit; the planner or auditor of the cycle.` and the like."""
    places = {**REACH, "cycle": whole}
    held: dict[str, list[str]] = {}
    for office, scope in grants:
        if office == ANYONE:
            held[ABOUT_ONESELF] = []
        elif office not in NOBODY_TO_ASK:
            held.setdefault(places[scope], []).append(told(office))
    parts = (
        f"the {_any_of(offices)} {place}" if offices else place for place, offices in held.items()
    )
    return f"This is for {'; '.join(parts) or 'nobody'}."


def _any_of(words: list[str]) -> str:
    *others, last = words
    return f"{', '.join(others)} or {last}" if others else last


def _holders(grants: Iterable[tuple[str, str]], part: Part) -> Iterator[str]:
    """Those who hold an office in the whole cycle: who leads or carries what stays untold."""
    for office, scope in grants:
        if scope == "cycle" and (held := part.holders(office)):
            name = told(office)
            yield f"{name[:1].upper()}{name[1:]}: {held}"


def _ask(part: Part) -> str:
    for office in ("administrator", "planner"):
        if held := part.holders(office):
            return f"If it should be open to you, ask the {office} of {part.state.name}: {held}."
    return ASK_WHO_RUNS


@cache
def _acts() -> Mapping[str, str]:
    """Each command as its button says it."""
    kinds = (kind for one in AGGREGATES.values() for kind in one.commands.values())
    return {kind.__name__: f"“{wording.title(kind)}”" for kind in kinds}


def in_words(sentence: str, people: Mapping[str, str], units: Mapping[str, str]) -> str:
    """A refusal of the domain with names in place of ids, and acts as they are called."""
    return named(titled(sentence, "unit", units), {**_acts(), **people})


def of_trouble(trouble: Trouble, people: Mapping[str, str], units: Mapping[str, str]) -> Trouble:
    """The same trouble in names."""
    return replace(
        trouble,
        words=in_words(trouble.words, people, units),
        missing=tuple(in_words(one, people, units) for one in trouble.missing),
    )
