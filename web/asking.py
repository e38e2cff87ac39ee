"""What a route asks the one authorisation function before it answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from fastapi import Depends, Request
from fastapi.dependencies.models import Dependant
from fastapi.params import Depends as Needs
from fastapi.routing import APIRoute

from domain.authority.reads import READ_OWN_VIEW
from domain.authority.ruling import Rule
from domain.model import Command
from web.reading import Reads, reading_of

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])


class Asked:
    """A dependency that asks a rule about the unit in the address or the query.

    Without a unit it asks about the cycle where `whole`; else the answer holds the caller's own
    view and nothing more.
    """

    def __init__(self, rule: Rule, *, whole: bool) -> None:
        self.rule = rule
        self.whole = whole

    async def __call__(self, request: Request, reading: Reads) -> None:
        unit = request.path_params.get("unit") or request.query_params.get("unit")
        if unit is not None:
            await reading.require(unit)
        if unit is not None or self.whole:
            await reading.ask(self.rule, unit)


def asks(rule: Rule, *, whole: bool = False) -> Needs:
    """For a route's `dependencies`: it is answered only if the rule allows it."""
    needs = Depends(Asked(rule, whole=whole))
    assert isinstance(needs, Needs)
    return needs


def says(rule: Rule) -> Callable[[Endpoint], Endpoint]:
    """A route that is about the caller alone, and so needs nobody's leave: it says which rule."""

    def marked(endpoint: Endpoint) -> Endpoint:
        endpoint.__dict__["asked"] = rule.action
        return endpoint

    return marked


def gives(endpoint: Endpoint, kind: type[Command]) -> Endpoint:
    """A route that gives a command: the plan's own decision asks for it, and so does a dry run."""
    endpoint.__dict__["asked"] = kind.__name__
    return endpoint


def asked_by(route: APIRoute) -> str | None:
    """What a route asks before it answers; None for one that asks nothing, which is a fault."""
    said = getattr(route.endpoint, "asked", None)
    if said is not None:
        return str(said)
    calls = list(_calls(route.dependant))
    for call in calls:
        if isinstance(call, Asked):
            return call.rule.action
    return READ_OWN_VIEW.action if reading_of in calls else None


def _calls(dependant: Dependant) -> Iterator[object]:
    yield dependant.call
    for one in dependant.dependencies:
        yield from _calls(one)
