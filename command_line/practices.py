"""`tally practices`: every practice, how it acts, and what it found in a cycle."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer
from rich.console import RenderableType
from rich.text import Text

from command_line.call import Call, reading
from command_line.screen import shown
from command_line.tables import Column, prose, table
from command_line.view import View


@reading
def practices(
    call: Call,
    *,
    only: Annotated[
        str | None, typer.Option(help="Those whose ID begins so, as S3.", show_default=False)
    ] = None,
    acted: Annotated[
        bool, typer.Option("--acted", help="What each did in the cycle, and which did nothing.")
    ] = False,
) -> None:
    """List the practices with their kind and mode, and what each found in the cycle."""
    begin, draw = (only or "").upper(), told if acted else _drawn
    call.show(call.read(call.path(None, "practices")), lambda view: draw(view, begin))


def _drawn(view: View, begin: str) -> Iterator[RenderableType]:
    found = [one for one in view.rows("practices") if one["id"].text.startswith(begin)]
    rows = [
        (
            one["id"].text,
            one["title"].text,
            ", ".join(kind.text for kind in one.rows("kinds")),
            one.said("mode") if one["built"].flag else "not built",
            str(one["found"].whole or ""),
        )
        for one in found
    ]
    columns = ("id", prose("practice"), prose("kind"), "acts", Column("found", number=True))
    if not rows:
        yield Text(f"No practice's ID begins with {begin}: they are S0-01 to S4-24.")
        return
    yield table(columns, rows)
    built = sum(one["built"].flag for one in found)
    yield Text(f"{built} of {len(found)} act in this release.", style="dim")


DID = ("refused", "warned", "recorded", "shown")


def told(view: View, begin: str = "") -> Iterator[RenderableType]:
    """A line for each practice: what it did, where, what it found; of the rest why it did nothing."""
    every = [one for one in view.rows("practices") if one["id"].text.startswith(begin)]
    acted = [one for one in every if one["acted"].flag]
    yield from map(_line, acted)
    yield Text(f"{len(acted)} of {len(every)} practices acted in this cycle.", style="bold")
    rest = [one for one in every if not one["acted"].flag]
    if rest:
        yield Text(f"{len(rest)} did nothing in it:")
    for one in rest:
        words = f"{one['id'].text} {one['title'].text} · {shown(one.said('why_not'))}"
        yield Text(words, style="dim")


def _line(one: View) -> Text:
    did = one["did"]
    counts = ", ".join(f"{name} {did[name].whole}" for name in DID if did[name].whole)
    units = ", ".join(unit or "cycle" for unit in did["units"].texts)
    found = f": {shown(did.said('finding'))}" if did.get("finding") else ""
    return Text.assemble(
        (one["id"].text, "bold"), f" {one['title'].text} · {counts} ", (f"({units}){found}", "dim")
    )
