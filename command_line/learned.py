"""`tally cycle learned` and `tally cycle years`: what a year taught, and years side by side."""

from __future__ import annotations

from collections.abc import Iterator

import typer
from rich.console import RenderableType
from rich.text import Text

from command_line.call import Call, reading
from command_line.cells import amount, heading
from command_line.tables import Column, amounts, table
from command_line.view import View

app = typer.Typer()


@app.command()
@reading
def learned(call: Call) -> None:
    """Show who judged best, how attainment is spread, what was kept, what findings led to."""
    call.show(call.read(call.path(None, "learned")), _taught)


@app.command()
@reading
def years(call: Call) -> None:
    """Show attainment and delivery year by year, by unit and by leader."""
    call.show(call.read(call.path(None, "years")), _years)


def _taught(view: View) -> Iterator[RenderableType]:
    seats = [
        (
            one["unit"].text, one["person"].text, amount(one, "proposed"), amount(one, "countered"),
            amount(one, "committed"), amount(one, "actual"), one.said("closer"),
        )
        for one in view.rows("seats")
    ]  # fmt: skip
    columns = (
        "unit", "person", amounts("proposed"), amounts("countered"), amounts("committed"),
        amounts("came"), "closer",
    )  # fmt: skip
    yield table(columns, seats) if seats else Text("No actuals are recorded yet.")
    for group in ("by_proposer", "by_person", "by_unit", "by_kind"):
        yield from _calibrated(view, group)
    yield from _attained(view)


def _attained(view: View) -> Iterator[RenderableType]:
    """How attainment is spread, what was kept, and what findings led to."""
    spread = ", ".join(
        f"{one['least'].whole} to {one['below'].whole if one.get('below') else 'more'} %: {one['people'].whole}"
        for one in view.rows("distribution")
    )
    yield Text(f"People by attainment: {spread}; at or above quota {_percent(view, 'at_or_above')}")
    for one in view.rows("kept"):
        yield Text(f"{one['side'].text} kept {one['kept'].whole} of {one['made'].whole}")
    for one in view.rows("findings"):
        yield Text(
            f"{one['practice'].text}: found in {one['units'].whole} units, "
            f"{one['reached'].whole} of them reached 100 %"
        )


def _percent(view: View, name: str) -> str:
    said = view.said(name)
    return f"{said} %" if said else "—"


def _calibrated(view: View, group: str) -> Iterator[RenderableType]:
    rows = [
        (
            one["of"].text, str(one["countered"].whole), str(one["counter_closer"].whole),
            str(one["proposal_closer"].whole), one.said("proposal_off"), one.said("counter_off"),
        )
        for one in view.rows(group)
        if one["countered"].whole
    ]  # fmt: skip
    if rows:
        numbers = (
            "countered",
            "counter closer",
            "proposal closer",
            "proposal off %",
            "counter off %",
        )
        yield heading(group.replace("_", " "))
        yield table((group[3:], *(Column(one, number=True) for one in numbers)), rows)


def _years(view: View) -> Iterator[RenderableType]:
    rows = [
        (
            one["unit"].text, one["target"].text, one["cycle"].text, one["leader"].text,
            one.said("original_percent"), one.said("current_percent"), one.said("handoffs"),
            f"{one['kept'].whole} of {one['promises'].whole}",
        )
        for one in view.rows("years")
    ]  # fmt: skip
    columns = (
        "unit", "target", "year", "leader", Column("original %", number=True),
        Column("current %", number=True), Column("hand-offs %", number=True), "promises kept",
    )  # fmt: skip
    yield table(columns, rows) if rows else Text("No year is in force yet.")
    for one in view.rows("leaders"):
        yield Text(f"{one['leader'].text} {one['cycle'].text}: {_percent(one, 'original_percent')}")
