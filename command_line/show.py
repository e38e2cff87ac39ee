"""A plan and a cycle as tables of text."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from rich.console import RenderableType
from rich.text import Text

from command_line.cells import Names, amount, cash, heading, person, plain, when
from command_line.screen import money, percent, said, shown
from command_line.sections import SECTIONS, capability
from command_line.tables import Cell, Column, amounts, prose, table
from command_line.view import View
from domain.money import Money

HELD = "held."


def plan(view: View) -> Iterator[RenderableType]:
    """A unit's plan as it stands: target, portions, what is open, and what was promised."""
    zone = view.said("zone") or "UTC"
    rehearsal = " · REHEARSAL" if view["rehearsal"].flag else ""
    yield heading(f"{view['name'].text} · {view['status'].text}{rehearsal}")
    yield Text(f"led by {shown(person(view, view['leader'].text))}")
    yield from _in_force(view, zone)
    if versions := view.rows("versions"):
        yield from version(view, versions[-1])
    yield from capability(view)
    yield from _waiting(view, zone)
    for section in SECTIONS:
        yield from section(view)


def _in_force(view: View, zone: str) -> Iterator[RenderableType]:
    running = view.get("running_version")
    if running is None:
        yield Text("Nothing is in force.", style="yellow")
        return
    since = when(running, "since", zone)
    joint = running.get("jointly_since")
    how = f" · jointly owned since {when(running, 'jointly_since', zone)}" if joint else ""
    number = running["version"].whole
    yield Text(f"Version {number} in force since {since}{how} ({zone})")
    if not joint:
        yield Text("IN FORCE, NOT JOINTLY OWNED", style="bold yellow")
    for one in running.rows("missing"):
        who = person(view, one["person"].text)
        yield Text(f"  not signed by {shown(who)}: {shown(one['why'].text)}", style="yellow")


def version(view: View, one: View) -> Iterator[RenderableType]:
    """A version's target and portions, with who carries each."""
    yield heading(f"\nVersion {one['number'].whole}")
    for line in one.rows("targets"):
        goal, add_on = line["goal"].money, line["add_on"].money
        share = f" ({percent(add_on.share_of(goal))})" if goal.amount else ""
        yield Text(
            f"  {shown(line['target'].text)}: plan goal {money(goal)} + add-on "
            f"{money(add_on)}{share} = {money(goal + add_on)}"
        )
    columns = ("seat", prose("carried by"), amounts("portion"), amounts("at plan rates"),
               prose("basis"))  # fmt: skip
    yield table(columns, [_portion(view, row) for row in one.rows("portions")])
    if content := one.said("content_hash"):
        yield Text(f"  content {content}", style="dim")


def _portion(view: View, row: View) -> tuple[Cell, ...]:
    seat = view.find("seats", id=row["seat"].text)
    owner = seat.said("owner") if seat else ""
    why = "held" if seat is None or row["seat"].text.startswith(HELD) else "vacant"
    carried = person(view, owner) if owner else f"{person(view, view['leader'].text)}, {why}"
    basis = plain(row["basis"].text)
    return row["seat"].text, carried, cash(row, "amount"), cash(row, "rolled_up"), basis


def _waiting(view: View, zone: str) -> Iterator[RenderableType]:
    if view["stage"].text == "signing" and (people := view["unsigned"].texts):
        yield Text(f"Not signed yet: {', '.join(shown(person(view, one)) for one in people)}")
    windows = [
        (person(view, one["person"].text), when(one, "closes_at", zone))
        for one in view.rows("windows")
    ]
    if windows and view["stage"].text in {"proposed", "in_pushback", "revised"}:
        yield table((prose("may respond"), f"until ({zone})"), windows)


def versions(view: View) -> Iterator[RenderableType]:
    """Every version side by side: one column each."""
    found = view.rows("versions")
    seats = dict.fromkeys(row["seat"].text for one in found for row in one.rows("portions"))
    columns: tuple[Column | str, ...] = (
        "seat",
        *(amounts(f"v{one['number'].whole}") for one in found),
    )
    yield table(columns, [(seat, *(_of(one, seat) for one in found)) for seat in seats])
    for one in found:
        if reason := one.said("reason"):
            yield Text(f"  v{one['number'].whole}: {shown(reason)}")


def _of(one: View, seat: str) -> Money | None:
    row = one.find("portions", seat=seat)
    return cash(row, "amount") if row else None


def differences(view: View) -> Iterator[RenderableType]:
    """What changed between two versions, each with its causes."""
    yield heading(f"Version {view['before'].whole} → {view['after'].whole}")
    rows = [
        (
            one["seat"].text, one["person"].text, cash(one, "before"), cash(one, "after"),
            cash(one, "change"), ", ".join(one["causes"].texts),
        )
        for one in view.rows("portions")
    ]  # fmt: skip
    columns = ("seat", "of", amounts("before"), amounts("after"), amounts("change"),
               prose("because of"))  # fmt: skip
    yield table(columns, rows) if rows else Text("No portion differs.")
    for key, word in (
        ("factors_added", "+ factor"),
        ("factors_gone", "- factor"),
        ("resources_added", "+ resource"),
        ("resources_gone", "- resource"),
    ):
        for one in view.rows(key):
            cost = amount(one, "amount")
            yield Text(f"  {word} {shown(one['id'].text)}: {shown(one['words'].text)} {cost}")


def blockers(view: View) -> Iterator[RenderableType]:
    """What still blocks each step, and who can clear it."""
    names = Names.of(view)
    rows = [
        (
            one["step"].text,
            one["practice"].text,
            names.said(one["words"].text),
            names.person(one.said("who")),
        )
        for one in view.rows("blockers")
    ]
    yield (
        table(("step", "practice", prose("what is missing"), "who can clear it"), rows)
        if rows
        else (Text("Nothing blocks.", style="green"))
    )


def findings(view: View) -> Iterator[RenderableType]:
    rows = [
        (when(one, "found_at"), one.said("unit"), one["practice"].text,
         said(one["words"].text),         "waived" if one["waived"].flag else "")
        for one in view.rows("findings")
    ]  # fmt: skip
    yield (
        table(("when (UTC)", "unit", "practice", prose("finding"), ""), rows)
        if rows
        else (Text("No findings.", style="green"))
    )


def attainment(view: View) -> Iterator[RenderableType]:
    """Attainment by seat, original, current and restated, and of the unit as a whole."""
    rows = [
        (
            one["seat"].text, one["person"].text, " ".join(one["periods"].texts),
            cash(one, "quota"), cash(one, "actual"),
            _part(one, "original"), _part(one, "current"), _percent(one),
        )
        for one in view.rows("seats")
    ]  # fmt: skip
    three = [Column(name, number=True) for name in ("original", "current", "restated")]
    columns: list[Column | str] = ["seat", "carried by", "period"]
    columns += [amounts("quota"), amounts("actual"), *three]
    yield table(columns, rows) if rows else Text("Nothing is measured yet.")
    for one in view.rows("figures"):
        parts = ("original", "current", "against_plan_goal")
        said = ", ".join(f"{part.replace('_', ' ')} {_percent(one[part])}" for part in parts)
        yield Text(f"{shown(one['target'].text)}: actual {amount(one, 'actual')}; {said}")
    if view["restated"].flag:
        yield Text("Restated since the close.", style="yellow")


def _part(view: View, name: str) -> str:
    found = view.get(name)
    return "" if found is None else _percent(found)


def _percent(view: View) -> str:
    found = view.get("percent")
    number: Decimal | None = found.number if found else None
    return percent(number)
