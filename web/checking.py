"""What a checked file becomes: the commands of an import, or every problem with the file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from domain.cycle import commands as c
from domain.cycle.state import CycleState
from domain.errors import WrongStage
from domain.model import Command
from domain.money import Money
from domain.people import Document
from domain.unit import commands as u
from domain.unit import values as v
from files.actuals import NOTHING, ActualsDraft, read_actuals
from files.actuals import Known as Recorded
from files.amounts import control_total
from files.goal import read_plan_goal
from files.known import Known
from files.people import read_people
from files.problems import Problems
from files.rates import read_market_rates
from web import company
from web.problems import FileHasProblems

Kind = Literal["people", "actuals", "plan-goal", "market-rates"]
PRIOR = "prior"


@dataclass(frozen=True)
class Beside:
    """What was entered beside the file; `documents` by name, with their SHA-256.

    `sheet` is the one to read of a workbook; else it is the first that is not hidden. `known` is
    everybody the organisation has: who is there again keeps their id. `recorded` are the actuals
    that are known, and `restates` is why what is recorded already is other now. What came of the
    file with the hash `but_of` is not known yet.
    """

    file: str
    control: Money | None
    period: str | None
    documents: Mapping[str, str]
    known: Known
    sheet: str | None = None
    restates: str | None = None
    recorded: Recorded = field(default_factory=dict)
    but_of: str | None = None


@dataclass(frozen=True)
class Step:
    """A command for the cycle or a unit; `part` makes its id from the import's, '' is that id."""

    command: Command
    unit: str | None = None
    part: str = ""

    def command_id(self, key: str) -> str:
        return f"{key}.{self.part}" if self.part else key


@dataclass(frozen=True)
class Checked:
    """A file without a problem, and all that it becomes, in order.

    `known` of its rows say what is recorded already; where all do, it becomes nothing.
    """

    source: Document
    rows: int
    control_total: Money | None
    steps: tuple[Step, ...]
    known: int = 0


def checked(kind: Kind, state: CycleState, content: bytes, beside: Beside) -> Checked:
    """Everything that a file becomes. Raises FileHasProblems, naming each."""
    return _BY_KIND[kind](state, content, beside)


def _people(state: CycleState, content: bytes, beside: Beside) -> Checked:
    draft = read_people(
        beside.file,
        content,
        currency=state.currency,
        rates=rates_of(state),
        control=beside.control,
        sheet=beside.sheet,
        known=beside.known,
    )
    if isinstance(draft, Problems):
        raise FileHasProblems(draft.problems)
    source = Document(name=draft.file, sha256=draft.sha256)
    rows = len(draft.people) + sum(seat.vacant for seat in draft.seats)
    command = c.ImportOrganisation(
        source=source,
        rows=rows,
        units=company.units_of(draft),
        control_total=beside.control,
        entered_total=beside.control,
    )
    return Checked(source, rows, beside.control, (Step(command),))


def _plan_goal(state: CycleState, content: bytes, beside: Beside) -> Checked:
    draft = read_plan_goal(
        beside.file,
        content,
        currency=state.currency,
        documents=beside.documents,
        sheet=beside.sheet,
    )
    if isinstance(draft, Problems):
        raise FileHasProblems(draft.problems)
    source = Document(name=draft.file, sha256=draft.sha256)
    document = Document(name=draft.document, sha256=draft.document_sha256)
    goal = c.ConfirmPlanGoal(amount=draft.goal, document=document, target=state.targets[0])
    file = c.RecordImport(kind="plan-goal", source=source, rows=1, control_total=draft.goal)
    return Checked(source, 1, draft.goal, (Step(goal), Step(file, part="file")))


def _actuals(state: CycleState, content: bytes, beside: Beside) -> Checked:
    prior = beside.period == PRIOR
    _require_stage(state, prior=prior)
    known = tuple(period.label for period in state.periods)
    draft = read_actuals(
        beside.file,
        content,
        seats=selling(state),
        periods=known if prior or beside.period is None else (beside.period,),
        currency=state.currency,
        rates=rates_of(state),
        known=NOTHING if prior else beside.recorded,
        control=beside.control,
        sheet=beside.sheet,
    )
    if isinstance(draft, Problems):
        raise FileHasProblems(draft.problems)
    source = Document(name=draft.file, sha256=draft.sha256)
    became = _last_year if prior else _this_year
    steps = became(state, draft, source, beside)
    return Checked(source, len(draft.lines), draft.control, steps, draft.known)


