"""What a closed year brings into the next one's look-back, and what it fills in there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from domain.model import SYSTEM
from domain.unit import values as v
from domain.unit.attainment import calibration, figures
from domain.unit.lookback.values import (
    FoundBefore,
    Item,
    LookBack,
    Undertaken,
    YearBefore,
)
from domain.unit.plan import UnitState
from domain.words import id_of

LEAST, MOST = Decimal(0), Decimal(1000)
"""Between which a score stands; a year can have come to less than nothing."""


def year_of(state: UnitState) -> YearBefore | None:
    """A closed unit's year with every correction since; None of a plan that was not closed."""
    if state.closed is None:
        return None
    found = Counter(one.practice for one in state.findings)
    return YearBefore(
        cycle=state.cycle,
        year=f"{state.fiscal_year[1].year} ({state.cycle})",
        version=state.version,
        closed=state.closed.figures,
        restated=figures(state),
        calibration=calibration(state),
        promises=undertaken(state),
        findings=tuple(FoundBefore(practice=one, count=found[one]) for one in sorted(found)),
        open_items=state.look_back.open_items if state.look_back is not None else (),
    )


def undertaken(state: UnitState) -> Undertaken:
    """What the leader promised in the year, and what became of it."""
    standings = [one.standing for one in state.commitments]
    return Undertaken(
        made=len(standings),
        kept=sum(one in {"fulfilled", "substituted"} for one in standings),
        breached=sum(one == "breached" for one in standings),
    )


def filled(year: YearBefore, before: LookBack) -> LookBack:
    """The look-back with the year's own results in it; what somebody scored, planned or reported stays."""
    known = {one.id: one for one in before.items}
    for one in _items(year):
        own = known.get(one.id)
        if own is None or own.scored_by == SYSTEM.person:
            known[one.id] = one if own is None else one.scored_over(own)
    return before.model_copy(update={"items": tuple(known.values())})


def _items(year: YearBefore) -> Iterator[Item]:
    """The team's result of each target, each person's, and the why-nots that are still open."""
    for one in year.restated:
        if one.original.percent is not None:
            words = f"{one.target}: {one.actual} of {one.original.quota}"
            yield _result(id_of(f"result-{one.target}"), words, one.original.percent)
    for seat in year.calibration:
        if seat.committed.amount > 0:
            yield _of_person(seat)
    for item in year.open_items:
        again = {"percent": item.latest, "plan": None, "reports": (), "scored_by": SYSTEM.person}
        yield item.model_copy(update={"id": _again(item.id), **again})


def _again(item: str) -> str:
    """An id of its own, and the same however often a why-not comes over."""
    return item if item.startswith("again-") else id_of(f"again-{item}")


def _of_person(seat: v.Calibration) -> Item:
    words = f"{seat.seat}: {seat.actual} of {seat.committed}"
    percent = seat.actual.share_of(seat.committed)
    return _result(id_of(f"result-of-{seat.seat}"), words, percent, seat.person)


def _result(named: str, words: str, percent: Decimal, person: str | None = None) -> Item:
    return Item(
        id=named,
        aspect="result",
        words=words,
        percent=min(max(percent, LEAST), MOST),
        scored_by=SYSTEM.person,
        person=person,
    )
