"""Values cases over HTTP: for who leads the person and HR partners; auditors are told counts alone."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from domain.authority.reads import COUNT_VALUES_CASES, READ_VALUES_CASES
from domain.culture.commands import DecideValuesCase, OpenValuesCase, RecordCaseStep
from domain.culture.state import CultureState, ValuesCase
from domain.culture.values import CaseOutcome, CaseReason, Evidence, HelpGiven
from domain.errors import Invalid, Unknown
from domain.model import Command, Value
from web.asking import asks, says
from web.doors import Doors
from web.identity import Caller
from web.problems import RESPONSES
from web.reading import Reading, Reads
from web.routing import Router

router = Router(
    prefix="/v1/{organisation}/cycles/{cycle}/culture/cases", tags=["queries"], responses=RESPONSES
)


class Case(Value):
    """One case as the two who know of it read it; `days` since it was opened."""

    case: str
    unit: str
    person: str
    words: str
    reason: CaseReason
    evidence: tuple[Evidence, ...]
    steps: tuple[HelpGiven, ...]
    opened_by: str
    opened_at: datetime
    days: int
    overdue: bool
    outcome: CaseOutcome | None
    decision: str | None
    decided_by: str | None
    decided_at: datetime | None


class Cases(Value):
    cases: tuple[Case, ...]


class Counted(Value):
    """How many there are; of nobody anything is said."""

    reason: CaseReason
    standing: str
    cases: int


class Counts(Value):
    counts: tuple[Counted, ...]


@router.get("")
@says(READ_VALUES_CASES)
async def cases(reading: Reads) -> Cases:
    """The cases of whom the caller leads; an HR partner's are all. Nobody reads one about themselves."""
    return Cases(cases=await readable(reading, await reading.culture_state()))


@router.get("/counts", dependencies=[asks(COUNT_VALUES_CASES, whole=True)])
async def counts(reading: Reads) -> Counts:
    """How many cases of each reason are open, overdue and decided; of others than the caller."""
    others = await _of_others(reading, await reading.culture_state())
    found = Counter((one.opened.reason, _standing(one)) for one, _ in others)
    return Counts(
        counts=tuple(
            Counted(reason=reason, standing=standing, cases=number)
            for (reason, standing), number in sorted(found.items())
        )
    )


async def readable(reading: Reading, state: CultureState) -> tuple[Case, ...]:
    """Each case that the caller may read."""
    return tuple(
        _case(one, reading.at)
        for one, about in await _of_others(reading, state)
        if reading.may(READ_VALUES_CASES, one.opened.unit, about)
    )


async def _of_others(reading: Reading, state: CultureState) -> tuple[tuple[ValuesCase, str], ...]:
    """Each case with whom it is about; none about the caller, who is not told that there is one."""
    about = await reading.doors.seals.each(one.opened.about.person for one in state.cases)
    every = ((one, about[one.opened.about.person]) for one in state.cases)
    return tuple((one, person) for one, person in every if person != reading.caller.person)


def _standing(case: ValuesCase) -> str:
    if case.decided is not None:
        return case.decided.outcome
    return "overdue" if case.overdue else "open"


def _case(one: ValuesCase, at: datetime) -> Case:
    opened, decided = one.opened, one.decided
    return Case(
        case=opened.case,
        unit=opened.unit,
        person=opened.about.person,
        words=opened.about.words,
        reason=opened.reason,
        evidence=opened.evidence,
        steps=one.steps,
        opened_by=one.opened_by,
        opened_at=one.opened_at,
        days=(at - one.opened_at).days,
        overdue=one.overdue,
        outcome=decided.outcome if decided else None,
        decision=decided.about.words if decided else None,
        decided_by=one.decided_by,
        decided_at=one.decided_at,
    )


async def require_confided(
    doors: Doors, caller: Caller, place: tuple[str, str], command: Command
) -> None:
    """Raise what a command of a case is refused with for whom it is about; theirs is Unknown to them.

    Behind the door the record holds no id of them, so that it is looked at here, and for those
    alone who may know of the case: the domain refuses everybody else in its own words.
    """
    if not isinstance(command, OpenValuesCase | RecordCaseStep | DecideValuesCase):
        return
    state = await doors.streams.culture(*place)
    if isinstance(command, OpenValuesCase):
        _require_led(state, caller.person, command)
        return
    case = state.case(command.case)
    if case is None or not state.confides(case.opened.unit, caller.person):
        return
    about = await doors.seals.opened(case.opened.about.person)
    if about == caller.person:
        raise Unknown(f"There is no case {command.case}.")
    if isinstance(command, DecideValuesCase) and command.about.person != about:
        raise Invalid("This case is about somebody else.")


def _require_led(state: CultureState, person: str, command: OpenValuesCase) -> None:
    circle = state.circle(command.unit)
    if circle is None or not state.confides(command.unit, person):
        return
    if command.about.person not in circle.people:
        raise Invalid(f"Nobody of that id is led in {command.unit}.")
    if command.about.person in {circle.leader, person}:
        raise Invalid("A case is about somebody whom this unit's leader leads.")
