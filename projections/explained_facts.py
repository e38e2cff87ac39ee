"""Explain what came and what is known to come: attainment and coverage, event by event."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from domain.errors import Unknown
from domain.model import Event
from domain.money import Money, plain_text, total
from domain.unit import attainment as measure
from domain.unit import events as u
from domain.unit.plan import UnitState
from projections import explained, measured
from projections.steps import Explained, Known, Leg, Step, by_event, step
from projections.traces import Happened, Trace


def of_seat(trace: Trace, seat: str, periods: Sequence[str] = ()) -> Explained:
    """A seat's actual against its quota, over these periods, else over all that are recorded.

    Raises Unknown for a seat without a quota, or a period that the cycle does not have.
    """
    state = trace.state
    asked = measured.known_periods(state, periods)
    found = measure.of_seat(state, seat, asked)
    if found is None:
        raise Unknown(f"Seat {seat} of unit {state.unit} has no quota in force.")
    quota = explained.seat(trace, seat)
    return Explained(
        unit=state.unit,
        subject=seat,
        of="attainment",
        legs=(*_for(trace, quota, asked, found.quota), _came(trace, (seat,), asked, found.actual)),
        against=found.quota,
        percent=found.percent,
    )


def of_target(trace: Trace, target: str) -> Explained:
    """What every seat of a target brought in, at plan rates, against what is committed.

    Raises Unknown for a target that nothing is in force for.
    """
    state = trace.state
    found = next((one for one in measure.figures(state) if one.target == target), None)
    if found is None:
        raise Unknown(f"Nothing is in force for target {target} of unit {state.unit}.")
    seats = tuple(one.id for one in state.seats if one.target == target)
    periods = tuple(one.label for one in state.periods)
    return Explained(
        unit=state.unit,
        subject=target,
        of="attainment",
        legs=(*explained.target(trace, target).legs, _came(trace, seats, periods, found.actual)),
        against=found.current.quota,
        percent=found.current.percent,
    )


def coverage(trace: Trace, seat: str) -> Explained:
    """Run-rate, planned activity and named accounts, against the portion that is open now.

    Raises Unknown for a seat that the open version has no portion for.
    """
    state = trace.state
    found, current = measure.coverage(state, seat), state.current
    if found is None or current is None:
        raise Unknown(f"The open version of unit {state.unit} has no portion for {seat}.")
    zero = Money.zero(found.portion.currency)
    steps = [
        step(trace, current, "Nothing known yet", zero, reached=True),
        step(trace, current, "Run-rate", found.run_rate),
    ]
    if found.planned.amount:
        steps.append(step(trace, current, "Planned activity", found.planned))
    steps += _accounts(trace, seat, found.portion.currency)
    covered = total((found.run_rate, found.planned, found.accounts), zero.currency)
    steps.append(step(trace, current, "Known to come", covered, reached=True))
    known = Leg(words="What is known to come", unit=state.unit, steps=tuple(steps))
    legs = explained.portion_legs(trace, seat, state.versions[: current.number])
    return Explained(
        unit=state.unit,
        subject=seat,
        of="coverage",
        legs=(*legs, known),
        against=found.portion,
        percent=found.percent,
    )


def _for(trace: Trace, quota: Explained, periods: Sequence[str], asked: Money) -> tuple[Leg, ...]:
    """The quota's legs, cut down to the periods' share of the year."""
    (*before, last) = quota.legs
    if asked == last.reaches:
        return quota.legs
    share = sum((one.share for one in trace.state.periods if one.label in periods), Decimal(0))
    named = ", ".join(periods) or "no period yet"
    cut = Step(
        words=f"{plain_text(share)} % of the year: {named}",
        amount=asked - last.reaches,
        event=trace.place(1),
    )
    reached = Step(words="Quota so far", amount=asked, total=True)
    return (*before, last.model_copy(update={"steps": (*last.steps, cut, reached)}))


def _came(trace: Trace, seats: Sequence[str], periods: Sequence[str], actual: Money) -> Leg:
    """What each period brought, each correction, and what rounding at plan rates leaves."""
    zero = Money.zero(actual.currency)
    steps = [Step(words="Before the year", amount=zero, total=True)]
    steps += _recorded(trace, seats, periods, actual.currency)
    steps += _corrected(trace, seats, periods, actual.currency)
    left = actual - total((one.amount for one in steps), actual.currency)
    if left.amount:
        steps.append(Step(words="Rounding at the plan rate", amount=left))
    steps.append(Step(words="Actual", amount=actual, total=True))
    return Leg(words="What came", unit=trace.state.unit, steps=tuple(steps))


def _recorded(
    trace: Trace, seats: Sequence[str], periods: Sequence[str], currency: str
) -> Iterator[Step]:
    said = _said(trace, u.ActualsRecorded)
    for number, recorded in enumerate(trace.state.actuals):
        lines = tuple(one.amount for one in recorded.lines if one.seat in seats)
        if recorded.period not in periods or not lines:
            continue
        words, source = f"Actual of {recorded.period}", recorded.source.name
        made = Step(words=words, amount=_sum(trace.state, lines, currency))
        yield _placed(made, said, number).model_copy(update={"reason": f"Imported from {source}"})


def _corrected(
    trace: Trace, seats: Sequence[str], periods: Sequence[str], currency: str
) -> Iterator[Step]:
    said = {one.event.correction: one for one in _said(trace, u.ActualsRestated)
            if isinstance(one.event, u.ActualsRestated)}  # fmt: skip
    for one in trace.state.corrections:
        asked = one.proposed
        lines = tuple(
            line.delta for line in asked.lines if line.seat in seats and line.period in periods
        )
        if one.approved_by is None or not lines:
            continue
        amount = _sum(trace.state, lines, currency)
        made = Step(words=f"Correction: “{asked.reason}”", amount=amount, by=one.approved_by)
        placed = by_event(made, said[asked.correction]) if asked.correction in said else made
        proposed = trace.said(asked.correction, (u.CorrectionProposed,))
        cause = Known(
            id=asked.correction,
            kind="correction",
            words=asked.reason,
            person=asked.proposed_by,
            event=proposed.place if proposed else None,
        )
        yield placed.model_copy(update={"reason": asked.reason, "causes": (cause,)})


def _accounts(trace: Trace, seat: str, currency: str) -> Iterator[Step]:
    """Named accounts that count: while nobody else claims them."""
    for claim in trace.state.claims:
        counts = claim.claimant.via == seat and claim.standing in {"open", "kept"}
        if counts and claim.claimant.last_year.currency == currency:
            made = Step(
                words=f"Account {claim.account.name}, last year",
                amount=claim.claimant.last_year,
                by=claim.claimant.person,
            )
            said = trace.happened[claim.stated - 1 : claim.stated]
            placed = by_event(made, said[0]) if said else made
            yield placed.model_copy(update={"by": claim.claimant.person})


def _sum(state: UnitState, amounts: Sequence[Money], currency: str) -> Money:
    """In the unit's currency at plan rates, or as they are where that is asked."""
    alike = (one if one.currency == currency else state.rolled_up(one) for one in amounts)
    return total(alike, currency)


def _said(trace: Trace, kind: type[Event]) -> list[Happened]:
    return [one for one in trace.happened if isinstance(one.event, kind)]


def _placed(step: Step, said: list[Happened], number: int) -> Step:
    return by_event(step, said[number]) if number < len(said) else step
