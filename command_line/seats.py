"""Who carries what: joiners, leavers, account claims and amendments, at the command line."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

import typer

from command_line.amounts import parse_money
from command_line.call import Call, deciding, instant
from command_line.options import (
    Amount,
    Day,
    Reason,
    Unit,
    Words,
    pairs,
    person_named,
)
from domain.unit import commands as c
from domain.unit import values as v

app = typer.Typer()

Seat = Annotated[str, typer.Argument(help="The seat's id.", show_default=False)]
Joiner = Annotated[str, typer.Option("--person", help="ID=NAME=E-MAIL of the joiner.")]
Successor = Annotated[str | None, typer.Option("--successor", help="ID=NAME=E-MAIL; else vacant.")]


@app.command("fill-seat")
@deciding
def fill_seat(
    call: Call,
    unit: Unit,
    seat: Seat,
    *,
    person: Joiner,
    joins_on: Day,
    ramp: Annotated[
        list[str] | None, typer.Option(help="Percent of each first month; else the policy's.")
    ] = None,
) -> None:
    """Give a vacant seat to a joiner, who carries it once they sign."""
    command = c.FillSeat(
        seat=seat,
        person=person_named(person),
        joins_on=joins_on,
        ramp=None if ramp is None else tuple(Decimal(one) for one in ramp),
    )
    call.decide(command, unit=unit)


@app.command("hand-over")
@deciding
def hand_over(
    call: Call, unit: Unit, seat: Seat, *, left_on: Day, successor: Successor = None
) -> None:
    """Record that a seat's owner leaves, and who follows."""
    named = None if successor is None else person_named(successor)
    call.decide(c.HandOverSeat(seat=seat, successor=named, left_on=left_on), unit=unit)


@app.command()
@deciding
def claim(
    call: Call,
    unit: Unit,
    account: Annotated[str, typer.Argument(help="ID=NAME of the account.")],
    *,
    seat: Annotated[str, typer.Option(help="Your seat.")],
    last_year: Annotated[str, typer.Option(help="Its business last year, as 2.1M USD.")],
) -> None:
    """Put a named account in your plan."""
    ((identity, name),) = pairs((account,), "ID=NAME")
    command = c.ClaimAccount(
        account=v.Account(id=identity, name=name), seat=seat, last_year=parse_money(last_year)
    )
    call.decide(command, unit=unit)


@app.command("decide-account")
@deciding
def decide_account(
    call: Call,
    unit: Unit,
    account: Annotated[str, typer.Argument(help="The account's id.")],
    *,
    winner: Annotated[str, typer.Option(help="The seat it goes to.")],
    reason: Reason,
    moves: Amount = None,
) -> None:
    """Decide who has an account that two plans claim, as their nearest common leader."""
    command = c.DecideAccount(account=account, winner=winner, reason=reason, moves=moves)
    call.decide(command, unit=unit)


@app.command()
@deciding
def amend(
    call: Call,
    unit: Unit,
    *,
    reason: Reason,
    cause: Annotated[str, typer.Option(help="What led to it, in words.")],
    cites: Annotated[
        list[str] | None,
        typer.Option(help="The id of what on the record it follows from; repeatable."),
    ] = None,
    sign_by: Annotated[str, typer.Option(help="By when all sign.")],
    named: Annotated[str | None, typer.Option("--id", help="Its id.")] = None,
) -> None:
    """Open an amendment; what is in force stays so until all have signed."""
    command = c.OpenAmendment(
        amendment=named or call.fresh("amendment"),
        reason=reason,
        cause=cause,
        cites=tuple(cites or ()),
        sign_by=instant(sign_by),
    )
    call.decide(command, unit=unit)


@app.command("withdraw-amendment")
@deciding
def withdraw_amendment(call: Call, unit: Unit, *, reason: Reason) -> None:
    """Withdraw the amendment that is open, before any version of it is in force."""
    call.decide(c.WithdrawAmendment(reason=reason), unit=unit)


@app.command("ask-amendment")
@deciding
def ask_amendment(
    call: Call,
    unit: Unit,
    *,
    words: Words,
    item: Annotated[str | None, typer.Option(help="The item behind it.")] = None,
    named: Annotated[str | None, typer.Option("--id", help="Its id.")] = None,
) -> None:
    """Ask the unit above to amend."""
    command = c.RequestAmendment(request=named or call.fresh("request"), words=words, item=item)
    call.decide(command, unit=unit)
