"""How the culture of a cycle is lived, over HTTP: initiatives, contests, recognition, ideas, succession."""

from __future__ import annotations

from datetime import date
from typing import Any

from domain.authority.reads import READ_CULTURE, READ_PLAN, READ_SUCCESSION
from domain.culture.events import InitiativeReviewed
from domain.culture.recognition import AwardGiven, ColleagueRecognised, PeerHelpRecorded
from domain.culture.state import CultureState, Initiative
from domain.culture.values import Stage
from domain.model import Value
from projections import contests
from projections.fetching import Found
from web.asking import asks, says
from web.problems import RESPONSES
from web.queries import plain
from web.reading import Reading, Reads
from web.replaying import MaybeMoment, until_of
from web.routing import Router
from web.shown import Naming, with_names

router = Router(
    prefix="/v1/{organisation}/cycles/{cycle}/culture", tags=["queries"], responses=RESPONSES
)
IN_STANDING = ("unit", "person", "attainment")


class Fostered(Value):
    """An initiative with how far it is, in percent of its stages."""

    initiative: str
    words: str
    owner: str
    from_on: date
    until_on: date
    stages: tuple[Stage, ...]
    done: tuple[str, ...]
    completion: int
    reviews: tuple[InitiativeReviewed, ...]
    missed: int
    ended: str | None
    reason: str | None
    carried_from: str | None


class Initiatives(Value):
    initiatives: tuple[Fostered, ...]


class Contests(Naming):
    """`lacks_team_contest` where none of them is one of teams."""

    contests: tuple[dict[str, Any], ...]
    lacks_team_contest: bool
    awards: tuple[AwardGiven, ...]


class IdeaRow(Value):
    idea: str
    words: str
    filed_by: str
    units: tuple[str, ...]


class Recognition(Value):
    """What colleagues said of each other, the newest first; nobody is scored by it."""

    recognitions: tuple[ColleagueRecognised, ...]
    helps: tuple[PeerHelpRecorded, ...]
    helped: int
    ideas: tuple[IdeaRow, ...]


class Candidate(Value):
    """Somebody who chose to be one, or whom peers nominated unasked."""

    person: str
    chosen: bool
    nominated_by: tuple[str, ...]


class Succession(Value):
    candidates: tuple[Candidate, ...]


@router.get("/initiatives", dependencies=[asks(READ_CULTURE, whole=True)])
async def initiatives(reading: Reads, at: MaybeMoment = None) -> Initiatives:
    """What is done for the culture, stage by stage, now or at a moment."""
    state = await reading.culture_state(await until_of(reading, at))
    return Initiatives(initiatives=fostered(state))


@router.get("/contests", dependencies=[asks(READ_CULTURE, whole=True)])
async def known_contests(reading: Reads) -> Contests:
    """Contests with their standings; where people stand, for who reads their unit's plan."""
    state = await reading.culture_state()
    found = Contests(
        contests=await standings(reading),
        lacks_team_contest=state.lacks_team_contest,
        awards=state.awards,
    )
    return await with_names(found, reading)


@router.get("/recognition", dependencies=[asks(READ_CULTURE, whole=True)])
async def recognition(reading: Reads, at: MaybeMoment = None) -> Recognition:
    """Recognition, help among peers, and ideas with the plans that took them up; also of a moment."""
    return recognised(await reading.culture_state(await until_of(reading, at)))


@router.get("/succession")
@says(READ_SUCCESSION)
async def succession(reading: Reads) -> Succession:
    """Who stands for succession; everybody reads themselves."""
    state = await reading.culture_state()
    belong = frozenset(state.people)
    named = (*state.succession, *(one.person for one in state.nominations))
    people = dict.fromkeys(one for one in named if one in belong)
    return Succession(
        candidates=tuple(
            _candidate(state, one)
            for one in people
            if reading.may(READ_SUCCESSION, state.top.unit, one)
        )
    )


def fostered(state: CultureState) -> tuple[Fostered, ...]:
    return tuple(map(_fostered, state.initiatives))


def _fostered(one: Initiative) -> Fostered:
    started = one.started
    return Fostered(
        initiative=started.initiative,
        words=started.words,
        owner=started.owner,
        from_on=started.from_on,
        until_on=started.until_on,
        stages=started.stages,
        done=one.done,
        completion=one.completion,
        reviews=one.reviews,
        missed=one.missed,
        ended=one.ended,
        reason=one.reason,
        carried_from=started.carried_from,
    )


async def standings(reading: Reading) -> tuple[dict[str, Any], ...]:
    """Each contest with the standings that the caller may see; every team's among them."""
    periods = (await reading.cycle_state()).periods
    found = await contests.of(reading.doors.reader, reading.organisation, reading.cycle, periods)
    every: dict[str, dict[str, Any]] = {}
    for row, said in zip(found, plain(found), strict=True):
        contest = {name: value for name, value in said.items() if name not in IN_STANDING}
        told = every.setdefault(said["contest"], {**contest, "standings": []})
        if said["attainment"] is not None and _is_shown(reading, row):
            told["standings"].append({name: said[name] for name in IN_STANDING})
    return tuple(every.values())


def _is_shown(reading: Reading, row: Found) -> bool:
    return row["person"] is None or reading.may(READ_PLAN, str(row["unit"]))


def recognised(state: CultureState) -> Recognition:
    return Recognition(
        recognitions=tuple(reversed(state.recognitions)),
        helps=tuple(reversed(state.helps)),
        helped=len(state.helps),
        ideas=tuple(
            IdeaRow(
                idea=one.filed.idea,
                words=one.filed.words,
                filed_by=one.filed.filed_by,
                units=one.units,
            )
            for one in reversed(state.ideas)
        ),
    )


def _candidate(state: CultureState, person: str) -> Candidate:
    nominated = (one.nominated_by for one in state.nominations if one.person == person)
    return Candidate(
        person=person, chosen=person in state.succession, nominated_by=tuple(nominated)
    )
