"""The real side: plans of eight seats in pushback, where members and leader talk to each other."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import chain, count, islice, repeat

from rounds import Lane, Shape
from temporalio.client import Client

from activities.envelope import Envelope
from domain.model import SYSTEM, Actor, Command
from domain.money import Money
from domain.people import Deadline, FiscalPeriod, Person, PlanRate, Roles, Seat
from domain.policy import Policy
from domain.portions import Basis
from domain.unit import commands as c
from store.model import Receipt
from store.pool import Pool
from workflows.client import give

ORGANISATION = "bench"
CYCLE = "fy"
LEADER = "dana.whitcombe"
MEMBERS = tuple(
    f"{name}.lindqvist"
    for name in ("ana", "bram", "chloe", "dmitri", "esi", "farid", "gia", "hana")
)
EACH = Decimal(12_500_000)
OPENED_AT_ONCE = 20
"""A hundred that start at once can outlast a caller's patience on a busy machine."""

Given = tuple[Actor, Command]


class Plans:
    """Fresh plans for each round, as the bare side is fresh: Temporal's work grows with a run."""

    name = "real"

    def __init__(self, client: Client, reader: Pool) -> None:
        self._client = client
        self._reader = reader
        self.running: list[str] = []

    async def lanes(self, shape: Shape) -> list[Lane]:
        self.running = [f"u{uuid.uuid4().hex}" for _ in range(shape.workflows)]
        room = asyncio.Semaphore(OPENED_AT_ONCE)
        await asyncio.gather(*(self.open(unit, room) for unit in self.running))
        return [
            self.lane(unit, number) for unit in self.running for number in range(shape.in_flight)
        ]

    async def end(self) -> None:
        for unit in self.running:
            handle = self._client.get_workflow_handle(workflow_id(unit))
            await handle.terminate("the round is over")

    async def open(self, unit: str, room: asyncio.Semaphore) -> None:
        """Bring a unit to where its members push back; no round sees a stage begin.

        Each stage is a run of its own, and a hundred plans would begin it within one round.
        """
        async with room:
            for by, command in opening(unit):
                await self.give(unit, by, command)

    def lane(self, unit: str, number: int) -> Lane:
        said = conversation(number)

        async def decide() -> None:
            by, command = next(said)
            await self.give(unit, by, command)

        return decide

    async def give(self, unit: str, by: Actor, command: Command) -> Receipt:
        envelope = Envelope.of(
            command,
            organisation=ORGANISATION,
            stream=stream(unit),
            command_id=str(uuid.uuid4()),
            by=by,
            client="bench",
        )
        return await give(self._client, self._reader, envelope)


def stream(unit: str) -> str:
    return f"unit/{CYCLE}/{unit}"


def workflow_id(unit: str) -> str:
    return f"{ORGANISATION}/{stream(unit)}"


def opening(unit: str) -> Iterator[Given]:
    """What the cycle gives a top unit, and what its leader does next."""
    year = datetime.now(UTC).year + 2
    yield SYSTEM, _open(unit, year)
    yield SYSTEM, c.SetGoal(target="revenue", amount=_usd(EACH * 8), standing="confirmed")
    yield (
        Actor(person=LEADER),
        c.ProposeStretchTarget(
            targets=(c.TargetDraft(add_on_percent=Decimal(8)),),
            portions=tuple(
                c.PortionDraft(
                    seat=seat.id,
                    amount=_usd(EACH * Decimal("1.08")),
                    basis=Basis.SHARE_OF_LAST_YEAR,
                )
                for seat in _seats()
            ),
            words="Eight per cent above the goal, each as last year's share.",
        ),
    )
    for member in MEMBERS[:6]:
        yield Actor(person=member), c.ConfirmUnderstanding(version=1)
    yield Actor(person=MEMBERS[0]), _objection("first", _seats()[0].id)


def conversation(number: int) -> Iterator[Given]:
    """What one member and the leader say, for as long as anybody listens."""
    member, leader = Actor(person=MEMBERS[number % 8]), Actor(person=LEADER)
    seat = _seats()[number % 8].id
    amounts = (c.StateBottomUp(seat=seat, amount=_usd(EACH + cents)) for cents in count(number))
    offers = zip(repeat(member), amounts)
    for turn in count(1):
        item = f"i{number}-{turn}"
        objection = _objection(item, seat)
        reply = c.ReplyToPushback(item=item, words="Which two, and what did they say in spring?")
        answer = c.AnswerPushback(
            item=item, outcome="real_issue", reason="The pattern shows in four years of orders."
        )
        yield from chain(
            ((member, objection),), islice(offers, 6), ((leader, reply),),
            islice(offers, 5), ((member, reply),), islice(offers, 1), ((leader, answer),),
        )  # fmt: skip


def _objection(item: str, seat: str) -> c.RaisePushback:
    return c.RaisePushback(
        item=item,
        version=1,
        kind="realism",
        words="Two of my largest accounts buy every other year, and this is the other one.",
        seat=seat,
        counter=_usd(EACH),
    )


TURN = 16
"""Commands in one turn of a conversation."""


def _open(unit: str, year: int) -> c.OpenUnitPlan:
    first = datetime.now(UTC) + timedelta(days=60)
    kinds = ("proposal", "pushback", "answers", "final", "acceptance", "signing")
    loop = (Deadline(kind=kind, due_at=first + timedelta(days=n)) for n, kind in enumerate(kinds))
    return c.OpenUnitPlan(
        cycle=CYCLE,
        unit=unit,
        name="Key accounts",
        parent=None,
        leader=LEADER,
        currency="USD",
        people=tuple(_person(one) for one in (LEADER, *MEMBERS)),
        seats=_seats(),
        rates=(PlanRate(currency="EUR", rate=Decimal("1.10")),),
        roles=_roles(),
        policy=Policy(),
        deadlines=(*loop, *_reviews(year)),
        periods=_quarters(year),
        zone="America/New_York",
    )


def _seats() -> tuple[Seat, ...]:
    return tuple(
        Seat(
            id=f"territory-{number}",
            title=f"Territory {number}",
            owner=owner,
            currency="USD",
            last_year=_usd(EACH * Decimal("0.95")),
            role="hunter" if number % 2 else "farmer",
        )
        for number, owner in enumerate(MEMBERS, start=1)
    )


def _person(one: str) -> Person:
    return Person(id=one, name=one.replace(".", " ").title(), email=f"{one}@bench.example")


def _roles() -> Roles:
    return Roles(
        leader_above="ruth.adeyemi",
        approvers=("ruth.adeyemi", "olu.hart"),
        executives=("wen.zhao", "tom.berg"),
        sponsors=("olu.hart",),
        planners=("ines.moreau",),
        hr_partners=("hal.novak",),
        auditors=("sam.okoye",),
        administrators=("adi.rao",),
    )


def _quarters(year: int) -> tuple[FiscalPeriod, ...]:
    return tuple(
        FiscalPeriod(
            label=f"Q{number}",
            starts_on=date(year, 3 * number - 2, 1),
            ends_on=date(year, 3 * number, 28),
            share=Decimal(25),
        )
        for number in (1, 2, 3, 4)
    )


def _reviews(year: int) -> Iterator[Deadline]:
    for one in _quarters(year):
        due_at = datetime(year, one.ends_on.month, 28, 17, tzinfo=UTC) + timedelta(days=20)
        yield Deadline(kind="review", key=one.label, due_at=due_at)


def _usd(amount: Decimal) -> Money:
    return Money.of(amount, "USD")
