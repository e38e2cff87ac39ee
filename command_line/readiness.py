"""`tally ready`: run-rate, plan lines, marketing and coverage of a unit, read and written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer
from rich.console import RenderableType
from rich.text import Text

from command_line.amounts import parse_named
from command_line.call import Call, deciding, reading
from command_line.cells import amount, heading
from command_line.options import Amounts, Due, Number, Reason, Unit, Words
from command_line.tables import Column, amounts, prose, table
from command_line.view import View
from domain.unit.readiness import commands as r
from domain.unit.readiness import values as v

app = typer.Typer(help="What a target stands on.", no_args_is_help=True)

Target = Annotated[str, typer.Option(help="Which target.")]
Line = Annotated[str, typer.Argument(help="The line's id.", show_default=False)]


@app.command()
@reading
def show(call: Call, unit: Unit) -> None:
    """Show run-rate, plan lines and coverage, beside the warnings and objections."""
    call.show(call.read(call.path(unit, "readiness")), _drawn)


@app.command("plan-line")
@deciding
def plan_line(
    call: Call,
    unit: Unit,
    line: Line,
    *,
    quantity: Number,
    value: Amounts,
    due: Due,
    owner: Annotated[str, typer.Option(help="Who does it.")],
    words: Words,
    target: Target = "revenue",
) -> None:
    """Add a plan line: how many, worth how much, by when, by whom."""
    written = v.PlanLine(
        id=line, target=target, words=words, quantity=quantity, value=value, due_on=due, owner=owner
    )
    call.decide(r.AddPlanLine(line=written), unit=unit)


@app.command("drop-line")
@deciding
def drop_line(call: Call, unit: Unit, line: Line, *, reason: Reason) -> None:
    """Drop a plan line."""
    call.decide(r.DropPlanLine(line=line, reason=reason), unit=unit)


@app.command("line-result")
@deciding
def line_result(
    call: Call,
    unit: Unit,
    line: Line,
    *,
    period: Annotated[str, typer.Option(help="As Q1.")],
    value: Amounts,
) -> None:
    """Report what came of a line in a period."""
    call.decide(r.ReportPlanLine(line=line, period=period, value=value), unit=unit)


@app.command()
@deciding
def split(
    call: Call,
    unit: Unit,
    *,
    version: Annotated[int, typer.Option("--version", "-v")],
    part: Annotated[
        list[str], typer.Option(help="recurring=70M USD, new= or one_off=; repeatable.")
    ],
    target: Target = "revenue",
) -> None:
    """Split a target by kind of revenue."""
    named = (parse_named(one) for one in part)
    parts = [{"revenue": kind, "amount": money} for kind, money in named]
    said = {"version": version, "target": target, "parts": parts}
    call.decide(r.SplitTarget.model_validate(said), unit=unit)


@app.command()
@reading
def templates(call: Call) -> None:
    """Show where to begin, by business model."""
    call.show(call.read(call.path(None, "planning-templates")), _templates)


def _drawn(view: View) -> Iterator[RenderableType]:
    for one in view.rows("coverage"):
        yield heading(f"{one['target'].text}: {one.said('percent') or '—'} % of the goal covered")
        run_rate = amount(one, "run_rate") or "not listed"
        yield Text(
            f"run-rate {run_rate}, planned {amount(one, 'planned')}, short {amount(one, 'short')}"
        )
    yield from _lines(view)
    for one in view.rows("run_rate"):
        yield Text(f"run-rate: {one['words'].text}, {one['revenue'].text}, {amount(one, 'amount')}")
    for one in view.rows("came"):
        yield Text(f"came by plan lines: {amount(one, 'by_lines')} of {amount(one, 'actual')}")
    for one in view.rows("findings"):
        yield Text(f"{one['practice'].text}: {one['words'].text}")
    for one in view.rows("items"):
        item = one["item"]
        yield Text(f"{item['person'].text} objects ({item['kind'].text}): {item['words'].text}")


def _lines(view: View) -> Iterator[RenderableType]:
    rows = [
        (
            one["line"]["id"].text, one["line"]["words"].text, one["line"]["quantity"].text,
            amount(one["line"], "value"), one["line"]["due_on"].text, one["line"]["owner"].text,
        )
        for one in view.rows("lines")
        if not one.said("dropped")
    ]  # fmt: skip
    columns = (
        "line", prose("words"), Column("how many", number=True), amounts("worth"), "by", "owner",
    )  # fmt: skip
    yield table(columns, rows) if rows else Text("No plan line is written.")


def _templates(view: View) -> Iterator[RenderableType]:
    for one in view.rows("templates"):
        yield heading(f"{one['model'].text}: {one['name'].text}")
        for part in ("run_rate", "lines"):
            words = (f"{row['words'].text} ({row['revenue'].text})" for row in one.rows(part))
            yield Text(f"{part}: {'; '.join(words)}")
        for part in ("look_back", "handoffs"):
            yield Text(f"{part}: {'; '.join(row.text for row in one.rows(part))}")
