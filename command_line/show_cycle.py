"""A cycle, its summary and its timeline as tables of text."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text

from command_line import show
from command_line.cells import amount, cash, heading, when
from command_line.screen import percent, said, shown
from command_line.tables import Cell, Column, amounts, prose, table
from command_line.view import View
from domain.practices import TITLES


def cycle(view: View) -> Iterator[RenderableType]:
    """The cycle's own facts, its units, goals and rates."""
    rehearsal = " · REHEARSAL" if view["rehearsal"].flag else ""
    yield heading(f"{view['name'].text} · {view['stage'].text}{rehearsal}")
    yield Text(f"{view['starts_on'].text} to {view['ends_on'].text}, {view['zone'].text}")
    for goal in view.rows("goals"):
        by, document = goal["confirmed_by"].text, goal["document"]["name"].text
        yield Text(
            f"Plan goal of {shown(goal['target'].text)}: {amount(goal, 'amount')}, "
            f"confirmed by {shown(by)} with {shown(document)}"
        )
    for rate in view.rows("rates"):
        market = view.find("market_rates", currency=rate["currency"].text)
        now = f", today {market['rate'].text}" if market else ""
        yield Text(f"Plan rate: 1 {rate['currency'].text} = {rate['rate'].text}{now}")
    rows = [
        (
            one["draft"]["unit"].text, one["draft"]["name"].text, one["led_by"].text,
            one["draft"].said("parent"), one["draft"]["currency"].text,
            str(len(one["draft"].rows("seats"))),
        )
        for one in view.rows("units")
    ]  # fmt: skip
    if rows:
        columns = (
            "unit",
            prose("name"),
            "leader",
            "below",
            "currency",
            Column("seats", number=True),
        )
        yield table(columns, rows)
    yield from _open_changes(view)


def then(view: View, *, plan: bool) -> Iterator[RenderableType]:
    """The cycle, or a unit's plan, as it stood at a moment."""
    at = view.get("at")
    moment = f"{when(view, 'at')} UTC" if at else f"position {view['position'].whole}"
    yield Text(f"As it stood at {moment} (event {view['state']['version'].whole})", style="dim")
    yield from show.plan(view["state"]) if plan else cycle(view["state"])


def _open_changes(view: View) -> Iterator[RenderableType]:
    for one in view.rows("rule_changes"):
        if one.get("agreed") is None:
            change = one["proposed"]
            yield Text(
                f"Waits for a second person: rule change {shown(change['change'].text)} "
                f"of {shown(change['proposed_by'].text)}: {shown(change['reason'].text)}",
                style="yellow",
            )


def summary(view: View) -> Iterator[RenderableType]:
    """The lines of every unit, the totals, and the findings by practice."""
    rehearsal = " · REHEARSAL" if view["rehearsal"].flag else ""
    yield heading(f"{view['name'].text} · {view['stage'].text}{rehearsal}")
    numbers = ("plan goal", "stretch", "in force", "committed", "actual")
    columns: tuple[Column | str, ...] = (
        "unit",
        "status",
        *(amounts(one) for one in numbers),
    )
    rows = [row for unit in view.rows("units") for row in _unit(unit)]
    totals = view.get("totals")
    if totals is not None:
        rows += [_total(totals, line) for line in totals.rows("targets")]
    yield table(columns, rows)
    yield _people(view)
    if totals is not None:
        yield from _company(totals)
    found = view.rows("findings")
    if found:
        counted = [
            (one["practice"].text, TITLES.get(one["practice"].text, ""), str(one["findings"].whole))
            for one in found
        ]
        yield table(("practice", prose("what it asks"), Column("findings", number=True)), counted)


def _unit(unit: View) -> Iterator[tuple[Cell, ...]]:
    for line in unit.rows("targets"):
        yield (
            unit["unit"].text,
            unit["status"].text,
            cash(line, "plan_goal"),
            cash(line, "stretch"),
            cash(line, "in_force"),
            cash(unit, "committed"),
            cash(line, "actual"),
        )


def _total(totals: View, line: View) -> tuple[Cell, ...]:
    return (
        "company",
        "",
        cash(line, "plan_goal"),
        cash(line, "stretch"),
        cash(line, "in_force"),
        cash(totals, "committed"),
        cash(line, "actual"),
    )


