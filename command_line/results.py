"""`tally result`: facts as known on a day, and how far plans are carried out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated

import typer
from rich.console import RenderableType
from rich.text import Text

from command_line.call import Call, reading
from command_line.cells import amount, heading
from command_line.client import Query
from command_line.refusals import Misused
from command_line.tables import Column, amounts, table
from command_line.view import View

app = typer.Typer(help="What came, as known on any day.", no_args_is_help=True)

KnownOn = Annotated[
    str | None, typer.Option("--known-on", help="A day such as 2027-04-03; else now.")
]

A_PAGE = 20
Limit = Annotated[
    int | None,
    typer.Option(min=1, max=100, help=f"How many units of the cycle; else {A_PAGE}."),
]
After = Annotated[str | None, typer.Option(help="Continue after this unit.")]


@app.command()
@reading
def facts(
    call: Call,
    unit: Annotated[str | None, typer.Argument(help="The unit's id; else all you see.")] = None,
    *,
    known_on: KnownOn = None,
    limit: Limit = None,
    after: After = None,
) -> None:
    """Show actuals per person, period and measure, with their files and corrections."""
    asked = _asked(unit, known_on, limit, after)
    call.show(call.read(call.path(unit, "facts"), asked), _facts)


@app.command()
@reading
def totals(
    call: Call, *, known_on: KnownOn = None, limit: Limit = None, after: After = None
) -> None:
    """Show what each unit's periods add up to, booked and restated, at plan rates."""
    asked = _page(known_on, limit, after)
    call.show(call.read(call.path(None, "facts", "totals"), asked), _totals)


@app.command()
@reading
def rates(call: Call, *, known_on: KnownOn = None) -> None:
    """Show what currencies were worth day by day, and what each rate makes of the quotas."""
    call.show(call.read(call.path(None, "market-rates"), _on(known_on)), _rates)


@app.command()
@reading
def execution(
    call: Call,
    unit: Annotated[str | None, typer.Argument(help="The unit's id; else all you see.")] = None,
    *,
    known_on: KnownOn = None,
    limit: Limit = None,
    after: After = None,
) -> None:
    """Show how far plans are carried out, by team and person, and what came of it."""
    asked = _asked(unit, known_on, limit, after)
    call.show(call.read(call.path(unit, "execution"), asked), _execution)


def _on(known_on: str | None) -> Query:
    return {} if known_on is None else {"known_on": _day(known_on)}


def _asked(unit: str | None, known_on: str | None, limit: int | None, after: str | None) -> Query:
    """Of one unit, or of so many at a time; raises Misused for a page of a single one."""
    if unit is None:
        return _page(known_on, limit, after)
    if limit is not None or after is not None:
        raise Misused(
            f"--limit and --after go through all units: leave them out for {unit}, or leave "
            f"{unit} out."
        )
    return _on(known_on)


def _page(known_on: str | None, limit: int | None, after: str | None) -> Query:
    return {**_on(known_on), "limit": limit or A_PAGE, "after": after}


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise Misused(f"{text!r} is no day: write 2027-04-03") from None


def _more(view: View) -> Iterator[RenderableType]:
    if (more := view.get("next")) is not None:
        yield Text(f"More: --after {more.text}", style="dim")


def _facts(view: View) -> Iterator[RenderableType]:
    rows = [
        (
            one["unit"].text, one["person"].text, one["title"].text, one["measure"].text,
            one["period"].text, amount(one, "booked"), amount(one, "actual"),
            ", ".join(one["corrections"].texts), one["now"].text,
        )
        for one in view.rows("facts")
    ]  # fmt: skip
    columns = (
        "unit", "person", "seat", "measure", "period", amounts("booked"), amounts("restated"),
        "corrections", "now answers",
    )  # fmt: skip
    yield table(columns, rows) if rows else Text("Nothing was recorded by then.")
    for one in view.rows("sources"):
        document = one["document"]
        yield Text(
            f"{one['unit'].text}, {one['period'].text}: {document['name'].text}, "
            f"{one['lines'].whole} lines, control total {amount(one, 'control_total')}, "
            f"restated {amount(one, 'restated')}, SHA-256 {document['sha256'].text}"
        )
    for one in view.rows("corrections"):
        yield from _correction(one)
    yield from _more(view)


