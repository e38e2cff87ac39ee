"""The auditor's desk over HTTP: populations that are complete, samples that anybody can draw again."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Query, Request, Response
from fastapi.responses import JSONResponse

import store.read
from audit.receipts import Blocks
from domain.authority.reads import AUDIT, READ_CUSTODY
from domain.errors import Unknown
from domain.model import Value
from domain.words import forbidden_character
from projections import populated, populations, timeline
from projections.populations import DEFINITIONS, Item, Population, definition
from web import custody, evidencing, sampled
from web.asking import asks
from web.evidencing import Evidence, Written
from web.exports import attached
from web.opening import SEALED
from web.problems import RESPONSES, Malformed
from web.queries import LARGEST
from web.reading import Reading, Reads
from web.receipts import blocks_of
from web.rendering import Eyes
from web.routing import Router
from web.sampled import Sampled, Summary

MOST = 500
LONGEST_SEED = 100

router = Router(
    prefix="/v1/{organisation}/cycles/{cycle}/audit",
    tags=["audit"],
    responses=RESPONSES,
    dependencies=[asks(AUDIT, whole=True)],
)

Until = Annotated[
    int | None, Query(ge=1, le=LARGEST, description="As of this position of the log; else now")
]
Seed = Annotated[
    str, Query(min_length=1, max_length=LONGEST_SEED, description="What the auditor chose")
]
Most = Annotated[int, Query(ge=1, le=MOST)]
Named = Annotated[
    str, Path(max_length=100, json_schema_extra={"enum": [one.name for one in DEFINITIONS]})
]
ItemId = Annotated[str, Path(max_length=100)]


class Populations(Value):
    """All of them as of one position, without their items."""

    until: int
    populations: tuple[Summary, ...]


@router.get("/populations")
async def every(reading: Reads, until: Until = None) -> Populations:
    """Every population with its definition, its count, its hash, and how it ties out."""
    last = await position(reading, until)
    return Populations(until=last, populations=await summaries(reading, last))


@router.get("/populations/{name}")
async def one(reading: Reads, name: Named, until: Until = None) -> Population:
    """One population with every item of it, in the record's order."""
    return await population(reading, name, until)


@router.get("/populations/{name}/items.csv", response_class=Response)
async def items(reading: Reads, name: Named, until: Until = None) -> Response:
    """The same items as CSV."""
    found = await population(reading, name, until)
    return attached(sampled.table(found), f"{reading.cycle}-{name}.csv")


@router.get("/populations/{name}/sample")
async def sample(
    reading: Reads, name: Named, seed: Seed, n: Most = 25, until: Until = None
) -> Sampled:
    """Which items a seed draws."""
    return draw(await population(reading, name, until), seed, n)


@router.get("/populations/{name}/sample.zip", response_class=Response)
async def sample_file(
    *,
    request: Request,
    reading: Reads,
    name: Named,
    seed: Seed,
    n: Most = 25,
    until: Until = None,
) -> Response:
    """The items drawn with the evidence of each, an index, and how to draw again."""
    return await sample_of(request, reading, await population(reading, name, until), seed, n)


async def sample_of(
    request: Request, reading: Reading, population: Population, seed: str, n: int
) -> Response:
    """The file of a sample. Raises Malformed for a seed that is none."""
    drawn = draw(population, seed, n)
    blocks, read = blocks_of(request), await eyes(reading)
    written = [await _written(reading, blocks, population, one.item, read) for one in drawn.drawn]
    content = sampled.zipped(population, drawn, sampled.keeping(drawn.drawn, written))
    return attached(content, f"{reading.cycle}-{population.name}-sample.zip")


@router.get("/populations/{name}/items/{item}", response_model=Evidence)
async def evidence_of(
    request: Request, reading: Reads, name: Named, item: ItemId, until: Until = None
) -> Response:
    """What happened, by whom and why, what led to it, what it changed, who signed, and its proof."""
    found = await population(reading, name, until)
    read = await eyes(reading)
    written = await _written(reading, blocks_of(request), found, found.item(item), read)
    setattr(request.state, SEALED, True)
    return JSONResponse(written.data)


async def _written(
    reading: Reading, blocks: Blocks, population: Population, item: Item, read: Eyes
) -> Written:
    evidence = await evidencing.of(reading, blocks, population, item)
    return await evidencing.written(evidence, reading.doors.seals, read)


async def summaries(reading: Reading, until: int) -> tuple[Summary, ...]:
    """Every population that the caller may read; custody's is for who reads custody."""
    asked = (reading.doors, reading.caller, reading.organisation)
    keeps = await custody.may(*asked, READ_CUSTODY)
    readable = [one for one in DEFINITIONS if keeps or not one.of_custody]
    place = (reading.organisation, reading.cycle)
    found = await populated.every(reading.doors.streams, *place, until, readable)
    return tuple(map(sampled.summary, found))


async def population(reading: Reading, name: str, until: int | None) -> Population:
    """As of a position, or now; raises Unknown beyond the end of the log, and for a name that is none.

    NotAuthorised where it is of custody, and the caller reads none.
    """
    if definition(name).of_custody:
        asked = (reading.doors, reading.caller, reading.organisation)
        await custody.require(*asked, READ_CUSTODY)
    last = await position(reading, until)
    place = (reading.organisation, reading.cycle)
    return await populated.of(reading.doors.streams, *place, name, last)


def draw(population: Population, seed: str, n: int) -> Sampled:
    """Raises Malformed for a seed that a line of text cannot hold."""
    if not seed.strip() or forbidden_character(seed, one_line=True):
        raise Malformed("A seed is one line of text.", missing=("seed",))
    return Sampled(
        population=sampled.summary(population),
        seed=seed,
        n=n,
        drawn=populations.sample(population, seed, n),
    )


async def eyes(reading: Reading) -> Eyes:
    """How evidence is written down: in English, in UTC, by names as far as they are known."""
    return Eyes(names=timeline.names_of(await reading.cycle_state()))


async def position(reading: Reading, until: int | None) -> int:
    """As of which position; raises Unknown beyond the end of the log."""
    last = await store.read.head(reading.doors.reader, reading.organisation)
    if until is not None and until > last:
        raise Unknown(f"Position {until} is beyond the end of the log: {last} is the last.")
    return until or last
