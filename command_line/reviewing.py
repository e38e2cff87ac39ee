"""`tally review`: a quarter's review as a guided session, read, opened, gone through and closed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer
from rich.console import RenderableType
from rich.text import Text

from command_line.call import Call, deciding, reading
from command_line.cells import Names, heading
from command_line.options import Unit, Words, actions
from command_line.refusals import Misused
from command_line.screen import shown
from command_line.view import View
from domain.unit.reviewing import commands as w

app = typer.Typer(help="A quarter's review, section by section.", no_args_is_help=True)

Period = Annotated[str, typer.Argument(help="The period's label, as Q1.", show_default=False)]


@app.command()
@reading
def show(call: Call, unit: Unit) -> None:
    """Show each review that is open, with what is left and what holds its close, and each held."""
    call.show(call.read(call.path(unit, "reviews")), _drawn)


@app.command("open")
@deciding
def open_review(
    call: Call,
    unit: Unit,
    period: Period,
    *,
    attendee: Annotated[list[str], typer.Option(help="Who is there; repeatable.")],
) -> None:
    """Open a quarter's review: its record is prepared from the plan."""
    call.decide(w.OpenReview(period=period, attendees=tuple(attendee)), unit=unit)


@app.command()
@deciding
def section(
    call: Call,
    unit: Unit,
    period: Period,
    name: Annotated[
        str, typer.Argument(help="last_time, numbers, goals, steps, deliveries or findings.")
    ],
    *,
    said: Annotated[str, typer.Option(help="What was said.")],
    decision: Annotated[list[str] | None, typer.Option(help="OWNER=DAY=WORDS; repeatable.")] = None,
    action: Annotated[list[str] | None, typer.Option(help="OWNER=DAY=WORDS; repeatable.")] = None,
    settled: Annotated[
        list[str] | None,
        typer.Option(help="ID=done=WORDS, or not_done or dropped; of last time, repeatable."),
    ] = None,
) -> None:
    """Record what was said of a section, and what follows from it."""
    given = {
        "period": period,
        "section": name,
        "said": said,
        "decisions": actions(decision),
        "next_actions": actions(action),
        "settled": [_settled(one) for one in settled or ()],
    }
    call.decide(w.ConfirmReviewSection.model_validate(given), unit=unit)


@app.command()
@deciding
def done(
    call: Call,
    unit: Unit,
    agreed: Annotated[str, typer.Argument(help="The id of what was agreed.", show_default=False)],
    *,
    words: Words,
) -> None:
    """Report what a review agreed as done, by its owner or the leader; the next review asks for it."""
    call.decide(w.ReportAgreedAction(agreed=agreed, words=words), unit=unit)


@app.command()
@deciding
def close(call: Call, unit: Unit, period: Period, *, words: Words) -> None:
    """Close a review that was gone through; its record stands from here."""
    call.decide(w.CloseReview(period=period, words=words), unit=unit)


def _settled(written: str) -> dict[str, str]:
    agreed, _, rest = written.partition("=")
    became, _, words = rest.partition("=")
    if not (agreed and became and words):
        raise Misused(f"{written[:60]!r} is not written as ID=done=WORDS.")
    return {"agreed": agreed, "became": became, "words": words}


def _drawn(view: View) -> Iterator[RenderableType]:
    names = Names.of(view)
    for one in view.rows("open"):
        yield heading(f"{one['period'].text}: open")
        left = ", ".join(part.text for part in one.rows("left")) or "nothing: it can be closed"
        yield Text(f"left: {left}")
        for agreed in one["record"]["facts"].rows("last_time"):
            action = agreed["action"]
            owner = shown(names.person(action["owner"].text))
            yield Text(f"last time, {agreed['id'].text}: {action['words'].text} ({owner})")
        for gate in one.rows("blocked"):
            yield Text(f"{gate['practice'].text} holds the close: {names.said(gate['words'].text)}")
    for one in view.rows("held"):
        restated = ", restated since" if one["restated"].flag else ""
        yield heading(f"{one['period'].text}: held{restated}")
        yield Text(one["decisions"].text)
        for action in one.rows("next_actions"):
            owner = shown(names.person(action["owner"].text))
            yield Text(f"next: {action['words'].text} ({owner}, by {action['due_on'].text})")
