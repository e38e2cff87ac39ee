"""Questions about one unit's plan over HTTP: what it holds, what blocks it, what came of it."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from fastapi import Query
from pydantic import TypeAdapter, ValidationError

from domain.authority.reads import READ_PLAN
from domain.model import Value
from domain.money import Money, Percent
from domain.portions import Basis
from domain.practices import ahead, blockers
from domain.practices.rule import Step
from domain.unit.plan import Version
from domain.words import Identifier
from projections import (
    blueprint,
    buy_in,
    differences,
    findings,
    holdings,
    looked_back,
    measured,
    readiness,
    reviews,
    suggestions,
    view,
)
from projections.view import ItemView, UnitView
from web.asking import asks
from web.problems import RESPONSES, Malformed
from web.queries import LARGEST, Findings, plain
from web.reading import Reads, Unit
from web.routing import Router
from web.shown import Naming, as_read, with_names

router = Router(
    prefix="/v1/{organisation}/cycles/{cycle}/units/{unit}",
    tags=["queries"],
    responses=RESPONSES,
    dependencies=[asks(READ_PLAN)],
)


class Versions(Value):
    versions: tuple[Version, ...]


class Items(Value):
    items: tuple[ItemView, ...]


class Blocking(Value):
    """`who` can clear it, where one person can."""

    step: str
    practice: str
    title: str
    words: str
    who: str | None
    subject: str | None


class Blockers(Naming):
    blockers: tuple[Blocking, ...]


@router.get("")
async def one_unit(reading: Reads, unit: Unit) -> UnitView:
    """The unit's whole plan, and what can be read off it."""
    return view.of(as_read(await reading.unit_state(unit), reading), reading.caller.person)


@router.get("/versions")
async def versions(reading: Reads, unit: Unit) -> Versions:
    """Every version, side by side."""
    return Versions(versions=(await reading.unit_state(unit)).versions)


@router.get("/differences")
async def differing(
    reading: Reads,
    unit: Unit,
    before: Annotated[int, Query(alias="from", ge=1, le=LARGEST)],
    after: Annotated[int, Query(alias="to", ge=1, le=LARGEST)],
) -> differences.Differences:
    """What one version changed since another, each difference with its causes."""
    return differences.between(await reading.unit_state(unit), before, after)


@router.get("/items")
async def items(reading: Reads, unit: Unit) -> Items:
    """Every pushback item, beside the portion and the run-rate that it is about."""
    return Items(items=view.items(await reading.unit_state(unit)))


@router.get("/blockers")
async def blocking(reading: Reads, unit: Unit, step: Step | None = None) -> Blockers:
    """What still blocks a step, or each, and who can clear it."""
    state = await reading.unit_state(unit)
    found = Blockers(
        blockers=tuple(
            Blocking(
                step=one.step,
                practice=one.practice,
                title=one.title,
                words=one.gap.words,
                who=one.gap.who,
                subject=one.gap.subject,
            )
            for one in (
                ahead(state, reading.at) if step is None else blockers(state, reading.at, step)
            )
        )
    )
    return await with_names(found, reading, state)


@router.get("/findings")
async def unit_findings(reading: Reads, unit: Unit) -> Findings:
    """What practices warned of in this unit."""
    place = (reading.doors.reader, reading.organisation, reading.cycle)
    return Findings(findings=plain(await findings.of(*place, (unit,))))


@router.get("/suggested-portions")
async def suggested(
    *,
    reading: Reads,
    unit: Unit,
    basis: Basis,
    target: Identifier = "revenue",
    add_on: Annotated[Percent | None, Query(description="In the unit's currency")] = None,
    add_on_percent: Annotated[Percent | None, Query()] = None,
    over_assignment: Annotated[Percent | None, Query()] = None,
    weight: Annotated[tuple[str, ...], Query(description="seat:weight, each seat once")] = (),
) -> suggestions.Suggested:
    """What a basis gives each seat, summing exactly."""
    state = await reading.unit_state(unit)
    return suggestions.of(
        state,
        target=target,
        basis=basis,
        add_on=None if add_on is None else Money.of(add_on, state.currency),
        add_on_percent=add_on_percent,
        over_assignment=(
            None if over_assignment is None else Money.of(over_assignment, state.currency)
        ),
        weights=_weights(weight),
    )


def _weights(written: tuple[str, ...]) -> dict[str, Decimal]:
    number: TypeAdapter[Decimal] = TypeAdapter(Percent)
    found: dict[str, Decimal] = {}
    for text in written:
        seat, _, weight = text.partition(":")
        try:
            found[seat] = number.validate_python(weight)
        except ValidationError as refused:
            raise Malformed("That is no weight.", missing=("weight: seat:number",)) from refused
    return found


@router.get("/attainment")
async def attainment(
    reading: Reads,
    unit: Unit,
    period: Annotated[tuple[str, ...], Query(description="Periods, else all recorded")] = (),
) -> measured.Measured:
    """Original, current and restated attainment, by seat and period, and the calibration.

    Raises Unknown for a period that the cycle does not have.
    """
    return measured.of(await reading.unit_state(unit), period)


class Reviews(Naming):
    """Every quarter with its numbers, each review that is open, and what each that was held said."""

    quarters: tuple[reviews.Quarter, ...]
    open: tuple[reviews.Open, ...]
    held: tuple[reviews.Held, ...]


@router.get("/reviews")
async def reviewed(reading: Reads, unit: Unit) -> Reviews:
    """Attainment by quarter, original, current and restated; the reviews, open and held."""
    state = await reading.unit_state(unit)
    held = await reviews.held(reading.doors.reader, reading.organisation, state)
    open_now = reviews.opened(state, reading.at)
    found = Reviews(quarters=reviews.quarters(state), open=open_now, held=held)
    return await with_names(found, reading, state)


@router.get("/look-back")
async def looked(reading: Reads, unit: Unit) -> looked_back.LookedBack:
    """Scores of last year, why-nots, their plans to 100 % and where they stand."""
    return looked_back.of(await reading.unit_state(unit))


@router.get("/readiness")
async def ready(reading: Reads, unit: Unit) -> readiness.Ready:
    """Run-rate, plan lines, marketing and coverage, with what practices say of them, and pushback."""
    return readiness.of(await reading.unit_state(unit))


@router.get("/buy-in")
async def bought_in(reading: Reads, unit: Unit) -> buy_in.BoughtIn:
    """Pre-alignment with the CEO, the presentation, who accepted or objected, what functions owe."""
    return buy_in.of(await reading.unit_state(unit))


@router.get("/blueprint")
async def drawn(reading: Reads, unit: Unit) -> blueprint.Blueprint:
    """Key success factors with actions, owners and resources, as one document."""
    return blueprint.of(await reading.unit_state(unit))


@router.get("/holdings")
async def held(reading: Reads, unit: Unit, person: Identifier) -> holdings.Holdings:
    """Everything a person holds in this unit."""
    return holdings.of(await reading.unit_state(unit), person)
