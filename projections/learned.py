"""What a cycle taught: who judged best, how attainment is spread, what was kept, what findings led to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Literal, cast

from domain.model import Value
from domain.money import Money, Percent, mean, percent
from projections import outcomes
from projections.fetching import Found, fetched
from store.pool import Pool

Closer = Literal["proposal", "counter", "even"]

BANDS = ((0, 50), (50, 80), (80, 100), (100, 120), (120, None))
REACHED = Decimal(100)

FOUND = """
    WITH reached AS (
        SELECT unit, min(original_percent) >= 100 AS reached FROM read_models.years
        WHERE organisation = $1 AND cycle = $2 AND unit = ANY($3) GROUP BY unit
    )
    SELECT f.practice, count(*) AS found, count(DISTINCT f.unit) AS units,
           count(DISTINCT f.unit) FILTER (WHERE r.reached) AS reached,
           count(*) FILTER (WHERE f.waived) AS waived
    FROM read_models.findings AS f JOIN reached AS r USING (unit)
    WHERE f.organisation = $1 AND f.cycle = $2 AND f.unit = ANY($3)
    GROUP BY f.practice ORDER BY f.practice
"""
OF_SELLERS = """
    SELECT coalesce(sum(promises), 0) AS made, coalesce(sum(promises_kept), 0) AS kept
    FROM read_models.sellers WHERE organisation = $1 AND cycle = $2 AND unit = ANY($3)
"""


class Judged(Value):
    """One seat's numbers in its own currency; off by so much, and whose number was closer."""

    unit: str
    seat: str
    person: str
    proposed_by: str
    kinds: tuple[str, ...]
    proposed: Money
    countered: Money | None
    committed: Money
    actual: Money
    percent: Percent | None
    proposal_off: Money
    counter_off: Money | None
    closer: Closer | None


class Calibrated(Value):
    """A group of seats: of those countered, how often which side was closer, and by how much.

    `…_off` is the mean distance from what came, in percent of it.
    """

    of: str
    seats: int
    countered: int
    counter_closer: int
    proposal_closer: int
    proposal_off: Percent | None
    counter_off: Percent | None


class Band(Value):
    """How many people came to at least `least` and below `below` percent of their quota."""

    least: int
    below: int | None
    people: int


class Kept(Value):
    """What one side undertook, and how much of it was kept."""

    side: Literal["leaders", "teams", "sellers"]
    made: int
    kept: int
    breached: int = 0


class FoundBy(Value):
    """A practice's findings beside the outcome: units that had one, and those of them that reached 100 %."""

    practice: str
    found: int
    waived: int
    units: int
    reached: int


class Learned(Value):
    """Of the units that the caller sees; seats without actuals are left out."""

    seats: tuple[Judged, ...]
    by_proposer: tuple[Calibrated, ...]
    by_person: tuple[Calibrated, ...]
    by_unit: tuple[Calibrated, ...]
    by_kind: tuple[Calibrated, ...]
    distribution: tuple[Band, ...]
    at_or_above: Percent | None
    kept: tuple[Kept, ...]
    findings: tuple[FoundBy, ...]


async def of(
    reader: Pool, organisation: str, cycle: str, units: Sequence[str], every: Iterable[Found]
) -> Learned:
    """One query for each part of the answer; `every` are the years of these units."""
    place = (organisation, cycle, list(units))
    found = await outcomes.of(reader, *place)
    judged = tuple(map(_judged, found))
    year = [one for one in every if one["cycle"] == cycle]
    (sellers,) = await fetched(reader, OF_SELLERS, *place)
    carried = _of_sellers(found)
    return Learned(
        seats=judged,
        by_proposer=_calibrated((one.proposed_by, one) for one in judged),
        by_person=_calibrated((one.person, one) for one in judged),
        by_unit=_calibrated((one.unit, one) for one in judged),
        by_kind=_calibrated((kind, one) for one in judged for kind in one.kinds),
        distribution=_bands(carried),
        at_or_above=_above(carried),
        kept=(
            *_kept(year),
            Kept(side="sellers", made=_n(sellers, "made"), kept=_n(sellers, "kept")),
        ),
        findings=await _found(reader, *place),
    )


