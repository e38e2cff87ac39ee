"""Pushback and its answers, at the command line."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from command_line.call import Call, deciding
from command_line.options import Amount, Amounts, Item, MaybeWords, Reason, Unit, Version, Words
from command_line.reading import open_version
from domain.unit import commands as c
from domain.unit import values as v

app = typer.Typer()

ItemId = Annotated[str | None, typer.Option("--item", help="Its id; one is made otherwise.")]
SeatOption = Annotated[str | None, typer.Option("--seat", help="The seat whose portion it is for.")]


KindOption = Annotated[v.ItemKind, typer.Option("--kind", "-k")]


class Outcome(StrEnum):
    REAL_ISSUE = "real-issue"
    NOT_ACCEPTED = "not-accepted"


@app.command("push-back")
@deciding
def push_back(
    call: Call,
    unit: Unit,
    *,
    kind: KindOption,
    words: Words,
    evidence: Annotated[str | None, typer.Option(help="What you know that supports it.")] = None,
    counter: Amount = None,
    seat: SeatOption = None,
    item: ItemId = None,
    version: Version = None,
) -> None:
    """Object to the version that is open, with words and, if you can, evidence and a number."""
    command = c.RaisePushback(
        item=item or call.fresh("item"),
        version=open_version(call, unit, version),
        kind=kind,
        words=words,
        seat=seat,
        evidence=evidence,
        counter=counter,
    )
    call.decide(command, unit=unit)


@app.command()
@deciding
def capture(
    call: Call,
    unit: Unit,
    person: Annotated[str, typer.Argument(help="In whose name.")],
    *,
    kind: KindOption,
    words: Words,
    counter: Amount = None,
    seat: SeatOption = None,
    item: ItemId = None,
    version: Version = None,
) -> None:
    """Write down an objection in a person's name; it counts once they confirm it."""
    command = c.CapturePushback(
        item=item or call.fresh("item"),
        version=open_version(call, unit, version),
        person=person,
        kind=kind,
        words=words,
        seat=seat,
        counter=counter,
    )
    call.decide(command, unit=unit)


@app.command("confirm-captured")
@deciding
def confirm_captured(call: Call, unit: Unit, item: Item) -> None:
    """Confirm an objection that was captured in your name."""
    call.decide(c.ConfirmCapturedPushback(item=item), unit=unit)


@app.command()
@deciding
def reply(call: Call, unit: Unit, item: Item, *, words: Words) -> None:
    """Reply to a pushback item."""
    call.decide(c.ReplyToPushback(item=item, words=words), unit=unit)


@app.command()
@deciding
def withdraw(call: Call, unit: Unit, item: Item, *, reason: Reason) -> None:
    """Withdraw your own item; it stays readable."""
    call.decide(c.WithdrawPushback(item=item, reason=reason), unit=unit)


@app.command()
@deciding
def answer(
    call: Call,
    unit: Unit,
    item: Item,
    outcome: Annotated[Outcome, typer.Argument(show_default=False)],
    *,
    reason: Reason,
) -> None:
    """Answer an item as a real issue or as not accepted, because."""
    decided: v.Outcome = "real_issue" if outcome is Outcome.REAL_ISSUE else "not_accepted"
    call.decide(c.AnswerPushback(item=item, outcome=decided, reason=reason), unit=unit)


@app.command()
@deciding
def contest(call: Call, unit: Unit, item: Item, *, words: Words) -> None:
    """Contest the answer to your item, once; the leader above notes a view."""
    call.decide(c.ContestAnswer(item=item, words=words), unit=unit)


@app.command("note-view")
@deciding
def note_view(call: Call, unit: Unit, item: Item, *, words: Words) -> None:
    """Note, as the leader above, what you think of a contested answer."""
    call.decide(c.NoteView(item=item, words=words), unit=unit)


@app.command("no-concerns")
@deciding
def no_concerns(call: Call, unit: Unit, *, version: Version = None) -> None:
    """Say that you have no concern about the version that is open."""
    call.decide(c.StateNoConcerns(version=open_version(call, unit, version)), unit=unit)


@app.command("bottom-up")
@deciding
def bottom_up(
    call: Call,
    unit: Unit,
    seat: Annotated[str, typer.Argument(help="Your seat.")],
    *,
    amount: Amounts,
    words: MaybeWords = None,
) -> None:
    """State what you can offer from below; evidence, not a portion."""
    call.decide(c.StateBottomUp(seat=seat, amount=amount, words=words), unit=unit)


@app.command("close-pushback")
@deciding
def close_pushback(
    call: Call,
    unit: Unit,
    *,
    nobody_objected: Annotated[bool, typer.Option("--nobody-objected")] = False,
    version: Version = None,
) -> None:
    """Close the pushback window; every item is answered by then."""
    seen = open_version(call, unit, version)
    call.decide(c.ClosePushback(version=seen, nobody_objected=nobody_objected), unit=unit)
