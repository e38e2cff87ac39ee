"""One reader before one cycle's page: what they may see, and how they read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse

import store.read
from domain.aggregates import stream_of
from domain.cycle.state import CycleState
from domain.unit.plan import UnitState
from projections import decided, timeline
from projections.decided import Decided
from web import rendering
from web.pages.acting import NOTHING_TYPED, Trouble, Typed, new_command_id
from web.pages.parking import BACK, typed_before
from web.pages.refusing import of_trouble
from web.reading import Reading, Reads
from web.rendering import Eyes

FEW = 3
"""Units that still have a place in the navigation of every page."""


@dataclass(frozen=True)
class View:
    """A page's reader in a cycle; `base` is the cycle's address, under which its pages are.

    `position` is one that the page shows at least: what came later is news to it.
    """

    request: Request
    reading: Reading
    state: CycleState
    eyes: Eyes
    position: int
    parked: Typed = NOTHING_TYPED
    """What was typed here before its sender had to sign in again."""

    @property
    def person(self) -> str:
        return self.reading.caller.person

    @property
    def base(self) -> str:
        return f"/o/{self.reading.organisation}/cycles/{self.reading.cycle}"

    def unit_address(self, unit: str) -> str:
        return f"{self.base}/units/{unit}"

    @property
    def starts(self) -> bool:
        """Whether the reader is one who starts cycles: who prepares this one, or leads in it."""
        roles = self.state.roles
        leaders = (one.led_by for one in self.state.units)
        return self.person in (*roles.planners, *roles.administrators, *leaders)

    @property
    def audits(self) -> bool:
        """Whether the reader has a page on what the organisation keeps of itself."""
        roles = self.state.roles
        held = (roles.auditors, roles.administrators, roles.hr_partners, roles.sponsors)
        keeps = any(self.person in one for one in (*held, roles.approvers))
        return keeps and self.state.announced is not None

    @property
    def is_of_incentives(self) -> bool:
        """Whether the page of incentives holds anything of or for the reader: who leads, and offices."""
        roles = self.state.roles
        offices = (roles.approvers, roles.executives, roles.sponsors, roles.hr_partners)
        leaders = (roles.leader_above, *(one.led_by for one in self.state.units))
        return self.person in leaders or any(self.person in one for one in offices)

    @property
    def few_units(self) -> list[tuple[str, str]]:
        """Address and name of each unit that the reader sees, where these are few; else none."""
        if len(self.reading.units) > FEW:
            return []
        return [(self.unit_address(one), name) for one, name in self.unit_names.items()]

    @property
    def unit_names(self) -> dict[str, str]:
        """Of the units that the reader sees, as far as the cycle has named them."""
        names = {one.draft.unit: one.draft.name for one in self.state.units}
        return {one: names.get(one, one) for one in self.reading.units}

    async def decided(self, kind: str, name: str | None = None) -> tuple[Decided, ...]:
        """What the reader decided in a plan of the cycle."""
        place, stream = self.reading, stream_of(kind, self.reading.cycle, name)
        return await decided.of(place.doors.reader, place.organisation, stream, self.person)

    def knowing(self, names: Mapping[str, str]) -> View:
        """The view with names that the cycle's tree does not hold."""
        return replace(self, eyes=replace(self.eyes, names={**names, **self.eyes.names}))

    def in_names(self, trouble: Trouble) -> Trouble:
        return of_trouble(trouble, self.eyes.names, self.unit_names)

    def page(
        self,
        template: str,
        *,
        typed: Typed = NOTHING_TYPED,
        trouble: Trouble | None = None,
        **context: Any,
    ) -> HTMLResponse:
        """The page; with a trouble, its status. `said` is what the act before it recorded."""
        return rendering.page(
            self.request,
            template,
            eyes=self.eyes,
            status=trouble.status if trouble else 200,
            view=self,
            typed=typed if typed.fields else self.parked,
            trouble=trouble and self.in_names(trouble),
            said=BACK if self.parked.fields else self.request.query_params.get("said"),
            new_command_id=new_command_id,
            **context,
        )


async def view_of(request: Request, reading: Reads) -> View:
    position = await store.read.head(reading.doors.reader, reading.organisation)
    state = await reading.cycle_state()
    parked = await typed_before(request, reading.doors)
    return View(request, reading, state, _eyes(request, reading, state), position, parked)


def _eyes(request: Request, reading: Reading, state: CycleState) -> Eyes:
    session = reading.caller.session
    return Eyes(
        locale=rendering.locale_of(request),
        zone=(session.account.zone if session else "") or state.zone,
        names=timeline.names_of(state),
    )


Views = Annotated[View, Depends(view_of)]


async def joined(view: View, held: Iterable[tuple[str, object]]) -> tuple[UnitState, ...]:
    """The plans, of units that the reader sees, with a person whom the cycle's tree does not name."""
    known = {None, *view.eyes.names}
    units = sorted({unit for unit, person in held if person not in known})
    reading = view.reading
    return await reading.doors.streams.units(reading.organisation, reading.cycle, units)


def names_of(plans: Iterable[UnitState]) -> Mapping[str, str]:
    """Of everybody in these plans, who joined or left since the announcement among them."""
    return {one.id: one.name for plan in plans for one in plan.people}


async def opened_names(view: View) -> Mapping[str, str]:
    """Each person's name as it is read, by id: for a list that is sorted by name."""
    read = await view.reading.doors.seals.each(view.eyes.names.values())
    return {person: read[name] for person, name in view.eyes.names.items()}
