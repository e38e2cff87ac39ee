"""`tally unit scenario`: what-ifs of a plan, side by side, adopted or left."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from pydantic import JsonValue
from rich.console import RenderableType
from rich.text import Text

from command_line.bodies import read_json
from command_line.call import Call, deciding, reading
from command_line.cells import amount, heading
from command_line.options import Unit
from command_line.screen import said
from command_line.tables import amounts, prose, table
from command_line.view import View

app = typer.Typer(
    help="What-ifs: private until one is adopted, by the proposal that cites it.",
    no_args_is_help=True,
)
Which = Annotated[str, typer.Argument(help="Its id.", show_default=False)]


@app.command()
@reading
def keep(
    call: Call,
    unit: Unit,
    scenario: Which,
    *,
    file: Annotated[
        Path, typer.Option(help="JSON with name, and proposal or revision; goals if supposed.")
    ],
    share: Annotated[list[str] | None, typer.Option(help="Whom it is shown; repeatable.")] = None,
) -> None:
    """Keep a scenario of your own; nothing of it is on the record."""
    body: JsonValue = {"scenario": read_json(file), "shared_with": list(share or ())}
    call.show(call.keep(call.path(unit, "scenarios", scenario), body), _one)


@app.command()
@reading
def compare(call: Call, unit: Unit) -> None:
    """Show yours and those you are shown, beside the plan as it stands."""
    call.show(call.read(call.path(unit, "scenarios")), _side_by_side)


@app.command()
@deciding
def adopt(
    call: Call,
    unit: Unit,
    scenario: Which,
    *,
    made_by: Annotated[str | None, typer.Option(help="Whose it is, if not yours.")] = None,
    voids: Annotated[int, typer.Option(help="How many signatures you know it voids.")] = 0,
) -> None:
    """Propose, or revise, just as a scenario says."""
    maker = made_by or call.identity.person
    call.give(call.path(unit, "scenarios", maker, scenario, "adopt"), {"voids": voids})


@app.command()
@reading
def leave(call: Call, unit: Unit, scenario: Which) -> None:
    """Delete a scenario of your own; it leaves no trace."""
    call.client.erase(call.path(unit, "scenarios", scenario), call.identity)
    call.say(f"{scenario} is gone.")


def _one(view: View) -> Iterator[RenderableType]:
    yield Text(f"{view['id'].text}  {said(view['scenario']['name'].text)}  {view['sha256'].text}")
    if words := view.said("refused"):
        yield Text(f"  cannot be proposed: {said(words)}")


def _side_by_side(view: View) -> Iterator[RenderableType]:
    columns = [("as it stands", view["stands"])] if view.get("stands") is not None else []
    for one in view.rows("scenarios"):
        yield from _one(one)
        if one["behind"].flag:
            yield Text("  the plan has changed since it was made", style="dim")
        if one.get("outcome") is not None:
            columns.append((one["id"].text, one["outcome"]))
    if not columns:
        yield Text("Nothing to compare.")
        return
    names = (prose(""), *(amounts(name) for name, _ in columns))
    yield table(names, [(words, *(of(one) for _, one in columns)) for words, of in _LINES])
    for name, one in columns:
        if found := one.rows("findings"):
            yield heading(f"{name} says")
        for each in found:
            mark = "blocks" if each["blocks"].flag else "warns"
            yield Text(f"  {each['practice'].text} {mark}: {said(each['words'].text)}")


def _stretch(one: View) -> str:
    return ", ".join(
        f"{line['target'].text} {amount(line, 'goal')} + {amount(line, 'add_on')}"
        for line in one.rows("targets")
    )


def _reach(one: View) -> str:
    found = one["distribution"]
    percent = f" ({found['percent'].text} %)" if found.said("percent") else ""
    return f"{found['reach'].whole} of {found['people'].whole}{percent}"


_LINES = (
    ("goal + add-on", _stretch),
    ("portions", lambda one: amount(one, "carried")),
    ("gap to bottom-up", lambda one: amount(one, "gap")),
    ("at or above quota", _reach),
    ("guardrails", lambda one: str(len(one.rows("findings")))),
)
