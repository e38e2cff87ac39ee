"""What changed, a step with its causes, and a number with its steps, as text."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text

from command_line.cells import amount, heading, when
from command_line.screen import money, percent, said, shown
from command_line.tables import Cell, Column, amounts, prose, table
from command_line.view import View


def difference(view: View) -> Iterator[RenderableType]:
    """A line for each thing that changed, the cycle first, then unit by unit."""
    since, until = view["since"].whole, view["until"].whole
    yield heading(f"Position {since} → {until}")
    if not (view["cycle"].texts or view.rows("units")):
        yield Text("Nothing that you see changed.")
    for words in view["cycle"].texts:
        yield Text(f"  {said(words)}")
    for unit in view.rows("units"):
        yield heading(unit["name"].text)
        for words in unit["words"].texts:
            yield Text(f"  {said(words)}")


def step(view: View) -> Iterator[RenderableType]:
    """One event between those that caused it and those that it caused."""
    yield from _told(view["step"], "")
    for words in view["changed"].texts:
        yield Text(f"  {said(words)}")
    for key, title in (("causes", "Because of"), ("effects", "Led to")):
        if found := view.rows(key):
            yield heading(title)
            for one in found:
                yield from _told(one, "  ")
    before, after = view.get("before"), view.get("after")
    beside = [
        f"{name}: --at {one.whole}" for name, one in (("back", before), ("forward", after)) if one
    ]
    yield Text(" · ".join(beside), style="dim")


def _told(one: View, indent: str) -> Iterator[RenderableType]:
    where = one.said("unit") or "cycle"
    place = f"{one['position'].whole} · {when(one, 'occurred_at')} UTC · {where}"
    yield Text(f"{indent}{place}", style="dim")
    yield Text(f"{indent}{said(one['words'].text)}")


def explained(view: View) -> Iterator[RenderableType]:
    """Leg by leg: the steps with what they add up to, and who made each and why."""
    legs = view.rows("legs")
    for leg, before in zip(legs, (None, *legs), strict=False):
        yield heading(f"{leg['words'].text}{_rate(leg, before)}")
        columns = (prose("step"), amounts("change"), amounts("then"), "by", Column("position", number=True),
                   prose("why"))  # fmt: skip
        yield table(columns, list(_steps(leg)))
    against, share = view.get("against"), view.get("percent")
    what = f"{view['of'].text} of {shown(view['subject'].text)}"
    yield heading(f"{what}: {amount(view, 'amount')}")
    if against:
        yield Text(
            f"against {money(against.money)}" + (f": {percent(share.number)}" if share else "")
        )


def _rate(leg: View, before: View | None) -> str:
    rate = leg.get("rate")
    into = _currency(before) if before else "of the unit's currency"
    return f" · plan rate: 1 {_currency(leg)} = {rate.text} {into}" if rate else ""


def _currency(leg: View) -> str:
    return leg.rows("steps")[0]["amount"].money.currency


def _steps(leg: View) -> Iterator[tuple[Cell, ...]]:
    then = leg.rows("steps")[0]["amount"].money
    for number, one in enumerate(leg.rows("steps")):
        total = one["total"].flag
        change = one["amount"].money
        then = change if total or number == 0 else then + change
        event = one.get("event")
        yield (
            said(one["words"].text),
            None if total else change,
            then,
            one.said("by"),
            str(event["position"].whole) if event else "",
            said(" · ".join(_why(one))),
        )


def _why(one: View) -> Iterator[str]:
    if reason := one.said("reason"):
        yield reason
    for cause in one.rows("causes"):
        whose = f" of {cause.said('person')}" if cause.said("person") else ""
        event = cause.get("event")
        where = f" ({event['position'].whole})" if event else ""
        yield f"{cause['kind'].text}{whose}{where}: {cause['words'].text}"
    yield from one["answers"].texts
