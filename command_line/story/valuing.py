"""In step 3: three values and why planning is worth it are published, and acknowledged by whoever leads."""

from __future__ import annotations

from command_line.story.stage import Story
from domain.culture import commands as v
from domain.culture.catalogue import CATALOGUE
from domain.culture.values import Expectation
from domain.cycle.commands import BeginCulture

REASON = "A year that was thought through together needs fewer surprises to be a good one."
EXPECTED = (
    Expectation(
        expectation="named", words="Every line of a plan has a customer's name",
        measure="Lines with a name, percent", review="Seller review each quarter",
    ),
    Expectation(expectation="early", words="Bad news comes early"),
)  # fmt: skip
"""The second has neither a measure nor a review yet, and practices say so."""
LEADERS = ("dana", "marco", "ana", "kenji", "priya")


def values(story: Story) -> None:
    dana = story.as_("dana")
    dana.gives(BeginCulture())
    story.until("the culture opens", lambda: dana.reads("culture"))
    story.refuses(
        "a fourth value is refused", "GateClosed",
        lambda: dana.tells(v.ChooseValues(values=CATALOGUE)), practice="S2-09",
    )  # fmt: skip
    for command in (
        v.ChooseValues(values=CATALOGUE[:3]), v.SetExpectations(expectations=EXPECTED), v.TellReason(words=REASON), v.PublishCulture(),
    ):  # fmt: skip
        dana.tells(command)
    for leader in LEADERS:
        story.as_(leader).tells(v.AcknowledgeCulture(edition=1))
    found = dana.reads("culture")
    story.holds("the values of the year", len(found.rows("values")), 3)
    story.holds("acknowledged so far", found["acknowledgements"].whole, len(LEADERS))
