"""`tally demo`: the demo company's year, and then the way in for its people."""

from __future__ import annotations

from datetime import datetime

import typer

from command_line import demo
from command_line.story import company
from identity import operating
from operators.accounts import on_accounts, way_in
from operators.reaching import settings
from runtime.state import of_running


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
    known = of_running(settings())
    if known.database_url is None:
        return
    people = company.main_people()
    invited = on_accounts(lambda url: operating.invite(url, played.organisations, people))
    typer.echo(f"\nSign in to {played.first} as one of them; each link is good for one sign-in:")
    for one in invited:
        typer.echo(f"  {one.account.name:<18} {way_in(one, known, to=played.first)}")
