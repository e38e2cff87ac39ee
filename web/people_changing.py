"""Guided changes over HTTP: what somebody holds, the answers to each, and the single commands in order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Literal

from domain import errors, people_change, people_steps
from domain.authority.reads import READ_HOLDINGS, READ_PERSON, READ_SELLER_PLAN
from domain.errors import CommandIdReused, DomainError, NotAuthorised
from domain.model import Value
from domain.people_change import Change, Holding, Kind
from domain.people_steps import Step
from domain.seller.plan import SellerState
from domain.unit.plan import UnitState
from projections import settling
from store.entry import entry_of
from web.asking import says
from web.giving import foreseen, given
from web.people_changed import Given, before, difference, place_of
from web.problems import RESPONSES
from web.reading import PersonId, Reading, Reads
from web.routing import Router

router = Router(
    prefix="/v1/{organisation}/cycles/{cycle}/people/{person}",
    tags=["queries"],
    responses=RESPONSES,
)

Standing = Literal["would be done", "done", "left to others", "refused", "not reached"]


class Holdings(Value):
    """All that is asked about; a holding with a single choice goes its way and needs no answer."""

    person: str
    kind: Kind
    holdings: tuple[Holding, ...]


class StepTold(Value):
    """One command: where it goes, who may give it, and how far it is.

    `about` is the holding as it is listed while it is held. `events` are those that it led to, or
    would lead to; `words` say why it was refused or left.
    """

    id: str
    holding: str
    about: str | None = None
    unit: str | None
    command: str
    offices: tuple[str, ...]
    standing: Standing
    events: tuple[str, ...] = ()
    words: str | None = None


class Outcome(Value):
    """What became of a change, or would: complete when every command of it is on the record."""

    change: str
    dry_run: bool
    complete: bool
    steps: tuple[StepTold, ...]


@router.get("/holdings")
@says(READ_HOLDINGS)
async def held(reading: Reads, person: PersonId, kind: Kind) -> Holdings:
    """What they hold, unit by unit, with what can become of each in a change of that kind."""
    return Holdings(person=person, kind=kind, holdings=await holdings_of(reading, person, kind))


@router.post("/change")
@says(READ_HOLDINGS)
async def change(
    reading: Reads, person: PersonId, asked: Change, *, dry_run: bool = False
) -> Outcome:
    """Tries every command, and gives them in order if none is refused; the same again goes on."""
    if asked.person != person:
        raise errors.Invalid(f"This change is of {asked.person}, not of {person}.")
    return await changed(reading, asked, dry_run=dry_run)


async def holdings_of(reading: Reading, person: str, kind: Kind) -> tuple[Holding, ...]:
    """As far as the reader may ask; raises NotAuthorised where that is nowhere."""
    cycle = await reading.cycle_state()
    every = [one.draft.unit for one in cycle.units]
    own = [one for one in every if one in reading.units and reading.may(READ_PERSON, one, person)]
    others = [one for one in every if one not in own and reading.may(READ_HOLDINGS, one)]
    if not own and not others:
        await reading.ask(READ_HOLDINGS, about=person)
    plans = await _plans(reading, own)
    found = settling.of(cycle, plans, await _sellers(reading, plans, person), person, kind)
    beside = settling.of(cycle, await _plans(reading, others), (), person, kind)
    known = {one.id for one in found}
    return (*found, *(one for one in settling.people_only(beside) if one.id not in known))


async def _plans(reading: Reading, units: Sequence[str]) -> tuple[UnitState, ...]:
    """Of units that are announced; before that nobody holds anything."""
    if (await reading.cycle_state()).announced is None:
        return ()
    return await reading.doors.streams.units(reading.organisation, reading.cycle, units)


async def _sellers(
    reading: Reading, plans: Sequence[UnitState], person: str
) -> tuple[SellerState, ...]:
    begun = any(one.person == person for plan in plans for one in plan.seller_plans)
    if not begun or not any(reading.may(READ_SELLER_PLAN, one.unit, person) for one in plans):
        return ()
    return (await reading.seller_state(person),)


async def changed(reading: Reading, asked: Change, *, dry_run: bool) -> Outcome:
    """Nothing is given where anything is refused; what somebody else must give is left to them."""
    wanted = people_steps.steps(asked)
    held = await holdings_of(reading, asked.person, asked.kind)
    if gaps := people_change.missing(asked, held):
        raise errors.GateClosed("Each thing that they hold is answered first.", missing=gaps)
    there = await before(reading, asked, wanted)
    found: list[StepTold] = []
    for one in wanted:
        told = await _tried(reading, asked, one, there.get(one.id))
        if told.standing == "refused" and people_steps.comes_with(one, _to_be_done(wanted, found)):
            told = _told(one, "would be done")
        found.append(told)
    if not dry_run and not any(one.standing == "refused" for one in found):
        found = await _given(reading, asked, wanted, found)
    about = {one.id: one.words for one in held}
    return Outcome(
        change=asked.change,
        dry_run=dry_run,
        complete=all(one.standing == "done" for one in found),
        steps=tuple(one.model_copy(update={"about": about.get(one.holding)}) for one in found),
    )


def _to_be_done(wanted: Sequence[Step], found: Sequence[StepTold]) -> Iterator[Step]:
    """Those of the steps tried so far that would be done."""
    for step, one in zip(wanted, found, strict=False):
        if one.standing == "would be done":
            yield step


def _told(step: Step, standing: Standing, **more: Any) -> StepTold:
    return StepTold(
        id=step.id,
        holding=step.holding,
        unit=step.unit,
        command=type(step.command).__name__,
        offices=step.offices,
        standing=standing,
        **more,
    )


async def _tried(reading: Reading, asked: Change, step: Step, there: Given | None) -> StepTold:
    if there:
        return await _compared(reading, asked, step, there)
    place = place_of(reading, step.unit)
    try:
        # What is left to others or waits for another step is told, and is no attempt at anything.
        would = await foreseen(reading.doors, reading.caller, place, step.command)
    except NotAuthorised as refused:
        return _told(step, "left to others", words=refused.detail)
    except DomainError as refused:
        return _told(step, "refused", words=refused.detail)
    return _told(step, "would be done", events=tuple(one.type for one in would.events))


async def _compared(reading: Reading, asked: Change, step: Step, there: Given) -> StepTold:
    """Done, by whomever; refused where something else than this was done."""
    if words := await difference(reading, asked, step, there):
        return _told(step, "refused", words=words)
    return _told(step, "done", events=tuple(entry_of(one).type for one in there))


async def _given(
    reading: Reading, asked: Change, wanted: Sequence[Step], found: Sequence[StepTold]
) -> list[StepTold]:
    """In order, up to the first that is refused after all."""
    told: list[StepTold] = []
    stopped = False
    for step, one in zip(wanted, found, strict=True):
        if one.standing != "would be done":
            told.append(one)
        elif stopped:
            told.append(_told(step, "not reached"))
        else:
            told.append(await _one(reading, asked, step))
            stopped = told[-1].standing == "refused"
    return told


async def _one(reading: Reading, asked: Change, step: Step) -> StepTold:
    place = place_of(reading, step.unit)
    try:
        receipt = await given(reading.doors, reading.caller, place, step.command, step.id)
    except CommandIdReused:  # somebody else gave it in the meantime
        there = await before(reading, asked, (step,))
        return await _compared(reading, asked, step, there[step.id])
    except DomainError as refused:
        return _told(step, "refused", words=refused.detail)
    return _told(step, "done", events=receipt.types)
