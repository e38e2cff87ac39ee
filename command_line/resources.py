"""Success factors, resource requests and budgets, at the command line."""

from __future__ import annotations

from typing import Annotated

import typer

from command_line import evidence
from command_line.call import Call, deciding
from command_line.options import (
    Amount,
    Amounts,
    Due,
    MaybeDay,
    MaybeWords,
    Quantity,
    Reason,
    Unit,
    Words,
    actions,
)
from command_line.refusals import Misused
from domain.unit import commands as c
from domain.unit import values as v

app = typer.Typer()

Named = Annotated[str | None, typer.Option("--id", help="Its id; one is made otherwise.")]
ItemOption = Annotated[str | None, typer.Option("--item", help="The item it answers.")]
RequestId = Annotated[str, typer.Argument(help="The request's id.", show_default=False)]


@app.command("add-factor")
@deciding
def add_factor(
    call: Call,
    unit: Unit,
    *,
    words: Words,
    owner: Annotated[str, typer.Option(help="Who answers for it.")],
    due: Due,
    named: Named = None,
    item: Annotated[list[str] | None, typer.Option(help="An item it answers; repeatable.")] = None,
    action: Annotated[
        list[str] | None, typer.Option(help="OWNER=DAY=WORDS, a step of it; repeatable.")
    ] = None,
) -> None:
    """Add a key success factor: what must be true to reach the target."""
    command = c.AddKeySuccessFactor(
        factor=named or call.fresh("factor"),
        words=words,
        owner=owner,
        due_on=due,
        items=tuple(item or ()),
        actions=actions(action),
    )
    call.decide(command, unit=unit)


@app.command()
@deciding
def request(
    call: Call,
    unit: Unit,
    *,
    words: Words,
    due: Due,
    amount: Amount = None,
    quantity: Quantity = None,
    item: ItemOption = None,
    factor: Annotated[str | None, typer.Option(help="The factor that needs it.")] = None,
    named: Named = None,
) -> None:
    """Ask for a resource, because of an item or a factor."""
    command = c.RequestResource(
        request=named or call.fresh("request"),
        words=words,
        needed_by=due,
        item=item,
        factor=factor,
        amount=amount,
        quantity=quantity,
    )
    call.decide(command, unit=unit)


@app.command("decide-request")
@deciding
def decide_request(
    call: Call,
    unit: Unit,
    request: RequestId,
    outcome: Annotated[v.GrantOutcome, typer.Argument(show_default=False)],
    *,
    reason: Reason,
    amount: Amount = None,
    instead: Annotated[str | None, typer.Option(help="What you offer where you decline.")] = None,
    instead_amount: Amount = None,
    instead_due: MaybeDay = None,
) -> None:
    """Grant a request, grant it in part, or decline it, with a reason."""
    command = c.DecideResourceRequest(
        request=request,
        outcome=outcome,
        reason=reason,
        amount=amount,
        instead=None,
    )
    if instead is not None:
        if instead_due is None:
            raise Misused("Say by when: --instead-due DAY.")
        offer = v.Alternative(words=instead, amount=instead_amount, due_on=instead_due)
        command = command.model_copy(update={"instead": offer})
    call.decide(command, unit=unit)


@app.command("grant-budget")
@deciding
def grant_budget(
    call: Call, unit: Unit, *, amount: Amounts, words: MaybeWords = None, named: Named = None
) -> None:
    """Grant a unit money for its resources, as a sponsor."""
    command = c.GrantBudget(budget=named or call.fresh("budget"), amount=amount, words=words)
    evidence.sign(call, unit, command)
