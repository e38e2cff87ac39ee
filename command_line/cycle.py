"""`tally cycle`: a planning cycle from its start to its close."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Annotated

import typer
from pydantic import JsonValue

from command_line import backtest, learned, past, roles, show, show_cycle, show_sight
from command_line.bodies import Body, read_body, read_json
from command_line.call import Call, deciding, reading
from command_line.client import Query
from command_line.options import Amounts, Day, MaybeDay, Number, Reason, pairs, person_named
from command_line.refusals import Misused
from domain.cycle import commands as c
from domain.people import Document, Roles

app = typer.Typer(
    help="A planning cycle: start, announce, look at it, close.", no_args_is_help=True
)

app.add_typer(roles.app, name="role")
app.add_typer(past.app)
app.add_typer(learned.app)
app.command()(backtest.backtest)

Many = list[str] | None
OFFICES = tuple(
    name.removesuffix("s").replace("_", "-")
    for name in Roles.model_fields
    if name != "leader_above"
)
ChangeId = Annotated[str | None, typer.Option("--id", help="Its id; one is made otherwise.")]


@app.command()
@deciding
def start(
    call: Call,
    cycle: Annotated[str, typer.Argument(help="Its id, as fy27.", show_default=False)],
    *,
    name: Annotated[str | None, typer.Option(help="As 'Fiscal year 2027'.")] = None,
    starts_on: MaybeDay = None,
    signed_by: MaybeDay = None,
    currency: Annotated[str, typer.Option()] = "USD",
    zone: Annotated[str, typer.Option(help="As Europe/Berlin.")] = "UTC",
    shares: Annotated[str, typer.Option(help="Percent of each period.")] = "25,25,25,25",
    levels: Annotated[int, typer.Option(help="Levels of units below the top one.")] = 1,
    rate: Annotated[Many, typer.Option(help="Plan rate, as EUR=1.10; repeatable.")] = None,
    role: Annotated[Many, typer.Option(help="As sponsor=olu; repeatable.")] = None,
    leader_above: Annotated[str | None, typer.Option(help="Above the top unit's leader.")] = None,
    rehearsal: Annotated[bool, typer.Option("--rehearsal", help="With its own clock.")] = False,
    follows: Annotated[
        str | None, typer.Option(help="The closed cycle that its units look back on.")
    ] = None,
    json_file: Body = None,
) -> None:
    """Start a cycle, its calendar worked back from the day by which all must have signed."""
    if json_file is not None:
        call.decide(read_body("start-cycle", c.COMMANDS, json_file))
        return
    if not (name and leader_above and starts_on and signed_by):
        raise Misused(
            "Say --name, --leader-above, --starts-on and --signed-by, "
            "or give the whole body with --json-file."
        )
    planned = call.ask("/cycles/plan", {
        "cycle": cycle, "name": name, "starts_on": str(starts_on), "signed_by": str(signed_by),
        "currency": currency, "zone": zone, "shares": list(shares.split(",")),
        "levels_below": levels, "rehearsal": rehearsal, "follows": follows,
        "roles": {"leader_above": leader_above, **offices(pairs(tuple(role or ()), "sponsor=olu"))},
        "rates": [
            {"currency": one, "rate": value}
            for one, value in pairs(tuple(rate or ()), "EUR=1.10")
        ],
    }).view  # fmt: skip
    call.give("/cycles", planned["start"].value)
    call.say(f"Sellers will have signed by {planned['sellers_signed_by'].text}.")


def offices(held: tuple[tuple[str, str], ...]) -> dict[str, JsonValue]:
    """Who holds which office, from pairs of office and person; raises Misused."""
    found: dict[str, list[JsonValue]] = {}
    for office, person in held:
        name = f"{office.replace('-', '_')}s"
        if name not in Roles.model_fields:
            raise Misused(f"There is no office {office!r}; there are {', '.join(OFFICES)}.")
        found.setdefault(name, []).append(person)
    return dict(found)


@app.command("list")
@reading
def list_cycles(call: Call) -> None:
    """List the cycles in which you have a part."""
    call.show(call.read("/cycles"), show_cycle.cycles)


@app.command("show")
@reading
def show_one(call: Call) -> None:
    """Show the cycle: units, goals, rates."""
    call.show(call.read(call.path()), show_cycle.cycle)


@app.command()
@reading
def summary(call: Call) -> None:
    """Show the four lines of each unit, participation, and findings by practice."""
    call.show(call.read(call.path(None, "summary")), show_cycle.summary)


@app.command()
@reading
def timeline(
    call: Call,
    *,
    unit: Annotated[str | None, typer.Option(help="Of one unit.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 100,
    after: Annotated[int, typer.Option(min=0, help="Continue after this position.")] = 0,
) -> None:
    """Show what happened, in order."""
    query: Query = {"unit": unit, "limit": limit, "after": after}
    found = call.read(call.path(None, "timeline"), query)
    call.show(found, lambda view: show_cycle.timeline(view, after))


@app.command()
@reading
def findings(call: Call) -> None:
    """Show what practices warned of, in every unit that you see."""
    call.show(call.read(call.path(None, "findings")), show.findings)


@app.command("line-of-sight")
@reading
def line_of_sight(call: Call) -> None:
    """Show what goals are for, from intent to step, and where that line breaks."""
    call.show(call.read(call.path(None, "line-of-sight")), show_sight.sight)


@app.command()
@reading
def issues(call: Call) -> None:
    """Show every answered pushback item, in every unit that you see."""
    call.show(call.read(call.path(None, "issues")), show_cycle.issues)


@app.command()
@reading
def holdings(call: Call, person: Annotated[str, typer.Argument(show_default=False)]) -> None:
    """Show everything that a person holds, for the day they leave or are away."""
    reply = call.read(call.path(None, "holdings"), {"person": person})
    call.show(reply, show_cycle.holdings)


@app.command()
@deciding
def announce(call: Call) -> None:
    """Open every unit's plan, and give notice to all."""
    call.decide(c.AnnounceCycle())