def _correction(view: View) -> Iterator[RenderableType]:
    yield Text(
        f"correction {view['correction'].text} of {view['unit'].text}, proposed by "
        f"{view['proposed_by'].text}, {_standing(view)}: {view['reason'].text}"
    )
    document = view.get("document")
    if document:
        yield Text(f"  from {document['name'].text}, SHA-256 {document['sha256'].text}")
    for one in view.rows("lines"):
        yield Text(
            f"  {one['seat'].text}, {one['period'].text}: {amount(one, 'before')} is reversed, "
            f"{amount(one, 'after')} booked"
        )


def _standing(view: View) -> str:
    by, ended = view.get("approved_by"), view.get("ended")
    if ended:
        how = f"{ended['how'].text} by {ended['by'].text}"
        return f"{how} ({ended['reason'].text})"
    return f"approved by {by.text}" if by else "waits for approval"


def _totals(view: View) -> Iterator[RenderableType]:
    rows = [
        (
            one["unit"].text, one["period"].text, amount(one, "booked"), amount(one, "restated"),
            str(one["files"].whole), str(one["corrections"].whole), str(one["waiting"].whole),
        )
        for one in view.rows("totals")
    ]  # fmt: skip
    columns = (
        "unit", "period", amounts("booked"), amounts("restated"), Column("files", number=True),
        Column("corrections", number=True), Column("waiting", number=True),
    )  # fmt: skip
    yield table(columns, rows) if rows else Text("Nothing was recorded by then.")
    yield from _more(view)


def _rates(view: View) -> Iterator[RenderableType]:
    rows = [
        (
            one["on"].text, one["currency"].text, one["rate"].text, one["plan_rate"].text,
            one["source"].text, amount(one, "effect") if one.get("effect") else "",
        )
        for one in view.rows("rates")
    ]  # fmt: skip
    columns = (
        "day", "currency", Column("rate", number=True), Column("plan rate", number=True), "source",
        amounts("currency effect"),
    )  # fmt: skip
    yield table(columns, rows) if rows else Text("Nothing was recorded by then.")
    for one in view.rows("rates"):
        place = f"{one['currency'].text} of {one['on'].text}"
        document = one.get("document")
        if document:
            yield Text(f"{place}: {document['name'].text}, SHA-256 {document['sha256'].text}")
        for before in one.rows("restated"):
            yield Text(f"{place}: {before['rate'].text} was restated: {before['reason'].text}")


def _execution(view: View) -> Iterator[RenderableType]:
    rows = [
        _row(one) for team in view.rows("teams") for one in (team["team"], *team.rows("people"))
    ]
    columns = (
        "unit", "who", Column("steps", number=True), Column("carried out %", number=True),
        Column("result %", number=True), Column("varies by", number=True),
        Column("streak", number=True), Column("wins", number=True), "effect", "on target",
    )  # fmt: skip
    yield table(columns, rows)
    for one in view.rows("measures"):
        if one.get("median"):
            yield Text(
                f"{one['measure'].text}: median {one.said('median')} %, the best quarter "
                f"{one.said('top_quartile')} % or more, of {one['people'].whole} people"
            )
    for team in view.rows("teams"):
        yield from _goals(team)
    yield from _more(view)


def _row(one: View) -> tuple[str, ...]:
    result, on_target = one.get("result"), one.get("on_target")
    return (
        one["unit"].text,
        one.said("person") or "team",
        f"{one['steps_done'].whole}/{one['steps_due'].whole}",
        one.said("rate"),
        result.said("percent") if result else "",
        one.said("range"),
        str(one["streak"].whole),
        str(one["wins"].whole),
        one.said("effect"),
        "" if on_target is None else ("yes" if on_target.flag else "no"),
    )


def _goals(team: View) -> Iterator[RenderableType]:
    quarters = team.rows("goals")
    if quarters:
        yield heading(f"goals of {team['team']['unit'].text}, quarter on quarter")
    for one in quarters:
        made, others = one["team_made"], one["others"]
        yield Text(
            f"{one['period'].text}: {_gained(made)} with a plan that the team made, "
            f"{_gained(others)} without"
        )


def _gained(made: View) -> str:
    goals, gain = made["goals"].whole, made.said("gain")
    several = f"{goals} goal{'' if goals == 1 else 's'}"
    if not goals:
        return several
    return f"{several} ({f'gained {gain} points' if gain else 'gain not known'})"
