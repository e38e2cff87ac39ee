"""`tally culture`: what is valued and expected in a cycle, who acknowledged it, and how it is lived."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer
from rich.console import RenderableType
from rich.text import Text

from command_line.bodies import Body, read_body
from command_line.call import Call, deciding, reading
from command_line.cells import heading, when
from command_line.paths import kebab
from command_line.refusals import Misused
from command_line.tables import table
from command_line.view import View
from domain.culture import commands as c
from domain.culture.catalogue import CATALOGUE, known
from domain.cycle.commands import BeginCulture
from domain.model import Command

app = typer.Typer(help="Values, expectations, and how they are lived.", no_args_is_help=True)


def _give(call: Call, command: Command) -> None:
    address = call.path(None, "culture", kebab(type(command).__name__))
    call.give(address, command.model_dump(mode="json"))


@app.command()
@reading
def show(call: Call) -> None:
    """Show the values with their behaviours, what is expected, and why planning is worth it."""
    call.show(call.read(call.path(None, "culture")), _culture)


@app.command()
@reading
def people(call: Call) -> None:
    """Show who acknowledged it, of those whom you lead or look after."""
    call.show(call.read(call.path(None, "culture", "people")), _people)


@app.command()
@deciding
def begin(call: Call) -> None:
    """Begin the culture of the cycle, for everyone in its units."""
    call.decide(BeginCulture())


@app.command()
@deciding
def choose(
    call: Call,
    values: Annotated[
        list[str],
        typer.Argument(help=f"Three of {', '.join(one.value for one in CATALOGUE)}."),
    ],
) -> None:
    """Choose the values from the catalogue; `do choose-values` takes others."""
    chosen = []
    for one in values:
        found = known(one)
        if found is None:
            names = ", ".join(value.value for value in CATALOGUE)
            raise Misused(f"The catalogue has no value {one!r}; it has {names}.")
        chosen.append(found)
    _give(call, c.ChooseValues(values=tuple(chosen)))


@app.command()
@deciding
def publish(call: Call) -> None:
    """Ask everyone to acknowledge values and expectations as they stand."""
    _give(call, c.PublishCulture())


@app.command()
@deciding
def acknowledge(
    call: Call, edition: Annotated[int, typer.Argument(help="The edition that you have read.")]
) -> None:
    """Acknowledge values and expectations, in one act."""
    _give(call, c.AcknowledgeCulture(edition=edition))


@app.command("do")
@deciding
def do(
    call: Call,
    name: Annotated[str, typer.Argument(help="The command, as set-expectations.")],
    *,
    json_file: Body = None,
) -> None:
    """Give any command of the culture by its name, its body from a file of JSON."""
    _give(call, read_body(name, c.COMMANDS, json_file))


def _culture(view: View) -> Iterator[RenderableType]:
    yield heading(f"Values and culture of {view['cycle'].text} · edition {view['edition'].whole}")
    for one in view.rows("values"):
        yield Text(one["name"].text, style="bold")
        for words in one["behaviours"].texts:
            yield Text(f"  {words}")
    for one in view.rows("expectations"):
        yield Text(f"Expected: {one['words'].text}")
    if (reason := view.get("reason")) is not None:
        yield Text(f"Why we plan: {reason['words'].text}")
    yield Text(f"{view['acknowledgements'].whole} of {view['people'].whole} acknowledged it")
    for one in view.rows("missing"):
        yield Text(f"{one['practice'].text} {one['words'].text}", style="yellow")


def _people(view: View) -> Iterator[RenderableType]:
    rows = [
        (
            one["unit"].text,
            one["person"].text,
            "" if (edition := one.get("edition")) is None else str(edition.whole),
            when(one, "acknowledged_at"),
        )
        for one in view.rows("people")
    ]
    columns = ("unit", "person", "edition", "acknowledged")
    yield table(columns, rows) if rows else Text("Nobody whom you may see.")
