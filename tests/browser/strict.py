"""A company whose rules are strict, and whose cycle is no rehearsal: far enough ahead for any clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count

from living import choose_password
from playwright.sync_api import Browser, Page
from standing import Stack

from command_line.client import Client, Identity
from command_line.paths import kebab
from domain.cycle import commands as c
from domain.cycle.events import LevelCalendar
from domain.model import Command
from domain.money import Money
from domain.people import Deadline, DeadlineKind, Document, FiscalPeriod, Person, Roles, Seat
from domain.policy import Policy

ORGANISATION, CYCLE, UNIT = "halden-strict", "fy2150", "sales"
YEAR = 2150
KINDS: tuple[DeadlineKind, ...] = (
    "proposal", "pushback", "answers", "final", "acceptance", "signing",
)  # fmt: skip
OFFICES = Roles(
    leader_above="ruth",
    approvers=("ruth",),
    sponsors=("olu",),
    planners=("ines",),
    administrators=("ines",),
    auditors=("sam",),
    hr_partners=("farah",),
)


class Strict:
    """The company, announced; `sponsor` is a page of the one who grants its budget."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.client = Client(stack.address, ORGANISATION, notice=print, key=stack.local_key)
        self._numbers = count(1)
        for command, by in ((_start(), "ines"), (_company(), "ines"), (_goal(), "olu")):
            self._give(command, by)
        self._give(c.AnnounceCycle(), "ines")

    def _give(self, command: Command, by: str) -> None:
        path = f"/cycles/{CYCLE}/{kebab(type(command).__name__)}"
        self.client.give(
            "/cycles" if isinstance(command, c.StartCycle) else path,
            command.model_dump(mode="json"),
            Identity(person=by),
            command_id=f"strict-{next(self._numbers)}",
        )

    @property
    def budgets(self) -> list[object]:
        """What the record has of budgets granted to the unit."""
        plan = self.client.read(f"/cycles/{CYCLE}/units/{UNIT}", Identity(person="sam")).view
        return [one["amount"]["amount"].text for one in plan.rows("budgets")]

    @property
    def form(self) -> str:
        return f"/o/{ORGANISATION}/cycles/{CYCLE}/units/{UNIT}/acts/grant-budget"

    def sponsor(self, browser: Browser) -> Page:
        link = self.stack.link(
            *("user", "add", "--email", f"olu@{ORGANISATION}.example", "--name", "Olu"),
            *("--organisation", ORGANISATION, "--person", "olu"),
        )
        context = browser.new_context(base_url=self.stack.address, locale="en-US")
        page = context.new_page()
        page.goto(link)
        choose_password(page)
        return page


def _start() -> c.StartCycle:
    first = datetime(YEAR - 1, 10, 1, 17, tzinfo=UTC)
    due = tuple(
        Deadline(kind=kind, due_at=first + timedelta(days=10 * number))
        for number, kind in enumerate(KINDS)
    )
    begins, ends = date(YEAR, 1, 1), date(YEAR, 12, 31)
    return c.StartCycle(
        cycle=CYCLE,
        name="Fiscal year 2150",
        starts_on=begins,
        ends_on=ends,
        currency="USD",
        zone="Europe/Oslo",
        roles=OFFICES,
        policy=Policy(preset="strict"),
        periods=(FiscalPeriod(label="All", starts_on=begins, ends_on=ends, share=Decimal(100)),),
        calendar=(LevelCalendar(depth=0, deadlines=due),),
    )


def _company() -> c.ImportOrganisation:
    people = tuple(
        Person(id=one, name=one.title(), email=f"{one}@halden.example") for one in ("dana", "marco")
    )
    seat = Seat(id="north", title="North", owner="marco", currency="USD", last_year=_usd(90))
    unit = c.UnitDraft(
        unit=UNIT, name="Sales", parent=None, leader="dana", currency="USD", people=people,
        seats=(seat,),
    )  # fmt: skip
    source = Document(name="people.csv", sha256="b" * 64)
    return c.ImportOrganisation(source=source, rows=2, units=(unit,))


def _goal() -> c.ConfirmPlanGoal:
    document = Document(name="Board minute", sha256="a" * 64)
    return c.ConfirmPlanGoal(amount=_usd(100), document=document)


def _usd(amount: int) -> Money:
    return Money.of(Decimal(amount), "USD")
