"""How people feel, over HTTP: answered once a week, counted, and read as a mean of enough people.

That somebody answered is kept as one of their drafts, and what they answered is not. Nothing of it
comes near the record, a values case or a page about a person.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Response
from pydantic import Field

from domain.authority.reads import OWN, READ_PULSE
from domain.errors import NothingToDo
from domain.model import Value
from projections import pulse, reflection
from store.errors import outcome_unknown
from web.asking import says
from web.drafts import PULSE
from web.problems import RESPONSES
from web.queries import plain
from web.reading import Reading, Reads
from web.routing import Router

TAKEN = """
    INSERT INTO tally.drafts (organisation, person, id, cycle, unit, body, updated_at)
    VALUES ($1, $2, $3, $4, NULL, 'null', $5) ON CONFLICT (organisation, person, id) DO NOTHING
    RETURNING id
"""
ANSWERED = "SELECT 1 FROM tally.drafts WHERE organisation = $1 AND person = $2 AND id = $3"
COUNTED = """
    INSERT INTO tally.pulse (organisation, cycle, unit, week, answer, answers)
    VALUES ($1, $2, $3, $4, $5, 1)
    ON CONFLICT (organisation, cycle, unit, week, answer)
    DO UPDATE SET answers = tally.pulse.answers + 1
"""

router = Router(
    prefix="/v1/{organisation}/cycles/{cycle}/culture", tags=["queries"], responses=RESPONSES
)


class Feeling(Value):
    """1 is low, 5 is high; answering is up to everyone."""

    answer: Annotated[int, Field(ge=1, le=5)]


class Pulse(Value):
    weeks: tuple[dict[str, Any], ...]


class Reflection(Value):
    """A question to oneself, and the draft in which one's answer is kept."""

    practice: str
    question: str
    draft: str


@router.post("/pulse", status_code=204)
@says(OWN)
async def feel(reading: Reads, body: Feeling) -> Response:
    """Say how you feel this week, once; nobody can tell that it was you."""
    home = (await reading.culture_state()).homes.get(reading.caller.person)
    if home is None:
        raise await reading.denied("How people feel is asked of who is led or leads here.", None)
    week = pulse.week_of(reading.at.date())
    # No instant of an answer is kept: it could be told by when it came.
    day = reading.at.replace(hour=0, minute=0, second=0, microsecond=0)
    with outcome_unknown():
        async with reading.doors.writer.acquire() as connection, connection.transaction():
            if not await connection.fetch(TAKEN, *_answering(reading), reading.cycle, day):
                raise NothingToDo("You have answered this week.")
            await connection.execute(
                COUNTED, reading.organisation, reading.cycle, home.unit, week, body.answer
            )
    return Response(status_code=204)


async def has_answered(reading: Reading) -> bool:
    """Whether the caller answered this week; what, nobody knows."""
    with outcome_unknown():
        return bool(await reading.doors.writer.fetchval(ANSWERED, *_answering(reading)))


def _answering(reading: Reading) -> tuple[str, str, str]:
    week = pulse.week_of(reading.at.date())
    return reading.organisation, reading.caller.person, f"{PULSE}{reading.cycle}.{week}"


@router.get("/pulse")
@says(READ_PULSE)
async def felt(reading: Reads) -> Pulse:
    """How a unit's own people felt in weeks that are over, where enough of them answered."""
    state = await reading.culture_state()
    found = await pulse.of(
        reading.doors.reader,
        reading.organisation,
        reading.cycle,
        before=pulse.week_of(reading.at.date()),
        least=state.policy.of_culture.least_group,
    )
    return Pulse(weeks=tuple(one for one in plain(found) if reading.may(READ_PULSE, one["unit"])))


@router.get("/reflection")
@says(OWN)
async def reflect(reading: Reads) -> Reflection:
    """The week's question to oneself; its answer is a draft of one's own, and nobody else's."""
    return Reflection(
        practice="S4-22",
        question=reflection.QUESTION,
        draft=reflection.draft_of(reading.at.date()),
    )
