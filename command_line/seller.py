"""`tally seller`: the plan of one person for the year, read and written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer
from rich.console import RenderableType
from rich.text import Text

from command_line.bodies import Body, read_body
from command_line.call import Call, deciding, reading
from command_line.cells import Names, amount, heading
from command_line.options import Unit
from command_line.past import At, as_it_stood, then
from command_line.tables import Column, amounts, prose, table
from command_line.view import View
from domain.seller.commands import COMMANDS
from domain.unit.commands import BeginSellerPlans

app = typer.Typer(help="A seller's plan for the year.", no_args_is_help=True)

Person = Annotated[str, typer.Argument(help="Whose plan, by their id.", show_default=False)]


@app.command("list")
@reading
def listed(call: Call) -> None:
    """Show how far each plan is that you may see."""
    call.show(call.read(call.path(None, "sellers")), _listed)


@app.command()
@reading
def show(call: Call, person: Person, *, at: At = None) -> None:
    """Show one person's plan, now or as it stood at a moment."""
    call.show(call.read(call.path(None, "sellers", person), then(at)), as_it_stood(at, _plan))


@app.command()
@deciding
def begin(
    call: Call,
    unit: Unit,
    *,
    person: Annotated[
        list[str] | None, typer.Option(help="Whose; else everyone's in the unit. Repeatable.")
    ] = None,
) -> None:
    """Begin the plans of a unit's sellers."""
    call.decide(BeginSellerPlans(people=tuple(person or ())), unit=unit)


@app.command("do")
@deciding
def do(
    call: Call,
    name: Annotated[str, typer.Argument(help="The command, as write-business-plan.")],
    person: Person,
    *,
    json_file: Body = None,
) -> None:
    """Give any command of a seller's plan by its name, its body from a file of JSON."""
    command = read_body(name, COMMANDS, json_file)
    call.give(call.path(None, "sellers", person, name), command.model_dump(mode="json"))


def _listed(view: View) -> Iterator[RenderableType]:
    found = view.rows("sellers")
    rows = [
        (
            one["unit"].text, one["person"].text, one["stage"].text,
            f"{one['goal'].text} {one['currency'].text}", one["run_rate"].text,
            one["planned"].text, "yes" if one["double_a"].flag else "no",
            "; ".join(part.text for part in one.rows("missing")),
        )
        for one in found
    ]  # fmt: skip
    columns: tuple[Column | str, ...] = (
        "unit", "person", "stage", amounts("asked for"), amounts("run-rate"), amounts("planned"),
        "double A", prose("missing"),
    )  # fmt: skip
    yield table(columns, rows) if rows else Text("No plan was begun that you may see.")
    yield from _shared(view)


def _shared(view: View) -> Iterator[RenderableType]:
    """The accounts that stand in more than one plan, with what to do."""
    names = Names.of(view)
    for one in view.rows("shared_accounts"):
        held = "; ".join(
            f"{names.person(who['person'].text)} {who['says'].text}" for who in one.rows("held_by")
        )
        yield Text(f"{one['name'].text}: {held}. {one['next'].text}", style="yellow")
        if one["missing"].text == "claim":
            identity = one["account"].text if one.get("account") else "ID"
            claim = f"tally unit claim UNIT {identity}={one['name'].text!r}"
            yield Text(f"  {claim} --seat SEAT --last-year AMOUNT")


def _plan(view: View) -> Iterator[RenderableType]:
    yield heading(f"Plan of {view['seller']['name'].text} · {view['stage'].text}")
    above = f", reporting to {view['line_manager'].text}" if view.get("line_manager") else ""
    yield Text(
        f"Managed by {view['manager'].text}{above}; submitted {view['submitted'].whole} times"
    )
    yield _lines(view)
    for one in view.rows("accounts"):
        yield Text(f"{one['rank'].whole}. {one['name'].text}: {one['plan'].text}")
    for one in view.rows("ratings"):
        passes = "yes" if one["passes"].flag else "no"
        yield Text(f"{one['aspect'].text}: {passes}, {one['by'].text}: {one['words'].text}")
    for one in view.rows("findings"):
        yield Text(f"{one['practice'].text} {one['words'].text}", style="yellow")


def _lines(view: View) -> RenderableType:
    rows = [
        (
            one["id"].text, one["words"].text, one["kind"].text, one["quantity"].text,
            amount(one, "value"), one["due_on"].text,
        )
        for one in view.rows("lines")
    ]  # fmt: skip
    columns = (
        "line",
        prose("words"),
        "kind",
        Column("how many", number=True),
        amounts("worth"),
        "by",
    )
    return table(columns, rows) if rows else Text("No line is written yet.")
