"""Sessions, proposals and revisions, at the command line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from command_line.amounts import parse_money, parse_share
from command_line.call import Call, deciding, instant
from command_line.client import Query
from command_line.options import MaybeWords, Reason, Unit, named_amounts, pairs
from command_line.reading import newest, unit_view
from command_line.refusals import Misused
from command_line.view import View
from domain.money import Money, plain_text
from domain.portions import Basis
from domain.unit import commands as c

app = typer.Typer()

AddOn = Annotated[str | None, typer.Option("--add-on", help="As 8% of the goal, or as 8M USD.")]
Over = Annotated[
    str | None, typer.Option("--over-assignment", help="What portions exceed the target by.")
]
Portions = Annotated[
    list[str] | None, typer.Option("--portion", help="SEAT=AMOUNT; repeatable.", metavar="PORTION")
]
Weights = Annotated[
    list[str] | None, typer.Option("--weight", help="SEAT=NUMBER, for --basis weights; repeatable.")
]
Because = Annotated[str | None, typer.Option(help="Why portions differ from their basis.")]
Target = Annotated[str, typer.Option(help="Which of the cycle's targets.")]
Causes = Annotated[
    list[str] | None, typer.Option("--cause", help="SEAT=ID of what causes its change; repeatable.")
]


@app.command()
@deciding
def session(
    call: Call,
    unit: Unit,
    *,
    at_time: Annotated[str, typer.Option("--held-at", help="When it is held.")],
    agenda: Annotated[str, typer.Option()],
    attendee: Annotated[list[str], typer.Option(help="Who attends; repeatable.")],
) -> None:
    """Open the planning session in which the leader presents the target."""
    command = c.HoldSession(held_at=instant(at_time), agenda=agenda, attendees=tuple(attendee))
    call.decide(command, unit=unit)


@app.command()
@deciding
def propose(
    call: Call,
    unit: Unit,
    *,
    add_on: AddOn = None,
    basis: Annotated[Basis, typer.Option(help="How portions are computed.")] = (
        Basis.SHARE_OF_LAST_YEAR
    ),
    portion: Portions = None,
    weight: Weights = None,
    because: Because = None,
    over_assignment: Over = None,
    target: Target = "revenue",
    words: MaybeWords = None,
    look_back: Annotated[str | None, typer.Option(help="What last year taught.")] = None,
    skip_pushback: Annotated[str | None, typer.Option(help="Why no window is opened.")] = None,
) -> None:
    """Propose the first version: the stretch target and each seat's portion.

    Portions come from the basis; those named with --portion are your judgement.
    """
    line = target_draft(target, add_on, over_assignment)
    computed = suggested(call, unit, line, basis, weight or ())
    named = named_amounts(tuple(portion or ()))
    command = c.ProposeStretchTarget(
        targets=(line,),
        portions=tuple(_judged(one, named, because) for one in computed)
        + _others(named, {one.seat for one in computed}, because),
        words=words,
        look_back=look_back,
        skip_pushback_reason=skip_pushback,
    )
    call.decide(command, unit=unit)


def target_draft(target: str, add_on: str | None, over: str | None) -> c.TargetDraft:
    """A target's line as typed; what is not typed is zero."""
    extra = None if over is None else parse_money(over)
    share = None if add_on is None else parse_share(add_on)
    if isinstance(share, Money):
        return c.TargetDraft(target=target, add_on=share, over_assignment=extra)
    return c.TargetDraft(target=target, add_on_percent=share, over_assignment=extra)


