"""One person before the pages that start a cycle: what they said so far, and what it comes to."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import Annotated, Any

from fastapi import Depends, Request, Response

import store.read
from domain.errors import NotAuthorised
from files.known import NOBODY, Known
from projections import rehearsals
from web import beginning, rendering
from web.beginning import Beginning
from web.doors import Doors, OpenDoors
from web.entering import require_may_start
from web.giving import Place
from web.identity import Caller, WhoCalls
from web.knowing import known_people
from web.pages.acting import NOTHING_TYPED, Trouble, Typed, new_command_id
from web.pages.parking import BACK, typed_before
from web.problems import BodyTooLarge
from web.prospect import Circumstances, Prospect, prospect
from web.reading import Organisation
from web.rendering import Eyes

STEPS = (
    ("", "Questions"),
    ("/files", "People and files"),
    ("/portions", "Portions"),
    ("/calendar", "Calendar"),
    ("/check", "Check and start"),
)


@dataclass(frozen=True)
class Desk:
    """A person who starts a cycle; `said` is kept as their draft, on the record is nothing yet."""

    request: Request
    doors: Doors
    caller: Caller
    organisation: str
    said: Beginning
    parked: Typed = NOTHING_TYPED
    """What was typed here before its sender had to sign in again."""
    rehearses: bool = False
    """Whether the organisation is a rehearsal: what is started in it is one too."""

    @property
    def base(self) -> str:
        return f"/o/{self.organisation}/start"

    async def keep(self, said: Beginning) -> Desk:
        await beginning.keep(self.doors, self.caller, self.organisation, said)
        return replace(self, said=said)

    async def known(self) -> Known:
        """Everybody the company itself has, also for its rehearsal; nobody for who may not start."""
        try:
            await require_may_start(self.doors, self.caller, self.organisation)
        except NotAuthorised:
            return NOBODY
        return await known_people(self.doors, self.organisation)

    async def prospect(self, *, rehearsal: bool = False) -> Prospect:
        """What would be started now; a large file takes a while, so in a thread."""
        sent = await beginning.contents(self.doors, self.caller, self.organisation, self.said)
        where = Circumstances(
            by=self.caller.actor,
            at=self.doors.now(),
            known=await self.known(),
            rehearsal=rehearsal or self.rehearses,
        )
        return await asyncio.to_thread(prospect, self.said, sent, where)

    async def is_on_the_record(self) -> bool:
        """Whether the cycle itself was started from what is said here."""
        place = Place(organisation=self.organisation, cycle=self.said.cycle)
        found = await store.read.receipt(
            self.doors.reader, self.organisation, place.stream, f"{self.said.key}.start"
        )
        return found is not None

    def page(
        self,
        template: str,
        *,
        typed: Typed = NOTHING_TYPED,
        trouble: Trouble | None = None,
        **context: Any,
    ) -> Response:
        eyes = Eyes(
            locale=rendering.locale_of(self.request), zone=self.said.answer("zone") or "UTC"
        )
        return rendering.page(
            self.request,
            f"start/{template}",
            eyes=eyes,
            status=trouble.status if trouble else 200,
            desk=self,
            rehearses=self.rehearses,
            said_so_far=self.said,
            steps=STEPS,
            typed=typed if typed.fields else self.parked,
            trouble=trouble,
            said=BACK if self.parked.fields else self.request.query_params.get("said"),
            new_command_id=new_command_id,
            **context,
        )

    def too_large(self) -> BodyTooLarge | None:
        """What the passage found, where more was sent than is read."""
        found = getattr(self.request.state, "too_large", None)
        return found if isinstance(found, BodyTooLarge) else None


async def desk_of(
    request: Request, doors: OpenDoors, caller: WhoCalls, organisation: Organisation
) -> Desk:
    said = await beginning.load(doors, caller, organisation)
    parked = await typed_before(request, doors)
    rehearses = bool(await rehearsals.of(doors.reader, organisation))
    return Desk(request, doors, caller, organisation, said, parked, rehearses)


Desks = Annotated[Desk, Depends(desk_of)]


def too_large_trouble(refused: BodyTooLarge) -> Trouble:
    return Trouble(
        refused.status,
        "The file is larger than 5 MiB and was not read. Nothing is lost: what you sent before "
        "stands as it was.",
        "BodyTooLarge",
        missing=("keep one plain sheet with the columns that are needed, or split the file",),
    )
