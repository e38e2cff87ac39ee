"""One reader before what an organisation keeps of itself: who they are, and what they may ask."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request, Response

from domain.authority.reads import AUDIT, READ_CUSTODY
from domain.authority.ruling import Denied, Resource, Rule, Subject, ruled
from domain.custody.authority import offices
from domain.custody.state import CustodyState
from projections import named
from web import custody
from web.desk import Desk, desk_of
from web.doors import Doors, OpenDoors
from web.identity import Caller, WhoCalls
from web.pages.acting import NOTHING_TYPED, Trouble, Typed
from web.pages.plain import organisational, zone_of
from web.reading import Organisation

AGAIN = "2"
"""Seconds after which a page that shows work under way is asked for again, without what it was told before."""


@dataclass(frozen=True)
class Room:
    """One reader before an organisation's audit page."""

    request: Request
    doors: Doors
    caller: Caller
    organisation: str
    state: CustodyState
    desk: Desk

    @property
    def base(self) -> str:
        return f"/o/{self.organisation}/audit"

    @property
    def zone(self) -> str:
        """In which the reader reads instants."""
        return zone_of(self.caller.session)

    def may(self, rule: Rule) -> bool:
        held = offices(self.state, self.caller.person)
        return not isinstance(
            ruled(Subject(self.caller.person, whole=held), rule, Resource()), Denied
        )

    @property
    def audits(self) -> bool:
        return self.may(AUDIT)

    async def page(
        self,
        template: str,
        *,
        form: Typed = NOTHING_TYPED,
        trouble: Trouble | None = None,
        refresh: bool = False,
        **context: Any,
    ) -> Response:
        known = await named.everybody(self.doors.reader, self.organisation)
        return await organisational(
            self.request, self.doors, self.caller, self.organisation, template,
            names={one.id: one.name for one in known.people},
            typed=form,
            trouble=trouble,
            headers={"Refresh": f"{AGAIN}; url={self.request.url.path}"} if refresh else None,
            room=self,
            **context,
        )  # fmt: skip


async def room_of(
    request: Request, doors: OpenDoors, caller: WhoCalls, organisation: Organisation
) -> Room:
    """Raises NotAuthorised for who holds no office that reads custody."""
    state = await custody.require(doors, caller, organisation, READ_CUSTODY)
    return Room(request, doors, caller, organisation, state, desk_of(request.app))


async def auditors_room(
    request: Request, doors: OpenDoors, caller: WhoCalls, organisation: Organisation
) -> Room:
    """Raises NotAuthorised for who is no auditor."""
    state = await custody.require(doors, caller, organisation, AUDIT)
    return Room(request, doors, caller, organisation, state, desk_of(request.app))


Rooms = Annotated[Room, Depends(room_of)]
AuditorsRooms = Annotated[Room, Depends(auditors_room)]
