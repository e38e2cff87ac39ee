"""Reviews and corrections of the year that runs, at the command line."""

from __future__ import annotations

from typing import Annotated

import typer

from command_line.amounts import parse_delta
from command_line.call import Call, deciding
from command_line.options import Reason, Unit, actions
from command_line.refusals import Misused
from domain.unit import commands as c
from domain.unit import values as v
from domain.unit.measuring import commands as m

app = typer.Typer()

Period = Annotated[str, typer.Argument(help="The period's label, as Q1.", show_default=False)]
Proposed = Annotated[str, typer.Argument(help="The correction's id.", show_default=False)]


@app.command()
@deciding
def review(
    call: Call,
    unit: Unit,
    period: Period,
    *,
    decisions: Annotated[str, typer.Option(help="What was decided.")],
    action: Annotated[
        list[str] | None, typer.Option(help="OWNER=DAY=WORDS of what follows; repeatable.")
    ] = None,
) -> None:
    """Hold a quarter's review on the recorded actuals."""
    command = c.HoldReview(period=period, decisions=decisions, next_actions=actions(action))
    call.decide(command, unit=unit)


@app.command()
@deciding
def correct(
    call: Call,
    unit: Unit,
    *,
    line: Annotated[list[str], typer.Option(help="PERIOD=SEAT=AMOUNT, as Q1=boston-1=-0.75M USD.")],
    reason: Reason,
    named: Annotated[str | None, typer.Option("--id", help="Its id.")] = None,
) -> None:
    """Propose to correct recorded actuals; a second person approves."""
    command = c.ProposeCorrection(
        correction=named or call.fresh("correction"),
        lines=tuple(_line(one) for one in line),
        reason=reason,
    )
    call.decide(command, unit=unit)


def _line(written: str) -> v.CorrectionLine:
    period, _, rest = written.partition("=")
    seat, _, delta = rest.partition("=")
    if not (period and seat and delta):
        raise Misused(f"{written[:60]!r} is not written as PERIOD=SEAT=AMOUNT.")
    return v.CorrectionLine(period=period, seat=seat, delta=parse_delta(delta))


@app.command("approve-correction")
@deciding
def approve_correction(
    call: Call,
    unit: Unit,
    correction: Proposed,
) -> None:
    """Approve a correction that somebody else proposed."""
    call.decide(c.ApproveCorrection(correction=correction), unit=unit)


@app.command("withdraw-correction")
@deciding
def withdraw_correction(call: Call, unit: Unit, correction: Proposed, *, reason: Reason) -> None:
    """Withdraw a correction that you proposed."""
    call.decide(m.WithdrawCorrection(correction=correction, reason=reason), unit=unit)


@app.command("refuse-correction")
@deciding
def refuse_correction(call: Call, unit: Unit, correction: Proposed, *, reason: Reason) -> None:
    """Refuse a correction that somebody else proposed; they are told why."""
    call.decide(m.RefuseCorrection(correction=correction, reason=reason), unit=unit)
