"""`tally login` and `tally logout`: an API token for this machine, and its end."""

from __future__ import annotations

from typing import Annotated

import typer
from pydantic import JsonValue
from rich.text import Text

from command_line import keeping
from command_line.call import tell
from command_line.client import Client
from command_line.reaching import address, settings
from command_line.refusals import Misused, Stopped
from command_line.screen import console, line
from command_line.view import Unexpected

Organisation = Annotated[
    str, typer.Option("--organisation", "-o", envvar="TALLY_ORGANISATION", prompt=True)
]


def login(
    organisation: Organisation,
    email: Annotated[str, typer.Option(prompt="E-mail")],
    password: Annotated[str, typer.Option(prompt=True, hide_input=True, envvar=())],
    *,
    read_only: Annotated[bool, typer.Option("--read-only", help="It decides nothing.")] = False,
    days: Annotated[int, typer.Option(min=1, max=365, help="How long it is good.")] = 30,
) -> None:
    """Get an API token for your e-mail and password, and keep it for this machine."""
    on = console()
    body: JsonValue = {
        "email": email,
        "password": password,
        "scope": "read" if read_only else "decide",
        "days": days,
    }
    try:
        where = address()
        client = Client(where, organisation, notice=lambda text: line(on, text, "yellow"))
        try:
            made = client.sign_in(body).view
        finally:
            client.close()
        path = keeping.keep(settings(), where, organisation, made["token"].text)
    except (Stopped, Unexpected) as stopped:
        raise typer.Exit(tell(stopped, console(stderr=True))) from None
    on.print(Text(f"You are {made['person'].text} of {organisation}. The token is in {path}."))


def logout(organisation: Organisation) -> None:
    """Revoke the token that this machine keeps, and forget it."""
    on = console()
    try:
        known, where = settings(), address()
        token = keeping.token_of(known, where, organisation)
        if token is None:
            raise Misused(f"No token is kept for {organisation}: tally login.")
        client = Client(
            where, organisation, notice=lambda text: line(on, text, "yellow"), token=token
        )
        try:
            client.sign_out()
        finally:
            client.close()
            keeping.forget(known, where, organisation)
    except (Stopped, Unexpected) as stopped:
        raise typer.Exit(tell(stopped, console(stderr=True))) from None
    on.print(Text(f"The token for {organisation} is revoked and forgotten."))
