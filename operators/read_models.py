"""`tally rebuild`: what is made again from what is left; read models beside their events."""

from __future__ import annotations

import json

import typer

from operators import halves
from operators.reaching import AsJson, on_the_record
from projections import rebuilding

app = typer.Typer(
    help="What is made again from what is left: workflows, events, read models.",
    no_args_is_help=True,
)
app.command()(halves.workflows)
app.command()(halves.events)


@app.command()
def check(as_json: AsJson = False) -> None:
    """Compare each read model with a fresh fold of the events; exit 1 on a difference."""
    found = on_the_record(rebuilding.apart)
    if as_json:
        typer.echo(json.dumps([one.model_dump(mode="json") for one in found], indent=2))
    else:
        for one in found:
            typer.echo(one.words)
        typer.echo(
            f"{len(found)} rows differ." if found else "Every read model is what events say."
        )
    raise typer.Exit(int(bool(found)))


@app.command("read-models")
def read_models() -> None:
    """Write each read model anew from the events, while the stack runs."""
    typer.echo(f"Written anew from {on_the_record(rebuilding.renew)} streams.")
