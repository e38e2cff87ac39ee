"""Which plans a caller may read: deny by default, by office, along the tree."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Path

from domain.authority.reads import READ_ALL_UNITS, READ_PAY, READ_PLAN, READ_SELLER_PLAN
from domain.authority.ruling import Denied, Resource, Rule, Subject, ruled
from domain.culture.state import CultureState
from domain.cycle.state import CycleState
from domain.errors import NotAuthorised, Unknown
from domain.incentives.state import IncentivesState
from domain.seller.plan import SellerState
from domain.sensitive import FINDINGS_OF_PAY
from domain.unit.plan import UnitState
from domain.words import Identifier
from projections import offices
from projections.streams import NOW, Until
from web.doors import Doors, OpenDoors
from web.identity import Caller, WhoCalls, told_time
from web.security import Attempt, note_refusal

Organisation = Annotated[Identifier, Path(description="A company, or its rehearsal")]
Cycle = Annotated[Identifier, Path()]
Unit = Annotated[Identifier, Path()]
PersonId = Annotated[Identifier, Path()]


@dataclass(frozen=True)
class Reading:
    """One caller in one cycle: `units` is all that they may see of it."""

    subject: Subject

    doors: Doors
    caller: Caller
    organisation: str
    cycle: str
    units: tuple[str, ...]
    reads_all: bool
    at: datetime

    async def cycle_state(self, until: Until = NOW) -> CycleState:
        return await self.doors.streams.cycle(self.organisation, self.cycle, until)

    async def unit_state(self, unit: str, until: Until = NOW) -> UnitState:
        """The unit's plan; raises NotAuthorised where the caller may not see it."""
        await self.require(unit)
        return await self.doors.streams.unit(self.organisation, self.cycle, unit, until)

    async def unit_states(self) -> tuple[UnitState, ...]:
        """Every unit that the caller may see."""
        return await self.doors.streams.units(self.organisation, self.cycle, self.units)

    async def seller_state(self, person: str, until: Until = NOW) -> SellerState:
        """One person's plan; raises NotAuthorised where the caller may not see it.

        Of a moment that was, it is for who may read it now. What is said of compensation is there for whom `READ_PAY` lets through only.
        """
        try:
            plan = await self.doors.streams.seller(self.organisation, self.cycle, person)
        except Unknown:
            # Whoever could read it in one of their units may know that there is none.
            if not any(self.may(READ_SELLER_PLAN, unit, person) for unit in self.units):
                await self.ask(READ_SELLER_PLAN, about=person)
            raise
        await self.ask(READ_SELLER_PLAN, plan.unit, about=person)
        if until != NOW:
            plan = await self.doors.streams.seller(self.organisation, self.cycle, person, until)
        if self.may(READ_PAY, plan.unit, about=person):
            return plan
        findings = tuple(one for one in plan.findings if one.practice not in FINDINGS_OF_PAY)
        return plan.model_copy(update={"compensations": (), "findings": findings})

    async def culture_state(self, until: Until = NOW) -> CultureState:
        """All of it: what of it may be shown to whom, whoever asks decides. Raises Unknown."""
        return await self.doors.streams.culture(self.organisation, self.cycle, until)

    async def incentives_state(self, until: Until = NOW) -> IncentivesState:
        """All of it: what of it may be shown to whom, whoever asks decides. Raises Unknown."""
        return await self.doors.streams.incentives(self.organisation, self.cycle, until)

    async def require(self, unit: str) -> None:
        """Raise Unknown for who reads all, NotAuthorised for everybody else who may not."""
        if unit in self.units:
            return
        if self.reads_all:
            raise Unknown(f"There is no plan of unit {unit} in {self.cycle}.")
        words = f"{self.caller.person} holds no office in or above {unit}, if there is such a unit."
        raise await self.denied(words, unit, READ_PLAN)

    def may(self, rule: Rule, unit: str | None = None, about: str | None = None) -> bool:
        """Whether the one authorisation function allows it; nothing is written down."""
        return not isinstance(ruled(self.subject, rule, Resource(unit, about)), Denied)

    async def ask(self, rule: Rule, unit: str | None = None, about: str | None = None) -> None:
        """Raise NotAuthorised unless the one authorisation function allows it."""
        ruling = ruled(self.subject, rule, Resource(unit, about))
        if isinstance(ruling, Denied):
            raise await self.denied(ruling.words, unit, rule)

    async def denied(
        self, detail: str, unit: str | None, rule: Rule | None = None
    ) -> NotAuthorised:
        refused = NotAuthorised(detail, grants=rule.grants if rule else ())
        attempt = Attempt(
            organisation=self.organisation, action="read", cycle=self.cycle, unit=unit
        )
        await note_refusal(self.doors, self.caller, attempt, refused)
        return refused


async def reading_of(
    doors: OpenDoors, caller: WhoCalls, organisation: Organisation, cycle: Cycle
) -> Reading:
    """The caller's view into a cycle.

    Raises NotAuthorised for who has no part in it, in the same words where there is no such cycle.
    """
    state = await _cycle(doors, organisation, cycle)
    at = told_time(caller, rehearsal=bool(state and state.rehearsal), now=doors.now())
    subject = await offices.standing(doors.reader, organisation, cycle, caller.person, at)
    reading = Reading(
        subject=subject,
        doors=doors,
        caller=caller,
        organisation=organisation,
        cycle=cycle,
        units=offices.seen(subject),
        reads_all=not isinstance(ruled(subject, READ_ALL_UNITS, Resource()), Denied),
        at=at,
    )
    if state is None or not subject.takes_part:
        raise await reading.denied(f"{caller.person} has no part in {cycle}.", None)
    return reading


async def _cycle(doors: Doors, organisation: str, cycle: str) -> CycleState | None:
    try:
        return await doors.streams.cycle(organisation, cycle)
    except Unknown:
        return None


Reads = Annotated[Reading, Depends(reading_of)]
