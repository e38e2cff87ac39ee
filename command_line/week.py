"""`tally culture pulse`, `feel` and `reflect`: how people feel, and a week's question to oneself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer
from pydantic import JsonValue
from rich.console import RenderableType
from rich.text import Text

from command_line.call import Call, reading
from command_line.client import segment
from command_line.tables import amounts, table
from command_line.view import View


@reading
def pulse(call: Call) -> None:
    """Show how units felt, week by week, where enough people answered."""
    call.show(call.read(call.path(None, "culture", "pulse")), _pulse)


@reading
def feel(
    call: Call, answer: Annotated[int, typer.Argument(min=1, max=5, help="1 is low, 5 is high.")]
) -> None:
    """Say how you feel this week, once: it is counted, and kept nowhere as yours."""
    call.ask(call.path(None, "culture", "pulse"), {"answer": answer})
    call.say("Counted. Nobody can tell that it was you.")


@reading
def reflect(
    call: Call,
    words: Annotated[
        str | None, typer.Argument(help="Your answer; without it, what you kept is shown.")
    ] = None,
) -> None:
    """Answer the week's question to yourself: a draft that only you can read."""
    asked = call.read(call.path(None, "culture", "reflection")).view
    draft = f"/drafts/{segment(asked['draft'].text)}"
    call.say(asked["question"].text)
    if words is None:
        call.show(call.read(draft), _reflection)
    else:
        body: JsonValue = {"cycle": call.cycle, "body": {"reflection": words}}
        call.show(call.keep(draft, body), _reflection)


def _pulse(view: View) -> Iterator[RenderableType]:
    rows = [
        (one["week"].text, one["unit"].text, one["mean"].text, str(one["answers"].whole))
        for one in view.rows("weeks")
    ]
    columns = ("week", "unit", amounts("mean"), amounts("answers"))
    nothing = "No week that is over with enough answers, of a unit that you may see."
    yield table(columns, rows) if rows else Text(nothing)


def _reflection(view: View) -> Iterator[RenderableType]:
    yield Text(view["body"]["reflection"].text)
