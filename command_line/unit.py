"""`tally unit`: a unit's plan, read; the commands that change it stand in modules by noun."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Annotated

import typer
from rich.console import RenderableType
from rich.text import Text

from command_line import (
    evidence,
    past,
    promises,
    proposals,
    pushback,
    resources,
    scenarios,
    seats,
    sections,
    show,
    signing,
    year,
)
from command_line.bodies import Body, read_body
from command_line.call import Call, deciding, reading
from command_line.options import Unit
from command_line.view import View
from domain.unit.commands import COMMANDS
from domain.unit.deciding.proving import MEANINGS

app = typer.Typer(help="A unit's plan: propose, push back, answer, sign.", no_args_is_help=True)

From = Annotated[int, typer.Option("--from", help="The earlier version.")]
To = Annotated[int, typer.Option("--to", help="The later version.")]


@app.command("show")
@reading
def show_unit(call: Call, unit: Unit) -> None:
    """Show the plan as it stands."""
    call.show(call.read(call.path(unit)), show.plan)


@app.command()
@reading
def versions(call: Call, unit: Unit) -> None:
    """Show every version side by side."""
    call.show(call.read(call.path(unit, "versions")), show.versions)


@app.command()
@reading
def diff(call: Call, unit: Unit, *, before: From, after: To) -> None:
    """Show what changed between two versions, and what caused it."""
    reply = call.read(call.path(unit, "differences"), {"from": before, "to": after})
    call.show(reply, show.differences)


@app.command()
@reading
def blockers(
    call: Call,
    unit: Unit,
    *,
    step: Annotated[str | None, typer.Option(help="As 'finalise' or 'own jointly'.")] = None,
) -> None:
    """Show what still blocks each step, and who can clear it."""
    call.show(call.read(call.path(unit, "blockers"), {"step": step}), show.blockers)


@app.command()
@reading
def findings(call: Call, unit: Unit) -> None:
    """Show what practices warned of."""
    call.show(call.read(call.path(unit, "findings")), show.findings)


@app.command()
@reading
def attainment(call: Call, unit: Unit) -> None:
    """Show actual against quota, by seat and period."""
    call.show(call.read(call.path(unit, "attainment")), show.attainment)


@app.command()
@reading
def items(call: Call, unit: Unit) -> None:
    """Show every pushback item with its answer, beside the portion it is about."""
    call.show(call.read(call.path(unit, "items")), sections.listed)


@app.command()
@reading
def factors(call: Call, unit: Unit) -> None:
    """Show the key success factors and their actions."""
    call.show(call.read(call.path(unit)), some(sections.factors, "There is no factor yet."))


@app.command()
@reading
def requests(call: Call, unit: Unit) -> None:
    """Show who asked for which resources, and what was decided."""
    call.show(call.read(call.path(unit)), some(sections.requests, "Nobody asked for a resource."))


@app.command()
@reading
def blueprint(call: Call, unit: Unit) -> None:
    """Show what it will take: factors, actions, owners and resources."""
    call.show(call.read(call.path(unit, "blueprint")), sections.blueprint)


def some(
    section: Callable[[View], Iterator[RenderableType]], otherwise: str
) -> Callable[[View], Iterable[RenderableType]]:
    """A section by itself, which says so where it is empty."""
    return lambda view: tuple(section(view)) or (Text(otherwise),)


@app.command("do")
@deciding
def do(
    call: Call,
    name: Annotated[str, typer.Argument(help="The command, as raise-pushback.")],
    unit: Unit,
    *,
    json_file: Body = None,
) -> None:
    """Give any command of a unit's plan by its name, its body from a file of JSON."""
    command = read_body(name, COMMANDS, json_file)
    if type(command) in MEANINGS and getattr(command, "signature", None) is None:
        evidence.sign(call, unit, command)
    else:
        call.decide(command, unit=unit)


app.command("step")(past.step)
app.add_typer(scenarios.app, name="scenario")

for _module in (proposals, pushback, resources, signing, promises, seats, year):
    app.add_typer(_module.app)
