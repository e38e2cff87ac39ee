"""Questions about a cycle's culture over HTTP: each answer holds what its reader may see of it."""

from __future__ import annotations

from typing import Any

from domain.authority.reads import READ_ACKNOWLEDGED, READ_CULTURE, READ_SURVEY_SCORES
from domain.culture.catalogue import CATALOGUE
from domain.culture.events import ReasonTold
from domain.culture.rules import gaps
from domain.culture.state import CultureState
from domain.culture.values import ChosenValue, Expectation
from domain.model import Value
from projections import culture_people, survey_scores
from web.asking import asks, says
from web.problems import RESPONSES
from web.queries import plain
from web.reading import Reading, Reads
from web.replaying import MaybeMoment, until_of
from web.routing import Router

router = Router(
    prefix="/v1/{organisation}/cycles/{cycle}/culture", tags=["queries"], responses=RESPONSES
)


class Missing(Value):
    """What a practice misses now."""

    practice: str
    words: str


class Culture(Value):
    """What is valued and expected in a cycle; `acknowledged` and `read` are the caller's own."""

    cycle: str
    stage: str
    edition: int
    values: tuple[ChosenValue, ...]
    expectations: tuple[Expectation, ...]
    rewarded: dict[str, tuple[str, ...]]
    reason: ReasonTold | None
    changed_since: bool
    people: int
    acknowledgements: int
    acknowledged: bool
    read: bool
    missing: tuple[Missing, ...]


class People(Value):
    people: tuple[dict[str, Any], ...]


class Scores(Value):
    scores: tuple[dict[str, Any], ...]


class Choices(Value):
    values: tuple[ChosenValue, ...]


@router.get("", dependencies=[asks(READ_CULTURE, whole=True)])
async def one_culture(reading: Reads, at: MaybeMoment = None) -> Culture:
    """The values with their behaviours, what is expected, why, and what is missing; also of a moment."""
    return told(await reading.culture_state(await until_of(reading, at)), reading)


@router.get("/catalogue", dependencies=[asks(READ_CULTURE, whole=True)])
async def catalogue(_reading: Reads) -> Choices:
    """Values to choose from, with behaviours; a company may write others."""
    return Choices(values=CATALOGUE)


@router.get("/people")
@says(READ_ACKNOWLEDGED)
async def everyone(reading: Reads) -> People:
    """Who acknowledged and who read, of those whom the caller leads or looks after; themselves too."""
    found = plain(
        await culture_people.of(reading.doors.reader, reading.organisation, reading.cycle)
    )
    return People(
        people=tuple(
            one for one in found if reading.may(READ_ACKNOWLEDGED, one["unit"], one["person"])
        )
    )


@router.get("/scores")
@says(READ_SURVEY_SCORES)
async def scores(reading: Reads) -> Scores:
    """How far values are seen in the caller and whom they lead: each with its trend and threshold."""
    return Scores(scores=await scores_of(reading))


async def scores_of(reading: Reading) -> tuple[dict[str, Any], ...]:
    """The scores that the caller may see."""
    found = plain(await survey_scores.of(reading.doors.reader, reading.organisation, reading.cycle))
    return tuple(
        one for one in found if reading.may(READ_SURVEY_SCORES, one["unit"], one["person"])
    )


def told(state: CultureState, reading: Reading) -> Culture:
    """The culture as everyone in the cycle may read it."""
    me = reading.caller.person
    current = [one for one in state.acknowledged if one.edition == state.edition]
    return Culture(
        cycle=state.cycle,
        stage=state.stage,
        edition=state.edition,
        values=state.values,
        expectations=state.expectations,
        rewarded={one.value: state.linked(one.value) for one in state.values},
        reason=state.reason,
        changed_since=state.changed_since,
        people=len(state.people),
        acknowledgements=len(current) if state.edition else 0,
        acknowledged=state.edition > 0 and state.has_acknowledged(me),
        read=state.has_read(me),
        missing=tuple(
            Missing(practice=rule.practice, words=gap.words)
            for rule, gap in gaps(state, reading.at)
        ),
    )
