"""Entry: `tally`; parses, calls, prints, and decides nothing."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import nullcontext
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Annotated, TypeVar

import asyncpg
import typer
from rich.console import Console

from audit import commands as notary
from audit import taking, verifying
from command_line import (
    auditing,
    cycle,
    demo,
    inbox,
    login,
    past,
    receipt,
    rehearse,
    transfer,
    unit,
    webhook,
)
from command_line.private import private
from command_line.story import company
from domain.errors import DomainError
from files.write import write_table
from identity import operating
from identity.model import IdentityRefused, Membership
from messages import invitations
from messages.smtp import outlet_of
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
app.add_typer(notary.app, name="notary")
app.add_typer(verifying.app, name="verify")
verifying.app.command("receipt")(taking.receipt)
app.add_typer(taking.app, name="audit")
taking.app.command("population")(auditing.population)
taking.app.command("sample")(auditing.sample)
app.add_typer(webhook.app, name="webhook")
app.command("explain")(past.explain)
app.command("inbox")(inbox.inbox)
app.command("rehearse")(rehearse.rehearse)
app.command("receipt")(receipt.receipt)
app.command("login")(login.login)
app.command("logout")(login.logout)
app.command("import")(transfer.import_file)
app.command("export")(transfer.export)
user = typer.Typer(help="Accounts: who may sign in, and who they are.", no_args_is_help=True)
app.add_typer(user, name="user")


@app.command()
def up(
    demo: Annotated[bool, typer.Option(help="Then replay the demo company.")] = False,
) -> None:
    """Start everything in the foreground; Ctrl-C stops it."""
    settings = _settings()
    if demo:
        settings = settings.model_copy(update={"demo": True})
    raise typer.Exit(operate.up(settings, _console(), greet=partial(_greet, settings)))


@app.command("demo")
def play(
    organisation: demo.Organisation = demo.NAME,
    until: demo.Until = None,
    today: demo.Today = None,
) -> None:
    """Replay the demo company's year, and assert all that must hold; leave a cycle that lives.

    The year is played whole, and then once more in halden-live, whole weeks later or earlier, so
    that Ana's signature is out and in time today: the links lead there.
    """
    played = demo.demo(organisation, until, (today or datetime.now().astimezone()).date())
    settings = of_running(_settings())
    if settings.database_url is None:
        return
    people = company.main_people()
    invited = _on_accounts(lambda url: operating.invite(url, played.organisations, people))
    typer.echo(f"\nSign in to {played.first} as one of them; each link is good for one sign-in:")
    for one in invited:
        typer.echo(f"  {one.account.name:<18} {_way_in(one, settings, to=played.first)}")


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


@user.command("add")
def add_user(
    *,
    email: Annotated[str, typer.Option(help="Where they sign in from.")],
    name: Annotated[str, typer.Option(help="As others read it.")],
    organisation: Annotated[str, typer.Option("--organisation", "-o")],
    person: Annotated[str, typer.Option(help="Their id in the organisation's files.")],
    administrator: Annotated[bool, typer.Option("--administrator")] = False,
) -> None:
    """Make an account that is one person, and print its one-time link."""
    them = Membership(organisation=organisation, person=person, administrator=administrator)
    made = _on_accounts(lambda url: operating.add(url, email=email, name=name, membership=them))
    typer.echo(f"{made.account.email} is {person} of {organisation}.")
    typer.echo(_way_in(made, of_running(_settings())))


@user.command("join")
def join_user(
    *,
    email: Annotated[str, typer.Argument()],
    organisation: Annotated[str, typer.Option("--organisation", "-o")],
    person: Annotated[str, typer.Option(help="Their id in the organisation's files.")],
    administrator: Annotated[bool, typer.Option("--administrator")] = False,
) -> None:
    """Let an account be a person in one organisation more."""
    them = Membership(organisation=organisation, person=person, administrator=administrator)
    found = _on_accounts(lambda url: operating.join(url, email=email, membership=them))
    typer.echo(f"{found.email} is {person} of {organisation}.")


@user.command("invite")
def invite_users(
    *,
    organisation: Annotated[str, typer.Option("--organisation", "-o")],
    cycle: Annotated[str, typer.Option("--cycle", "-c", help="Whose people are invited.")],
    only: Annotated[
        list[str] | None, typer.Option(help="Only this e-mail, with a new link; repeatable.")
    ] = None,
    csv: Annotated[
        Path | None, typer.Option(help="Write the links to a new file that only you can read.")
    ] = None,
    send: Annotated[bool, typer.Option("--send", help="Send the links by e-mail.")] = False,
) -> None:
    """Let everyone in a cycle's people sign in: accounts by e-mail, and a one-time link each.

    Give it again after people change: who signs in already, or has a link that waits, keeps it.
    """
    settings = of_running(_settings())
    outlet = outlet_of(settings) if send else None
    if send and (outlet is None or csv is not None):
        why = "set TALLY_SMTP_URL first" if csv is None else "the links go to a file or by e-mail"
        raise typer.BadParameter(why, param_hint="send")
    given = partial(
        invitations.invite,
        organisation=organisation,
        cycle=cycle,
        only=only or (),
        passwords=settings.environment == "development" or settings.local_accounts,
        outlet=outlet,
        public_url=_base(settings),
    )
    try:
        with private(csv) if csv else nullcontext() as file:
            found = _on_accounts(given)
            if file is not None:
                file.write(write_table(invitations.COLUMNS, [one.row for one in found]))
    except OSError as unusable:
        raise typer.BadParameter(f"{csv}: {unusable.strerror}", param_hint="csv") from None
    for one in found:
        if one.state == "refused":
            typer.echo(f"{one.name}, {one.email}: {one.way_in}", err=True)
        elif csv is None:
            typer.echo("  ".join(one.row))
    typer.echo(f"{sum(one.state == 'invited' for one in found)} of {len(found)} invited.")
    raise typer.Exit(int(any(one.state == "refused" for one in found)))


@user.command("link")
def link_user(email: Annotated[str, typer.Argument()]) -> None:
    """Print a new one-time link; the ones before it end."""
    found = _on_accounts(lambda url: operating.link(url, email))
    typer.echo(_way_in(found, of_running(_settings())))


@user.command("list")
def list_users(as_json: AsJson = False) -> None:
    """Show every account, and who it is in which organisation."""
    found = _on_accounts(operating.every)
    if as_json:
        print(json.dumps([one.model_dump(mode="json") for one in found], indent=2))
        return
    for one in found:
        who = ", ".join(f"{m.person} of {m.organisation}" for m in one.memberships) or "nobody yet"
        typer.echo(f"{one.email}  {one.name}  {who}{'  disabled' if one.disabled_at else ''}")


@user.command("disable")
def disable_user(email: Annotated[str, typer.Argument()]) -> None:
    """End an account: its sessions and tokens end now, and nobody signs in with it."""
    found = _on_accounts(lambda url: operating.disable(url, email))
    typer.echo(f"{found.email} is disabled, and signed out everywhere.")


@user.command("enable")
def enable_user(email: Annotated[str, typer.Argument()]) -> None:
    """Let a disabled account sign in again; what ended with it stays ended."""
    found = _on_accounts(lambda url: operating.enable(url, email))
    typer.echo(f"{found.email} may sign in again.")


def main() -> None:
    app()


def _greet(settings: Settings) -> None:
    """The way in for whoever starts it for the first time, for as long as nobody used it."""
    try:
        found = _on_accounts(lambda url: operating.first(url, settings.first_email))
    except typer.Exit:  # it was said why; the stack goes on
        return
    if found:
        typer.echo(f"\nSign in for the first time, as {found.account.email}:")
        typer.echo(f"  {_way_in(found, of_running(settings))}")


def _way_in(invited: operating.Invited, settings: Settings, *, to: str | None = None) -> str:
    """The address of the one-time link, which can lead to one's work in an organisation."""
    if invited.secret is None:
        return "signs in with the password that was set"
    then = f"?next=/o/{to}/work" if to else ""
    return f"{_base(settings)}/welcome/{invited.secret}{then}"


def _base(settings: Settings) -> str:
    base = settings.public_url or (settings.api_url or "").replace("127.0.0.1", "localhost")
    return base.rstrip("/")


def _on_accounts(ask: Callable[[str], Awaitable[Answer]]) -> Answer:
    """As `_on_the_record`; what an account cannot be is said, and ends with 1."""
    try:
        return _on_the_record(lambda url, _: ask(url))
    except (IdentityRefused, DomainError) as refused:
        typer.echo(str(refused), err=True)
        raise typer.Exit(1) from None


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
