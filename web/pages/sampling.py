"""The auditor's page of a cycle: populations and a sample of one, access, changes of rules, files."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query, Request, Response

import store.read
from domain.authority.reads import AUDIT
from projections import rule_changes
from web import accessing, auditing, changing
from web.asking import asks
from web.auditing import Most, Until
from web.pages.viewing import Views
from web.routing import Router

router = Router(
    prefix="/o/{organisation}/cycles/{cycle}/audit",
    include_in_schema=False,
    dependencies=[asks(AUDIT, whole=True)],
)

Named = Annotated[str, Query(max_length=100)]
ASeed = Annotated[str, Query(max_length=auditing.LONGEST_SEED)]


@router.get("")
async def show(view: Views) -> Response:
    """Everything as of one position, which the sample names too."""
    reading = view.reading
    until = await store.read.head(reading.doors.reader, reading.organisation)
    place = (reading.doors.streams, reading.organisation, reading.cycle)
    review = await accessing.review(reading, None)
    return view.page(
        "sampling.html",
        until=until,
        populations=await auditing.summaries(reading, until),
        review=review,
        rules=await rule_changes.of_cycle(*place, until),
        unit_names={one.draft.unit: one.draft.name for one in view.state.units},
        files=await changing.files_of(reading, view.state, until),
        api=f"/v1/{reading.organisation}/cycles/{reading.cycle}/audit",
    )


@router.get("/sample.zip")
async def sample(
    *, request: Request, view: Views, of: Named, seed: ASeed, n: Most = 25, until: Until = None
) -> Response:
    """The file of one sample; raises Malformed for a seed that is none."""
    found = await auditing.population(view.reading, of, until)
    return await auditing.sample_of(request, view.reading, found, seed, n)
