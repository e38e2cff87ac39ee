"""In steps 19 to 26: each unit's review of a quarter, section by section, and each seller's in person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from functools import partial

from command_line.story.company import TOP
from command_line.story.sellers import Seller, seated, sellers_of
from command_line.story.stage import Story
from command_line.view import View
from domain.people import Action
from domain.policy import SellerPolicy
from domain.seller import commands as c
from domain.seller.values import NextStep
from domain.unit.reviewing import commands as w
from domain.unit.reviewing.values import SECTIONS, Became, Kind, Section, Settled

GENERAL: dict[Section, str] = {
    "last_time": "One by one; what is not done stays on the list.",
    "numbers": "Seat by seat, with what moved each.",
    "goals": "Each against its target, by whoever owns it.",
    "steps": "Who is late says until when.",
    "deliveries": "What was promised stands beside what was brought.",
    "findings": "Each is answered in the plan or stays.",
}
SAID: dict[tuple[str, str], dict[Section, str]] = {
    (TOP, "Q1"): {
        "numbers": "Three regions are above 100. EMEA is at 93: two tenders went to March, and were lost on price.",
        "goals": "The South stands at 0 of 4 while the Americas are at 106: Boston sold what the hunters did not.",
        "steps": "EMEA's list and Key Accounts' price rule are done. All four offers in the South are late.",
        "deliveries": "The campaign ran, the partner manager started last week. Both engineers are still to come.",
        "findings": "What they name in the South is right: a reminder would change nothing.",
    },
    (TOP, "Q2"): {
        "last_time": "The tenders are named, the hunters were introduced. One engineer is found, one is not.",
        "numbers": "The half year is at plan with EMEA behind; the Americas without Orion are where they should be.",
        "goals": "Three territories have ordered. The launch is not due, and its certificate waits for the laboratory.",
        "deliveries": "The laboratory was due on 30 June, and nobody has a date for it.",
    },
}  # fmt: skip
"""By unit and quarter; a section that is not here is gone through in general words."""
CLOSING = "Gone through with everybody who carries a number here."
CLOSED: dict[tuple[str, str], str] = {
    (TOP, "Q1"): "On track as a whole, red in the South: the hunters move to Atlanta until August.",
    (TOP, "Q2"): "On track; what is missing is a laboratory, and an engineer.",
}
FOLLOWS: dict[tuple[str, str], tuple[tuple[Section, Kind, str, str, str], ...]] = {
    (TOP, "Q1"): (
        ("numbers", "decision", "EMEA names the tenders that it goes for, and leaves the others", "ana", "2027-06-18"),
        ("goals", "next_action", "Introduce the hunters to two plant managers in Georgia", "priya", "2027-06-18"),
        ("deliveries", "next_action", "See candidates for both engineers in person", "dana", "2027-06-25"),
    ),
    (TOP, "Q2"): (
        ("deliveries", "next_action", "A date for the laboratory, or another one to rent", "dana", "2027-09-15"),
        ("goals", "decision", "Nothing for Japan is announced before the certificate", "kenji", "2027-09-30"),
    ),
    ("americas", "Q1"): (("numbers", "next_action", "A pipeline of twice the quota in every city", "theo", "2027-06-18"),),
    ("emea", "Q1"): (("steps", "decision", "The desk for tenders opens in London", "imogen", "2027-06-11"),),
    ("apac", "Q1"): (("deliveries", "next_action", "Ask Dana for the laboratory's date", "kenji", "2027-06-18"),),
    ("key", "Q1"): (("goals", "next_action", "Finance sees each offer below list", "priya", "2027-06-18"),),
}  # fmt: skip
"""Section, kind, words, owner and day of what each review agreed."""
BECAME: dict[tuple[str, str], dict[str, tuple[Became, str]]] = {
    (TOP, "Q2"): {"r1-deliveries-next_action-1": ("not_done", "Eleven were seen, one will come.")},
    (TOP, "Q3"): {
        "r1-deliveries-next_action-1": ("dropped", "Head count is frozen; an agency does it."),
    },
    ("emea", "Q2"): {"r1-steps-decision-1": ("not_done", "There is a room and nobody in it.")},
}
"""By unit and quarter, what of last time was not simply done."""
IN_PERSON = {
    "hunter": "Customers that were won, line by line, and who is met next.",
    "farmer": "Orders of each top account, and the second product line there.",
}
LEAST = SellerPolicy().low_result
QUARTERS = ("Q1", "Q2", "Q3", "Q4")
DONE: tuple[Became, str] = ("done", "As agreed.")


def held(story: Story, period: str, leaders: Mapping[str, str]) -> None:
    """In every unit at once, from the opening to the close."""
    story.together(
        f"reviews of {period} are held",
        [partial(_held, story, unit, person, period) for unit, person in leaders.items()],
    )


def _held(story: Story, unit: str, person: str, period: str) -> None:
    gone_through(story, unit, person, period)
    closed(story, unit, person, period)


def in_person(story: Story, period: str, leaders: Mapping[str, str]) -> None:
    """Each seller, by who leads them; those of Key Accounts confirm what was said."""
    low = {unit: _low(story, unit, leader, period) for unit, leader in leaders.items()}
    story.together(
        f"sellers are reviewed for {period}",
        [
            partial(_in_person, story, period, leader, seller, low=seller.seat in low[unit])
            for unit, leader in leaders.items()
            for seller in sellers_of(story, unit)
        ],
    )


def _low(story: Story, unit: str, leader: str, period: str) -> frozenset[str]:
    """The seats whose result is below what the policy accepts as it is (S4-08)."""
    seats = story.as_(leader).reads("attainment", unit=unit, query={"period": period}).rows("seats")
    results = {one["seat"].text: one.get("percent") for one in seats}
    return frozenset(seat for seat, one in results.items() if one and one.number < LEAST)


def _in_person(story: Story, period: str, leader: str, seller: Seller, *, low: bool) -> None:
    """The result is the one on record; a low one has its reason and what follows."""
    person, review = seller.person, period.lower()
    held = c.HoldSellerReview(period=review, words=IN_PERSON[seller.role])
    if low:
        due_on = (story.now + timedelta(days=30)).date()
        step = NextStep(words="Two visits a week with who leads", owner=person, due_on=due_on)
        why = {"reason": "Orders that were foreseen slipped.", "next_steps": (step,)}
        held = held.model_copy(update=why)
    story.as_(leader).writes(held, of=person)
    if seller.unit == "key":
        story.as_(person).writes(c.ConfirmSellerReview(period=review), of=person)


def reported(story: Story, period: str, units: Iterable[str]) -> None:
    """Who has done what a review agreed says so; the rest is overdue at the next."""
    later = QUARTERS[QUARTERS.index(period) + 1]
    for unit in units:
        review = story.as_("sam").plan(unit).where("reviews", period=period)
        left = BECAME.get((unit, later), {})
        for agreed in review.rows("agreed"):
            if (name := agreed["id"].text) not in left:
                owner = story.as_(agreed["action"]["owner"].text)
                owner.gives(w.ReportAgreedAction(agreed=name, words="Done."), unit=unit)


def gone_through(story: Story, unit: str, person: str, period: str) -> View:
    """Opened and gone through section by section; the record as it was prepared."""
    leader = story.as_(person)
    there = tuple(dict.fromkeys((person, *seated(story, unit))))
    leader.gives(w.OpenReview(period=period, attendees=there), unit=unit)
    facts = leader.reads("reviews", unit=unit)["open"][0]["record"]["facts"]
    agreed = [one["id"].text for one in facts.rows("last_time")]
    for section in SECTIONS if agreed else SECTIONS[1:]:
        settled = _settled(unit, period, agreed) if section == "last_time" else ()
        leader.gives(_section(story, unit, period, section, settled), unit=unit)
    return facts


def closed(story: Story, unit: str, person: str, period: str) -> None:
    words = CLOSED.get((unit, period), CLOSING)
    story.as_(person).gives(w.CloseReview(period=period, words=words), unit=unit)


def _section(
    story: Story, unit: str, period: str, section: Section, settled: tuple[Settled, ...]
) -> w.ConfirmReviewSection:
    follows = partial(_follows, story, (unit, period), section)
    return w.ConfirmReviewSection(
        period=period,
        section=section,
        said=SAID.get((unit, period), GENERAL).get(section, GENERAL[section]),
        decisions=follows("decision"),
        next_actions=follows("next_action"),
        settled=settled,
    )


def _follows(story: Story, of: tuple[str, str], section: Section, kind: Kind) -> tuple[Action, ...]:
    return tuple(
        Action(words=words, owner=owner, due_on=story.day(day))
        for at, which, words, owner, day in FOLLOWS.get(of, ())
        if (at, which) == (section, kind)
    )


def _settled(unit: str, period: str, agreed: Iterable[str]) -> tuple[Settled, ...]:
    known = BECAME.get((unit, period), {})
    answers = ((one, *known.get(one, DONE)) for one in agreed)
    return tuple(Settled(agreed=one, became=became, words=words) for one, became, words in answers)
