"""`tally cycle role`: who gets an office of a running cycle, and who gives one up."""

from __future__ import annotations

from typing import Annotated, get_args

import typer

from command_line.call import Call, deciding
from command_line.options import Reason
from command_line.refusals import Misused
from domain.cycle import commands as c
from domain.people import Office, Role

app = typer.Typer(
    help="Offices of a cycle: grant, revoke, and agree as the second person.", no_args_is_help=True
)

NAMES: dict[str, Office] = {name.replace("_", "-"): name for name in get_args(Office)}
Named = Annotated[
    str, typer.Argument(help=f"One of {', '.join(NAMES)}.", show_default=False, metavar="OFFICE")
]
Somebody = Annotated[str, typer.Argument(help="Their id.", show_default=False)]
ChangeId = Annotated[str | None, typer.Option("--id", help="Its id; one is made otherwise.")]


@app.command()
@deciding
def grant(
    call: Call,
    office: Named,
    person: Somebody,
    *,
    reason: Reason,
    instead_of: Annotated[str | None, typer.Option(help="Who gives it up for them.")] = None,
    change: ChangeId = None,
) -> None:
    """Propose that somebody gets an office; never oneself."""
    name = office_named(office)
    revokes = (Role(office=name, person=instead_of),) if instead_of else ()
    grants = (Role(office=name, person=person),)
    call.decide(
        c.ProposeRoles(
            change=change or call.fresh("roles"), reason=reason, grants=grants, revokes=revokes
        )
    )


@app.command()
@deciding
def revoke(
    call: Call, office: Named, person: Somebody, *, reason: Reason, change: ChangeId = None
) -> None:
    """Propose that somebody gives up an office; the last of it stays."""
    revokes = (Role(office=office_named(office), person=person),)
    call.decide(
        c.ProposeRoles(change=change or call.fresh("roles"), reason=reason, revokes=revokes)
    )


@app.command()
@deciding
def agree(call: Call, change: Annotated[str, typer.Argument(show_default=False)]) -> None:
    """Agree, as the second person, to a change of offices."""
    call.decide(c.AgreeToRoles(change=change))


def office_named(written: str) -> Office:
    """An office as it is written on a command line; raises Misused."""
    found = NAMES.get(written.replace("_", "-"))
    if found is None:
        raise Misused(f"There is no office {written!r}; there are {', '.join(NAMES)}.")
    return found
