"""A route for every command that a person may give, made from the domain's own registries."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import Query

from domain.culture import authority as of_culture
from domain.culture import commands as culture
from domain.cycle import commands as cycle
from domain.cycle.authority import RULES
from domain.model import Command
from domain.seller import authority as of_seller_plans
from domain.seller import commands as seller
from domain.unit import authority
from domain.unit import commands as unit
from store.model import Receipt
from web.asking import gives, says
from web.doors import OpenDoors
from web.giving import CommandId, Place, Tried, given, tried
from web.identity import WhoCalls
from web.problems import RESPONSES
from web.reading import Cycle, Organisation, PersonId, Unit
from web.routing import Router

BETWEEN_PLANS = (cycle.EndUnitPlan,)
"""Commands of a cycle that only its units give."""

DryRun = Annotated[bool, Query(description="Say what would be recorded, and record nothing")]
_INNER_CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")

router = Router(prefix="/v1/{organisation}", responses=RESPONSES)


def kebab(kind: type[Command]) -> str:
    """`raise-pushback` for RaisePushback: the command's name in an address."""
    return _INNER_CAPITAL.sub("-", kind.__name__).lower()


def of_cycles() -> tuple[type[Command], ...]:
    """Every command of a cycle that a person may give, the one that starts it apart."""
    apart = (*BETWEEN_PLANS, cycle.StartCycle)
    return tuple(kind for kind in cycle.COMMANDS.values() if kind not in apart)


def of_units() -> tuple[type[Command], ...]:
    """Every command of a unit's plan that a person may give; time passes in all units at once."""
    return tuple(
        kind
        for kind in unit.COMMANDS.values()
        if set(authority.OFFICES[kind]) != {"system"} and kind is not unit.PassTime
    )


def of_sellers() -> tuple[type[Command], ...]:
    """Every command of a seller's plan that a person may give."""
    return tuple(
        kind
        for kind in seller.COMMANDS.values()
        if set(of_seller_plans.OFFICES[kind]) != {"system"}
    )


def of_cultures() -> tuple[type[Command], ...]:
    """Every command of a cycle's culture that a person may give."""
    return tuple(
        kind for kind in culture.COMMANDS.values() if of_culture.OFFICES[kind] != ("system",)
    )


@router.post("/cycles", tags=["commands"], summary="StartCycle")
@says(RULES[cycle.StartCycle])
async def start_cycle(
    *,
    body: cycle.StartCycle,
    organisation: Organisation,
    doors: OpenDoors,
    caller: WhoCalls,
    command_id: CommandId = None,
    dry_run: DryRun = False,
) -> Receipt | Tried:
    """Prepare a cycle; nothing reaches anyone before it is announced."""
    place = Place(organisation=organisation, cycle=body.cycle)
    if dry_run:
        return await tried(doors, caller, place, body)
    return await given(doors, caller, place, body, command_id)


Endpoint = Callable[..., Awaitable[Receipt | Tried]]


def _for_a_cycle(kind: type[Command]) -> Endpoint:
    async def endpoint(
        *,
        body: Command,
        organisation: Organisation,
        cycle: Cycle,
        doors: OpenDoors,
        caller: WhoCalls,
        command_id: CommandId = None,
        dry_run: DryRun = False,
    ) -> Receipt | Tried:
        place = Place(organisation=organisation, cycle=cycle)
        if dry_run:
            return await tried(doors, caller, place, body)
        return await given(doors, caller, place, body, command_id)

    return _named(endpoint, kind)


def _for_a_unit(kind: type[Command]) -> Endpoint:
    async def endpoint(
        *,
        body: Command,
        organisation: Organisation,
        cycle: Cycle,
        unit: Unit,
        doors: OpenDoors,
        caller: WhoCalls,
        command_id: CommandId = None,
        dry_run: DryRun = False,
    ) -> Receipt | Tried:
        place = Place(organisation=organisation, cycle=cycle, unit=unit)
        if dry_run:
            return await tried(doors, caller, place, body)
        return await given(doors, caller, place, body, command_id)

    return _named(endpoint, kind)


def _for_a_seller(kind: type[Command]) -> Endpoint:
    async def endpoint(
        *,
        body: Command,
        organisation: Organisation,
        cycle: Cycle,
        person: PersonId,
        doors: OpenDoors,
        caller: WhoCalls,
        command_id: CommandId = None,
        dry_run: DryRun = False,
    ) -> Receipt | Tried:
        place = Place(organisation=organisation, cycle=cycle, seller=person)
        if dry_run:
            return await tried(doors, caller, place, body)
        return await given(doors, caller, place, body, command_id)

    return _named(endpoint, kind)


def _for_a_culture(kind: type[Command]) -> Endpoint:
    async def endpoint(
        *,
        body: Command,
        organisation: Organisation,
        cycle: Cycle,
        doors: OpenDoors,
        caller: WhoCalls,
        command_id: CommandId = None,
        dry_run: DryRun = False,
    ) -> Receipt | Tried:
        place = Place(organisation=organisation, cycle=cycle, culture=True)
        if dry_run:
            return await tried(doors, caller, place, body)
        return await given(doors, caller, place, body, command_id)

    return _named(endpoint, kind)


def _named(endpoint: Endpoint, kind: type[Command]) -> Endpoint:
    endpoint.__annotations__["body"] = kind
    endpoint.__name__ = kebab(kind).replace("-", "_")
    return gives(endpoint, kind)


def _add(path: str, endpoint: Endpoint, kind: type[Command], tag: str) -> None:
    more: dict[str, Any] = {"tags": [tag], "methods": ["POST"], "summary": kind.__name__}
    words = (kind.__doc__ or "").strip()
    router.add_api_route(path, endpoint, response_model=Receipt | Tried, description=words, **more)


for _kind in of_cycles():
    _add(f"/cycles/{{cycle}}/{kebab(_kind)}", _for_a_cycle(_kind), _kind, "commands of a cycle")
for _kind in of_units():
    _add(
        f"/cycles/{{cycle}}/units/{{unit}}/{kebab(_kind)}",
        _for_a_unit(_kind),
        _kind,
        "commands of a unit",
    )
for _kind in of_sellers():
    _add(
        f"/cycles/{{cycle}}/sellers/{{person}}/{kebab(_kind)}",
        _for_a_seller(_kind),
        _kind,
        "commands of a seller's plan",
    )
for _kind in of_cultures():
    _add(
        f"/cycles/{{cycle}}/culture/{kebab(_kind)}",
        _for_a_culture(_kind),
        _kind,
        "commands of a cycle's culture",
    )
