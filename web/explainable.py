"""One's own plan in plain words, and one's own word that one can explain it: private, off the record."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from domain.cycle.state import CycleState
from domain.errors import Unknown
from domain.incentives.state import Held
from domain.seller.plan import SellerState
from domain.unit.plan import UnitState
from projections import plain_words
from projections.plain_words import Plain
from web.drafts import has_draft
from web.reading import Reading


@dataclass(frozen=True)
class _Mine:
    """What there is of the caller in a cycle, and the unit of the seller's plan."""

    seller: SellerState | None
    held: Held | None


async def plain_of(reading: Reading) -> Plain:
    """The page of the caller; raises Unknown where nothing is asked of them in this cycle."""
    me = reading.caller.person
    mine = _Mine(await _seller(reading), await _held(reading))
    cycle = await reading.cycle_state()
    plans = await _plans(reading, cycle, mine)
    goals = plain_words.goals_of(plans)
    said = [*(plain_words.of_seller(mine.seller) if mine.seller else ())]
    said += [line for plan in plans for line in plain_words.of_unit(plan, me)]
    paid = [*(plain_words.paid_as_seller(mine.seller, goals) if mine.seller else ())]
    names = {one.draft.unit: one.draft.name for one in cycle.units}
    paid += plain_words.paid_as_leader(mine.held, names, goals)
    if not (said or paid):
        raise Unknown("No plan of yours and nothing that you are paid for is in this cycle.")
    draft = _draft(reading, mine)
    return Plain(
        person=me,
        plan=tuple(said),
        paid=tuple(paid),
        draft=draft,
        can_explain=await has_draft(reading.doors, reading.organisation, me, draft),
    )


async def _plans(reading: Reading, cycle: CycleState, mine: _Mine) -> tuple[UnitState, ...]:
    """The plans of the units that the caller leads or is one of, as far as they see them."""
    me = reading.caller.person
    units = {mine.seller.unit} if mine.seller else set()
    for one in cycle.units:
        if one.led_by == me or any(person.id == me for person in one.draft.people):
            units.add(one.draft.unit)
    seen = tuple(one for one in reading.units if one in units)
    return await reading.doors.streams.units(reading.organisation, reading.cycle, seen)


def _draft(reading: Reading, mine: _Mine) -> str:
    """Its id: another for other components, which are to be explained anew."""
    pay = mine.seller.compensation if mine.seller else None
    edition = str(mine.held.edition) if mine.held else ""
    parts = (reading.cycle, pay.imported.compensation if pay else "", edition)
    return f"explain.{hashlib.sha256('/'.join(parts).encode()).hexdigest()[:32]}"


async def _seller(reading: Reading) -> SellerState | None:
    try:
        return await reading.doors.streams.seller(
            reading.organisation, reading.cycle, reading.caller.person
        )
    except Unknown:
        return None


async def _held(reading: Reading) -> Held | None:
    try:
        return (await reading.incentives_state()).of(reading.caller.person)
    except Unknown:
        return None
