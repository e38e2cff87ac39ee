"""Receipts, dry runs and refusals as lines of text."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from rich.console import RenderableType
from rich.text import Text

from command_line.client import Query, Reply, segment
from command_line.refusals import Problem, Stopped
from command_line.screen import said, shown
from command_line.tables import Column, prose, table
from command_line.view import View


def tell_problem(problem: Problem) -> Iterator[RenderableType]:
    """What was refused, by which practice, each missing part on a line, and the remedy."""
    heading = Text(shown(problem.title), style="bold red")
    cited = " · ".join(part for part in (problem.name, problem.practice) if part)
    if cited:
        heading.append(f" ({shown(cited)})", style="red")
    yield heading
    if problem.detail:
        yield Text(said(problem.detail))
    for part in () if problem.cells else problem.missing:
        yield Text(f"  • {said(part)}")
    if problem.cells:
        yield table(
            ("file", Column("row", number=True), "column", "value", prose("what to do")),
            [_cell(one) for one in problem.cells],
        )
    if problem.remedy:
        yield Text(f"→ {problem.remedy}", style="cyan")


def _cell(problem: View) -> tuple[str, ...]:
    row = problem.get("row")
    return (
        problem.said("file"),
        "" if row is None else str(row.whole),
        problem.said("column"),
        problem.said("value"),
        said(problem.said("remedy")),
    )


def tell_receipt(view: View, command_id: str) -> Iterator[RenderableType]:
    """Where the events are on the record, and each finding; of a dry run what they would be."""
    if (events := view.get("events")) is not None:
        yield Text("Nothing is recorded. It would be:", style="bold")
        for event in events:
            yield Text(f"  {shown(event['type'].text)}")
    else:
        yield Text.assemble(
            ("✓ ", "green"), f"{', '.join(view['types'].texts)} — {shown(_place(view))}"
        )
        yield Text(f"  command id {view.said('command_id') or command_id}", style="dim")
    for finding in view.rows("findings"):
        yield Text(
            f"  ! {shown(finding.said('practice'))}: {said(finding.said('words'))}",
            style="yellow",
        )


def retell(receipt: View, read: Callable[[str, Query], Reply]) -> Iterator[Text]:
    """What was recorded, in the timeline's sentences; without them the receipt is enough."""
    positions = receipt.rows("positions")
    kind, cycle, *unit = receipt.said("stream").split("/") if positions else ("", "")
    if kind not in {"cycle", "unit"}:
        return
    query: Query = {
        "unit": unit[0] if unit else None,
        "after": positions[0].whole - 1,
        "limit": len(positions),
    }
    try:
        view = read(f"/cycles/{segment(cycle)}/timeline", query).view
    except Stopped:
        return
    for one in view.rows("events"):
        yield Text(f"  {said(one['words'].text)}")


def _place(view: View) -> str:
    first, last = view["first_version"].whole, view["last_version"].whole
    span = f"{first}" if first == last else f"{first} to {last}"
    return f"{view['stream'].text}, event {span}"
