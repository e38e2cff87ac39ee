"""`tally facts`: values of goals and corrections from files, proposed by one and answered by another."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import RenderableType
from rich.text import Text

from command_line.amounts import parse_delta
from command_line.call import Call, deciding
from command_line.client import Query
from command_line.options import Reason
from command_line.screen import money, shown
from command_line.telling import tell_receipt
from command_line.transfer import SheetName, rows_in, sent, unrecorded
from command_line.view import View

app = typer.Typer(help="Facts of goals, and corrections from files.", no_args_is_help=True)

File = Annotated[Path, typer.Argument(show_default=False)]
Correction = Annotated[str, typer.Argument(help="The correction's id.", show_default=False)]


class Of(StrEnum):
    SEATS = "seats"
    GOALS = "goals"


@app.command()
@deciding
def goals(call: Call, file: File, *, sheet: SheetName = None) -> None:
    """Import where goals stood: unit, goal, period, value and measured_in."""
    _imported(call, call.path(None, "goal-facts"), file, {"sheet": sheet})


@app.command()
@deciding
def correct(
    call: Call,
    file: File,
    *,
    correction: Annotated[str, typer.Option(help="Its id, as orion-q1.")],
    reason: Annotated[str, typer.Option(help="Why what was recorded is wrong.")],
    of: Annotated[Of, typer.Option(help="Amounts of seats, or values of goals.")] = Of.SEATS,
    control_total: Annotated[
        str | None, typer.Option(help="By how much the total changes, as -20k USD; else nothing.")
    ] = None,
    sheet: SheetName = None,
) -> None:
    """Propose what a file corrects: what was recorded, and what should have been."""
    query: Query = {"correction": correction, "reason": reason, "of": of.value, "sheet": sheet}
    if control_total is not None:
        total = parse_delta(control_total)
        query |= {"control_total": f"{total.amount:f}", "currency": total.currency}
    _imported(call, call.path(None, "corrections"), file, query)


@app.command()
@deciding
def approve(call: Call, correction: Correction) -> None:
    """Approve a correction in every unit in which it waits; who proposed it cannot."""
    _answered(call, correction, "approve")


@app.command()
@deciding
def refuse(call: Call, correction: Correction, *, reason: Reason) -> None:
    """Refuse a correction in every unit in which it waits; who proposed it is told why."""
    _answered(call, correction, "refuse", reason)


@app.command()
@deciding
def withdraw(call: Call, correction: Correction, *, reason: Reason) -> None:
    """Withdraw a correction that you proposed, in every unit in which it waits."""
    _answered(call, correction, "withdraw", reason)


def _answered(call: Call, correction: str, answer: str, reason: str | None = None) -> None:
    reply = call.client.give(
        call.path(None, "corrections", correction, answer),
        {} if reason is None else {"reason": reason},
        call.identity,
        command_id=call.command_id,
        dry_run=call.options.dry_run,
    )
    call.show(reply, lambda view: _told_of_answer(view, call.command_id))


def _imported(call: Call, path: str, file: Path, query: Query) -> None:
    call.show(sent(call, path, file, query), lambda view: _told(view, call.command_id))


def _told(view: View, command_id: str) -> Iterator[RenderableType]:
    change = view.get("change")
    by = f", changing the total by {money(change.money)}" if change else ""
    file = f"{shown(view['file'].text)}: {rows_in(view)}{by}"
    receipts = view.rows("receipts")
    if receipts:
        yield Text.assemble(("✓ ", "green"), f"Taken {file}")
    else:
        yield Text(f"{unrecorded(view)}{file}", style="bold")
    yield Text(f"  sha256 {view['sha256'].text}", style="dim")
    for receipt in receipts:
        yield from tell_receipt(receipt, command_id)


def _told_of_answer(view: View, command_id: str) -> Iterator[RenderableType]:
    receipts = view.rows("receipts")
    if not receipts:
        yield Text(f"Nothing is recorded; it could be: {view['correction'].text}", style="bold")
    for receipt in receipts:
        yield from tell_receipt(receipt, command_id)
