"""The whole record of the story's cycle, page by page."""

from __future__ import annotations

from command_line.story.stage import Story
from command_line.view import View

PAGE = 1000


def read_back(story: Story) -> tuple[View, ...]:
    """Every event of the cycle and its units, in the order of the log."""
    found: list[View] = []
    after = 0
    while True:
        page = story.as_("sam").reads("timeline", query={"limit": PAGE, "after": after})
        found += page.rows("events")
        if page.get("next") is None:
            return tuple(found)
        after = page["next"].whole
