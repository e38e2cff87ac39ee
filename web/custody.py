"""What an organisation keeps, over HTTP: keys, holds, periods and erasures, and who decides them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends

from domain.authority.reads import READ_CUSTODY
from domain.authority.ruling import Denied, Resource, Rule, Ruling, Subject, ruled
from domain.custody import commands as c
from domain.custody.authority import OFFICES, offices
from domain.custody.state import CustodyState, Hold, LogKey
from domain.custody.values import REMOVED, Period, due_before
from domain.errors import NotAuthorised
from domain.model import Command, Value
from projections import custody
from projections.streams import NOW, Until
from store import destroying
from store.model import Receipt
from store.pool import session as connected
from web.asking import gives, says
from web.commands import DryRun, kebab
from web.custody_giving import given, tried
from web.doors import Doors, OpenDoors
from web.giving import CommandId
from web.identity import Caller, WhoCalls
from web.problems import RESPONSES
from web.reading import Organisation
from web.replaying import MaybeMoment, reached_by
from web.routing import Router
from web.security import Attempt, note_refusal
from web.would_be import Tried

BY_PEOPLE = tuple(kind for kind, held in OFFICES.items() if held != ("system",))

router = Router(prefix="/v1/{organisation}/custody", tags=["custody"], responses=RESPONSES)


class Kept(Value):
    """A class with its period, what of it is older, and what of that is held."""

    period: Period
    removed_by_itself: bool
    before: datetime | None = None
    due: int = 0
    held: int = 0


class ErasureRow(Value):
    """Who is to be, or was, erased; on what ground, by whose decision, and what there was."""

    person: str
    ground: str
    reference: str
    standing: str
    asked_by: str
    asked_at: datetime
    agreed_by: str | None = None
    decided_at: datetime | None = None
    destroyed_at: datetime | None = None
    removed: tuple[str, ...] = ()


class Custody(Value):
    """All that an organisation keeps of itself; `offices` are the caller's that count here."""

    offices: tuple[str, ...]
    keys: tuple[LogKey, ...]
    holds: tuple[Hold, ...]
    retention: tuple[Kept, ...]
    waits_for_duties: bool
    proposed: tuple[c.AgreeToRetention, ...]
    erasures: tuple[ErasureRow, ...]


async def reading(doors: OpenDoors, caller: WhoCalls, organisation: Organisation) -> CustodyState:
    """Custody as the caller may read it; raises NotAuthorised, and notes it."""
    return await require(doors, caller, organisation, READ_CUSTODY)


Reads = Annotated[CustodyState, Depends(reading)]


async def require(doors: Doors, caller: Caller, organisation: str, rule: Rule) -> CustodyState:
    """Custody, where an office of the caller allows the rule. Raises NotAuthorised, and notes it."""
    state = await custody.known(doors.streams, organisation)
    ruling = _ruling(state, caller, rule)
    if not isinstance(ruling, Denied):
        return state
    refused = NotAuthorised(ruling.words, grants=ruling.grants)
    await note_refusal(doors, caller, Attempt(organisation=organisation, action="read"), refused)
    raise refused


async def may(doors: Doors, caller: Caller, organisation: str, rule: Rule) -> bool:
    """Whether an office of the caller allows the rule; nothing is written down."""
    state = await custody.known(doors.streams, organisation)
    return not isinstance(_ruling(state, caller, rule), Denied)


def _ruling(state: CustodyState, caller: Caller, rule: Rule) -> Ruling:
    held = Subject(caller.person, whole=offices(state, caller.person))
    return ruled(held, rule, Resource())


@router.get("")
@says(READ_CUSTODY)
async def kept(
    *,
    doors: OpenDoors,
    caller: WhoCalls,
    organisation: Organisation,
    state: Reads,
    at: MaybeMoment = None,
) -> Custody:
    """Keys of the log, holds, periods with what is due, and the register of erasures.

    Of a moment that was, for who may read it now; what is due is counted now only.
    """
    until = await reached_by(doors, organisation, at)
    then = await stood(doors, organisation, state, until)
    return await kept_then(doors, caller, organisation, (state, then), until)


async def stood(doors: Doors, organisation: str, state: CustodyState, until: Until) -> CustodyState:
    """Custody at a moment; `state` is how it is now."""
    return state if until == NOW else await custody.recorded(doors.streams, organisation, until)


async def kept_then(
    doors: Doors,
    caller: Caller,
    organisation: str,
    states: tuple[CustodyState, CustodyState],
    until: Until,
) -> Custody:
    """What was kept at a moment, for the caller's offices of now: `states` are that of now and of then."""
    state, then = states
    return Custody(
        offices=tuple(sorted(offices(state, caller.person))),
        keys=then.keys,
        holds=then.holds,
        retention=await retained(doors, organisation, then, until),
        waits_for_duties=then.retention.waits_for_duties,
        proposed=tuple(
            c.AgreeToRetention(change=one.proposed.change)
            for one in then.changes
            if one.agreed_by is None
        ),
        erasures=registered(then),
    )


async def retained(
    doors: Doors, organisation: str, state: CustodyState, until: Until = NOW
) -> tuple[Kept, ...]:
    """Each class; counted now, where the service removes it itself."""
    before = due_before(state.retention, doors.now()) if until == NOW else {}
    held = await custody.held(doors.streams, organisation, state)
    found = []
    async with connected(doors.writer) as connection:
        for period in state.retention.periods:
            at = before.get(period.kind)
            every = free = 0
            if at is not None:
                asked = (connection, period.kind, organisation)
                every = await destroying.due(*asked, before=at, held=())
                free = await destroying.due(*asked, before=at, held=held)
            found.append(
                Kept(
                    period=period,
                    removed_by_itself=period.kind in REMOVED,
                    before=at,
                    due=every,
                    held=every - free,
                )
            )
    return tuple(found)


def registered(state: CustodyState) -> tuple[ErasureRow, ...]:
    """The register of erasures, the newest first."""
    return tuple(
        ErasureRow(
            person=one.asked.person,
            ground=one.asked.ground,
            reference=one.asked.reference,
            standing=one.standing,
            asked_by=one.asked.asked_by,
            asked_at=one.asked_at,
            agreed_by=one.erased.agreed_by if one.erased else None,
            decided_at=one.erased_at,
            destroyed_at=one.completed_at,
            removed=tuple(f"{part.count} {part.what}" for part in one.completed.removed)
            if one.completed
            else (),
        )
        for one in reversed(state.erasures)
    )


def _endpoint(kind: type[Command]) -> Callable[..., Awaitable[Receipt | Tried]]:
    async def endpoint(
        *,
        body: Command,
        organisation: Organisation,
        doors: OpenDoors,
        caller: WhoCalls,
        command_id: CommandId = None,
        dry_run: DryRun = False,
    ) -> Receipt | Tried:
        if dry_run:
            return await tried(doors, caller, organisation, body)
        return await given(doors, caller, organisation, body, command_id)

    endpoint.__annotations__["body"] = kind
    endpoint.__name__ = kebab(kind).replace("-", "_")
    return gives(endpoint, kind)


for _kind in BY_PEOPLE:
    _more: dict[str, Any] = {"methods": ["POST"], "summary": _kind.__name__}
    _words = (_kind.__doc__ or "").strip()
    router.add_api_route(
        f"/{kebab(_kind)}",
        _endpoint(_kind),
        response_model=Receipt | Tried,
        description=_words,
        **_more,
    )
