"""What someone is told who has no part where they ask: the same, whether or not it is there."""

from __future__ import annotations

from domain.authority.ruling import Denied
from domain.cycle.commands import StartCycle
from domain.errors import DomainError, Invalid, NotAuthorised
from projections import offices, rehearsals
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


async def require_apart(doors: Doors, organisation: str, start: StartCycle) -> None:
    """Raise Invalid where a rehearsal and a real cycle would stand in one organisation."""
    is_one = await rehearsals.of(doors.reader, organisation)
    if is_one is None or is_one == start.rehearsal:
        return
    raise Invalid(
        f"{organisation} is a rehearsal: start the real cycle in the organisation itself."
        if is_one
        else f"{organisation} has real cycles: a rehearsal has an organisation of its own, which "
        "`tally rehearse` or the Start page makes."
    )
