"""Why a number is what it is, over HTTP: the steps that sum to it, each an event on the record."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Query

from domain.authority.reads import READ_EXPLANATION
from domain.words import Identifier
from projections import from_above
from projections.from_above import Question
from projections.steps import Amount, Explained
from web.asking import asks
from web.problems import RESPONSES
from web.reading import Reading, Reads, Unit
from web.replaying import MaybeMoment, until_of
from web.routing import Router

router = Router(
    prefix="/v1/{organisation}/cycles/{cycle}/units/{unit}",
    tags=["queries"],
    responses=RESPONSES,
    dependencies=[asks(READ_EXPLANATION)],
)


async def question(
    *,
    reading: Reads,
    unit: Unit,
    of: Annotated[Amount | None, Query(description="Else a seat's portion, or the target")] = None,
    seat: Identifier | None = None,
    target: Identifier = "revenue",
    period: Annotated[tuple[str, ...], Query(description="Of an attainment")] = (),
    at: MaybeMoment = None,
) -> Question:
    """Which amount is asked about, and as of when: whoever may read the plan is told of the log's end."""
    await reading.require(unit)
    return Question(unit, of, seat, target, period, await until_of(reading, at))


Asked = Annotated[Question, Depends(question)]


@router.get("/explain")
async def explain(reading: Reads, asked: Asked) -> Explained:
    """How an amount came to be, from the highest plan goal that the caller may read.

    Raises Unknown for an amount that there is not.
    """
    return await explained_to(reading, asked)


async def explained_to(reading: Reading, asked: Question) -> Explained:
    """As far up the tree as this reader may see."""
    streams, readable = reading.doors.streams, reading.units
    return await from_above.explain(streams, reading.organisation, reading.cycle, asked, readable)
