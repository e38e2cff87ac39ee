"""`tally verify`: asks the record of a running stack or DATABASE_URL, and prints what was found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from pydantic import TypeAdapter
from rich.console import Console
from rich.table import Table

import store.read
from audit import taking
from audit.histories import Histories
from audit.note import NoteRefused, Verifier
from audit.options import Folders, WithoutTemporal
from audit.outside import Memory, NotUsable, Outside, read, read_folder, together
from audit.progress import Progress
from audit.reaching import asked, could_not, settings
from audit.report import Check, Report
from audit.second_half import second_half
from audit.verify import Depth, Wanted, verify
from audit.watching import watched
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


Owners = Annotated[
    list[str] | None, typer.Option("--organisation", "-o", help="Repeatable; default: all.")
]
Held = Annotated[
    list[Path] | None,
    typer.Option(help="What you kept: a note, receipt, bundle or notary's file; repeatable."),
]
Keys = Annotated[
    list[str] | None,
    typer.Option(help="A log's public key, as it was given to you; repeatable."),
]
StateFile = Annotated[Path | None, typer.Option(help="Where this verifier remembers what it saw.")]
ChainAlone = Annotated[
    bool, typer.Option("--chain", help="Hashes, chains, tree and signatures of the log alone.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.callback(invoke_without_command=True)
def verify_record(
    context: typer.Context,
    *,
    organisation: Owners = None,
    checkpoint: Held = None,
    key: Keys = None,
    histories: Folders = None,
    without_temporal: WithoutTemporal = False,
    state_file: StateFile = None,
    chain: ChainAlone = False,
    as_json: AsJson = False,
) -> None:
    """Verify the record: exit 0 when valid, 1 with findings, 2 when it could not be done.

    Temporal's half is laid beside it where Temporal answers, or where its histories are given.
    The notary's own files are held against the database too, where they are on this machine.
    """
    if context.invoked_subcommand is not None:
        return
    known = settings()
    with _refusing():
        brought = _brought(checkpoint or [], key or [])
        if organisation:
            _require_used(brought, organisation)
        held = together((*brought.values(), read_folder(known.checkpoints_folder)))
        wanted = _wanted(known, held, state_file, "chain" if chain else "whole")
        asks, folders = not (without_temporal or chain), tuple(histories or ())
        reports = _reports(known, wanted, organisation, folders, asks=asks)
        _require_used(brought, [one.organisation for one in reports])
    raise typer.Exit(_said(reports, as_json=as_json))


@contextmanager
def _refusing() -> Iterator[None]:
    """Ends with 2 where what was given is none of what it should be."""
    try:
        yield
    except (NotUsable, NoteRefused) as unusable:
        could_not(str(unusable))


def _wanted(known: Settings, outside: Outside, state_file: Path | None, depth: Depth) -> Wanted:
    return Wanted(
        organisation="",
        outside=outside,
        memory=Memory(state_file or known.state / "verifier" / "seen.json"),
        depth=depth,
        url=known.database_url.get_secret_value() if known.database_url else None,
    )


def _reports(
    known: Settings,
    wanted: Wanted,
    organisations: list[str] | None,
    folders: tuple[Path, ...],
    *,
    asks: bool,
) -> tuple[Report, ...]:
    with watched() as progress, second_half(known, folders, progress, asks=asks) as halves:
        brought = wanted.with_halves(halves)
        return asked(known, lambda there: _verified(there, organisations, brought, progress))


def _said(reports: tuple[Report, ...], *, as_json: bool) -> int:
    """The code to end with, once the reports are printed."""
    if as_json:
        typer.echo(EVERY.dump_json(reports, indent=2))
    else:
        for report in reports:
            show(report, Console())
    return VALID if all(report.valid for report in reports) else FOUND


def _brought(checkpoints: list[Path], keys: list[str]) -> dict[str, Outside]:
    """What was given by hand, by what it is called."""
    read_keys = {one: Outside(keys=(Verifier.read(one),)) for one in keys}
    return {str(one): read(one) for one in checkpoints} | read_keys


def _require_used(brought: Mapping[str, Outside], names: Sequence[str]) -> None:
    """Raises NotUsable for what is of none of these organisations' logs: it would prove nothing."""
    for called, one in brought.items():
        if all(one.of(name) == Outside() for name in names):
            raise NotUsable(
                f"{called} says nothing of {', '.join(names)}: it is of another log. Leave it out, or "
                "name whose it is with --organisation."
            )


async def _verified(
    connection: Connection, organisations: list[str] | None, wanted: Wanted, progress: Progress
) -> tuple[Report, ...]:
    every = {row["organisation"] for row in await connection.fetch(store.read.ORGANISATIONS)}
    if isinstance(wanted.halves, Histories) and wanted.depth == "whole":
        every |= wanted.halves.organisations
    names = organisations or sorted(every)
    if not names:
        raise NotUsable("Nothing is recorded yet: there is nothing to verify.")
    for name in names:
        _known(name, every, wanted)
    each = (replace(wanted, organisation=name) for name in names)
    return tuple([await verify(connection, one, progress=progress) for one in each])


def _known(name: str, every: set[str], wanted: Wanted) -> None:
    """Raises NotUsable for a name that neither the record, this verifier nor what was brought knows."""
    seen = wanted.memory.read(name) if wanted.memory else None
    if name in every or seen or wanted.outside.of(name) != Outside():
        return
    raise NotUsable(
        f"Nothing is recorded of {name}, this verifier has seen nothing of it, and nothing that you "
        f"brought is of it. Recorded are: {', '.join(sorted(every)) or 'none'}."
    )


def show(report: Report, console: Console) -> None:
    """The checks as a table, then each finding with what it means and what to do."""
    console.print(f"\n[bold]{report.organisation}[/]: {report.size} entries, root {report.root}")
    table = Table(box=None, pad_edge=False)
    for name in ("", "Check", "Counted", ""):
        table.add_column(name, justify="right" if name == "Counted" else "left")
    for check in report.checks:
        counted = f"{check.counted:,} {check.noun}"
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
