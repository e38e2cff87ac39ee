"""What a command names or says of another plan is looked at where it comes in, and only recorded where it is so."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from api import CYCLE, Api, eur, start
from httpx import AsyncClient
from test_sellers import WRITE, begun, of_paul

from domain.cycle import commands as c
from domain.cycle.events import LevelCalendar
from domain.model import Command
from domain.people import Deadline
from domain.policy import GateMode, Policy
from domain.seller import commands as s
from domain.seller import values as v
from domain.unit import commands as u
from domain.unit.values import Attainment

INTENT = c.StateIntent(
    intent="grow", words="Grow where we are not", objective="accounts", number=Decimal(40),
    groups=("universities",),
)  # fmt: skip
GOAL = u.SetStrategicGoal(
    goal="south", kind="new_territory", words="Four cities", metric="cities",
    baseline=Decimal(0), target=Decimal(4), owner="marco", due_on=date(2027, 10, 1),
    plan_by=date(2027, 1, 15), intent="grow",
)  # fmt: skip
PRESENT = s.PresentSellerPlan(
    version=1, held_at=datetime(2026, 11, 2, 8, tzinfo=UTC), attendees=("dana", "marco"), rating=4,
    words="Clear",
)  # fmt: skip
WON = s.RecordAccountWon(account="orion", farmer="marco")
HALF = Attainment(quota=eur(11), actual=eur("5.50"), percent=Decimal(50))
STEP = v.NextStep(words="Visit Lyon", owner="ana", due_on=date(2027, 5, 15))
HELD = s.HoldSellerReview(
    period="q1", words="EMEA is at half", reason="Two orders slipped", next_steps=(STEP,)
)
ON_RECORD = (
    "The result of q1 is on record: EUR 5.50 of EUR 11.00, 50 %. "
    "Leave it out, or have the facts corrected first."
)


def goal(**changed: Any) -> u.SetStrategicGoal:
    return GOAL.model_copy(update=changed)


def held(**result: Any) -> s.HoldSellerReview:
    return HELD.model_copy(update={"attainment": HALF.model_copy(update=result)})


@pytest.fixture
async def presenting(http: AsyncClient) -> Api:
    """Paul's plan is submitted, and an intent is stated; nothing here is recorded beside it."""
    found = Api(http=http, organisation="halden-referring")
    if (await found.get(f"/cycles/{CYCLE}/sellers/paul")).status_code != 200:
        await begun(found)
        await found.give(INTENT, by="dana")
        for command in (WRITE, s.SubmitSellerPlan()):
            await found.give(command, by="paul", seller="paul")
        await of_paul(found, holds=lambda plan: plan["stage"] == "submitted")
    found.now = datetime(2026, 11, 2, 9, tzinfo=UTC)
    return found


@pytest.fixture
async def reviewing(api: Api) -> Api:
    await with_a_review(api)
    return api


async def with_a_review(api: Api) -> None:
    """Ana sells in Sales, EUR 44 in the year; her plan has a review of the first quarter."""
    calendar = start().calendar[0].deadlines
    due = Deadline(kind="review", key="Q1", due_at=datetime(2027, 4, 15, 17, tzinfo=UTC))
    api.starts = start(
        calendar=(LevelCalendar(depth=0, deadlines=(*calendar, due)),),
        policy=Policy(overrides=(GateMode(practice="S4-08", mode="block"),)),
    )
    api.flat = True
    await api.in_force()
    await api.give(u.BeginSellerPlans(people=("ana",)), by="dana", unit="sales")
    for _ in range(300):  # the plan opens in its own time
        if (await api.get(f"/cycles/{CYCLE}/sellers/ana")).status_code == 200:
            return
        await asyncio.sleep(0.05)
    raise AssertionError("Ana's plan never opened")


REFUSED: list[tuple[str, Command, dict[str, str], str, str]] = [
    ("an intent that nobody stated", goal(intent="shrink"), {"by": "dana", "unit": "sales"}, "S2-05",
     "No intent shrink is stated in this cycle: name one of grow, or leave it out."),
    ("a deliverable that nobody defined", goal(deliverable="towns"),
     {"by": "dana", "unit": "sales"}, "S2-05",
     "No deliverable towns of grow is stated in this cycle: have it stated first, or leave it out."),
    ("a farmer whom nobody knows", WON.model_copy(update={"farmer": "no-such"}),
     {"by": "paul", "seller": "paul"}, "S3-23",
     "Who is to take orion over, no-such, is nobody in this cycle: name somebody of its units."),
    ("an attendee whom nobody knows", PRESENT.model_copy(update={"attendees": ("dana", "no-such")}),
     {"by": "ana", "seller": "paul"}, "S3-25",
     "Peers and management of this cycle attend a presentation: name who is there."),
]  # fmt: skip


