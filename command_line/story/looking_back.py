"""In step 3: last year is looked back on, and what the target stands on is written down."""

from __future__ import annotations

from decimal import Decimal

from command_line.story.company import TOP, usd
from command_line.story.stage import Story
from domain.unit.lookback import commands as b
from domain.unit.readiness import commands as r
from domain.unit.readiness.values import Contribution, PlanLine

LINES = (
    ("wins-americas", "Frame contracts with three laboratories", "3", "26.0", "marco"),
    ("wins-emea", "Replacements in university hospitals", "12", "16.0", "ana"),
    ("wins-apac", "First orders after certification", "8", "8.0", "kenji"),
    ("wins-key", "Extensions at named accounts", "4", "11.0", "priya"),
)


def look_back(story: Story) -> None:
    """Dana scores the team, Services scores what was handed to it; no why-not is left without a plan."""
    _scored(story)
    dana = story.as_("dana")
    story.refuses(
        "a why-not without a plan keeps the look-back open", "GateClosed",
        lambda: dana.gives(b.CloseLookBack(), unit=TOP), practice="S3-08",
    )  # fmt: skip
    for item, words, owner in (
        ("won", "One price list a year", "priya"),
        ("install-notice", "The date is part of every offer", "marco"),
    ):
        plan = b.PlanToHundred(item=item, words=words, owner=owner, due_on=story.day("2027-03-31"))
        dana.gives(plan, unit=TOP)
    dana.gives(b.CloseLookBack(), unit=TOP)
    found = dana.reads("look-back", unit=TOP)
    story.holds("each why-not has its plan", found.rows("without_plan"), ())


def _scored(story: Story) -> None:
    dana, services = story.as_("dana"), story.as_("henrik")
    dana.gives(b.BeginLookBack(year="2026"), unit=TOP)
    dana.gives(
        b.ScoreLookBack(
            item="won", aspect="effectiveness", words="Offers that were won", percent=Decimal(84),
            why_not="Two price lists in one quarter",
        ),
        unit=TOP,
    )  # fmt: skip
    services.gives(
        b.ScoreHandoff(
            item="install-notice", function="Services", percent=Decimal(60),
            words="Orders announced four weeks before installation",
            why_not="The date was entered after the order",
        ),
        unit=TOP,
    )  # fmt: skip


def lines(story: Story) -> None:
    """Plan lines with quantity, value, date and owner, and marketing's part in numbers."""
    for line, words, quantity, worth, owner in LINES:
        written = PlanLine(
            id=line, target="revenue", words=words, quantity=Decimal(quantity), value=usd(worth),
            due_on=story.day("2027-11-30"), owner=owner,
        )  # fmt: skip
        story.as_(owner).gives(r.AddPlanLine(line=written), unit=TOP)
    fair = Contribution(
        id="fairs", words="Two fairs with follow-up", leads=Decimal(240), pipeline=usd("9.0"),
        starts_on=story.day("2027-02-01"), due_on=story.day("2027-09-30"),
    )  # fmt: skip
    plan = r.AttachMarketingPlan(words="Fairs and references", owner="dana", contributions=(fair,))
    story.as_("dana").gives(plan, unit=TOP)


def covered(story: Story) -> None:
    """Run-rate 45.99 and lines of 61.0 against the goal of 100.0."""
    (found,) = story.as_("dana").reads("readiness", unit=TOP).rows("coverage")
    story.holds("run-rate and plan lines cover the goal, percent", found["percent"].number,
                Decimal("106.99"))  # fmt: skip
    story.holds("nothing is short", found["short"].money, usd("0.0"))
