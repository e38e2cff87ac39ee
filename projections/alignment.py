"""How what people are paid for hangs together, from seller to CEO: matrix, chain, conflicts, goals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import get_args

from domain.incentives.metrics import PROFIT, Metric
from domain.incentives.rules import gaps
from domain.incentives.state import IncentivesState, weights
from domain.incentives.values import Cap
from domain.model import Value
from domain.money import Percent
from domain.practices import s3_17, s3_20
from domain.words import Identifier
from projections.pay_components import SellerMeasures


class Weight(Value):
    metric: Metric
    weight: Percent


class Row(Value):
    """One person of the matrix: the percent that each metric carries (S3-18, S3-19, S3-38).

    `profit` is what profit, as an amount and a percentage, carries together.
    """

    person: Identifier
    executive: bool
    units: tuple[Identifier, ...]
    imported: bool
    weights: tuple[Weight, ...]
    profit: Percent


class Step(Value):
    """A step of the chain (S3-17); `gap` says why it does not hold."""

    person: Identifier
    above: Identifier
    shared: tuple[str, ...]
    gap: str | None


class Sellers(Value):
    """The sellers of one unit: of how many the chain holds to who leads them."""

    unit: Identifier
    leader: Identifier
    sellers: int
    aligned: int


class Conflict(Value):
    """At this step one can gain while the other loses (S3-20)."""

    person: Identifier
    metric: Metric
    above: Identifier
    cost: Metric


class Missing(Value):
    practice: str
    words: str
    subject: Identifier | None


class Alignment(Value):
    """Measures and weights, never pay; of those whom the reader may see."""

    cycle: Identifier
    metrics: tuple[Metric, ...]
    people: tuple[Row, ...]
    chain: tuple[Step, ...]
    sellers: tuple[Sellers, ...]
    conflicts: tuple[Conflict, ...]
    missing: tuple[Missing, ...]
    caps: tuple[Cap, ...]


def of(
    state: IncentivesState, sellers: Iterable[SellerMeasures], seen: frozenset[str]
) -> Alignment:
    """The alignment as far as `seen`: the people of whose incentives the reader may know."""
    people = tuple(_rows(state, seen))
    used = {one.metric for row in people for one in row.weights}
    return Alignment(
        cycle=state.cycle,
        metrics=tuple(one for one in get_args(Metric) if one in used),
        people=people,
        chain=tuple(
            Step(**vars(one)) for one in s3_17.chain(state) if {one.person, one.above} <= seen
        ),
        sellers=tuple(_sellers(state, sellers, seen)),
        conflicts=tuple(
            Conflict(**vars(one))
            for one in s3_20.conflicts(state)
            if {one.person, one.above} <= seen and state.policy.mode("S3-20") != "off"
        ),
        missing=tuple(
            Missing(practice=rule.practice, words=gap.words, subject=gap.subject)
            for rule, gap in gaps(state)
            if gap.subject in seen and gap.who in {None, *seen}
        ),
        caps=state.caps,
    )


def _rows(state: IncentivesState, seen: frozenset[str]) -> Iterator[Row]:
    components, led = state.components, state.led
    for person in state.people:
        if person in seen:
            found = weights(components.get(person, ()))
            yield Row(
                person=person,
                executive=person in state.executives,
                units=tuple(one.unit for one in led.get(person, ())),
                imported=person in components,
                weights=tuple(Weight(metric=one, weight=weight) for one, weight in found.items()),
                profit=sum((found.get(one, Decimal(0)) for one in PROFIT), Decimal(0)),
            )


def _sellers(
    state: IncentivesState, sellers: Iterable[SellerMeasures], seen: frozenset[str]
) -> Iterator[Sellers]:
    measured = state.measured
    by_unit: dict[str, list[SellerMeasures]] = {}
    for one in sellers:
        by_unit.setdefault(one.unit, []).append(one)
    for level in state.levels:
        mine = [one for one in by_unit.get(level.unit, ()) if one.person != level.leader]
        if mine and level.leader in seen:
            theirs = measured[level.leader]
            held = (s3_17.link(one.person, one.measures, level.leader, theirs) for one in mine)
            aligned = sum(one.gap is None for one in held)
            yield Sellers(unit=level.unit, leader=level.leader, sellers=len(mine), aligned=aligned)