def _people(view: View) -> RenderableType:
    rows = [
        (
            unit["unit"].text, str(unit["rounds"].whole),
            f"{unit['took_part'].whole} of {unit['members'].whole}",
            f"{unit['signed'].whole} of {unit['needed'].whole}",
            str(unit["items"].whole), str(unit["real_issues"].whole),
            ", ".join(unit["missing"].texts),
        )
        for unit in view.rows("units")
    ]  # fmt: skip
    numbers = ("rounds", "took part", "signed", "items", "real issues")
    columns: tuple[Column | str, ...] = (
        "unit",
        *(Column(one, number=True) for one in numbers),
        prose("in force without"),
    )
    return table(columns, rows)


def _company(totals: View) -> Iterator[RenderableType]:
    for line in totals.rows("targets"):
        share = line.get("street_quota_percent")
        street = f"street quota {amount(line, 'street_quota')}"
        ratio = f" ({percent(share.number)} of the plan goal)" if share else ""
        gap = line.get("gap")
        yield Text(
            f"{shown(line['target'].text)}: {street}{ratio}"
            + (f", reconciliation gap {amount(line, 'gap')}" if gap else "")
            + f", currency effect {amount(line, 'currency_effect')}"
        )
    share = totals.get("participation_percent")
    yield Text(
        f"rounds {totals['rounds'].whole}, participation "
        f"{totals['took_part'].whole} of {totals['members'].whole}"
        + (f" ({percent(share.number)})" if share else "")
    )


def timeline(view: View, after: int = 0) -> Iterator[RenderableType]:
    """What happened, an event a line, by its place in the organisation's log."""
    rows = [
        (
            str(one["position"].whole), when(one, "occurred_at"), one.said("unit") or "cycle",
            one["type"].text, said(one["words"].text),
        )
        for one in view.rows("events")
    ]  # fmt: skip
    columns = (Column("position", number=True), "when (UTC)", "in", "event", prose("what happened"))
    nothing = f"Nothing happened after position {after}." if after else "Nothing has happened yet."
    yield table(columns, rows) if rows else Text(nothing)
    if (more := view.get("next")) is not None:
        yield Text(f"More: --after {more.whole}", style="dim")


def cycles(view: View) -> Iterator[RenderableType]:
    rows = [
        (
            one["cycle"].text, one["name"].text, one["stage"].text, one["starts_on"].text,
            one["ends_on"].text, one["currency"].text, str(one["units"].whole),
            "rehearsal" if one["rehearsal"].flag else "",
        )
        for one in view.rows("cycles")
    ]  # fmt: skip
    columns = ("cycle", prose("name"), "stage", "starts", "ends", "currency",
               Column("units", number=True), "")  # fmt: skip
    yield table(columns, rows) if rows else Text("There is no cycle: tally cycle start.")


def issues(view: View) -> Iterator[RenderableType]:
    """The register: what was raised, how it was decided, by whom, when and why."""
    rows = [
        (
            when(one, "decided_at"), one["unit"].text, one["item"].text, one["person"].text,
            one["kind"].text, one["outcome"].text.replace("_", " "), one["decider"].text,
            one["reason"].text, ", ".join(factor["id"].text for factor in one.rows("factors")),
        )
        for one in view.rows("issues")
    ]  # fmt: skip
    columns = ("decided (UTC)", "unit", "item", "of", "kind", "outcome", "by",
               prose("reason"), prose("factors"))  # fmt: skip
    yield table(columns, rows) if rows else Text("Nothing has been answered yet.")


def holdings(view: View) -> Iterator[RenderableType]:
    """Unit by unit: offices, seats, promises and what waits."""
    for unit in view.rows("units"):
        yield heading(f"{unit['unit'].text}: {', '.join(unit['offices'].texts)}")
        for seat in unit.rows("seats"):
            quota = amount(seat, "quota") or "no quota in force"
            yield Text(f"  seat {shown(seat['seat'].text)}: {quota}")
        for key, word in (("promises", "promise"), ("promised_to_them", "promised to them")):
            for one in unit.rows(key):
                line = one["line"]
                words, due = shown(line["words"].text), line["due_on"].text
                yield Text(f"  {word}: {words} by {due}, {one['standing'].text}")
        for one in unit.rows("waiting"):
            yield Text(f"  waits: {said(one['words'].text)}")
    if not view.rows("units"):
        yield Text(
            f"{view.said('person') or 'This person'} holds nothing in the units that you see."
        )