@app.command("confirm-goal")
@deciding
def confirm_goal(
    call: Call,
    *,
    amount: Amounts,
    document: Annotated[Path, typer.Option(help="The document; only its hash is sent.")],
    target: Annotated[str, typer.Option()] = "revenue",
) -> None:
    """Confirm the plan goal with its document, as a sponsor."""
    try:
        digest = hashlib.sha256(document.read_bytes()).hexdigest()
    except OSError as missing:
        raise Misused(f"{document}: {missing.strerror}") from None
    source = Document(name=document.name, sha256=digest)
    call.decide(c.ConfirmPlanGoal(amount=amount, document=source, target=target))


@app.command("replace-leader")
@deciding
def replace_leader(
    call: Call,
    unit: Annotated[str, typer.Argument(show_default=False)],
    *,
    successor: Annotated[str, typer.Option(help="ID=NAME=E-MAIL.")],
    acts_from: Day,
) -> None:
    """Name who follows a unit's leader, and from when."""
    person = person_named(successor)
    call.decide(c.ReplaceUnitLeader(unit=unit, successor=person, acts_from=acts_from))


@app.command("market-rate")
@deciding
def market_rate(
    call: Call,
    currency: Annotated[str, typer.Argument(show_default=False)],
    *,
    rate: Number,
    on: Day,
    source: Annotated[str, typer.Option(help="Where it is from.")],
) -> None:
    """Record what a currency is worth; it moves nobody's attainment."""
    call.decide(c.RecordMarketRate(currency=currency, rate=rate, on=on, source=source))


@app.command("restate-rate")
@deciding
def restate_rate(
    call: Call,
    currency: Annotated[str, typer.Argument(show_default=False)],
    *,
    rate: Number,
    on: Day,
    source: Annotated[str, typer.Option(help="Where it is from.")],
    reason: Annotated[str, typer.Option(help="Why the recorded rate was wrong.")],
) -> None:
    """Put another rate in the place of a recorded one; both stay readable."""
    call.decide(
        c.RestateMarketRate(currency=currency, rate=rate, on=on, source=source, reason=reason)
    )


@app.command("propose-rules")
@deciding
def propose_rules(
    call: Call, *, json_file: Body = None, reason: Reason, change: ChangeId = None
) -> None:
    """Propose another policy or later deadlines; the file has `policy` and `calendar`."""
    given = read_json(json_file)
    body = {**given, "change": change or call.fresh("change"), "reason": reason}
    call.decide(c.ProposeRuleChange.model_validate(body))


@app.command("agree-rules")
@deciding
def agree_rules(call: Call, change: Annotated[str, typer.Argument(show_default=False)]) -> None:
    """Agree, as a second person, to a change of the rules."""
    call.decide(c.AgreeToRuleChange(change=change))


@app.command()
@deciding
def cancel(call: Call, *, reason: Reason) -> None:
    """Give the cycle up before it is announced."""
    call.decide(c.CancelCycle(reason=reason))


@app.command()
@deciding
def close(call: Call) -> None:
    """Close the cycle, once every unit's plan has ended."""
    call.decide(c.CloseCycle())


@app.command("do")
@deciding
def do(
    call: Call,
    name: Annotated[str, typer.Argument(help="The command, as record-market-rate.")],
    *,
    json_file: Body = None,
) -> None:
    """Give any command of a cycle by its name, its body from a file of JSON."""
    call.decide(read_body(name, c.COMMANDS, json_file))
