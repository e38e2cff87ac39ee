"""A cycle's market rates: recorded, restated with a reason, brought in a file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from domain import errors
from domain.cycle import commands as c
from domain.errors import DomainError
from domain.model import Command
from domain.people import Document
from tests.domain import cycles as y
from tests.domain.cycles import Cycle
from tests.domain.given import refused, sentences, types

Stage = Callable[[], Cycle]


def rates(
    *said: c.RecordMarketRate | c.RestateMarketRate, restates: str | None = None
) -> c.ImportMarketRates:
    """The same rates in a file."""
    lines = tuple(
        c.DatedRate(currency=one.currency, on=one.on, rate=one.rate, source=one.source)
        for one in said
    )
    source = Document(name="ecb.csv", sha256="e" * 64)
    return c.ImportMarketRates(source=source, rates=lines, restates=restates)


LATER = y.RATE.model_copy(update={"on": date(2026, 9, 30)})
UNCHANGED = "leave out EUR of 2026-10-01: it is recorded at 1.02"

HAPPENS: list[tuple[str, Stage, str, Command, list[str]]] = [
    ("a market rate is recorded", y.announced, "olu", y.RATE, ["MarketRateRecorded"]),
    ("a market rate is restated with a reason", lambda: y.announced().by("olu", y.RATE), "ines",
     y.RESTATED, ["MarketRateRestated"]),
    ("a file of market rates comes in", y.announced, "ines", rates(y.RATE),
     ["FileImported", "MarketRateRecorded"]),
    ("a file restates what is recorded, and says why",
     lambda: y.announced().by("olu", y.RATE), "ines", rates(y.RESTATED, restates="Misread"),
     ["FileImported", "MarketRateRestated"]),
    ("a file has rows that said what was known", y.announced, "ines",
     rates(y.RATE).model_copy(update={"known": 12}), ["FileImported", "MarketRateRecorded"]),
    ("a closed year still hears of market rates",
     lambda: y.ended().by("ines", c.CloseCycle()), "olu", y.RATE, ["MarketRateRecorded"]),
]  # fmt: skip


@sentences("stage who command events", HAPPENS)
def test_it_happens(stage: Stage, who: str, command: Command, events: list[str]) -> None:
    assert types(stage().gives(who, command)) == events


REFUSED: list[tuple[str, Stage, str, Command, type[DomainError], dict[str, str]]] = [
    ("a member records no rate", y.announced, "marco", y.RATE, errors.NotAuthorised, {}),
    ("a rate is of a currency with a plan rate", y.announced, "olu",
     y.RATE.model_copy(update={"currency": "JPY"}), errors.Unknown, {}),
    ("a market rate is more than nothing", y.announced, "olu",
     y.RATE.model_copy(update={"rate": Decimal(0)}), errors.Invalid, {}),
    ("a rate is not overwritten", lambda: y.announced().by("olu", y.RATE), "olu",
     y.RATE.model_copy(update={"rate": Decimal("1.05")}), errors.AlreadyExists,
     {"words": "EUR of 2026-10-01 is recorded at 1.02"}),
    ("a rate is of a day that has come", y.announced, "olu",
     y.RATE.model_copy(update={"on": date(2027, 6, 15)}), errors.DeadlineNotReached, {}),
    ("only what is recorded is restated", y.announced, "olu", y.RESTATED, errors.Unknown, {}),
    ("a restated rate is another", lambda: y.announced().by("olu", y.RATE), "olu",
     y.RESTATED.model_copy(update={"rate": Decimal("1.02")}), errors.NothingToDo, {}),
    ("a file restates nothing unsaid", lambda: y.announced().by("olu", y.RATE), "ines",
     rates(y.RESTATED), errors.AlreadyExists, {"words": "say why"}),
    ("a rate of a file that has not changed is named and left out",
     lambda: y.announced().by("olu", y.RATE), "ines", rates(y.RATE, LATER, restates="Misread"),
     errors.NothingToDo, {"words": "1 of 2 rates are recorded as the file has them: leave them out",
                          "missing": UNCHANGED}),
    ("a file in which nothing is new is refused", lambda: y.announced().by("olu", y.RATE), "ines",
     rates(y.RATE), errors.NothingToDo,
     {"words": "Nothing in the file is new.", "missing": UNCHANGED}),
    ("a file has a rate a day", y.announced, "ines", rates(y.RATE, y.RATE), errors.Invalid, {}),
    ("a file of rates comes in once", lambda: y.announced().by("ines", rates(y.RATE)), "ines",
     rates(y.RATE), errors.NothingToDo, {}),
]  # fmt: skip


@sentences("stage who command error told", REFUSED)
def test_it_is_refused(
    stage: Stage, who: str, command: Command, error: type[DomainError], told: dict[str, str]
) -> None:
    refused(stage(), who, command, error, **told)


def test_a_file_says_how_many_of_its_rows_were_known() -> None:
    cycle = y.announced().by("ines", rates(y.RATE).model_copy(update={"known": 12}))
    assert [(one.rows, one.known) for one in cycle.state.imports[-1:]] == [(13, 12)]


def test_a_rate_of_the_latest_day_counts_as_it_is_restated() -> None:
    earlier = {"rate": Decimal("1.08"), "on": date(2026, 9, 30)}
    cycle = y.announced().by("olu", y.RATE, y.RATE.model_copy(update=earlier), y.RESTATED)
    assert [(one.on, one.rate) for one in cycle.state.market_rates] == [
        (date(2026, 10, 1), Decimal("1.05"))
    ]
    assert [(one.rate, one.was) for one in cycle.state.rate_facts] == [
        (Decimal("1.02"), None),
        (Decimal("1.08"), None),
        (Decimal("1.05"), Decimal("1.02")),
    ]
    assert cycle.state.known_rates["EUR", date(2026, 9, 30)] == Decimal("1.08")
