"""`tally user`: accounts, and the way in of who has one."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from domain.errors import DomainError
from files.write import write_table
from identity import operating
from identity.model import IdentityRefused, Membership
from messages import invitations
from messages.smtp import outlet_of
from operators.reaching import Answer, AsJson, on_the_record, settings, usable
from runtime.private import private
from runtime.sealing_key import master_of
from runtime.settings import Settings
from runtime.state import of_running

app = typer.Typer(help="Accounts: who may sign in, and who they are.", no_args_is_help=True)


@app.command("add")
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
    made = on_accounts(lambda url: operating.add(url, email=email, name=name, membership=them))
    typer.echo(f"{made.account.email} is {person} of {organisation}.")
    typer.echo(way_in(made, of_running(settings())))


@app.command("join")
def join_user(
    *,
    email: Annotated[str, typer.Argument()],
    organisation: Annotated[str, typer.Option("--organisation", "-o")],
    person: Annotated[str, typer.Option(help="Their id in the organisation's files.")],
    administrator: Annotated[bool, typer.Option("--administrator")] = False,
) -> None:
    """Let an account be a person in one organisation more."""
    them = Membership(organisation=organisation, person=person, administrator=administrator)
    found = on_accounts(lambda url: operating.join(url, email=email, membership=them))
    typer.echo(f"{found.email} is {person} of {organisation}.")


@app.command("invite")
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
    known = of_running(settings())
    outlet = outlet_of(known) if send else None
    if send and (outlet is None or csv is not None):
        why = "set TALLY_SMTP_URL first" if csv is None else "the links go to a file or by e-mail"
        raise typer.BadParameter(why, param_hint="send")
    given = partial(
        invitations.invite,
        master=usable(partial(master_of, known)),
        organisation=organisation,
        cycle=cycle,
        only=only or (),
        passwords=known.environment == "development" or known.local_accounts,
        outlet=outlet,
        public_url=_base(known),
    )
    try:
        with private(csv) if csv else nullcontext() as file:
            found = on_accounts(given)
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


@app.command("link")
def link_user(email: Annotated[str, typer.Argument()]) -> None:
    """Print a new one-time link; the ones before it end."""
    found = on_accounts(lambda url: operating.link(url, email))
    typer.echo(way_in(found, of_running(settings())))


@app.command("list")
def list_users(as_json: AsJson = False) -> None:
    """Show every account, and who it is in which organisation."""
    found = on_accounts(operating.every)
    if as_json:
        typer.echo(json.dumps([one.model_dump(mode="json") for one in found], indent=2))
        return
    for one in found:
        who = ", ".join(f"{m.person} of {m.organisation}" for m in one.memberships) or "nobody yet"
        typer.echo(f"{one.email}  {one.name}  {who}{'  disabled' if one.disabled_at else ''}")


@app.command("disable")
def disable_user(email: Annotated[str, typer.Argument()]) -> None:
    """End an account: its sessions and tokens end now, and nobody signs in with it."""
    found = on_accounts(lambda url: operating.disable(url, email))
    typer.echo(f"{found.email} is disabled, and signed out everywhere.")


@app.command("enable")
def enable_user(email: Annotated[str, typer.Argument()]) -> None:
    """Let a disabled account sign in again; what ended with it stays ended."""
    found = on_accounts(lambda url: operating.enable(url, email))
    typer.echo(f"{found.email} may sign in again.")


def greet(known: Settings) -> None:
    """The way in for whoever starts it for the first time, for as long as nobody used it."""
    try:
        found = on_accounts(lambda url: operating.first(url, known.first_email))
    except typer.Exit:  # it was said why; the stack goes on
        return
    if found:
        typer.echo(f"\nSign in for the first time, as {found.account.email}:")
        typer.echo(f"  {way_in(found, of_running(known))}")


def way_in(invited: operating.Invited, known: Settings, *, to: str | None = None) -> str:
    """The address of the one-time link, which can lead to one's work in an organisation."""
    if invited.secret is None:
        return "signs in with the password that was set"
    then = f"?next=/o/{to}/work" if to else ""
    return f"{_base(known)}/welcome/{invited.secret}{then}"


def _base(known: Settings) -> str:
    base = known.public_url or (known.api_url or "").replace("127.0.0.1", "localhost")
    return base.rstrip("/")


def on_accounts(ask: Callable[[str], Awaitable[Answer]]) -> Answer:
    """As `on_the_record`; what an account cannot be is said, and ends with 1."""
    try:
        return on_the_record(lambda url, _: ask(url))
    except (IdentityRefused, DomainError) as refused:
        typer.echo(str(refused), err=True)
        raise typer.Exit(1) from None
