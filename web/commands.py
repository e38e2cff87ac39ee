"""A route for every command that a person may give, made from the domain's own registries."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable
from typing import Annotated, Any

from fastapi import Depends, Query

from domain.culture import authority as of_culture
from domain.culture import commands as culture
from domain.cycle import commands as cycle
from domain.cycle.authority import RULES
from domain.incentives import authority as of_incentives
from domain.incentives import commands as incentives
from domain.model import Command
from domain.seller import authority as of_seller_plans
from domain.seller import commands as seller
from domain.unit import authority
from domain.unit import commands as unit
from store.model import Receipt
from web.asking import gives, says
from web.doors import OpenDoors
from web.giving import CommandId, Place, given, tried
from web.identity import WhoCalls
from web.problems import RESPONSES
from web.reading import Cycle, Organisation, PersonId, Unit
from web.routing import Router
from web.would_be import Tried

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


def of_the_incentives() -> tuple[type[Command], ...]:
    """Every command of a cycle's incentives that a person may give."""
    return tuple(
        kind for kind in incentives.COMMANDS.values() if of_incentives.OFFICES[kind] != ("system",)
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


Placed = Callable[..., Awaitable[Place]]
"""Reads from an address which stream a command is for."""


async def _cycle(organisation: Organisation, cycle: Cycle) -> Place:
    return Place(organisation=organisation, cycle=cycle)


async def _unit(organisation: Organisation, cycle: Cycle, unit: Unit) -> Place:
    return Place(organisation=organisation, cycle=cycle, unit=unit)


async def _seller(organisation: Organisation, cycle: Cycle, person: PersonId) -> Place:
    return Place(organisation=organisation, cycle=cycle, seller=person)


async def _incentives(organisation: Organisation, cycle: Cycle) -> Place:
    return Place(organisation=organisation, cycle=cycle, incentives=True)


async def _culture(organisation: Organisation, cycle: Cycle) -> Place:
    return Place(organisation=organisation, cycle=cycle, culture=True)


def _endpoint(kind: type[Command], placed: Placed) -> Endpoint:
    async def endpoint(
        *,
        body: Command,
        place: Place,
        doors: OpenDoors,
        caller: WhoCalls,
        command_id: CommandId = None,
        dry_run: DryRun = False,
    ) -> Receipt | Tried:
        if dry_run:
            return await tried(doors, caller, place, body)
        return await given(doors, caller, place, body, command_id)

    endpoint.__annotations__ |= {"body": kind, "place": Annotated[Place, Depends(placed)]}
    endpoint.__name__ = kebab(kind).replace("-", "_")
    return gives(endpoint, kind)


def _add(path: str, placed: Placed, tag: str, kinds: Iterable[type[Command]]) -> None:
    for kind in kinds:
        more: dict[str, Any] = {"tags": [tag], "methods": ["POST"], "summary": kind.__name__}
        words = (kind.__doc__ or "").strip()
        router.add_api_route(
            f"{path}/{kebab(kind)}",
            _endpoint(kind, placed),
            response_model=Receipt | Tried,
            description=words,
            **more,
        )


_add("/cycles/{cycle}", _cycle, "commands of a cycle", of_cycles())
_add("/cycles/{cycle}/units/{unit}", _unit, "commands of a unit", of_units())
_add("/cycles/{cycle}/sellers/{person}", _seller, "commands of a seller's plan", of_sellers())
_add(
    "/cycles/{cycle}/incentives",
    _incentives,
    "commands of a cycle's incentives",
    of_the_incentives(),
)
_add("/cycles/{cycle}/culture", _culture, "commands of a cycle's culture", of_cultures())
