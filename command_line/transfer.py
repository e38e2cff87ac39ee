"""`tally import` and `tally export`: CSV and XLSX files on their way in and out."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import RenderableType
from rich.text import Text

from command_line.amounts import parse_money
from command_line.call import Call, deciding, exporting
from command_line.client import Query, Reply
from command_line.refusals import Misused, Stopped
from command_line.screen import money, shown, waiting
from command_line.tables import prose, table
from command_line.telling import tell_receipt
from command_line.view import View


class Incoming(StrEnum):
    PEOPLE = "people"
    ACTUALS = "actuals"
    PLAN_GOAL = "plan-goal"
    MARKET_RATES = "market-rates"


class Outgoing(StrEnum):
    PEOPLE = "people"
    ACTUALS = "actuals"
    PORTIONS = "portions"
    QUOTAS = "quotas"
    TIMELINE = "timeline"
    FINDINGS = "findings"


Control = Annotated[
    str | None,
    typer.Option("--control-total", help="What the file must add up to, as 90M USD."),
]
Period = Annotated[str | None, typer.Option(help="The period that actuals are for, as Q1.")]
DocumentFile = Annotated[
    Path | None, typer.Option("--document", help="The document that a plan goal names.")
]
SheetName = Annotated[
    str | None, typer.Option("--sheet", help="The sheet of a workbook; else its first.")
]
Restates = Annotated[
    str | None, typer.Option("--restates", help="Why what is recorded is other now.")
]
Output = Annotated[Path | None, typer.Option("--output", "-O", help="A file; else the terminal.")]


@deciding
def import_file(
    call: Call,
    kind: Annotated[Incoming, typer.Argument(show_default=False)],
    file: Annotated[Path, typer.Argument(show_default=False)],
    *,
    control_total: Control = None,
    period: Period = None,
    document: DocumentFile = None,
    sheet: SheetName = None,
    restates: Restates = None,
) -> None:
    """Import a CSV or XLSX file: all of it, or nothing and every problem with its remedy."""
    query: Query = {
        "period": period,
        "sheet": sheet,
        "restates": restates,
        **_named(document),
    }
    if control_total is not None:
        total = parse_money(control_total)
        query |= {"control_total": f"{total.amount:f}", "currency": total.currency}
    reply = sent(call, call.path(None, "imports", kind.value), file, query)
    call.show(reply, lambda view: _told(view, call.command_id))
    if kind is Incoming.PEOPLE and not (call.options.as_json or call.options.dry_run):
        _tell_people(call)


def _tell_people(call: Call) -> None:
    """The import is on the record by now: that who is in it cannot be read is no failure of it."""
    try:
        view = call.read(call.path()).view
    except Stopped as stopped:
        call.say(f"Who is in it cannot be read now: {stopped}")
        return
    for part in people(view):
        call.console.print(part)


def people(view: View) -> Iterator[RenderableType]:
    """Who is in the cycle: by which id each is named, what they lead and which seat they carry."""
    known: dict[str, str] = {}
    leads: dict[str, list[str]] = {}
    seats: dict[str, list[str]] = {}
    for unit in view.rows("units"):
        draft = unit["draft"]
        known |= {one["id"].text: one["name"].text for one in draft.rows("people")}
        leads.setdefault(unit["led_by"].text, []).append(draft["unit"].text)
        for seat in draft.rows("seats"):
            seats.setdefault(seat.said("owner"), []).append(seat["id"].text)
    rows = [
        (identity, name, ", ".join(leads.get(identity, ())), ", ".join(seats.get(identity, ())))
        for identity, name in known.items()
    ]
    if rows:
        yield table(("id", prose("name"), "leads unit", "seat"), rows)
    if vacant := seats.get("", ()):
        yield Text(f"Vacant: {shown(', '.join(vacant))}")


def _told(view: View, command_id: str) -> Iterator[RenderableType]:
    """What the file held, and where it is on the record."""
    total = view.get("control_total")
    adds_up = f", adding up to {money(total.money)}" if total else ""
    file = f"{view['file'].text} ({view['kind'].text}): {rows_in(view)}{adds_up}"
    receipts = view.rows("receipts")
    if receipts:
        yield Text.assemble(("✓ ", "green"), f"Imported {shown(file)}")
    else:
        yield Text(f"{unrecorded(view, 'imported')}{shown(file)}", style="bold")
    yield Text(f"  sha256 {view['sha256'].text}", style="dim")
    for receipt in receipts:
        yield from tell_receipt(receipt, command_id)


def rows_in(view: View) -> str:
    """How many rows a file has, and of facts how many say what is recorded already."""
    rows, known = view["rows"].whole, view.get("known")
    if not known or not known.whole:
        return f"{rows} rows"
    return f"{rows} rows, {known.whole} as known already, {rows - known.whole} new"


def unrecorded(view: View, done: str = "recorded") -> str:
    """How a file begins to be told of that left nothing on the record."""
    known = view.get("known")
    if known and known.whole == view["rows"].whole:
        return "Nothing is new in it, and nothing is recorded: "
    return f"Nothing is {done}; it could be: "


def _named(document: Path | None) -> Query:
    if document is None:
        return {}
    digest = hashlib.sha256(content_of(document)).hexdigest()
    return {"document_name": document.name, "document_sha256": digest}


def sent(call: Call, path: str, file: Path, query: Query) -> Reply:
    """Send a file as one decision, or as a dry run of it."""
    content = content_of(file)
    with waiting(call.errors, f"Sending {file.name} …"):
        return call.client.upload(
            path,
            content,
            call.identity,
            command_id=call.command_id,
            query={"dry_run": call.options.dry_run or None, "file_name": file.name, **query},
        )


def content_of(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as missing:
        raise Misused(f"{file}: {missing.strerror}") from None


@exporting
def export(
    call: Call,
    kind: Annotated[Outgoing, typer.Argument(show_default=False)],
    *,
    output: Output = None,
) -> None:
    """Export as CSV, or as XLSX into a file of that name."""
    workbook = output is not None and output.suffix.lower() == ".xlsx"
    path = call.path(None, "exports", kind.value if workbook else f"{kind.value}.csv")
    with waiting(call.errors, f"Exporting {kind.value} …"):
        content = call.client.download(
            path, call.identity, {"format": "xlsx"} if workbook else None
        )
    if output is None:
        sys.stdout.buffer.write(content)
        return
    try:
        output.write_bytes(content)
    except OSError as refused:
        raise Misused(f"{output}: {refused.strerror}") from None
    call.say(f"{output}: {len(content):,} bytes")
