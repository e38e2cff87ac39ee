"""Changes of rules, and files that came in with their totals, as text."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text

from command_line.cells import cash, heading, when
from command_line.screen import said
from command_line.tables import amounts, prose, table
from command_line.view import View


def rules(view: View) -> Iterator[RenderableType]:
    """Each change with who wanted it, who agreed, why, and every rule before and after."""
    for one in view.rows("changes"):
        where = " · ".join(filter(None, (one.said("unit"), one.said("about"))))
        about = f" ({where})" if where else ""
        yield heading(f"{one['kind'].text} {one['id'].text}{about}: {one['standing'].text}")
        yield Text(f"  wanted by {_act(one['wanted'])}")
        if (agreed := one.get("agreed")) is not None:
            verb = "refused" if one["standing"].text == "refused" else "agreed"
            yield Text(f"  {verb} by {_act(agreed)}")
        for name in ("reason", "answer"):
            if words := one.said(name):
                yield Text(f"  {name}: {said(words)}")
        if one.said("expires_at"):
            yield Text(f"  until {when(one, 'expires_at')} UTC")
        if one["standing"].text != "from the start":
            yield from _rules(one)
        else:
            yield Text(f"  {len(one.rows('differences'))} rules: --json or --csv has them all")


def _rules(view: View) -> Iterator[RenderableType]:
    for rule in view.rows("differences"):
        before = rule.said("before") or "nothing"
        yield Text(f"  {rule['rule'].text}: {before} → {rule.said('after') or 'nothing'}")


def _act(view: View) -> str:
    return f"{view['person'].text}, {when(view, 'at')} UTC, position {view['position'].whole}"


def _rows(file: View) -> str:
    known = file.get("known")
    of_them = f" ({known.whole} known)" if known and known.whole else ""
    return f"{file['rows'].whole}{of_them}"


def files(view: View) -> Iterator[RenderableType]:
    """A line for each file with its three totals, then their hashes."""
    columns = (
        prose("file"), "kind", amounts("rows"), amounts("entered"), amounts("computed"),
        amounts("recorded"), "ties out", "by", "when", prose("what followed"),
    )  # fmt: skip
    found = view.rows("files")
    if not found:
        yield Text("No file came in.")
        return
    yield table(
        columns,
        [
            (
                said(one["file"].text),
                one["kind"].text,
                _rows(one),
                *(cash(one, name) for name in ("entered", "computed", "recorded")),
                "yes" if one["ties_out"].flag else "NO",
                one["by"].text,
                when(one, "at"),
                ", ".join(f"{by['events'].whole} {by['type'].text}" for by in one.rows("followed")),
            )
            for one in found
        ],
    )
    for one in found:
        yield Text(
            f"{one.said('sha256') or 'by the API':64}  {said(one['file'].text)}", style="dim"
        )
