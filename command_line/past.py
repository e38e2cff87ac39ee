"""What was, and why: a moment replayed, two compared, a plan step by step, a number explained."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import chain
from typing import Annotated

import typer
from rich.console import RenderableType

from command_line import show_cycle, show_past
from command_line.call import Call, instant, reading
from command_line.cells import heading
from command_line.client import Query
from command_line.options import Unit
from command_line.refusals import Misused
from command_line.view import View

app = typer.Typer()

AMOUNTS = ("target", "portion", "attainment", "coverage")

Eyes = Annotated[
    str | None,
    typer.Option("--seen-by", help="As this person saw it then; auditors: as anyone did."),
]
At = Annotated[
    str | None,
    typer.Option("--at", help="As it stood at a day, an instant or a position; else now."),
]
Drawn = Callable[[View], Iterable[RenderableType]]
OfUnit = Annotated[str | None, typer.Option("--unit", help="Of one unit.")]


@app.command()
@reading
def replay(
    call: Call,
    *,
    at: Annotated[str, typer.Option("--at", help="A day, an instant or a position of the log.")],
    unit: OfUnit = None,
    seen_by: Eyes = None,
) -> None:
    """Show the cycle, or a unit's plan, as it stood at a moment."""
    query: Query = {"at": moment(at), "unit": unit, "person": seen_by}
    reply = call.read(call.path(None, "replay"), query)
    call.show(reply, lambda view: show_cycle.then(view, plan=unit is not None))


@app.command()
@reading
def diff(
    call: Call,
    *,
    since: Annotated[str, typer.Option("--from", help="A day, an instant or a position.")],
    to: Annotated[str, typer.Option("--to", help="The later one.")],
    unit: OfUnit = None,
    seen_by: Eyes = None,
) -> None:
    """Say in words what changed between two moments."""
    query: Query = {"from": moment(since), "to": moment(to), "unit": unit, "person": seen_by}
    call.show(call.read(call.path(None, "diff"), query), show_past.difference)


@reading
def step(
    call: Call,
    unit: Unit,
    *,
    at: Annotated[
        int | None, typer.Option("--at", min=1, help="A position; else the last.")
    ] = None,
) -> None:
    """Show one step of the plan: what caused it, what came of it, and the steps beside it."""
    call.show(call.read(call.path(unit, "step"), {"at": at}), show_past.step)


@reading
def explain(
    call: Call,
    unit: Unit,
    *,
    seat: Annotated[str | None, typer.Option(help="A seat's number; else the unit's.")] = None,
    of: Annotated[str | None, typer.Option(help=f"One of {', '.join(AMOUNTS)}.")] = None,
    target: Annotated[str, typer.Option()] = "revenue",
    period: Annotated[str | None, typer.Option(help="Of an attainment, as Q1.")] = None,
    at: At = None,
) -> None:
    """Say why a number is what it is: steps from the plan goal that sum exactly to it."""
    if of is not None and of not in AMOUNTS:
        raise Misused(f"--of is one of {', '.join(AMOUNTS)}, not {of!r}.")
    query: Query = {"seat": seat, "of": of, "target": target, "period": period, **then(at)}
    call.show(call.read(call.path(unit, "explain"), query), as_it_stood(at, show_past.explained))


def then(at: str | None) -> Query:
    """What asks for a moment; nothing where it is now."""
    return {"at": None if at is None else moment(at)}


def as_it_stood(at: str | None, draw: Drawn) -> Drawn:
    """What is drawn, below the moment that was asked for; as it is where it is now."""
    return draw if at is None else lambda view: chain([heading(f"As it stood at {at}")], draw(view))


def moment(written: str) -> str:
    """A position as it is; a day or an instant as an address has it."""
    return written if written.isdecimal() else instant(written).isoformat()
