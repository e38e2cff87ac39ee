"""What a test says to the API: who, which command, of which plan."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from httpx import AsyncClient, Response

from domain.cycle import commands as c
from domain.cycle.events import LevelCalendar
from domain.model import Command
from domain.money import Money
from domain.people import Action, Deadline, Document, FiscalPeriod, Person, PlanRate, Roles, Seat
from domain.portions import Basis
from domain.unit import commands as u

PAPER = Document(name="Board minute", sha256="a" * 64)
CYCLE = "fy27"
_INNER_CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")
_keys = count(1)


def usd(amount: int | str) -> Money:
    return Money.of(Decimal(amount), "USD")


def eur(amount: int | str) -> Money:
    return Money.of(Decimal(amount), "EUR")


def start(**changed: Any) -> c.StartCycle:
    """A rehearsal whose year is 2027; it is told the time."""
    given: dict[str, Any] = {
        "cycle": CYCLE,
        "name": "Fiscal year 2027",
        "starts_on": date(2027, 1, 1),
        "ends_on": date(2027, 12, 31),
        "currency": "USD",
        "zone": "Europe/Oslo",
        "roles": Roles(
            leader_above="ruth",
            approvers=("ruth",),
            sponsors=("olu",),
            planners=("ines",),
            administrators=("ines",),
            auditors=("sam",),
            hr_partners=("farah",),
        ),
        "periods": tuple(
            FiscalPeriod(
                label=f"Q{n}",
                starts_on=date(2027, 3 * n - 2, 1),
                ends_on=date(2027, 3 * n, 30 if n in {2, 3} else 31),
                share=Decimal(25),
            )
            for n in (1, 2, 3, 4)
        ),
        "calendar": (LevelCalendar(depth=0, deadlines=_deadlines()),),
        "rates": (PlanRate(currency="EUR", rate=Decimal("1.10")),),
        "rehearsal": True,
    }
    return c.StartCycle(**{**given, **changed})


def _deadlines() -> tuple[Deadline, ...]:
    first, step = datetime(2026, 11, 10, 17, tzinfo=UTC), timedelta(days=10)
    kinds = ("proposal", "pushback", "answers", "final", "acceptance", "signing")
    return tuple(Deadline(kind=kind, due_at=first + step * n) for n, kind in enumerate(kinds))


def person(name: str) -> Person:
    return Person(id=name.lower(), name=name, email=f"{name.lower()}@halden.example")


def company(*, flat: bool = False) -> c.ImportOrganisation:
    """Sales, led by Dana; EMEA below it, led by Ana, in euro; Marco sells himself.

    Flat, Ana sells too, and there is no unit below.
    """
    sales = c.UnitDraft(
        unit="sales", name="Sales", parent=None, leader="dana", currency="USD",
        people=tuple(map(person, ("Dana", "Marco", "Ana"))),
        seats=(
            Seat(id="north", title="North", owner="marco", currency="USD", last_year=usd(56)),
            Seat(id="emea", title="EMEA", owner="ana", currency="EUR",
                 leads=None if flat else "emea",
                 last_year=eur(40)),
        ),
    )  # fmt: skip
    emea = c.UnitDraft(
        unit="emea", name="EMEA", parent="sales", leader="ana", currency="EUR",
        people=tuple(map(person, ("Ana", "Paul"))),
        seats=(
            Seat(id="paris", title="Paris", owner="paul", currency="EUR", last_year=eur(30)),
            Seat(id="oslo", title="Oslo", owner=None, currency="EUR", last_year=eur(10)),
        ),
    )  # fmt: skip
    return c.ImportOrganisation(
        source=Document(name="people.csv", sha256="b" * 64),
        rows=5,
        units=(sales,) if flat else (sales, emea),
    )


def proposal(*, add_on: str = "10") -> u.ProposeStretchTarget:
    """100 plus an add-on; by default 61.60 for Marco and EUR 44.00 for Ana."""
    return u.ProposeStretchTarget(
        targets=(u.TargetDraft(add_on_percent=Decimal(add_on)),),
        portions=(
            u.PortionDraft(seat="north", amount=usd("61.60"), basis=Basis.SHARE_OF_LAST_YEAR),
            u.PortionDraft(seat="emea", amount=eur("44.00"), basis=Basis.SHARE_OF_LAST_YEAR),
        ),
        words="The market grows.",
        look_back="Last year brought 100.",
    )


def path_of(command: Command) -> str:
    return _INNER_CAPITAL.sub("-", type(command).__name__).lower()


@dataclass
class Api:
    """One organisation over HTTP; `now` is its rehearsal's clock."""

    http: AsyncClient
    organisation: str
    flat: bool = False
    starts: c.StartCycle = field(default_factory=start)
    now: datetime = datetime(2026, 10, 1, 9, tzinfo=UTC)

    @property
    def base(self) -> str:
        return f"/v1/{self.organisation}"

    def headers(self, by: str, **more: str) -> dict[str, str]:
        return {"Tally-Person": by, "Tally-Client": "test", "Tally-At": self.now.isoformat()} | {
            name.replace("_", "-"): value for name, value in more.items()
        }

    async def ask(
        self,
        command: Command,
        *,
        by: str = "ines",
        unit: str | None = None,
        seller: str | None = None,
        culture: bool = False,
        incentives: bool = False,
        key: str | None = None,
        dry_run: bool = False,
        cycle: str = CYCLE,
    ) -> Response:
        """Give a command, whatever it is answered with."""
        inside = f"/units/{unit}" if unit else f"/sellers/{seller}" if seller else ""
        inside = "/culture" if culture else "/incentives" if incentives else inside
        place = f"/cycles/{cycle}{inside}"
        path = "/cycles" if isinstance(command, c.StartCycle) else f"{place}/{path_of(command)}"
        return await self.http.post(
            self.base + path,
            json=command.model_dump(mode="json"),
            headers=self.headers(by, Idempotency_Key=key or f"key-{next(_keys)}"),
            params={"dry_run": "true"} if dry_run else {},
        )

    async def give(self, command: Command, **how: Any) -> dict[str, Any]:
        """Give a command that is recorded; its receipt."""
        answer = await self.ask(command, **how)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def get(self, path: str, *, by: str = "sam", **query: Any) -> Response:
        return await self.http.get(self.base + path, headers=self.headers(by), params=query)

    async def read(self, path: str, *, by: str = "sam", **query: Any) -> dict[str, Any]:
        answer = await self.get(path, by=by, **query)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def unit(self, unit: str = "sales", *, by: str = "sam") -> dict[str, Any]:
        return await self.read(f"/cycles/{CYCLE}/units/{unit}", by=by)

    async def announced(self) -> None:
        """A cycle under way, its top unit with its goal."""
        await self.give(self.starts)
        await self.give(company(flat=self.flat))
        await self.give(c.ConfirmPlanGoal(amount=usd(100), document=PAPER), by="olu")
        await self.give(c.AnnounceCycle())
        await self.until_there("sales", lambda plan: bool(plan["goals"]))
        if not self.flat:
            await self.until_there("emea", lambda _plan: True)

    async def until_there(self, unit: str, holds: Any) -> dict[str, Any]:
        """Units tell each other in their own time."""
        for _ in range(300):
            answer = await self.get(f"/cycles/{CYCLE}/units/{unit}")
            if answer.status_code == 200 and holds(answer.json()):
                return dict(answer.json())
            assert answer.status_code in {200, 404}, answer.text
            await asyncio.sleep(0.05)
        raise AssertionError(f"{unit} never came so far: {answer.text[:2000]}")

    async def proposed(self) -> None:
        """Version 1 on the table."""
        await self.announced()
        self.now = datetime(2026, 11, 2, 9, tzinfo=UTC)
        session = u.HoldSession(held_at=self.now, agenda="The target", attendees=("marco", "ana"))
        await self.give(session, by="dana", unit="sales")
        await self.give(proposal(), by="dana", unit="sales")

    async def answered(self) -> None:
        """Ana objected with a counter, Marco has no concern; the item is a real issue."""
        await self.proposed()
        for member in ("marco", "ana"):
            await self.give(u.ConfirmUnderstanding(version=1), by=member, unit="sales")
        await self.give(u.StateNoConcerns(version=1), by="marco", unit="sales")
        await self.give(
            u.RaisePushback(
                item="too-high", version=1, kind="attainability", words="The euro zone is flat.",
                seat="emea", evidence="Four quarters of orders", counter=eur("42.00"),
            ),
            by="ana", unit="sales",
        )  # fmt: skip
        await self.give(
            u.AnswerPushback(
                item="too-high", outcome="real_issue", reason="The orders say so, clearly."
            ),
            by="dana", unit="sales",
        )  # fmt: skip
        await self.give(
            u.AddKeySuccessFactor(
                factor="engineers", words="Two engineers work in EMEA.", owner="ana",
                due_on=date(2027, 3, 1), items=("too-high",),
                actions=(Action(words="Hire them", owner="ana", due_on=date(2027, 2, 1)),),
            ),
            by="dana", unit="sales",
        )  # fmt: skip

    async def in_force(self) -> None:
        """Jointly owned, with EUR 1 of resources promised to Ana."""
        await self.answered()
        await self.give(
            u.RequestResource(
                request="engineer", words="An engineer", needed_by=date(2027, 2, 1),
                item="too-high", amount=eur(1),
            ),
            by="ana", unit="sales",
        )  # fmt: skip
        await self.give(u.GrantBudget(budget="first", amount=usd(5)), by="olu", unit="sales")
        await self.give(
            u.DecideResourceRequest(
                request="engineer", outcome="granted", reason="It was a real issue.", amount=eur(1)
            ),
            by="dana", unit="sales",
        )  # fmt: skip
        self.now = datetime(2026, 11, 25, 9, tzinfo=UTC)
        await self.give(u.ClosePushback(version=1), by="dana", unit="sales")
        await self.give(u.FinalisePlan(version=1), by="dana", unit="sales")
        await self.give(u.AcceptPlan(version=1), by="ruth", unit="sales")
        for signer in ("dana", "marco", "ana"):
            shown = (await self.unit(by=signer))["versions"][-1]["content_hash"]
            await self.give(u.SignPlan(version=1, content_hash=shown), by=signer, unit="sales")

    async def facts(self) -> None:
        """A first quarter, and a euro that has fallen."""
        self.now = datetime(2027, 4, 5, 9, tzinfo=UTC)
        lines = ({"seat": "north", "amount": usd("15.40")}, {"seat": "emea", "amount": eur("5.50")})
        command = u.RecordActuals.model_validate(
            {"period": "Q1", "lines": lines, "source": {"name": "q1.csv", "sha256": "c" * 64}}
        )
        await self.give(command, unit="sales")
        rate = c.RecordMarketRate(
            currency="EUR", rate=Decimal("1.02"), on=date(2027, 4, 1), source="ECB"
        )
        await self.give(rate)
