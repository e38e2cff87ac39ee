"""What currencies are worth day by day: recorded once, and restated with a reason.

Nobody's attainment follows from them, so one person of finance or planning is enough.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal

from domain import errors
from domain.cycle import commands as c
from domain.cycle import events as e
from domain.cycle.files import require_new_file
from domain.cycle.state import CycleState
from domain.model import Event

Stated = c.RecordMarketRate | c.RestateMarketRate | c.DatedRate
MOST_NAMED = 20
EASTERNMOST = timedelta(hours=14)
"""How much earlier a day begins where it begins first."""


def recorded(command: c.RecordMarketRate, state: CycleState, at: datetime) -> tuple[Event, ...]:
    _require_countable(command, state, at)
    if (known := state.known_rates.get((command.currency, command.on))) is not None:
        raise errors.AlreadyExists(
            f"{command.currency} of {command.on} is recorded at {known:f}. Facts are not "
            "overwritten: restate it, with a reason."
        )
    return (e.MarketRateRecorded(**dict(command)),)


def restated(
    command: c.RestateMarketRate, state: CycleState, at: datetime, by: str
) -> tuple[Event, ...]:
    _require_countable(command, state, at)
    was = state.known_rates.get((command.currency, command.on))
    return (_restated(c.DatedRate(**_said(command)), was, command.reason, by),)


def imported(
    command: c.ImportMarketRates, state: CycleState, at: datetime, by: str
) -> tuple[Event, ...]:
    """A file's rates, each of a day of its own; those of days that are recorded are restated."""
    source = command.source
    require_new_file(source, state)
    days = [(one.currency, one.on) for one in command.rates]
    if len(set(days)) < len(days):
        raise errors.Invalid("A currency has one rate a day: one stands twice.")
    for one in command.rates:
        _require_countable(one, state, at)
    known = state.known_rates
    _require_changed(command, known)
    rows = len(days) + command.known
    file = e.FileImported(kind="market-rates", source=source, rows=rows, known=command.known)
    return (
        file,
        *(
            _of_file(one, known.get(day), command, by)
            for day, one in zip(days, command.rates, strict=True)
        ),
    )


def _require_changed(
    command: c.ImportMarketRates, known: Mapping[tuple[str, date], Decimal]
) -> None:
    """Raise NothingToDo, naming what is recorded as it stands in the file."""
    same = [one for one in command.rates if known.get((one.currency, one.on)) == one.rate]
    if not same:
        return
    raise errors.NothingToDo(
        "Nothing in the file is new."
        if len(same) == len(command.rates)
        else f"{len(same)} of {len(command.rates)} rates are recorded as the file has them: leave "
        "them out, and count them as `known`.",
        missing=tuple(
            f"leave out {one.currency} of {one.on}: it is recorded at {one.rate:f}"
            for one in same[:MOST_NAMED]
        ),
    )


def _of_file(
    rate: c.DatedRate, known: Decimal | None, command: c.ImportMarketRates, by: str
) -> Event:
    if known is None:
        return e.MarketRateRecorded(**dict(rate), file=command.source)
    if command.restates is None:
        raise errors.AlreadyExists(
            f"{rate.currency} of {rate.on} is recorded at {known:f}: say why the file restates it."
        )
    event = _restated(rate, known, command.restates, by)
    return event.model_copy(update={"file": command.source})


def _restated(rate: c.DatedRate, was: Decimal | None, reason: str, by: str) -> e.MarketRateRestated:
    if was is None:
        raise errors.Unknown(f"No rate of {rate.currency} is recorded for {rate.on}: record it.")
    if was == rate.rate:
        raise errors.NothingToDo(f"{rate.currency} of {rate.on} is recorded at {was:f} already.")
    return e.MarketRateRestated(**dict(rate), was=was, reason=reason, restated_by=by)


def _said(command: c.RestateMarketRate) -> dict[str, str | date | Decimal]:
    return {name: value for name, value in command if name != "reason"}


def _require_countable(rate: Stated, state: CycleState, at: datetime) -> None:
    if rate.currency not in {one.currency for one in state.rates}:
        raise errors.Unknown(f"This cycle has no plan rate for {rate.currency}.")
    if rate.rate <= 0:
        raise errors.Invalid("A rate is greater than zero.")
    if rate.on > (at + EASTERNMOST).date():
        raise errors.DeadlineNotReached(
            f"What {rate.currency} is worth on {rate.on} is known from that day."
        )
