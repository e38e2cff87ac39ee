"""Arguments and options that several commands share, and how what is typed in them is read."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

import typer

from command_line.amounts import NotAnAmount, parse_money, parse_named
from command_line.refusals import Misused
from domain.money import Money, plain_decimal
from domain.people import Action, Person


def _amount(text: str) -> Money:
    try:
        return parse_money(text)
    except NotAnAmount as refused:
        raise typer.BadParameter(str(refused)) from refused


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no day: write it like 2027-04-01") from None


def _number(text: str) -> Decimal:
    try:
        return plain_decimal(text)
    except ValueError as refused:
        raise typer.BadParameter(str(refused)) from refused


Unit = Annotated[str, typer.Argument(help="The unit's id.", show_default=False)]
Version = Annotated[
    int | None, typer.Option("--version", "-v", help="The version you looked at; else the newest.")
]
Words = Annotated[str, typer.Option("--words", "-w", help="In your own words.")]
MaybeWords = Annotated[str | None, typer.Option("--words", "-w")]
Reason = Annotated[str, typer.Option("--reason", "-r", help="Why; it is kept.")]
Item = Annotated[str, typer.Argument(help="The pushback item's id.", show_default=False)]
Amount = Annotated[
    Money | None, typer.Option(parser=_amount, metavar="MONEY", help="As 25.4M EUR.")
]
Amounts = Annotated[
    Money, typer.Option("--amount", parser=_amount, metavar="MONEY", help="As 25.4M EUR.")
]
Quantity = Annotated[Decimal | None, typer.Option(parser=_number, metavar="NUMBER")]
Due = Annotated[date, typer.Option("--due", parser=_day, metavar="DAY", help="As 2027-04-01.")]
Day = Annotated[date, typer.Option(parser=_day, metavar="DAY", help="As 2027-04-01.")]
MaybeDay = Annotated[date | None, typer.Option(parser=_day, metavar="DAY")]
Number = Annotated[Decimal, typer.Option(parser=_number, metavar="NUMBER")]


def named_amounts(written: tuple[str, ...]) -> dict[str, Money]:
    """`SEAT=AMOUNT` of each; raises Misused where a seat is named twice."""
    found: dict[str, Money] = {}
    for text in written:
        name, amount = parse_named(text)
        if name in found:
            raise Misused(f"{name} is named twice.")
        found[name] = amount
    return found


def pairs(written: tuple[str, ...], what: str) -> tuple[tuple[str, str], ...]:
    """`NAME=VALUE` of each; raises Misused with an example."""
    found = []
    for text in written:
        name, equals, value = text.partition("=")
        if not equals or not name.strip() or not value.strip():
            raise Misused(f"{text[:60]!r} is not written as {what}.")
        found.append((name.strip(), value.strip()))
    return tuple(found)


def actions(written: list[str] | None) -> tuple[Action, ...]:
    """`OWNER=DAY=WORDS` of each."""
    found = []
    for text in written or ():
        owner, _, rest = text.partition("=")
        day, _, words = rest.partition("=")
        if not (owner and day and words):
            raise Misused(f"{text[:60]!r} is not written as OWNER=DAY=WORDS.")
        found.append(Action(words=words, owner=owner, due_on=_day(day)))
    return tuple(found)


def person_named(written: str) -> Person:
    """`ID=NAME=E-MAIL`."""
    identity, _, rest = written.partition("=")
    name, _, email = rest.rpartition("=")
    if not (identity and name and email):
        raise Misused(f"{written[:60]!r} is not written as ID=NAME=E-MAIL.")
    return Person(id=identity, name=name, email=email)
