"""`tally practices`: every practice, how it acts, and what it found in a cycle."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer
from rich.console import RenderableType
from rich.text import Text

from command_line.call import Call, reading
from command_line.tables import Column, prose, table
from command_line.view import View


@reading
def practices(
    call: Call,
    *,
    only: Annotated[
        str | None, typer.Option(help="Those whose ID begins so, as S3.", show_default=False)
    ] = None,
) -> None:
    """List the practices with their kind and mode, and what each found in the cycle."""
    call.show(
        call.read(call.path(None, "practices")), lambda view: _drawn(view, (only or "").upper())
    )


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
    yield table(columns, rows)
    built = sum(one["built"].flag for one in found)
    yield Text(f"{built} of {len(found)} act in this release.", style="dim")