@pytest.mark.parametrize("dry_run", [False, True], ids=["given", "tried"])
@pytest.mark.parametrize(
    ("command", "how", "practice", "words"),
    [row[1:] for row in REFUSED],
    ids=[r[0] for r in REFUSED],
)
async def test_what_names_nothing_that_there_is_is_refused(
    presenting: Api,
    command: Command,
    how: dict[str, str],
    practice: str,
    words: str,
    *,
    dry_run: bool,
) -> None:
    refused = await presenting.ask(command, **how, dry_run=dry_run)

    answer = refused.json()
    assert (refused.status_code, answer["name"], answer["practice"]) == (404, "Unknown", practice)
    assert answer["detail"] == words


NAMED: list[tuple[str, Command, dict[str, str]]] = [
    ("an intent that is stated", goal(), {"by": "dana", "unit": "sales"}),
    ("no intent", goal(intent=None), {"by": "dana", "unit": "sales"}),
    ("a farmer of another unit", WON, {"by": "paul", "seller": "paul"}),
    ("peers and management", PRESENT, {"by": "ana", "seller": "paul"}),
    ("who holds an office alone", PRESENT.model_copy(update={"attendees": ("olu",)}),
     {"by": "ana", "seller": "paul"}),
]  # fmt: skip


@pytest.mark.parametrize(("command", "how"), [row[1:] for row in NAMED], ids=[r[0] for r in NAMED])
async def test_what_names_who_and_what_there_is_passes(
    presenting: Api, command: Command, how: dict[str, str]
) -> None:
    would = await presenting.ask(command, **how, dry_run=True)

    assert (would.status_code, len(would.json()["events"]) > 0) == (200, True), would.text


async def test_who_may_not_give_it_is_told_that_and_not_who_there_is(presenting: Api) -> None:
    lost = WON.model_copy(update={"farmer": "no-such"})

    refused = await presenting.ask(lost, by="dana", seller="paul")

    assert (refused.status_code, refused.json()["name"]) == (403, "NotAuthorised")
    assert "no-such" not in refused.text


CONTRADICTED: list[tuple[str, s.HoldSellerReview]] = [
    ("another actual", held(actual=eur("15.40"))),
    ("another quota", held(quota=eur(5))),
    ("another percent", held(percent=Decimal(140))),
    ("another currency", held(actual=HALF.actual.model_copy(update={"currency": "USD"}))),
]


async def test_a_review_s_result_is_the_one_on_record(reviewing: Api) -> None:
    path = f"/cycles/{CYCLE}/sellers/ana"
    await reviewing.facts()
    bare = HELD.model_copy(update={"reason": None, "next_steps": ()})

    for what, command in CONTRADICTED:
        refused = await reviewing.ask(command, by="dana", seller="ana")
        assert (refused.status_code, refused.json()["detail"]) == (409, ON_RECORD), what
    low = await reviewing.ask(bare, by="dana", seller="ana")
    other = await reviewing.ask(CONTRADICTED[0][1], by="ana", seller="ana")
    rounded = await reviewing.ask(held(percent=None), by="dana", seller="ana", dry_run=True)
    first = await reviewing.give(HELD, by="dana", seller="ana", key="held-1")
    again = await reviewing.give(HELD, by="dana", seller="ana", key="held-1")

    assert (low.status_code, low.json()["practice"]) == (409, "S4-08")
    assert low.json()["detail"] == "A result of 50 % is not closed as it is."
    assert (other.status_code, "5.50" in other.text) == (403, False)
    assert rounded.json()["events"][0]["payload"]["attainment"]["percent"] == "50"
    assert again == first
    (review,) = (await reviewing.read(path, by="ana"))["reviews"]
    assert review["held"]["attainment"] == HALF.model_dump(mode="json")


async def test_the_same_request_has_its_receipt_after_the_facts_were_corrected(
    reviewing: Api,
) -> None:
    await reviewing.facts()
    first = await reviewing.give(HELD, by="dana", seller="ana", key="held-1")
    line = {"period": "Q1", "seat": "emea", "delta": {"amount": "1.10", "currency": "EUR"}}
    correction = u.ProposeCorrection.model_validate(
        {"correction": "audit", "lines": [line], "reason": "An order was left out"}
    )
    await reviewing.give(correction, unit="sales")
    await reviewing.give(u.ApproveCorrection(correction="audit"), by="olu", unit="sales")

    again = await reviewing.give(HELD, by="dana", seller="ana", key="held-1")
    other = await reviewing.ask(held(actual=eur("6.60")), by="dana", seller="ana", key="held-1")

    assert again == first
    assert (other.status_code, other.json()["name"]) == (409, "CommandIdReused")


async def test_without_facts_a_review_holds_what_is_said(reviewing: Api) -> None:
    said = held(actual=eur("10.45"), percent=Decimal(95))

    would = await reviewing.ask(said, by="dana", seller="ana", dry_run=True)

    assert would.status_code == 200, would.text
    assert would.json()["events"][0]["payload"]["attainment"]["percent"] == "95"
