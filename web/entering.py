"""What someone is told who has no part where they ask: the same, whether or not it is there."""

from __future__ import annotations

from domain.authority.ruling import Denied
from domain.errors import DomainError, NotAuthorised
from projections import offices
from web.doors import Doors
from web.identity import Caller


async def veiled(
    doors: Doors, caller: Caller, where: tuple[str, str, str | None], refused: DomainError
) -> DomainError:
    """The refusal; for who has no part in that cycle or unit, one that tells nothing of it."""
    if await offices.known_at(doors.reader, where, caller.person, doors.now()):
        return refused
    _, cycle, unit = where
    return NotAuthorised(f"{caller.person} has no part in {unit or cycle}.")


async def require_may_start(doors: Doors, caller: Caller, organisation: str) -> None:
    """Raise NotAuthorised for who names themselves the planner of somebody else's company."""
    if caller.administrator:
        return
    ruling = await offices.starting(doors.reader, organisation, caller.person)
    if isinstance(ruling, Denied):
        raise NotAuthorised(
            f"A planner or an administrator of {organisation} starts its cycles: ask one of them."
        )
