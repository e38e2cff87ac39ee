"""A leader's promises after the signatures: kept, substituted, breached, never taken back."""

from __future__ import annotations

from typing import Annotated

import typer

from command_line.call import Call, deciding
from command_line.options import Amount, Due, Quantity, Reason, Unit, Words
from domain.unit import commands as c

app = typer.Typer()

Commitment = Annotated[str, typer.Argument(help="The commitment's id.", show_default=False)]
Named = Annotated[str | None, typer.Option("--id", help="Its id; one is made otherwise.")]


@app.command()
@deciding
def promise(
    call: Call,
    unit: Unit,
    *,
    words: Words,
    asked_by: Annotated[str, typer.Option(help="Whom it serves.")],
    due: Due,
    reason: Reason,
    amount: Amount = None,
    quantity: Quantity = None,
    named: Named = None,
) -> None:
    """Promise a further resource; irrevocable from then on."""
    command = c.AddCommitment(
        commitment=named or call.fresh("commitment"),
        words=words,
        asked_by=asked_by,
        due_on=due,
        reason=reason,
        amount=amount,
        quantity=quantity,
    )
    call.decide(command, unit=unit)


@app.command()
@deciding
def fulfil(call: Call, unit: Unit, commitment: Commitment, *, words: Words) -> None:
    """Say that a promise is kept."""
    call.decide(c.FulfilCommitment(commitment=commitment, words=words), unit=unit)


@app.command()
@deciding
def substitute(
    call: Call,
    unit: Unit,
    commitment: Commitment,
    *,
    words: Words,
    due: Due,
    reason: Reason,
    amount: Amount = None,
    quantity: Quantity = None,
    named: Named = None,
) -> None:
    """Offer something else in place of a promise; who asked must accept it."""
    command = c.OfferSubstitute(
        commitment=commitment,
        substitute=named or call.fresh("commitment"),
        words=words,
        due_on=due,
        reason=reason,
        amount=amount,
        quantity=quantity,
    )
    call.decide(command, unit=unit)


@app.command("accept-substitute")
@deciding
def accept_substitute(call: Call, unit: Unit, commitment: Commitment) -> None:
    """Accept what is offered in place of what you asked for."""
    call.decide(c.AcceptSubstitute(commitment=commitment), unit=unit)


@app.command("refuse-substitute")
@deciding
def refuse_substitute(call: Call, unit: Unit, commitment: Commitment, *, words: Words) -> None:
    """Refuse what is offered in place of what you asked for."""
    call.decide(c.RefuseSubstitute(commitment=commitment, words=words), unit=unit)


@app.command()
@deciding
def breach(call: Call, unit: Unit, commitment: Commitment, *, reason: Reason) -> None:
    """Declare that a promise was broken."""
    call.decide(c.DeclareBreach(commitment=commitment, reason=reason), unit=unit)


@app.command()
@deciding
def revoke(call: Call, unit: Unit, commitment: Commitment, *, words: Words) -> None:
    """Try to take a promise back: refused, and the attempt recorded (S0-22)."""
    call.decide(c.RevokeCommitment(commitment=commitment, words=words), unit=unit)


@app.command()
@deciding
def support(
    call: Call,
    unit: Unit,
    person: Annotated[str, typer.Argument(help="The member you help.")],
    *,
    words: Words,
    due: Due,
    named: Named = None,
) -> None:
    """Promise help to one member (S0-25)."""
    command = c.PromiseSupport(
        support=named or call.fresh("support"), person=person, words=words, due_on=due
    )
    call.decide(command, unit=unit)


@app.command("support-given")
@deciding
def support_given(
    call: Call,
    unit: Unit,
    promised: Annotated[str, typer.Argument(help="The promised support's id.")],
    *,
    words: Words,
) -> None:
    """Say that promised help was given."""
    call.decide(c.GiveSupport(support=promised, words=words), unit=unit)
