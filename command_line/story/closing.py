"""Steps 26 to 28: the close, an audit's reversal, and an auditor's sample."""

from __future__ import annotations

import io
from decimal import Decimal
from functools import partial
from zipfile import ZipFile

from command_line.client import Query
from command_line.story import carrying_out, presenting, thanking
from command_line.story.changing import LEADERS
from command_line.story.company import REGIONS, TOP, eur, usd
from command_line.story.executing import approved, proposed, quarter
from command_line.story.reading import read_back
from command_line.story.stage import Story
from command_line.view import View
from domain.cycle import commands as cycle
from domain.unit import commands as c

SAMPLE = 25
SEED = "fy27, the audit committee of 15 March 2028"
QUOTA_CHANGES = ("audit", "populations", "quota-changes")


def play(story: Story) -> None:
    close(story)
    audit(story)
    sample(story)


def close(story: Story) -> None:
    story.begins(26, "The year is closed")
    story.on("2027-12-14")
    carrying_out.fourth_quarter(story)
    presenting.kept(story)
    thanking.year_end(story)
    story.on("2028-01-12", "09:00")
    quarter(story, "Q4", LEADERS)
    dana = story.as_("dana")
    for unit, person in {**LEADERS, TOP: "dana"}.items():
        story.as_(person).gives(c.ClosePlan(), unit=unit)
    plan = dana.plan(TOP)
    figures = plan["closed"]["figures"][0]
    story.holds("the year", figures["actual"].money, usd("108.91"))
    story.holds(
        "attainment original, current and against the plan goal, percent", percents(figures),
        (Decimal("102.75"), Decimal("99.92"), Decimal("104.72")),
    )  # fmt: skip
    row = plan["closed"].where("calibration", seat="emea")
    actual = row["actual"].money
    story.holds("EMEA brought", actual, eur("24.1"))
    story.holds("Dana's 26.4 was off by", row["proposed"].money - actual, eur("2.3"))
    story.holds("Ana's 24.6 was off by", row["countered"].money - actual, eur("0.5"))
    story.until("the cycle hears of every end", partial(_ended, story))
    story.as_("ines").gives(cycle.CloseCycle())
    story.holds("the cycle is", story.as_("ines").reads()["stage"].text, "closed")


def percents(figures: View) -> tuple[Decimal, ...]:
    names = ("original", "current", "against_plan_goal")
    return tuple(figures[name]["percent"].number for name in names)


def _ended(story: Story) -> bool:
    return len(story.as_("ines").reads().rows("ended")) == len(REGIONS) + 1


def audit(story: Story) -> None:
    story.begins(27, "An audit reverses 0.50")
    story.on("2028-02-20")
    proposed(story, "audit-q4", "Booked before delivery.", total="-500000")
    approved(story, "olu", "audit-q4")
    plan = story.as_("dana").plan(TOP)
    figures = plan["closed"]["figures"][0]
    story.holds("the closed record stands", figures["actual"].money, usd("108.91"))
    found = story.as_("dana").reads("attainment", unit=TOP)["figures"][0]
    story.holds("restated, percent", found["current"]["percent"].number, Decimal("99.46"))
    story.holds("into next year's look-back", found["actual"].money, usd("108.41"))


def sample(story: Story) -> None:
    story.begins(28, "Sam samples 25 quota changes")
    story.on("2028-03-15")
    sam = story.as_("sam")
    query: Query = {"seed": SEED, "n": SAMPLE}
    drawn = sam.reads(*QUOTA_CHANGES, "sample", query=query)
    story.holds("all of them were looked at", drawn["population"]["ties_out"].value)
    items = [one["item"] for one in drawn.rows("drawn")]
    story.holds("quota changes sampled", len(items), SAMPLE)
    recorded = {one["hash"].text for one in read_back(story)}
    on_record = all(one["hash"].text in recorded for one in items)
    story.holds("each is an event on the record, with its hash", on_record)
    address = story.path(None, *QUOTA_CHANGES, "sample.zip")
    with ZipFile(io.BytesIO(story.client.download(address, sam.identity, query))) as file:
        pages = [one for one in file.namelist() if one.endswith("/evidence.html")]
    story.holds("each has its evidence in a file", len(pages), SAMPLE)
    command = c.ApproveCorrection(correction="audit-q4")
    story.refuses("Sam reads everything and writes nothing", "NotAuthorised",
                  lambda: sam.gives(command, unit=TOP))  # fmt: skip
