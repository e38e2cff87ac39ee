"""In step 16: the second of three sittings, in which each seller writes a plan of their own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from decimal import Decimal
from functools import partial

from command_line.story.company import LEADERS, REGIONS, TOP
from command_line.story.sellers import Seller, seated
from command_line.story.stage import Story
from domain.money import Money
from domain.seller import commands as c
from domain.seller import values as v
from domain.unit.commands import BeginSellerPlans, RecordPlanningTime

KINDS: dict[str, tuple[v.LineKind, str]] = {
    "hunter": ("new_business", "Customers won"),
    "farmer": ("growth", "Orders of customers served"),
}
HOURS = {TOP: 8, "americas": 8, "emea": 8, "apac": 6, "key": 8}
"""What each unit gives to making its plans; the policy asks for 8."""
CUSTOMERS = ("Institute", "Works", "Testing")
COURSE = timedelta(days=95)
FROM_HERE = 70
"""Percent of the portion from what the role is about; the rest is renewals."""


def time_given(story: Story, unit: str, leader: str, words: str) -> None:
    """Time for making action plans is put on the record, with who was there."""
    story.as_(leader).gives(RecordPlanningTime(
        held_at=story.now - timedelta(days=1), minutes=HOURS[unit] * 60,
        attendees=seated(story, unit), words=words,
    ), unit=unit)  # fmt: skip


def begun(story: Story, units: Sequence[str]) -> None:
    """Each leader begins the plans of those who sell, and sees them open."""
    for unit in units:
        story.as_(LEADERS[unit]).gives(BeginSellerPlans(), unit=unit)
    for unit in units:
        story.until(f"the sellers' plans of {unit} open", partial(_open, story, unit))


def _open(story: Story, unit: str) -> bool:
    leader = story.as_(LEADERS[unit])
    asked = leader.plan(unit).rows("seller_plans")
    found = [one for one in leader.reads("sellers").rows("sellers") if one["unit"].text == unit]
    return len(found) == len(asked)


def written(story: Story, sellers: Iterable[Seller], *, trained_from: str = "2027-01-18") -> None:
    """Business plan, top accounts or why none, training for 90 days; then each is submitted."""
    asked, course = tuple(sellers), _course(story, trained_from)
    portions = {unit: _portions(story, unit) for unit in {one.unit for one in asked}}
    story.together(
        "they write their plans",
        [partial(_writes, story, one, portions[one.unit][one.seat], course) for one in asked],
    )
    for unit in portions:
        people = {one.person for one in asked if one.unit == unit}
        story.until(f"{unit} hears of its sellers' plans", partial(_heard, story, unit, people))


def submitted(story: Story) -> tuple[Money, ...]:
    """What each plan that was submitted adds up to."""
    return tuple(
        one["planned"].money
        for unit in REGIONS
        for one in story.as_("sam").plan(unit).rows("seller_plans")
        if one["submitted"].whole
    )


def _portions(story: Story, unit: str) -> dict[str, Money]:
    """By seat, as they run, else as they are offered."""
    plan = story.as_("sam").plan(unit)
    running = plan.rows("in_force") or plan.rows("versions")
    return {one["seat"].text: one["amount"].money for one in running[-1].rows("portions")}


def _heard(story: Story, unit: str, people: set[str]) -> bool:
    plans = story.as_("sam").plan(unit).rows("seller_plans")
    return people <= {one["person"].text for one in plans if one["submitted"].whole}


def _writes(story: Story, seller: Seller, portion: Money, course: v.Training) -> None:
    person, voice = seller.person, story.as_(seller.person)
    for command in (
        c.WriteBusinessPlan(
            words="What is written here is what I do.", lines=_lines(story, seller, portion)
        ),
        _accounts(seller),
        c.PlanTraining(trainings=(course,)),
        c.SubmitSellerPlan(),
    ):
        voice.writes(command, of=person)


def _lines(story: Story, seller: Seller, portion: Money) -> tuple[v.Line, ...]:
    kind, words = KINDS[seller.role]
    main = portion.at_percent(Decimal(FROM_HERE))
    return (
        v.Line(id="main", words=words, kind=kind, quantity=Decimal(9), value=main,
               due_on=story.day("2027-10-29"), owner=seller.person),
        v.Line(id="renewals", words="Contracts renewed", kind="renewal", quantity=Decimal(14),
               value=portion - main, due_on=story.day("2027-12-10"), owner=seller.person),
    )  # fmt: skip


def _accounts(seller: Seller) -> c.NameTopAccounts | c.DeclineTopAccounts:
    """A farmer names customers; a hunter has none yet, and says so."""
    if seller.role == "hunter":
        return c.DeclineTopAccounts(reason="A hunter hands over what is won.")
    place = seller.seat.removeprefix("key-").rpartition("-")[0] or seller.seat.removeprefix("key-")
    return c.NameTopAccounts(accounts=tuple(
        v.TopAccount(rank=rank, account=f"{seller.seat}-{rank}", name=f"{place.title()} {customer}",
                     plan="A second product line, and one visit a quarter.")
        for rank, customer in enumerate(CUSTOMERS, start=1)
    ))  # fmt: skip


def _course(story: Story, first: str) -> v.Training:
    return v.Training(
        id="certified", words="Selling certified instruments",
        starts_on=story.day(first), ends_on=story.day(first) + COURSE,
    )  # fmt: skip