def _money(row: Found, name: str) -> Money:
    return Money.of(cast("Decimal", row[name]), str(row["currency"]))


def _judged(row: Found) -> Judged:
    actual, proposed = _money(row, "actual"), _money(row, "proposed")
    countered = _money(row, "countered") if row["countered"] is not None else None
    quota = _money(row, "quota")
    off = _apart(proposed, actual)
    counter_off = _apart(countered, actual) if countered is not None else None
    return Judged(
        unit=str(row["unit"]),
        seat=str(row["seat"]),
        person=str(row["person"]),
        proposed_by=str(row["proposed_by"]),
        kinds=tuple(cast("list[str]", row["kinds"])),
        proposed=proposed,
        countered=countered,
        committed=_money(row, "committed"),
        actual=actual,
        percent=actual.share_of(quota) if quota.amount > 0 else None,
        proposal_off=off,
        counter_off=counter_off,
        closer=_closer(off, counter_off),
    )


def _apart(one: Money, other: Money) -> Money:
    return one - other if one.amount > other.amount else other - one


def _closer(proposal_off: Money, counter_off: Money | None) -> Closer | None:
    if counter_off is None:
        return None
    if counter_off.amount == proposal_off.amount:
        return "even"
    return "counter" if counter_off.amount < proposal_off.amount else "proposal"


def _calibrated(found: Iterable[tuple[str, Judged]]) -> tuple[Calibrated, ...]:
    groups: dict[str, list[Judged]] = defaultdict(list)
    for name, one in found:
        groups[name].append(one)
    return tuple(_group(name, groups[name]) for name in sorted(groups))


def _group(name: str, seats: Sequence[Judged]) -> Calibrated:
    countered = [one for one in seats if one.counter_off is not None]
    return Calibrated(
        of=name,
        seats=len(seats),
        countered=len(countered),
        counter_closer=sum(one.closer == "counter" for one in countered),
        proposal_closer=sum(one.closer == "proposal" for one in countered),
        proposal_off=mean(_shares((one.proposal_off, one.actual) for one in countered)),
        counter_off=mean(_shares((one.counter_off, one.actual) for one in countered)),
    )


def _shares(found: Iterable[tuple[Money | None, Money]]) -> Iterator[Decimal]:
    """How far off in percent of what came, where something did."""
    for off, actual in found:
        if off is not None and actual.amount > 0:
            yield off.share_of(actual)


def _of_sellers(found: Iterable[Found]) -> tuple[Decimal, ...]:
    """The percent of quota of everyone who carries a number and leads no unit."""
    percents = (_judged(row).percent for row in found if row["sells"])
    return tuple(one for one in percents if one is not None)


def _bands(percents: Sequence[Decimal]) -> tuple[Band, ...]:
    return tuple(
        Band(
            least=least,
            below=below,
            people=sum(least <= one and (below is None or one < below) for one in percents),
        )
        for least, below in BANDS
    )


def _above(percents: Sequence[Decimal]) -> Decimal | None:
    if not percents:
        return None
    reached = sum(one >= REACHED for one in percents)
    return percent(Decimal(reached), Decimal(len(percents)))


def _kept(year: Iterable[Found]) -> tuple[Kept, ...]:
    """Once for each unit, however many targets it has."""
    by_unit = {row["unit"]: row for row in year}.values()
    return (
        Kept(
            side="leaders",
            made=sum(_n(one, "promises") for one in by_unit),
            kept=sum(_n(one, "kept") for one in by_unit),
            breached=sum(_n(one, "breached") for one in by_unit),
        ),
        Kept(
            side="teams",
            made=sum(_n(one, "steps") for one in by_unit),
            kept=sum(_n(one, "steps_done") for one in by_unit),
        ),
    )


def _n(row: Found, name: str) -> int:
    return int(str(row[name]))


async def _found(
    reader: Pool, organisation: str, cycle: str, units: Sequence[str]
) -> tuple[FoundBy, ...]:
    rows = await fetched(reader, FOUND, organisation, cycle, list(units))
    return tuple(FoundBy.model_validate(dict(row)) for row in rows)
