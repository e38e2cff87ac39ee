"""The line of sight as text: intents, what is to be delivered for them, goals, and what is loose."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text

from command_line.cells import heading
from command_line.screen import shown
from command_line.view import View


def sight(view: View) -> Iterator[RenderableType]:
    """Each intent with its deliverables and their goals, then where the line breaks."""
    for intent in view.rows("intents"):
        yield from _intent(view, intent)
    for one in view.rows("orphans"):
        where = f" ({shown(one['unit'].text)})" if one.get("unit") else ""
        yield Text(f"{one['practice'].text} {shown(one['words'].text)}{where}", style="yellow")
    for one in view.rows("unlinked"):
        step = shown(one["step"]["words"].text)
        yield Text(
            f"S2-21 the step “{step}” serves no goal ({shown(one['unit'].text)})", style="yellow"
        )
    if not view.rows("intents"):
        yield Text("No strategic intent is stated yet: tally cycle do state-intent.")


def _intent(view: View, intent: View) -> Iterator[RenderableType]:
    groups = ", ".join(intent["groups"].texts)
    yield heading(intent["words"].text)
    yield Text(f"{shown(intent['objective'].text)} {intent['number'].text}, for {shown(groups)}")
    known = intent["deliverables"].texts
    for part in view.rows("deliverables"):
        if part["deliverable"].text in known:
            yield Text(f"  to deliver: {shown(part['words'].text)} ({shown(part['owner'].text)})")
            yield from _goals(view, intent, part["deliverable"].text)
    yield from _goals(view, intent, None)


def _goals(view: View, intent: View, deliverable: str | None) -> Iterator[RenderableType]:
    """The goals that are for a deliverable, or of none of this intent's."""
    known = intent["deliverables"].texts
    for goal in view.rows("goals"):
        named = goal.said("deliverable") if goal.said("deliverable") in known else None
        if goal.said("intent") == intent["intent"].text and named == deliverable:
            steps = goal.rows("steps")
            done = sum(one["done"].flag for one in steps)
            yield Text(
                f"    goal: {shown(goal['words'].text)} ({shown(goal['unit'].text)}, "
                f"{shown(goal['owner'].text)}), {done} of {len(steps)} steps done"
            )
