"""Entry: `tally`; parses, calls, prints, and decides nothing."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar

import asyncpg
import typer
from rich.console import Console

from command_line import cycle, demo, inbox, transfer, unit
from projections import rebuilding
from runtime import doctor as examination
from runtime import logs, operate
from runtime.progress import Progress
from runtime.settings import Settings, SettingsInvalid
from runtime.state import of_running
from store.errors import OutcomeUnknown

Answer = TypeVar("Answer")
NOTHING = "Nothing is running: start it with `make up`, or set DATABASE_URL."
UNREACHABLE = (OSError, OutcomeUnknown, asyncpg.PostgresError, asyncpg.InterfaceError)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]

app = typer.Typer(
    help="Annual planning whose every decision is on a record nobody can quietly change.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,  # its tracebacks print local variables, secrets among them
)
app.add_typer(cycle.app, name="cycle")
app.add_typer(unit.app, name="unit")
rebuild = typer.Typer(
    help="Read models, beside the events that they are made of.", no_args_is_help=True
)
app.add_typer(rebuild, name="rebuild")
app.command("inbox")(inbox.inbox)
app.command("import")(transfer.import_file)
app.command("export")(transfer.export)
app.command("demo")(demo.demo)


@app.command()
def up(
    demo: Annotated[bool, typer.Option(help="Then replay the demo company.")] = False,
) -> None:
    """Start everything in the foreground; Ctrl-C stops it."""
    settings = _settings()
    if demo:
        settings = settings.model_copy(update={"demo": True})
    raise typer.Exit(operate.up(settings, _console()))


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


@app.command()
def doctor(as_json: AsJson = False) -> None:
    """Look for what keeps the stack from running well; exit 1 on a failure."""
    findings = examination.examine(_settings())
    if as_json:
        print(examination.Findings(findings).model_dump_json(indent=2))
    else:
        examination.show(findings, _console())
    raise typer.Exit(int(any(finding.level == "failure" for finding in findings)))


@rebuild.command()
def check(as_json: AsJson = False) -> None:
    """Compare each read model with a fresh fold of the events; exit 1 on a difference."""
    found = _on_the_record(rebuilding.apart)
    if as_json:
        print(json.dumps([one.model_dump(mode="json") for one in found], indent=2))
    else:
        for one in found:
            print(one.words)
        print(f"{len(found)} rows differ." if found else "Every read model is what events say.")
    raise typer.Exit(int(bool(found)))


@rebuild.command("read-models")
def read_models() -> None:
    """Write each read model anew from the events, while the stack runs."""
    print(f"Written anew from {_on_the_record(rebuilding.renew)} streams.")


def main() -> None:
    app()


def _on_the_record(ask: Callable[[str, rebuilding.Step], Awaitable[Answer]]) -> Answer:
    """What the running stack's database answers, or DATABASE_URL's; else exit 3, saying why."""
    settings = of_running(_settings())
    url = settings.database_url.get_secret_value() if settings.database_url else None
    try:
        if url is None:
            raise OSError(NOTHING)
        return asyncio.run(_awaited(ask(url, Progress(Console(stderr=True)).step)))
    except UNREACHABLE as away:
        typer.echo(logs.redact(str(away) or type(away).__name__, settings.secrets()), err=True)
        raise typer.Exit(3) from None


async def _awaited(asked: Awaitable[Answer]) -> Answer:
    return await asked


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
