"""`tally audit export` and `tally verify receipt`: from the record of a running stack or DATABASE_URL."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Annotated, BinaryIO

import typer

from audit.bundle import NothingToTake, Selection, Taken, take
from audit.options import Folders, WithoutTemporal
from audit.progress import Progress
from audit.reaching import asked, could_not, settings
from audit.receipts import Blocks, ReceiptFile, ReceiptRefused, contradicted, read
from audit.scope import Scope
from audit.second_half import PART, second_half
from audit.watching import watched
from audit.zipped import TooLarge
from domain.sensitive import GROUPS, kept_back
from runtime.apart import TemporalAway, fetch_histories
from runtime.history_files import every
from runtime.private import kept, private
from runtime.sealing_key import master_there
from runtime.settings import Settings, SettingsInvalid
from store.pool import Connection, open_pool
from store.sealing import Master, MasterKeyIsAnother
from store.seals import Seals

CONTRADICTED = 1
LARGEST_RECEIPT = 64 * 1024 * 1024

app = typer.Typer(help="What an auditor takes away.", no_args_is_help=True)


@app.callback()
def audit() -> None:
    """What an auditor takes away."""


Owner = Annotated[
    str, typer.Option("--organisation", "-o", envvar="TALLY_ORGANISATION", help="Whose log.")
]
Output = Annotated[Path, typer.Option("--output", "-O", help="A new file, for you alone.")]
Cycle = Annotated[str | None, typer.Option(help="Only this cycle's streams.")]
Stream = Annotated[str | None, typer.Option(help="Only this stream.")]
Without = Annotated[
    list[str] | None, typer.Option(help="Leave out what events of this type say; repeatable.")
]
With = Annotated[
    list[str] | None,
    typer.Option(
        "--with", help=f"Take these along, else left out: {', '.join(GROUPS)}; repeatable."
    ),
]
WithoutWords = Annotated[
    bool, typer.Option("--without-words", help="Leave names and texts sealed.")
]


@app.command()
def export(
    *,
    organisation: Owner,
    output: Output,
    cycle: Cycle = None,
    stream: Stream = None,
    without: Without = None,
    shown: With = None,
    without_words: WithoutWords = False,
    histories: Folders = None,
    without_temporal: WithoutTemporal = False,
) -> None:
    """Take the record away as one file that proves itself, with its verifier in it."""
    typed = tuple(without or ())
    wanted = Selection(organisation, _scope(cycle, stream), kept_back(typed, _groups(shown or ())))
    known, folders = settings(), tuple(histories or ())
    master = None if without_words else _master(known)
    with (
        _new(output) as file,
        watched() as progress,
        second_half(known, folders, progress, asks=not without_temporal) as halves,
    ):
        taking = _Taking(known, master, replace(wanted, histories=halves), output, progress)
        found = asked(known, partial(taking.take, file))
    typer.echo("\n".join(said(output, found, wanted.without, typed)))
    if master is None and not without_words:
        typer.echo("No sealing key is on this machine: names and texts are sealed in it.")


@dataclass(frozen=True)
class _Taking:
    """All but the connection and the open file."""

    known: Settings
    master: Master | None
    wanted: Selection
    output: Path
    progress: Progress

    async def take(self, file: BinaryIO, connection: Connection) -> Taken:
        async with _opening(self.known, self.master) as seals:
            return await take(
                connection,
                replace(self.wanted, seals=seals),
                file,
                beside=self.output.absolute().parent,
                progress=self.progress,
            )


def _groups(shown: Sequence[str]) -> Sequence[str]:
    for one in shown:
        if one not in GROUPS:
            words = f"{one} is none of {', '.join(GROUPS)}"
            raise typer.BadParameter(words, param_hint="--with")
    return shown


def _scope(cycle: str | None, stream: str | None) -> Scope:
    if cycle and stream:
        raise typer.BadParameter("a cycle or a stream, not both", param_hint="stream")
    return Scope("cycle", cycle) if cycle else Scope("stream", stream) if stream else Scope()


@contextmanager
def _new(output: Path) -> Iterator[BinaryIO]:
    """The file to write; ends with 2 where there is nothing to take, or nowhere to put it."""
    try:
        with private(output) as file:
            yield file
    except (NothingToTake, MasterKeyIsAnother, TooLarge) as nothing:
        could_not(str(nothing))
    except FileExistsError:
        could_not(kept(output))
    except OSError as refused:
        could_not(f"{output}: {refused.strerror or refused}")


def _master(known: Settings) -> Master | None:
    try:
        return master_there(known)
    except SettingsInvalid as invalid:
        could_not(f"{invalid} Or leave names and texts sealed, with --without-words.")


@asynccontextmanager
async def _opening(known: Settings, master: Master | None) -> AsyncIterator[Seals | None]:
    """What opens the tokens, with a connection of its own; None where they stay sealed."""
    if master is None or known.database_url is None:
        yield None
        return
    pool = await open_pool(known.database_url.get_secret_value(), "tally_reader", max_size=1)
    try:
        seals = Seals(pool, pool, master)
        await seals.require_master()
        yield seals
    finally:
        await pool.close()


def said(
    output: Path, found: Taken, without: tuple[str, ...], typed: tuple[str, ...]
) -> Iterator[str]:
    """The lines that say what was taken, what was left out, and what is gone."""
    yield (
        f"{output}: {found.entries:,} entries, {found.payloads:,} payloads, "
        f"{found.checkpoints:,} checkpoints, {found.signatures:,} signatures."
    )
    for name, count in sorted(found.left_out.items()):
        why = "left out" if name in without else "MISSING FROM THE RECORD"
        yield f"  {name}: {count:,} payloads {why}"
    for name in sorted(set(typed) - found.left_out.keys()):
        yield f"  {name}: there is none, so nothing was left out"
    yield f"  {found.told:,} things that Temporal's histories have of {found.streams:,} streams"
    if found.waiting:
        yield f"{found.waiting:,} entries are recorded and not yet signed, and not in it: ask again soon."
    yield "To verify it elsewhere: unzip -p FILE verify.py > verify.py; python3 -I verify.py FILE --key KEY"


@app.command()
def histories(
    to: Annotated[Path, typer.Option("--to", help="A new folder, for you alone.")],
) -> None:
    """Write every history that Temporal has to a folder, one file for each run."""
    known = settings()
    if known.embeds_temporal:
        could_not("No Temporal runs here: start it with `make up`, or set TEMPORAL_ADDRESS.")
    try:
        to.mkdir(mode=0o700)
        with watched() as progress:
            fetch_histories(known, to.absolute(), partial(progress, PART))
    except (TemporalAway, OSError) as away:
        could_not(f"{to}: {getattr(away, 'strerror', None) or away}")
    typer.echo(f"{to}: the histories of {sum(1 for _ in every(to)):,} runs.")
    typer.echo("Beside the record: tally verify --histories FOLDER")


def receipt(
    file: Annotated[Path, typer.Argument(help="As `tally receipt` wrote it.", show_default=False)],
) -> None:
    """Say whether the record still holds what a receipt proves: exit 0 if so, 1 if not."""
    try:
        with file.open("rb") as there:
            held, at = read(there.read(LARGEST_RECEIPT))
    except (OSError, ReceiptRefused) as refused:
        could_not(f"{file}: {getattr(refused, 'strerror', None) or refused}")
    why = asked(settings(), lambda connection: contradicted(connection, Blocks(), held, at))
    where = ", ".join(str(one.position) for one in held.entries)
    if why is None:
        typer.echo(
            f"Still so: {_decision(held)} is in the record at {where}, as it was when the notary "
            f"signed {at.size:,} entries."
        )
        return
    typer.echo(f"NO LONGER SO: {_decision(held)}, at {where}. {why}", err=True)
    typer.echo("Keep the receipt, and ask an auditor to run `tally verify` with it.", err=True)
    raise typer.Exit(CONTRADICTED)


def _decision(held: ReceiptFile) -> str:
    return f"command {held.command_id} of {held.stream} in {held.organisation}"
