"""What waits around a plan's loop: look-backs whose why-nots are open, and what other functions owe."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from domain.model import Command
from domain.seller.commands import ReportPromise
from domain.unit import commands as c
from domain.unit.lookback import commands as b
from domain.unit.plan import UnitState
from messages.requests import HEADLINES, waits_of
from projections.waiting import Wait, in_unit
from projections.waiting_sellers import in_seller
from tests.domain import sellers
from tests.domain import stages as s
from tests.domain import test_unit_buying_in as buying
from tests.domain import test_unit_goals as goals
from tests.domain import test_unit_lookback as looking
from tests.domain.given import sentences
from web.pages.due import address

AROUND = ("why_nots", "to_hundred", "dependency")


def around(state: UnitState) -> list[Wait]:
    return [one for one in in_unit(state) if one.kind in AROUND]


def test_the_owner_of_a_dependency_is_told_that_it_waits_for_them() -> None:
    """S3-34: in another function, until they accept or refuse it or it is dropped."""
    (wait,) = around(buying.told().state)

    assert (wait.person, wait.kind, wait.subject) == ("sven", "dependency", "installers")
    assert wait.due_at == datetime(2027, 4, 2, tzinfo=UTC)
    assert "Services" in wait.words
    assert "Four installers" in wait.words
    assert around(buying.answered(buying.ACCEPT).state) == []
    assert around(buying.told(buying.DROP).state) == []


def test_a_why_not_without_a_plan_waits_for_the_leader_and_then_for_who_owns_the_plan() -> None:
    """S3-08: until it is at 100 %."""
    (unplanned,) = around(looking.scored().state)
    planned = around(looking.planned().state)
    whole = b.ReportWhyNot(item="win-rate", percent=Decimal(100), words="Won all")
    done = looking.planned().by("ana", whole)

    assert (unplanned.person, unplanned.kind) == ("dana", "why_nots")
    assert unplanned.words.startswith("2 why-nots have no plan to 100 % yet")
    assert [(one.person, one.kind, one.subject) for one in planned] == [
        ("ana", "to_hundred", "win-rate"), ("sven", "to_hundred", "install-notice"),
    ]  # fmt: skip
    assert [one.subject for one in around(done.state)] == ["install-notice"]
    assert [one.subject for one in around(looking.closed().state)] == ["win-rate", "install-notice"]


PROMISED = goals.goal(steps=(), plan_by=date(2027, 2, 1))
FIRST = c.AddActionStep(goal="south", step=goals.SOUTH.steps[0])
HANDED = goals.HANDED


@sentences(
    "given owner",
    [
        ("its owner who promised them", (PROMISED,), "kenji"),
        ("whoever owns it since", (PROMISED, HANDED), "ana"),
        ("nobody once the first is there", (PROMISED, FIRST), None),
        ("nobody once the goal is dropped", (PROMISED, goals.DROP), None),
        ("nobody where it came with them", (goals.SOUTH,), None),
    ],
)
def test_the_promised_steps_of_a_goal_wait_for(
    given: tuple[Command, ...], owner: str | None
) -> None:
    """S1-21."""
    plan = s.settled()
    for command in given:
        plan.by("dana", command)

    waits = [one for one in in_unit(plan.state) if one.kind == "goal_plan"]

    assert [(one.person, one.subject, one.due_at) for one in waits] == [
        (owner, "south", datetime(2027, 2, 2, tzinfo=UTC)) for _ in filter(None, [owner])
    ]
    assert all(one.words.endswith(f": {goals.SOUTH.words}.") for one in waits)


def test_a_promise_of_one_s_own_waits_until_it_is_said_what_became_of_it() -> None:
    """S4-19, S4-20."""
    plan = sellers.agreed().by("bea", sellers.PROMISE)
    (wait,) = (one for one in in_seller(plan.state) if one.kind == "own_promise")
    told = ReportPromise(promise="mentor", outcome="kept", words="Mika sells")
    plan.by("bea", told)

    assert (wait.person, wait.subject) == ("bea", "bea/mentor")
    assert wait.words == "Keep your promise, and say what became of it: Mentor Mika"
    assert wait.due_at == datetime(2027, 10, 1, tzinfo=UTC)
    assert address("/o/h/cycles/fy27", "h", "americas", wait.kind, wait.subject) == (
        "/o/h/cycles/fy27/sellers/bea#promises"
    )
    assert [one for one in in_seller(plan.state) if one.kind == "own_promise"] == []


def test_each_is_told_by_a_message_that_leads_to_its_place() -> None:
    waits = waits_of(looking.planned().state)

    assert ("ana", "to_hundred", "win-rate") in waits
    assert {*AROUND, "goal_plan", "own_promise"} <= HEADLINES.keys()
    base = "/o/halden/cycles/fy27"
    places = {kind: address(base, "halden", "halden", kind) for kind in AROUND}
    assert {one.partition("#")[2] for one in places.values()} == {"look-back", "buy-in"}
