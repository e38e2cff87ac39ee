"""A cycle from a short form: the year, and deadlines worked back from the day all have signed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field, field_validator

from domain.authority.reads import COMPUTE
from domain.calendar import DEEPEST, Windows, WorkingDays, work_back
from domain.cycle.commands import StartCycle
from domain.cycle.events import LevelCalendar
from domain.model import Value
from domain.money import Percent
from domain.people import Deadline, DeadlineKind, FiscalPeriod, PlanRate, Roles
from domain.policy import CarryingOutPolicy, GateMode, Policy
from domain.schedule import Calendar, FiscalYear, fiscal_year
from domain.words import Identifier, Name
from web.asking import says
from web.doors import OpenDoors
from web.identity import WhoCalls, told_time
from web.problems import RESPONSES
from web.routing import Router

STEPS: tuple[DeadlineKind, ...] = ("proposal", "answers", "final", "acceptance", "signing")
QUARTERS = (Decimal(25),) * 4
HIDES_NO_GOAL = GateMode(practice="S1-13", mode="block")
"""What a cycle from the short form blocks beside its preset: *standard* itself only warns of it."""

router = Router(prefix="/v1/{organisation}", tags=["queries"], responses=RESPONSES)


class ShortForm(Value):
    """What a person says of a cycle; `shares` are percents of the year, one for each period."""

    cycle: Identifier
    name: Name
    starts_on: date
    signed_by: date
    currency: str
    zone: str
    roles: Roles
    rates: tuple[PlanRate, ...] = ()
    targets: tuple[Identifier, ...] = ("revenue",)
    policy: Annotated[Policy, Field(validate_default=True)] = Policy()
    shares: tuple[Percent, ...] = QUARTERS
    levels_below: Annotated[int, Field(ge=0, le=DEEPEST)] = 1
    windows: Windows = Windows()
    working: WorkingDays = WorkingDays()
    rehearsal: bool = False
    follows: Identifier | None = None

    @field_validator("policy")
    @classmethod
    def _carried_out(cls, policy: Policy) -> Policy:
        """What is left unsaid is as on the pages: guided reviews, which no hidden goal passes (S1-13)."""
        said: dict[str, object] = {}
        if "carrying_out" not in policy.model_fields_set:
            said["carrying_out"] = CarryingOutPolicy()
        known = {one.practice for one in policy.overrides}
        if policy.preset == "standard" and HIDES_NO_GOAL.practice not in known:
            said["overrides"] = (*policy.overrides, HIDES_NO_GOAL)
        return policy.model_copy(update=said)


class Proposal(Value):
    """A body for POST /cycles, and the day by which sellers are forecast to have signed."""

    start: StartCycle
    sellers_signed_by: date


@router.post("/cycles/plan")
@says(COMPUTE)
async def plan(body: ShortForm, doors: OpenDoors, caller: WhoCalls) -> Proposal:
    """Compute the calendar and the fiscal periods; nothing is recorded."""
    today = told_time(caller, rehearsal=body.rehearsal, now=doors.now()).date()
    return proposal(body, today)


def proposal(form: ShortForm, today: date) -> Proposal:
    """The whole body that a short form stands for. Raises Invalid for a calendar too short."""
    year = fiscal_year(form.name, form.starts_on, form.shares)
    top = _calendar(form, year, form.signed_by, today, form.levels_below)
    levels = [_level(0, top)]
    for depth, signed_by in enumerate(top.signed_by_level[1:], start=1):
        below = _calendar(form, year, signed_by, today, 0)
        levels.append(_level(depth, below))
    start = StartCycle(
        cycle=form.cycle,
        name=form.name,
        starts_on=year.starts,
        ends_on=year.ends,
        currency=form.currency,
        zone=form.zone,
        roles=form.roles,
        periods=tuple(
            FiscalPeriod(label=one.label, starts_on=one.starts, ends_on=one.ends, share=one.share)
            for one in year.periods
        ),
        calendar=tuple(levels),
        rates=form.rates,
        targets=form.targets,
        policy=form.policy,
        rehearsal=form.rehearsal,
        follows=form.follows,
    )
    return Proposal(start=start, sellers_signed_by=top.sellers_signed_by)


def _calendar(
    form: ShortForm, year: FiscalYear, signed_by: date, today: date, levels_below: int
) -> Calendar:
    return work_back(
        year=year,
        signed_by=signed_by,
        zone=form.zone,
        levels_below=levels_below,
        today=today,
        windows=form.windows,
        working=form.working,
    )


def _level(depth: int, calendar: Calendar) -> LevelCalendar:
    dues = dict(calendar)
    return LevelCalendar(
        depth=depth,
        deadlines=(
            *(Deadline(kind=kind, due_at=dues[f"{kind}_due"]) for kind in STEPS),
            Deadline(kind="pushback", due_at=calendar.pushback_closes),
            *(
                Deadline(kind="review", key=review.period, due_at=review.due)
                for review in calendar.reviews
            ),
        ),
    )
