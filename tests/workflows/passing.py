"""A cycle under skipped time: a stream of it, whose time the test moves."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from beginnings import PAPER, deadlines, goal, people, start, usd
from house import SALES, House
from temporalio.testing import WorkflowEnvironment

from domain.aggregates import UNIT
from domain.cycle import commands as cc
from domain.cycle.events import LevelCalendar
from domain.model import Command
from domain.people import Action, FiscalPeriod
from domain.policy import Policy
from domain.portions import Basis
from domain.unit import commands as c
from domain.unit import values as v
from domain.unit.plan import UnitState
from domain.unit.reviewing import commands as w
from domain.unit.reviewing.values import SECTIONS
from store.codec import Folded, fold
from store.entry import entry_of

DAY = timedelta(days=1)


class Unit:
    """The sales unit of a running cycle, or another stream of it, whose time the test moves."""

    def __init__(self, house: House, environment: WorkflowEnvironment, stream: str = SALES) -> None:
        self.house = house
        self.environment = environment
        self.stream = stream
        self.handle = house.client.get_workflow_handle(house.workflow_id(stream))

    async def give(self, by: str, command: Command) -> None:
        await self.house.give(command, by=by, stream=SALES)

    async def all_give(self, command: Command, *people: str) -> None:
        for person in people:
            await self.give(person, command)

    async def pass_to(self, instant: datetime) -> None:
        now = await self.environment.get_current_time(self.handle)
        assert await self.environment.fast_forward(self.handle, instant - now)

    async def state(self) -> UnitState:
        recorded = await self.house.recorded(SALES)
        state = fold(UNIT, Folded[UnitState](), recorded).state
        assert state is not None
        return state

    async def happened(self, kind: str) -> list[datetime]:
        entries = [entry_of(one) for one in await self.house.recorded(self.stream)]
        return [entry.occurred_at for entry in entries if entry.type == kind]


def year(begins: datetime) -> cc.StartCycle:
    """Four quarters of 90 days, reviewed 15 days after each; the plan is signed before."""
    ends = [begins + 90 * n * DAY for n in range(5)]
    loop = [one for one in deadlines(begins - 100 * DAY, step=10 * DAY) if one.kind != "review"]
    reviews = [
        one.model_copy(update={"due_at": ends[n] + 15 * DAY})
        for n, one in enumerate(deadlines(begins)[-4:], start=1)
    ]
    return start(
        starts_on=begins.date(),
        ends_on=(ends[4] - DAY).date(),
        policy=Policy(preset="core"),
        periods=tuple(
            FiscalPeriod(
                label=f"Q{n + 1}",
                starts_on=ends[n].date(),
                ends_on=(ends[n + 1] - DAY).date(),
                share=Decimal(25),
            )
            for n in range(4)
        ),
        calendar=(LevelCalendar(depth=0, deadlines=(*loop, *reviews)),),
    )


async def opened(house: House, environment: WorkflowEnvironment, begin: cc.StartCycle) -> Unit:
    await house.give(begin)
    await house.give(people())
    await house.give(goal(), by="olu")
    await house.give(cc.AnnounceCycle())
    await house.until_types(SALES, "UnitPlanOpened", "GoalSet")
    return Unit(house, environment)


async def jointly_owned(unit: Unit, at: datetime) -> None:
    """The loop of a plan in which nobody objects."""
    team = ("dana", "marco", "ana")
    session = c.HoldSession(held_at=at, agenda="The year", attendees=team)
    await unit.give("dana", session)
    draft = c.ProposeStretchTarget(
        targets=(c.TargetDraft(add_on_percent=Decimal(10)),),
        portions=(
            c.PortionDraft(seat="north", amount=usd(44), basis=Basis.SHARE_OF_LAST_YEAR),
            c.PortionDraft(seat="south", amount=usd(66), basis=Basis.SHARE_OF_LAST_YEAR),
        ),
    )
    await unit.give("dana", draft)
    await unit.all_give(c.ConfirmUnderstanding(version=1), "marco", "ana")
    await unit.all_give(c.StateNoConcerns(version=1), "marco", "ana")
    factor = c.AddKeySuccessFactor(
        factor="pipeline",
        words="Three times the quota",
        owner="dana",
        due_on=at.date(),
        actions=(Action(words="Account plans", owner="dana", due_on=at.date()),),
    )
    await unit.give("dana", factor)
    await unit.give("dana", c.ClosePushback(version=1, nobody_objected=True))
    await unit.give("dana", c.FinalisePlan(version=1))
    current = (await unit.state()).current
    assert current is not None
    sign = c.SignPlan(version=1, content_hash=current.content_hash or "")
    await unit.all_give(sign, *team)


async def gone_through(unit: Unit, period: str, *agreed: Action) -> None:
    """A guided review: opened, each section said, closed."""
    await unit.give("dana", w.OpenReview(period=period, attendees=("dana", "marco")))
    for section in SECTIONS[1:]:
        said = w.ConfirmReviewSection(
            period=period,
            section=section,
            said="Gone through",
            next_actions=agreed if section == "goals" else (),
        )
        await unit.give("dana", said)
    await unit.give("dana", w.CloseReview(period=period, words="Keep going."))


async def quarter_recorded(unit: Unit, period: str) -> None:
    facts = tuple(v.ActualLine(seat=seat, amount=usd(13)) for seat in ("north", "south"))
    await unit.give("ines", c.RecordActuals(period=period, source=PAPER, lines=facts))
