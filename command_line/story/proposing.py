"""Steps 4 and 5: the proposal, and the cascade on portions that may still change."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

from command_line.client import Query
from command_line.story import company, looking_back
from command_line.story.company import TOP, eur, usd
from command_line.story.preparing import sum_of
from command_line.story.sellers import sellers_of
from command_line.story.stage import Story
from command_line.view import View
from domain.money import Money
from domain.portions import Basis, allocate
from domain.unit import commands as c
from domain.unit import values as v


def play(story: Story) -> None:
    proposal(story)
    silence(story)
    cascade(story)


def suggested(
    story: Story, unit: str, person: str, line: c.TargetDraft, basis: Basis
) -> tuple[c.PortionDraft, ...]:
    """What the basis gives every seat of a unit."""
    query: Query = {"basis": basis.value, "target": line.target}
    if line.add_on_percent is not None:
        query["add_on_percent"] = f"{line.add_on_percent:f}"
    if line.over_assignment is not None:
        query["over_assignment"] = f"{line.over_assignment.amount:f}"
    found = story.as_(person).reads("suggested-portions", unit=unit, query=query)
    return tuple(
        c.PortionDraft(
            seat=one["seat"].text,
            amount=one["amount"].money,
            rolled_up=one["rolled_up"].money,
            basis=basis,
        )
        for one in found.rows("portions")
    )


def amounts(version: View) -> tuple[Money, ...]:
    """The portions of a version of the top unit, in the order of the story."""
    return tuple(
        version.where("portions", seat=region)["amount"].money for region in company.REGIONS
    )


def rolled_up(story: Story, version: View) -> Money:
    return sum_of(story, tuple(one["rolled_up"].money for one in version.rows("portions")))


def proposal(story: Story) -> None:
    story.begins(4, "Dana holds the session and proposes version 1")
    dana = story.as_("dana")
    line = c.TargetDraft(add_on_percent=Decimal(8))
    story.on("2026-11-02", "08:30")
    portions = suggested(story, TOP, "dana", line, Basis.SHARE_OF_LAST_YEAR)
    outlook = tuple(
        v.SeatOutlook(seat=seat, run_rate=run_rate)
        for seat, run_rate in (
            ("americas", usd("21.6")),
            ("emea", eur("9.9")),
            ("apac", usd("5.4")),
            ("key", usd("8.1")),
        )
    )
    command = c.ProposeStretchTarget(
        targets=(line,),
        portions=portions,
        outlook=outlook,
        look_back="90.0 in 2026; the Americas and Key Accounts carried the fourth quarter.",
    )
    story.refuses(
        "nothing is proposed before a session", "GateClosed",
        lambda: dana.gives(command, unit=TOP), practice="S0-05",
    )  # fmt: skip
    session = c.HoldSession(
        held_at=story.moment("2026-11-02", "09:00"),
        agenda="Look-back, stretch target, portions, questions",
        attendees=company.DIRECTORS,
    )
    story.on("2026-11-02", "09:00")
    dana.gives(session, unit=TOP)
    story.on("2026-11-02", "14:00")
    dana.gives(command, unit=TOP)
    version = dana.plan(TOP)["versions"][0]
    expected = (usd("48.0"), eur("26.4"), usd("14.4"), usd("16.56"))
    story.holds("the portions of version 1", amounts(version), expected)
    story.holds("they sum to the stretch target", rolled_up(story, version), usd("108.0"))
    bases = {one["basis"].text for one in version.rows("portions")}
    looking_back.covered(story)
    story.holds("the basis of each", tuple(bases), ("share_of_last_year",))


def silence(story: Story) -> None:
    """Three understand; the fourth is reminded, then his silence goes up the line."""
    story.on("2026-11-03")
    for person in ("marco", "ana", "priya"):
        story.as_(person).gives(c.ConfirmUnderstanding(version=1), unit=TOP)
    story.passes("2026-11-06", "15:00")
    told = marks(story, TOP, "understanding", "v1")
    story.holds("Kenji's silence is an event", told, ("reminded", "missed", "escalated"))
    story.on("2026-11-06", "16:00")
    story.as_("kenji").gives(c.ConfirmUnderstanding(version=1), unit=TOP)
    understood = {
        one["person"].text for one in story.as_("sam").plan(TOP).rows("answers")
        if one["kind"].text == "understood"
    }  # fmt: skip
    story.holds("then all four have understood", sorted(understood), sorted(company.DIRECTORS))


def marks(story: Story, unit: str, kind: str, key: str = "") -> tuple[str, ...]:
    """What was recorded at a deadline: reminded, missed, escalated."""
    deadline = story.as_("sam").plan(unit).where("deadlines", kind=kind, key=key)
    return tuple(
        "reminded" if mark.whole < 0 else "escalated" if mark.whole else "missed"
        for mark in deadline.rows("marks")
    )


def cascade(story: Story) -> None:
    story.begins(5, "Marco and Ana open their units on portions that may still change")
    story.on("2026-11-09")
    over = c.TargetDraft(over_assignment=usd("2.88"))
    for unit, person, line in (
        ("americas", "marco", over),
        ("emea", "ana", c.TargetDraft()),
    ):
        story.until(
            f"the provisional goal arrives in {unit}",
            lambda unit=unit: story.as_("sam").plan(unit).rows("goals"),  # type: ignore[misc]
        )
        portions = suggested(story, unit, person, line, Basis.SHARE_OF_LAST_YEAR)
        command = c.ProposeStretchTarget(targets=(line,), portions=portions)
        story.as_(person).gives(command, unit=unit)
    for unit in ("americas", "emea"):
        provisional = story.as_("sam").plan(unit)["versions"][0]["provisional"].flag
        story.holds(f"version 1 of {unit} is provisional", provisional)
    share = story.as_("marco").plan("americas")["targets"][0]["over_assignment_percent"].number
    story.holds("over-assignment in Americas, percent", share, Decimal("6.0"))
    _bottom_up(story)


def _bottom_up(story: Story) -> None:
    """Everyone says what they see; the vacant seat counts as its portion."""
    story.on("2026-11-12")
    everyone = [
        partial(story.as_(seller.person).gives, c.ConfirmUnderstanding(version=1), unit=seller.unit)
        for unit in ("americas", "emea")
        for seller in sellers_of(story, unit)
    ]
    story.together("sellers understand their portions", everyone)
    sellers = sellers_of(story, "emea")
    plan = story.as_("ana").plan("emea")
    portion = {
        one["seat"].text: one["amount"].money for one in plan["versions"][0].rows("portions")
    }
    offered = allocate(
        eur("24.3") - portion["nordics"], [portion[one.seat].amount for one in sellers]
    )
    said = [
        partial(
            story.as_(seller.person).gives,
            c.StateBottomUp(seat=seller.seat, amount=amount),
            unit="emea",
        )
        for seller, amount in zip(sellers, offered, strict=True)
    ]
    story.together("EMEA answers bottom-up", said)
    above = story.until("EMEA's number arrives above", partial(_arrived, story, eur("24.3")))
    story.holds("EMEA bottom-up", above, eur("24.3"))
    gap = story.as_("ana").plan("emea")["targets"][0]["gap"].money
    story.holds("the gap to its portion", gap, eur("2.1"))


def _arrived(story: Story, amount: Money) -> Money | None:
    row = story.as_("dana").plan(TOP).find("below", unit="emea")
    return row["amount"].money if row and row["amount"].money == amount else None
