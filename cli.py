"""Entry: `tally`; parses, calls, prints, and decides nothing."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

import typer
from rich.console import Console
from typer.core import TyperGroup

from command_line.late import Late
from runtime import operate
from runtime.settings import Settings, SettingsInvalid

LATE = {
    "doctor": "operators.examining:doctor",
    "demo": "operators.playing:play",
    "cycle": "command_line.cycle:app",
    "unit": "command_line.unit:app",
    "seller": "command_line.seller:app",
    "lookback": "command_line.lookback:app",
    "buyin": "command_line.buying_in:app",
    "ready": "command_line.readiness:app",
    "review": "command_line.reviewing:app",
    "result": "command_line.results:app",
    "facts": "command_line.facts:app",
    "culture": "command_line.culture:app",
    "incentives": "command_line.incentives:app",
    "practices": "command_line.practices:practices",
    "inbox": "command_line.inbox:inbox",
    "explain": "command_line.past:explain",
    "receipt": "command_line.receipt:receipt",
    "rehearse": "command_line.rehearse:rehearse",
    "import": "command_line.transfer:import_file",
    "export": "command_line.transfer:export",
    "webhook": "command_line.webhook:app",
    "login": "command_line.login:login",
    "logout": "command_line.login:logout",
    "user": "operators.accounts:app",
    "rebuild": "operators.read_models:app",
    "notary": "audit.commands:app",
    "verify": "audit.verifying:app",
    "audit": "operators.auditing:app",
    "person": "command_line.custody:person",
    "hold": "command_line.custody:hold",
}
"""Imported when they are asked for: what starts the stack does not wait for what reads files."""

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


class Tally(TyperGroup):
    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.commands = Late(self.commands, LATE)


app = typer.Typer(
    cls=Tally,
    help="Annual planning whose every decision is on a record nobody can quietly change.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,  # its tracebacks print local variables, secrets among them
)


@app.command()
def up(
    demo: Annotated[bool, typer.Option(help="Then replay the demo company.")] = False,
) -> None:
    """Start everything in the foreground; Ctrl-C stops it."""
    settings = _settings()
    if demo:
        settings = settings.model_copy(update={"demo": True})
    raise typer.Exit(operate.up(settings, _console(), greet=partial(_greet, settings)))


@app.command()
def down() -> None:
    """Stop the stack that runs on this state folder."""
    raise typer.Exit(operate.down(_settings(), _console()))


@app.command()
def status(as_json: AsJson = False) -> None:
    """Show each part; exit 0 once all are ready."""
    found = operate.status(_settings())
    if as_json:
        print(found.model_dump_json(indent=2))
    else:
        operate.show(found, _console())
    raise typer.Exit(0 if found.ready else 1)


def main() -> None:
    app()


def _greet(settings: Settings) -> None:
    from operators.accounts import greet  # noqa: PLC0415 - all is up by then

    greet(settings)


def _settings() -> Settings:
    try:
        return Settings.from_environment()
    except SettingsInvalid as invalid:
        typer.echo(str(invalid), err=True)
        raise typer.Exit(2) from None


def _console() -> Console:
    return Console()


if __name__ == "__main__":
    main()