def _market_rates(state: CycleState, content: bytes, beside: Beside) -> Checked:
    draft = read_market_rates(
        beside.file,
        content,
        currencies=tuple(rates_of(state)),
        into=state.currency,
        known=_known_rates(state, beside.but_of),
        restates=beside.restates is not None,
        sheet=beside.sheet,
    )
    if isinstance(draft, Problems):
        raise FileHasProblems(draft.problems)
    source = Document(name=draft.file, sha256=draft.sha256)
    rates = tuple(c.DatedRate(**dict(one)) for one in draft.rates)
    if not rates:
        return Checked(source, draft.known, None, (), draft.known)
    command = c.ImportMarketRates(
        source=source, rates=rates, restates=beside.restates, known=draft.known
    )
    return Checked(source, len(rates) + draft.known, None, (Step(command),), draft.known)


def _known_rates(state: CycleState, but_of: str | None) -> dict[tuple[str, date], Decimal]:
    return {
        (one.currency, one.on): one.rate
        for one in state.rate_facts
        if one.file is None or one.file.sha256 != but_of
    }


def _require_stage(state: CycleState, *, prior: bool) -> None:
    if not state.units:
        raise WrongStage("There are no seats yet: import the people first.")
    if prior and state.stage != "preparing":
        raise WrongStage("Last year's numbers are imported before the cycle is announced.")
    if not prior and state.stage == "preparing":
        raise WrongStage(
            "The cycle is not announced: only last year's actuals can be imported (period prior)."
        )


def _last_year(
    state: CycleState, draft: ActualsDraft, source: Document, beside: Beside
) -> tuple[Step, ...]:
    """The same units again, with what each seat brought in the year before."""
    units = tuple(unit.draft for unit in state.units)
    sold = {seat: draft.of(seat, currency) for seat, currency in selling(state).items()}
    amounts = company.rolled_up(units, sold, rates_of(state))
    redrawn = tuple(
        c.UnitDraft(
            **{
                **dict(unit),
                "seats": tuple(
                    seat.model_copy(update={"last_year": amounts[unit.unit][seat.id]})
                    for seat in unit.seats
                ),
            }
        )
        for unit in units
    )
    command = c.ImportOrganisation(
        source=source,
        rows=len(draft.lines),
        units=redrawn,
        control_total=draft.control,
        entered_total=beside.control,
    )
    return (Step(command),)


def _this_year(
    state: CycleState, draft: ActualsDraft, source: Document, beside: Beside
) -> tuple[Step, ...]:
    """Actuals for each unit and period, the units below rolled up; the file's hash comes last.

    Last, so that an import that was interrupted can be given again: with the same key it goes
    on where it stopped. A period of which every row is known brings nothing.
    """
    units = tuple(unit.draft for unit in state.units)
    new = [line for line in draft.lines if (line.seat, line.period) not in beside.recorded]
    steps: list[Step] = []
    for period in dict.fromkeys(line.period for line in new):
        sold = {line.seat: line.amount for line in draft.lines if line.period == period}
        for unit, amounts in company.rolled_up(units, sold, rates_of(state)).items():
            lines = tuple(v.ActualLine(seat=seat, amount=one) for seat, one in amounts.items())
            command = u.RecordActuals(period=period, lines=lines, source=source)
            steps.append(Step(command, unit=unit, part=f"{unit}.{period}"))
    if not new:
        return ()
    file = c.RecordImport(
        kind="actuals",
        source=source,
        rows=len(draft.lines),
        control_total=control_total((one.amount for one in new), state.currency, rates_of(state)),
        entered_total=None if draft.known else beside.control,
        known=draft.known,
    )
    return (*steps, Step(file))


def selling(state: CycleState) -> dict[str, str]:
    """Each seat that sells with its currency."""
    return {
        seat.id: seat.currency
        for unit in state.units
        for seat in unit.draft.seats
        if seat.leads is None
    }


def rates_of(state: CycleState) -> dict[str, Decimal]:
    return {rate.currency: rate.rate for rate in state.rates}


_BY_KIND: dict[Kind, Callable[[CycleState, bytes, Beside], Checked]] = {
    "people": _people,
    "actuals": _actuals,
    "plan-goal": _plan_goal,
    "market-rates": _market_rates,
}
