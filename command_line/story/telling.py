"""The end of the demo: the summary, and everything read back and folded once more."""

from __future__ import annotations

from rich.text import Text

from command_line import show_cycle
from command_line.practices import told
from command_line.story.company import REGIONS, TOP
from command_line.story.reading import read_back
from command_line.story.stage import Story


def tell(story: Story) -> None:
    """Print the summary; assert that the events on the record fold to what is served."""
    story.step = "the summary"
    story.console.print()
    for part in show_cycle.summary(story.as_("sam").reads("summary")):
        story.console.print(part, soft_wrap=isinstance(part, Text))
    practices(story)
    events = read_back(story)
    streams = {one["stream"].text for one in events}
    story.holds("events and streams read back", (len(events), len(streams)),
                (_lengths(story), len(REGIONS) + 2))  # fmt: skip
    last = str(events[-1]["position"].whole)
    sam = story.as_("sam")
    for unit in (TOP, *REGIONS):
        folded = sam.reads("replay", query={"unit": unit, "at": last})
        story.holds(
            f"{unit} folds to the same state", folded["state"].value == sam.plan(unit).value
        )
    cycle = sam.reads("replay", query={"at": last})
    story.holds("the cycle folds to the same state", cycle["state"].value == sam.reads().value)


def practices(story: Story) -> None:
    """Every practice that acted in this year, as the record counts it, and those that did not."""
    found = story.as_("sam").reads("practices")
    story.console.print()
    for part in told(found):
        story.console.print(part, soft_wrap=isinstance(part, Text))
    rows = found.rows("practices")
    story.holds("practices in the list", len(rows), 140)
    silent = {one["id"].text for one in rows if not one["did"]["refused"].whole}
    story.holds("each that was seen to refuse is counted as refusing", not story.cited & silent)


def _lengths(story: Story) -> int:
    """How many events the states say that they are folded from."""
    sam = story.as_("sam")
    units = sum(sam.plan(unit)["version"].whole for unit in (TOP, *REGIONS))
    return units + sam.reads()["version"].whole
