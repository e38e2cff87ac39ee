"""`tally notary`: the process, and its keys, on the host that has the notary's folder."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from typing import Annotated

import typer

from audit import notarise
from audit.keyring import Keyring, KeysRefused, Ring
from audit.log_keys import origin_of
from audit.note import Verifier
from runtime.settings import Settings, SettingsInvalid

Why = Annotated[str, typer.Option(help="Why, in one line: it is published with the new key.")]

By = Annotated[
    str | None, typer.Option(help="Who says so; if not said, your account on this host.")
]

app = typer.Typer(help="The process that signs checkpoints of the record, and its keys.")


@app.callback(invoke_without_command=True)
def notary(context: typer.Context) -> None:
    """Run the notary in the foreground, unless something else is asked of it."""
    if context.invoked_subcommand is None:
        notarise.main()


@app.command()
def key(
    organisation: Annotated[
        list[str] | None, typer.Option("--organisation", "-o", help="Repeatable; default: all.")
    ] = None,
) -> None:
    """Show the public key by which each log's checkpoints are verified."""
    settings = _settings()
    names = organisation or [one.organisation for one in notarise.holding_of(settings).every()]
    ring = _kept(Keyring(settings.notary_folder).read)
    for name in names:
        typer.echo(str(Verifier(origin_of(ring.name, name), bytes.fromhex(ring.keys[-1].public))))
    if not names:
        typer.echo("Nothing is signed yet; name a log with --organisation.", err=True)


@app.command()
def rotate(why: Why = "rotated as planned", by: By = None) -> None:
    """Have a new key sign from the next checkpoint on, which the one before signs too."""
    keyring = Keyring(_settings().notary_folder)
    _kept(lambda: keyring.rotate(_said(why, by)))
    typer.echo(
        "The next checkpoint of each log is signed by both keys, and the list of keys says so."
    )


@app.command()
def lost(why: Why, by: By = None) -> None:
    """Withdraw the key, which may be in other hands or gone, and have a new one sign."""
    settings = _settings()
    keyring = Keyring(settings.notary_folder)
    _kept(lambda: keyring.lost(_said(why, by), name=settings.log_name))
    typer.echo(
        "No key from before signs any more. Each log's next checkpoint is signed by the new one, "
        "and the list of keys says that the one before it was lost, after how many entries and why."
    )


def _said(why: str, by: str | None) -> str:
    """The words that are published, and then recorded in custody: nobody else knows who it was."""
    return f"{why}, says {by or getpass.getuser()}"


def _kept(ask: Callable[[], Ring]) -> Ring:
    try:
        return ask()
    except KeysRefused as refused:
        typer.echo(str(refused), err=True)
        raise typer.Exit(1) from None


def _settings() -> Settings:
    try:
        return Settings.from_environment()
    except SettingsInvalid as invalid:
        typer.echo(str(invalid), err=True)
        raise typer.Exit(2) from None
