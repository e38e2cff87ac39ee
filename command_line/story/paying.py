"""In step 3: what those who lead are paid for comes in, and one level gains by what costs the one above."""

from __future__ import annotations

from command_line.client import Query
from command_line.story import company
from command_line.story.stage import Story
from domain.cycle.commands import BeginIncentives

FILE = "incentives.csv"


def incentives(story: Story) -> None:
    olu = story.as_("olu")
    story.refuses(
        "Dana, who is paid by them, does not begin the incentives", "NotAuthorised",
        lambda: story.as_("dana").gives(BeginIncentives()),
    )  # fmt: skip
    olu.gives(BeginIncentives())
    story.until("the incentives open", lambda: olu.reads("incentives"))
    story.refuses(
        "Olu, a sponsor, does not import what she is paid for herself", "NeedsTwoPeople",
        lambda: _imported(story, "olu"),
    )  # fmt: skip
    _imported(story, "farah")
    found = story.as_("ruth").reads("incentives")
    (conflict,) = found.rows("conflicts")
    story.holds(
        "one conflict is found: Dana's revenue can rise at the cost of Ruth's margin",
        tuple(conflict[part].text for part in ("person", "metric", "above", "cost")),
        ("dana", "revenue", "ruth", "profit_percent"),
    )
    gaps = {one["person"].text for one in found.rows("chain") if one.get("gap") is not None}
    story.holds(
        "the chain holds from every director up to Ruth", not gaps & {"dana", *company.DIRECTORS}
    )
    unpaid = olu.reads("incentives", "goals").rows("goals")
    story.holds("goals that nobody is paid for",
                [one["goal"].text for one in unpaid if not one["paid"].flag],
                ["tenders", "laboratories"])  # fmt: skip
    read = {one["person"].text for one in story.as_("dana").reads("incentives").rows("people")}
    story.holds("Dana reads what she and her directors are paid for", sorted(read),
                sorted(("dana", *company.DIRECTORS)))  # fmt: skip


def _imported(story: Story, person: str) -> None:
    query: Query = {"file_name": FILE}
    story.as_(person).uploads(company.content(FILE), "incentives", "imports", query=query)
