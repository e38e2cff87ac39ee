"""`tally incentives`: what those who lead are paid for, from the seller to the CEO; never pay."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.console import RenderableType
from rich.text import Text

from command_line.bodies import Body, read_body
from command_line.call import Call, deciding, reading
from command_line.cells import heading
from command_line.past import At, as_it_stood, then
from command_line.screen import said, shown
from command_line.tables import Column, amounts, prose, table
from command_line.transfer import SheetName, sent
from command_line.view import View
from domain.cycle.commands import BeginIncentives
from domain.incentives.commands import COMMANDS

app = typer.Typer(help="What those who lead are paid for; never pay.", no_args_is_help=True)


@app.command()
@reading
def show(call: Call, *, at: At = None) -> None:
    """Show matrix, chain, conflicts and caps, of whom you may see."""
    call.show(call.read(call.path(None, "incentives"), then(at)), as_it_stood(at, _alignment))


@app.command()
@reading
def mine(call: Call) -> None:
    """Show your own plan and what you are paid for, in plain words."""
    call.show(call.read(call.path(None, "incentives", "mine")), _plain)


@app.command()
@reading
def goals(call: Call) -> None:
    """Show of each strategic goal whether anybody is paid for it."""
    call.show(call.read(call.path(None, "incentives", "goals")), _goals)


@app.command()
@deciding
def begin(call: Call) -> None:
    """Begin the incentives of the cycle."""
    call.decide(BeginIncentives())


@app.command("import")
@deciding
def import_incentives(
    call: Call,
    file: Annotated[Path, typer.Argument(show_default=False)],
    *,
    sheet: SheetName = None,
) -> None:
    """Import components from CSV or XLSX: all of it, or nothing and every bad cell."""
    path = call.path(None, "incentives", "imports")
    call.show(sent(call, path, file, {"sheet": sheet}), _imported)


@app.command("do")
@deciding
def do(
    call: Call,
    name: Annotated[str, typer.Argument(help="The command, as state-cap.")],
    *,
    json_file: Body = None,
) -> None:
    """Give any command of the incentives by its name, its body from a file of JSON."""
    command = read_body(name, COMMANDS, json_file)
    call.give(call.path(None, "incentives", name), command.model_dump(mode="json"))


def _alignment(view: View) -> Iterator[RenderableType]:
    yield heading(f"Incentives of {view['cycle'].text}")
    yield _matrix(view)
    for one in view.rows("chain"):
        shared = ", ".join(one["shared"].texts).replace("_", " ")
        words, style = (one["gap"].text, "yellow") if one.get("gap") is not None else (shared, "")
        yield Text(f"{one['person'].text} → {one['above'].text}: {words}", style=style)
    for one in view.rows("sellers"):
        held = f"{one['aligned'].whole} of {one['sellers'].whole} sellers"
        yield Text(f"{one['unit'].text} → {one['leader'].text}: {held}")
    for one in view.rows("missing"):
        yield Text(
            f"{one['practice'].text} {one.said('subject')}: {one['words'].text}", style="yellow"
        )
    for one in view.rows("caps"):
        yield Text(f"Cap {one['cap'].text} of {one['unit'].text}: {one['words'].text}")


def _matrix(view: View) -> RenderableType:
    metrics = view["metrics"].texts
    rows = []
    for one in view.rows("people"):
        weights = {cell["metric"].text: cell["weight"].text for cell in one.rows("weights")}
        known = one["profit"].text if one["imported"].flag else "not imported"
        rows.append((one["person"].text, *(weights.get(metric, "") for metric in metrics), known))
    columns: tuple[Column | str, ...] = (
        "person", *(amounts(metric.replace("_", " ")) for metric in metrics), amounts("profit together"),
    )  # fmt: skip
    return table(columns, rows) if rows else Text("Nobody whom you may see.")


def _plain(view: View) -> Iterator[RenderableType]:
    yield heading("What you are to do")
    for words in view["plan"].texts:
        yield Text(said(words))
    yield heading("What you are paid for")
    for words in view["paid"].texts:
        yield Text(said(words))


def _goals(view: View) -> Iterator[RenderableType]:
    rows = [
        (one["unit"].text, one["goal"].text, one["metric"].text, one["owner"].text,
         "yes" if one["paid"].flag else "no")
        for one in view.rows("goals")
    ]  # fmt: skip
    columns = ("unit", "goal", prose("metric"), "owner", "paid for")
    yield (
        table(columns, rows) if rows else Text("Nothing is known yet of what anybody is paid for.")
    )
    for words in view["missing"].texts:
        yield Text(f"S1-18 {words}", style="yellow")


def _imported(view: View) -> Iterator[RenderableType]:
    told = "Imported" if view.get("receipt") is not None else "Nothing is imported; it could be:"
    found = f"{view['rows'].whole} components of {view['people'].whole} people"
    yield Text(f"{told} {shown(view['file'].text)}: {found}")
    yield Text(f"  sha256 {view['sha256'].text}", style="dim")
