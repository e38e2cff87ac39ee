"""`tally verify`: asks the record of a running stack or DATABASE_URL, and prints what was found."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from pydantic import TypeAdapter
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars
from rich.table import Table

import store.read
from audit import taking
from audit.histories import Histories
from audit.note import NoteRefused, Verifier
from audit.outside import Memory, NotUsable, Outside, read, read_folder, together
from audit.reaching import asked, could_not, settings
from audit.recovered import NoCommands
from audit.report import Check, Report
from audit.second_half import second_half
from audit.verify import Progress, Wanted, verify
from runtime.settings import Settings
from store.pool import Connection

EVERY = TypeAdapter(tuple[Report, ...])
VALID, FOUND = 0, 1
MARKS = {
    "valid": "[green]valid[/]",
    "finding": "[red]FINDING[/]",
    "notice": "[yellow]notice[/]",
    "unchecked": "[yellow]nothing to check[/]",
}


app = typer.Typer()
app.command("receipt")(taking.receipt)


@app.callback(invoke_without_command=True)
def verify_record(
    context: typer.Context,
    *,
    organisation: Annotated[
        list[str] | None, typer.Option("--organisation", "-o", help="Repeatable; default: all.")
    ] = None,
    checkpoint: Annotated[
        list[Path] | None,
        typer.Option(
            help="A checkpoint held outside: a note, receipt or notary's file; repeatable."
        ),
    ] = None,
    key: Annotated[
        list[str] | None,
        typer.Option(help="A log's public key, as it was given to you; repeatable."),
    ] = None,
    histories: Annotated[
        list[Path] | None,
        typer.Option(help="A folder of Temporal's histories as JSON; repeatable."),
    ] = None,
    without_temporal: Annotated[
        bool, typer.Option("--without-temporal", help="Do not ask the Temporal that runs.")
    ] = False,
    state_file: Annotated[
        Path | None, typer.Option(help="Where this verifier remembers what it saw.")
    ] = None,
    chain: Annotated[
        bool, typer.Option("--chain", help="Hashes, chains, tree and signatures of the log alone.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Verify the record: exit 0 when valid, 1 with findings, 2 when it could not be done.

    Temporal's half is laid beside it where Temporal answers, or where its histories are given.
    The notary's own files are held against the database too, where they are on this machine.
    """
    if context.invoked_subcommand is not None:
        return
    known = settings()
    try:
        wanted = Wanted(
            organisation="",
            outside=_given(known, checkpoint or [], key or []),
            memory=Memory(state_file or known.state / "verifier" / "seen.json"),
            depth="chain" if chain else "whole",
            url=known.database_url.get_secret_value() if known.database_url else None,
        )
        folders = tuple(histories or ())
        with (
            watched() as progress,
            second_half(known, folders, progress, asks=not (without_temporal or chain)) as halves,
        ):
            brought = _with(wanted, halves)
            reports = asked(known, lambda there: _verified(there, organisation, brought, progress))
    except (NotUsable, NoteRefused) as unusable:
        could_not(str(unusable))
    if as_json:
        typer.echo(EVERY.dump_json(reports, indent=2))
    else:
        for report in reports:
            show(report, Console())
    raise typer.Exit(VALID if all(report.valid for report in reports) else FOUND)


def _with(wanted: Wanted, halves: Histories | str) -> Wanted:
    commands = NoCommands() if isinstance(halves, str) else halves
    return replace(wanted, halves=halves, commands=commands)


def _given(known: Settings, checkpoints: list[Path], keys: list[str]) -> Outside:
    held = (*map(read, checkpoints), read_folder(known.checkpoints_folder))
    return together((*held, Outside(keys=tuple(Verifier.read(one) for one in keys))))


async def _verified(
    connection: Connection, organisations: list[str] | None, wanted: Wanted, progress: Progress
) -> tuple[Report, ...]:
    every = {row["organisation"] for row in await connection.fetch(store.read.ORGANISATIONS)}
    if isinstance(wanted.halves, Histories):
        every |= wanted.halves.organisations
    names = organisations or sorted(every)
    if not names:
        raise NotUsable("Nothing is recorded yet: there is nothing to verify.")
    each = (replace(wanted, organisation=name) for name in names)
    return tuple([await verify(connection, one, progress=progress) for one in each])


@contextmanager
def watched() -> Iterator[Progress]:
    """A bar for each part, on a terminal, gone when it is done."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        tasks: dict[str, TaskID] = {}

        def progress(part: str, done: int, of: int) -> None:
            if part not in tasks:
                tasks[part] = bars.add_task(part, total=of)
            bars.update(tasks[part], completed=done, total=of)

        yield progress


def show(report: Report, console: Console) -> None:
    """The checks as a table, then each finding with what it means and what to do."""
    console.print(f"\n[bold]{report.organisation}[/]: {report.size} entries, root {report.root}")
    table = Table(box=None, pad_edge=False)
    for name in ("", "Check", "Counted", ""):
        table.add_column(name, justify="right" if name == "Counted" else "left")
    for check in report.checks:
        counted = f"{check.counted:,} {check.counts}"
        table.add_row(check.number, check.name, counted, MARKS[check.standing])
    console.print(table)
    for check in report.checks:
        _show_findings(check, console)
    words = "This record is valid." if report.valid else "This record is NOT valid."
    console.print(f"\n{words}", style="green" if report.valid else "bold red")


def _show_findings(check: Check, console: Console) -> None:
    def say(text: str) -> None:
        console.print(text, markup=False, highlight=False, soft_wrap=True)

    told = {one.what for one in check.findings}
    if check.note and check.note not in told:
        say(f"\n{check.number}  {check.note}")
    for one in check.findings:
        say(f"\n{check.number}  {one.where}\n     {one.what}")
    if check.untold:
        say(f"\n{check.number}  and {check.untold} more like these")
    if check.standing == "finding":
        say(
            f"     What it means: {check.findings[0].meaning}\n     What to do: {check.findings[0].remedy}"
        )
