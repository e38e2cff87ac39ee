"""`tally audit export` and `tally verify receipt`: from the record of a running stack or DATABASE_URL."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Annotated, BinaryIO

import typer
from rich.console import Console
from rich.progress import Progress as Bars

from audit.bundle import NothingToTake, Progress, Taken, take
from audit.reaching import asked, could_not, settings
from audit.receipts import Blocks, ReceiptFile, ReceiptRefused, contradicted, read
from audit.scope import Scope
from audit.second_half import second_half
from audit.zipped import TooLarge
from runtime.apart import TemporalAway, fetch_histories
from runtime.history_files import every
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


@app.command()
def export(
    *,
    organisation: Annotated[str, typer.Option("--organisation", "-o", help="Whose log.")],
    output: Annotated[Path, typer.Option("--output", "-O", help="A new file, for you alone.")],
    cycle: Annotated[str | None, typer.Option(help="Only this cycle's streams.")] = None,
    stream: Annotated[str | None, typer.Option(help="Only this stream.")] = None,
    without: Annotated[
        list[str] | None,
        typer.Option(help="Leave out what events of this type say; repeatable."),
    ] = None,
    without_words: Annotated[
        bool, typer.Option("--without-words", help="Leave names and texts sealed.")
    ] = False,
    histories: Annotated[
        list[Path] | None,
        typer.Option(help="A folder of Temporal's histories as JSON; repeatable."),
    ] = None,
    without_temporal: Annotated[
        bool, typer.Option("--without-temporal", help="Do not ask the Temporal that runs.")
    ] = False,
) -> None:
    """Take the record away as one file that proves itself, with its verifier in it."""
    if cycle and stream:
        raise typer.BadParameter("a cycle or a stream, not both", param_hint="stream")
    scope = Scope("cycle", cycle) if cycle else Scope("stream", stream) if stream else Scope()
    known = settings()
    master = None if without_words else _master(known)
    try:
        with (
            _new(output) as file,
            _watched() as progress,
            second_half(
                known,
                tuple(histories or ()),
                lambda _, done, of: progress(done, of),
                asks=not without_temporal,
            ) as halves,
        ):

            async def taking(connection: Connection) -> Taken:
                async with _opening(known, master) as seals:
                    return await take(
                        connection,
                        organisation,
                        file,
                        beside=output.absolute().parent,
                        scope=scope,
                        without=tuple(without or ()),
                        seals=seals,
                        histories=halves,
                        progress=progress,
                    )

            found = asked(known, taking)
    except (NothingToTake, MasterKeyIsAnother) as nothing:
        could_not(str(nothing))
    except TooLarge:
        could_not("A bundle has at most 4 GiB: take a cycle or a stream at a time.")
    except FileExistsError:
        could_not(f"{output} is there already and is not written over.")
    for line in _said(output, found, tuple(without or ())):
        typer.echo(line)
    if master is None and not without_words:
        typer.echo("No sealing key is on this machine: names and texts are sealed in it.")


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


def _said(output: Path, found: Taken, without: tuple[str, ...]) -> Iterator[str]:
    yield (
        f"{output}: {found.entries:,} entries, {found.payloads:,} payloads, "
        f"{found.checkpoints:,} checkpoints, {found.signatures:,} signatures."
    )
    for name, count in sorted(found.left_out.items()):
        why = "left out" if name in without else "MISSING FROM THE RECORD"
        yield f"  {name}: {count:,} payloads {why}"
    for name in sorted(set(without) - found.left_out.keys()):
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
        with _watched() as progress:
            fetch_histories(known, to.absolute(), progress)
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


@contextmanager
def _new(path: Path) -> Iterator[BinaryIO]:
    """A file that was not there, for its owner alone; gone again where making it fails."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        try:
            yield file
        except BaseException:
            path.unlink(missing_ok=True)
            raise


@contextmanager
def _watched() -> Iterator[Progress]:
    with Bars(console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task("Reading", total=None)
        yield lambda done, of: bars.update(task, completed=done, total=of)
