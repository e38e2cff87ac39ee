"""Who had access, as text: offices person by person, ways in, and what changed between two moments."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rich.console import RenderableType
from rich.text import Text

from command_line.cells import Names, heading, plain, when
from command_line.screen import said, shown
from command_line.tables import prose, table
from command_line.view import View

OFFICE = ("person", "unit", "office", "since", "position", "by event", prose("granted by"), "until")


def review(view: View) -> Iterator[RenderableType]:
    """Offices, those who stand in, accounts with their last sign-in, tokens, passkeys, conflicts."""
    yield heading(f"At {when(view, 'at')} UTC, position {view['position'].whole}")
    names = _names(view)
    offices = sorted(
        view.rows("offices"), key=lambda one: (names.person(one["person"].text), one.said("unit"))
    )
    yield table(OFFICE, [tuple(_office(one, names)) for one in offices])
    yield from _ways(view["ways"], names)
    yield heading("Duties that should be apart")
    conflicts = view.rows("conflicts")
    if not conflicts:
        yield Text("Nobody holds offices on both sides of a decision.")
    for one in conflicts:
        where = names.unit(one.said("unit")) or "cycle"
        yield Text(
            f"  {shown(names.person(one['person'].text))}, {shown(where)}: {said(one['words'].text)}"
        )


def changes(view: View) -> Iterator[RenderableType]:
    """What was given, what was taken, and what was done to accounts."""
    since, until = view["since_position"].whole, view["until_position"].whole
    names = Names.of(view)
    yield heading(f"Position {since} → {until}")
    for key, title in (("gained", "Given"), ("lost", "Taken")):
        rows = [tuple(_office(one, names)) for one in view.rows(key)]
        yield heading(f"{title}: {len(rows)}")
        if rows:
            yield table(OFFICE, rows)
    accounts = view.rows("accounts")
    yield heading(f"Accounts: {len(accounts)}")
    for one in accounts:
        by = f", by {said(one['by'].text)}" if one["by"].text else ""
        who = shown(names.person(one["person"].text))
        yield Text(f"  {when(one, 'at')} UTC  {who}: {one['happened'].text}{by}")


def _names(view: View) -> Names:
    """Those of accounts too: who runs the service may be nobody of the cycle's."""
    known = Names.of(view)
    accounts = {one["person"].text: one["name"].text for one in view["ways"].rows("accounts")}
    return replace(known, people={**accounts, **known.people})


def _office(view: View, names: Names) -> Iterator[str]:
    since, until, instead = view["since"], view.get("until"), view.said("instead_of")
    yield names.person(view["person"].text)
    yield names.unit(view.said("unit"))
    office = _titled(view["office"].text, names)
    yield f"{office} {names.person(instead)}" if instead else office
    yield when(since, "at")
    yield str(since["position"].whole)
    yield since["type"].text
    yield ", ".join(map(names.person, since["people"].texts))
    yield when(until, "at") if until else when(view, "ends_at")


def _titled(office: str, names: Names) -> str:
    """`leader of sales` with the unit's name."""
    title, of, unit = plain(office).partition(" of ")
    return f"{title} of {names.unit(unit)}" if of else title


def _ways(view: View, names: Names) -> Iterator[RenderableType]:
    yield heading("Accounts")
    yield table(
        ("person", prose("name"), "e-mail", "state", "last sign-in", "since"),
        [
            (
                one["person"].text,
                one["name"].text,
                one["email"].text,
                _state(one),
                when(one, "signed_in_at") or "never",
                when(one, "since"),
            )
            for one in view.rows("accounts")
        ],
    )
    for key, title, named, begun in (
        ("tokens", "API tokens", "name", "created_at"),
        ("passkeys", "Passkeys", "label", "enrolled_at"),
    ):
        yield heading(title)
        rows = [
            (
                names.person(one["person"].text),
                one[named].text,
                one.said("scope"),
                when(one, begun),
                when(one, "expires_at"),
                when(one, "last_used_at") or "never",
            )
            for one in view.rows(key)
        ]
        if rows:
            yield table(("person", prose("name"), "scope", "since", "ends", "last used"), rows)
        else:
            yield Text("None.")


def _state(view: View) -> str:
    state = "disabled" if view["disabled"].flag else "active"
    return f"{state}, administrator" if view["administrator"].flag else state
