"""Questions about a cycle's incentives over HTTP: each answer holds what its reader may see of it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from domain.authority.reads import OWN, READ_INCENTIVES, READ_PAY, READ_PLAN
from domain.errors import Unknown
from domain.incentives.state import IncentivesState
from domain.incentives.values import IncentiveComponent
from domain.model import Value
from domain.people import Document
from domain.practices.s1_18 import unpaid
from domain.words import Identifier, Instant
from projections import alignment, pay_components, sellers, strategic_goals
from projections.alignment import Alignment
from projections.pay_components import SellerMeasures
from projections.plain_words import Plain
from projections.strategic_goals import GoalPay
from projections.streams import NOW, Until
from web.asking import asks, says
from web.explainable import plain_of
from web.problems import RESPONSES
from web.reading import PersonId, Reading, Reads
from web.replaying import MaybeMoment, until_of
from web.routing import Router

router = Router(
    prefix="/v1/{organisation}/cycles/{cycle}/incentives", tags=["queries"], responses=RESPONSES
)


class GoalsPaid(Value):
    """Goals with whether anybody is paid for them; `missing` says of which nobody is (S1-18)."""

    goals: tuple[GoalPay, ...]
    missing: tuple[str, ...]

    @property
    def unpaid(self) -> frozenset[str]:
        """The ids of those that nobody is paid for, where the policy looks at it."""
        return frozenset(one.goal for one in self.goals if not one.paid and self.missing)


class PaidFor(Value):
    """What one person is paid for, in full; `edition` counts the imports."""

    person: Identifier
    edition: int
    imported_at: Instant
    source: Document
    components: tuple[IncentiveComponent, ...]


@router.get("")
@says(READ_INCENTIVES)
async def one_alignment(reading: Reads, at: MaybeMoment = None) -> Alignment:
    """Matrix, chain and conflicts of whom the caller may see; caps are for everyone under them.

    Of a moment that was, they see it of whom they may see it now.
    """
    until = await until_of(reading, at)
    return await aligned(reading, await reading.incentives_state(), until)


@router.get("/goals", dependencies=[asks(READ_PLAN)])
async def goals_paid(reading: Reads) -> GoalsPaid:
    """Of each strategic goal that the caller sees, whether some component of anybody's pays for it."""
    return await goals_of(reading, reading.units)


@router.get("/mine")
@says(OWN)
async def in_plain_words(reading: Reads) -> Plain:
    """The caller's own plan and what they are paid for, in plain words on one page."""
    return await plain_of(reading)


@router.get("/people/{person}")
@says(READ_INCENTIVES)
async def one_person(reading: Reads, person: PersonId, at: MaybeMoment = None) -> PaidFor:
    """What somebody who leads is paid for: themselves, who leads them, executives, finance and HR."""
    until = await until_of(reading, at)
    state = await reading.incentives_state()
    then = await _then(reading, state, until)
    if person not in seen(reading, state, then):
        raise await reading.denied(f"{reading.caller.person} may not read this.", None)
    held = then.of(person)
    if held is None:
        when = "" if until == NOW else " by that moment"
        raise Unknown(f"Nobody has imported what {person} is paid for{when}.")
    return PaidFor(
        person=person,
        edition=held.edition,
        imported_at=held.at,
        source=held.source,
        components=held.plan.components,
    )


async def goals_of(reading: Reading, units: Sequence[str]) -> GoalsPaid:
    """The goals of these units, which the caller sees."""
    state = await reading.cycle_state()
    place = (reading.organisation, reading.cycle)
    found = await strategic_goals.of(reading.doors.reader, place, units)
    missing = tuple(gap.words for gap in unpaid(found, state.policy))
    return GoalsPaid(goals=found, missing=missing)


async def aligned(reading: Reading, state: IncentivesState, until: Until = NOW) -> Alignment:
    """The alignment as far as the caller sees it, sellers counted by unit."""
    then = await _then(reading, state, until)
    known = seen(reading, state, then)
    units = tuple(one.unit for one in then.levels if one.leader in known)
    least = then.policy.of_incentives.least_weight
    return alignment.of(then, await _sellers(reading, units, least, until), known)


async def _then(reading: Reading, state: IncentivesState, until: Until) -> IncentivesState:
    return state if until == NOW else await reading.incentives_state(until)


async def _sellers(
    reading: Reading, units: Sequence[str], least: Decimal, until: Until
) -> tuple[SellerMeasures, ...]:
    """Now from the read model; of a moment from each plan as it stood."""
    reader, place = reading.doors.reader, (reading.organisation, reading.cycle)
    if until == NOW:
        return await pay_components.of_sellers(reader, place, units, least)
    people = [str(one["person"]) for one in await sellers.of(reader, *place, units)]
    plans = await reading.doors.streams.sellers_then(*place, people, until)
    return tuple(pay_components.measured(one, least) for one in plans)


def seen(reading: Reading, state: IncentivesState, then: IncentivesState) -> frozenset[str]:
    """Of whom the caller may know what they are, or then were, paid for, as things are now.

    All of them for executives, finance and HR; else themselves and whom they lead.
    """
    people = frozenset((*state.people, *then.people))
    if reading.may(READ_INCENTIVES, state.top.unit):
        return people
    led = state.led
    parents = {one: led[one][0].parent if one in led else None for one in people}
    return frozenset(
        one for one, parent in parents.items() if reading.may(READ_PAY, parent, about=one)
    )
