"""From plans to what the pictures show: one function for each, for whichever page wants it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from domain.cycle.state import CycleState
from domain.money import Money
from domain.unit.plan import UnitState
from projections import explained
from projections.fetching import Found
from projections.learned import Band
from projections.reviews import Quarter
from projections.steps import Leg, Step
from projections.traces import Trace
from web.pictures import bars, bullet, distribution, waterfall
from web.rendering import Eyes, read

A_SHAPE = 6
"""Fewer people than this are seen one by one, and say nothing by how they are spread."""


@dataclass(frozen=True)
class Pictured:
    """One target of a unit: how it came to be, and who carries how much of it."""

    target: str
    waterfall: waterfall.Waterfall | None
    portions: bars.Bars | None


def of_unit(state: UnitState, eyes: Eyes) -> tuple[Pictured, ...]:
    """A picture of each target of the version that is open; none before there is one."""
    return tuple(
        Pictured(
            target=line.target,
            waterfall=target_waterfall(state, eyes, line.target),
            portions=portion_bars(state, eyes, line.target),
        )
        for line in (state.current.targets if state.current else ())
    )


def target_waterfall(
    state: UnitState, eyes: Eyes, target: str = "revenue"
) -> waterfall.Waterfall | None:
    """From plan goal to committed target; None before anything was proposed."""
    if not any(one.target(target) for one in state.versions):
        return None
    return leg_waterfall(explained.target(Trace(state), target).legs[-1], eyes)


def seat_waterfall(state: UnitState, eyes: Eyes, seat: str) -> waterfall.Waterfall | None:
    """How one seat's number came to be; None before anything was proposed for it."""
    if not any(one.portion(seat) for one in state.versions):
        return None
    return leg_waterfall(explained.seat(Trace(state), seat).legs[-1], eyes)


def leg_waterfall(leg: Leg, eyes: Eyes) -> waterfall.Waterfall | None:
    return waterfall.laid_out(
        [
            waterfall.Step(
                read(one.words, eyes.locale),
                one.amount,
                one.total,
                read(_why(one, eyes), eyes.locale),
            )
            for one in leg.steps
        ]
    )


def _why(step: Step, eyes: Eyes) -> str:
    cited = [
        f"{one.kind}{f' by {eyes.names.get(one.person, one.person)}' if one.person else ''}: {one.words}"
        for one in step.causes
    ]
    return " · ".join(filter(None, [step.reason, *cited, *step.answers]))


def portion_bars(state: UnitState, eyes: Eyes, target: str = "revenue") -> bars.Bars | None:
    """Who carries how much of the version that is open, each beside their last year."""
    portions = state.current.portions if state.current else ()
    seats = {seat.id: seat for seat in state.seats if seat.target == target}
    return bars.laid_out(
        [
            bars.Part(
                words=named(state, eyes, one.seat),
                amount=one.rolled_up,
                beside=state.rolled_up(last) if (last := seats[one.seat].last_year) else None,
                own=one.amount if one.amount.currency != state.currency else None,
            )
            for one in portions
            if one.seat in seats
        ]
    )


def share_bars(
    state: CycleState, rows: Sequence[Found], eyes: Eyes, target: str = "revenue"
) -> bars.Bars | None:
    """Who carries how much of the whole company's target: the seats of its top unit, as rows."""
    unit = state.currency

    def part(row: Found) -> bars.Part:
        own = str(row["currency"])
        portion = Decimal(str(row["portion"]))
        return bars.Part(
            words=_whose(
                str(row["title"]), eyes.names.get(str(row["carried_by"]), str(row["carried_by"]))
            ),
            amount=Money.of(Decimal(str(row["portion_rolled"])), unit),
            own=Money.of(portion, own) if own != unit else None,
        )

    return bars.laid_out(
        [part(one) for one in rows if one["target"] == target and one["portion_rolled"] is not None]
    )


def quarter_distribution(quarter: Quarter) -> distribution.Distribution | None:
    """How many people stand where, restated; None where they are too few to speak of a shape."""
    reached = [one.restated.percent for one in quarter.seats if one.restated.percent is not None]
    return distribution.laid_out(reached) if len(reached) >= A_SHAPE else None


def learned_distribution(bands: Sequence[Band]) -> distribution.Distribution | None:
    """How many people came to which part of their quota; None where nobody has one."""
    return distribution.counted(
        [
            (
                Decimal(one.least) if one.least else None,
                None if one.below is None else Decimal(one.below),
                one.people,
            )
            for one in bands
        ]
    )


def quarter_bullets(quarter: Quarter, eyes: Eyes) -> bullet.Bullets | None:
    """Each seat's quarter, restated, with what stood before a correction."""
    return bullet.laid_out(
        [
            bullet.Attained(
                words=_whose(one.title, eyes.names.get(one.person, one.person)),
                actual=one.restated.actual,
                quota=one.restated.quota,
                percent=one.restated.percent,
                was=_changed(one.current.percent, one.restated.percent),
            )
            for one in quarter.seats
        ]
    )


def _changed(before: Decimal | None, after: Decimal | None) -> Decimal | None:
    return before if before != after else None


def named(state: UnitState, eyes: Eyes, seat: str) -> str:
    """A seat's title and who carries it, in the reader's words."""
    place = state.seat(seat)
    if place is None:
        return seat
    if place.owner is None:
        return f"{place.title}, vacant"
    return _whose(place.title, eyes.names.get(place.owner, place.owner))


def _whose(title: str, name: str) -> str:
    """A seat called after its owner is named once."""
    return title if title == name else f"{title}, {name}"
