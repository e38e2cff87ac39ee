"""`tally lookback`: last year's scores and why-nots of a unit, read and written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

import typer
from rich.console import RenderableType
from rich.text import Text

from command_line.call import Call, deciding, reading
from command_line.cells import amount, heading
from command_line.options import Due, Number, Unit, Words
from command_line.tables import Column, prose, table
from command_line.view import View
from domain.unit.lookback import commands as b

app = typer.Typer(help="Look back on last year before planning.", no_args_is_help=True)

Item = Annotated[str, typer.Argument(help="The item's id.", show_default=False)]
WhyNot = Annotated[str | None, typer.Option(help="Why not 100 %; needed below it.")]
Aspect = Literal["result", "efficiency", "effectiveness"]


@app.command()
@reading
def show(call: Call, unit: Unit) -> None:
    """Show what was scored, and how far each why-not has come."""
    call.show(call.read(call.path(unit, "look-back")), _drawn)


@app.command()
@deciding
def begin(
    call: Call, unit: Unit, *, year: Annotated[str, typer.Option(help="Which year.")]
) -> None:
    """Begin to look back on a year."""
    call.decide(b.BeginLookBack(year=year), unit=unit)


@app.command()
@deciding
def score(
    call: Call,
    unit: Unit,
    item: Item,
    *,
    percent: Number,
    words: Words,
    person: Annotated[str | None, typer.Option(help="Whose; else the team's.")] = None,
    aspect: Annotated[Aspect, typer.Option(help="What is scored.")] = "result",
    why_not: WhyNot = None,
) -> None:
    """Score the team, or one person, on something of last year."""
    command = b.ScoreLookBack(
        item=item, aspect=aspect, person=person, words=words, percent=percent, why_not=why_not
    )
    call.decide(command, unit=unit)


@app.command()
@deciding
def handoff(
    call: Call,
    unit: Unit,
    item: Item,
    *,
    function: Annotated[str, typer.Option(help="Yours, as Services.")],
    percent: Number,
    words: Words,
    why_not: WhyNot = None,
) -> None:
    """Score what sales handed to your function."""
    command = b.ScoreHandoff(
        item=item, function=function, words=words, percent=percent, why_not=why_not
    )
    call.decide(command, unit=unit)


@app.command()
@deciding
def plan(
    call: Call,
    unit: Unit,
    item: Item,
    *,
    owner: Annotated[str, typer.Option(help="Who sees to it.")],
    due: Due,
    words: Words,
) -> None:
    """Plan an item that fell short to 100 %."""
    call.decide(b.PlanToHundred(item=item, owner=owner, due_on=due, words=words), unit=unit)


@app.command()
@deciding
def report(call: Call, unit: Unit, item: Item, *, percent: Number, words: Words) -> None:
    """Report how far an item has come since."""
    call.decide(b.ReportWhyNot(item=item, percent=percent, words=words), unit=unit)


@app.command()
@deciding
def close(call: Call, unit: Unit) -> None:
    """Close the look-back: each why-not has its plan."""
    call.decide(b.CloseLookBack(), unit=unit)


def _drawn(view: View) -> Iterator[RenderableType]:
    if not view.said("year"):
        yield Text("Nobody has begun to look back.")
        return
    closed = "closed" if view.said("closed_at") else "open"
    yield heading(f"Look-back on {view['year'].text} · {closed}")
    for group in ("team", "people", "handoffs"):
        for one in view.rows(group):
            yield Text(
                f"{group}: {one['of'].text} {one['percent'].text} %, now {one['latest'].text} %"
            )
    yield from _before(view)
    rows = [
        (
            one["id"].text, one["words"].text, one["percent"].text, one.said("why_not"),
            _planned(one),
        )
        for one in view.rows("items")
    ]  # fmt: skip
    columns = ("item", prose("words"), Column("%", number=True), prose("why not"), prose("plan"))
    yield table(columns, rows) if rows else Text("Nothing is scored yet.")


def _before(view: View) -> Iterator[RenderableType]:
    """How the year came out in the cycle before, and who judged best there."""
    before = view.get("before")
    if before is None:
        return
    restated = ", corrected since" if view["restated"].flag else ""
    for one in before.rows("restated"):
        came = f"{amount(one, 'actual')} of {amount(one['original'], 'quota')}"
        yield Text(f"{before['cycle'].text}: {one['target'].text} {came}{restated}")
    for one in before.rows("calibration"):
        countered = f", countered {amount(one, 'countered')}" if one.get("countered") else ""
        yield Text(
            f"{one['person'].text}: proposed {amount(one, 'proposed')}{countered}, "
            f"came {amount(one, 'actual')}"
        )


def _planned(item: View) -> str:
    plan = item.get("plan")
    if plan is None:
        return ""
    return f"{plan['words'].text} ({plan['owner'].text}, {plan['due_on'].text})"