def suggested(
    call: Call, unit: str, line: c.TargetDraft, basis: Basis, weights: Sequence[str] = ()
) -> tuple[c.PortionDraft, ...]:
    """What a basis gives each seat; the service computes it."""
    if basis is Basis.JUDGEMENT:
        return ()
    query: Query = {"basis": basis.value, "target": line.target}
    if weights:
        given = pairs(tuple(weights), "SEAT=NUMBER")
        query["weight"] = tuple(f"{seat}:{number}" for seat, number in given)
    if line.add_on is not None:
        query["add_on"] = f"{line.add_on.amount:f}"
    if line.add_on_percent is not None:
        query["add_on_percent"] = plain_text(line.add_on_percent)
    if line.over_assignment is not None:
        query["over_assignment"] = f"{line.over_assignment.amount:f}"
    found = call.read(call.path(unit, "suggested-portions"), query).view
    return tuple(
        c.PortionDraft(
            seat=one["seat"].text,
            amount=one["amount"].money,
            rolled_up=one["rolled_up"].money,
            basis=basis,
        )
        for one in found.rows("portions")
    )


def _judged(
    computed: c.PortionDraft, named: dict[str, Money], because: str | None
) -> c.PortionDraft:
    amount = named.get(computed.seat)
    if amount is None or amount == computed.amount:
        return computed
    return c.PortionDraft(
        seat=computed.seat, amount=amount, basis=computed.basis, adjustment=because
    )


def _others(
    named: dict[str, Money], computed: set[str], because: str | None
) -> tuple[c.PortionDraft, ...]:
    return tuple(
        c.PortionDraft(seat=seat, amount=amount, adjustment=because)
        for seat, amount in named.items()
        if seat not in computed
    )


@app.command()
@deciding
def revise(
    call: Call,
    unit: Unit,
    *,
    reason: Reason,
    add_on: AddOn = None,
    portion: Portions = None,
    because: Because = None,
    cause: Causes = None,
    answers: Annotated[
        list[str] | None, typer.Option(help="An item this version answers; repeatable.")
    ] = None,
    over_assignment: Over = None,
    voids: Annotated[int, typer.Option(help="How many signatures you know it voids.")] = 0,
    target: Target = "revenue",
    below_goal: Annotated[str | None, typer.Option(help="Why it is below the plan goal.")] = None,
) -> None:
    """Write a new version; portions that are not named stay as they are."""
    before = newest(unit_view(call, unit))
    named = named_amounts(tuple(portion or ()))
    causes: dict[str, tuple[str, ...]] = {}
    for seat, identity in pairs(tuple(cause or ()), "SEAT=ID"):
        causes[seat] = (*causes.get(seat, ()), identity)
    command = c.RevisePlan(
        targets=tuple(
            target_draft(target, add_on, over_assignment)
            if line["target"].text == target and (add_on or over_assignment)
            else _kept_target(line)
            for line in before.rows("targets")
        ),
        portions=_revised(before, named, causes, because),
        reason=reason,
        answers=tuple(answers or ()),
        voids=voids,
        below_goal_reason=below_goal,
    )
    call.decide(command, unit=unit)


def _kept_target(line: View) -> c.TargetDraft:
    return c.TargetDraft(
        target=line["target"].text,
        add_on=line["add_on"].money,
        over_assignment=line["over_assignment"].money,
    )


def _revised(
    before: View,
    named: dict[str, Money],
    causes: dict[str, tuple[str, ...]],
    because: str | None,
) -> tuple[c.RevisedPortion, ...]:
    kept = {one["seat"].text: one for one in before.rows("portions")}
    if strangers := set(causes) - set(named):
        raise Misused(f"--cause names seats without a --portion: {', '.join(sorted(strangers))}.")
    changed = tuple(
        c.RevisedPortion(
            seat=seat,
            amount=amount,
            adjustment=because or "revised after pushback",
            causes=causes.get(seat, ()),
        )
        for seat, amount in named.items()
    )
    return (*(_kept(one) for seat, one in kept.items() if seat not in named), *changed)


def _kept(portion: View) -> c.RevisedPortion:
    return c.RevisedPortion(
        seat=portion["seat"].text,
        amount=portion["amount"].money,
        rolled_up=portion["rolled_up"].money,
        adjustment=portion.said("adjustment") or "as in the version before",
    )
