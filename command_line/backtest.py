"""`tally cycle backtest`: what another policy would have refused, warned of or escalated."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, get_args

import typer
from pydantic import JsonValue
from rich.console import RenderableType
from rich.text import Text

from command_line.bodies import read_json
from command_line.call import Call, reading
from command_line.cells import heading, when
from command_line.refusals import Misused
from command_line.screen import said
from command_line.tables import Column, table
from command_line.view import View
from domain.policy import Preset

MOST = 40
"""Differences told one by one; --json has them all."""


@reading
def backtest(
    call: Call,
    *,
    policy: Annotated[
        str,
        typer.Option(help="A preset (core, standard, strict), or a file with a policy as JSON."),
    ],
) -> None:
    """Run the cycle's recorded decisions under another policy; nothing is recorded of it."""
    call.show(call.ask(call.path(None, "backtest"), _asked(policy)), _drawn)


def _asked(policy: str) -> dict[str, JsonValue]:
    """A preset by its name, or a policy in full from a file. Raises Misused."""
    presets = get_args(Preset)
    if policy in presets:
        return {"preset": policy}
    if not Path(policy).exists():
        raise Misused(f"{policy} is no preset ({', '.join(presets)}), and no file is there.")
    return {"policy": read_json(Path(policy))}


def _drawn(view: View) -> Iterator[RenderableType]:
    yield Text(
        f"{view['decided'].whole} of {view['commands'].whole} decisions in {view['plans'].whole} plans "
        f"were taken again under the policy {view['policy']['preset'].text}; not those of "
        f"{', '.join(one.text for one in view.rows('left_out'))}."
    )
    rows = view.rows("by_practice")
    if rows:
        columns = ("practice", "would have been", Column("times", number=True))
        yield table(
            columns,
            [
                (one.said("practice") or "", one["kind"].text, str(one["count"].whole))
                for one in rows
            ],
        )
    else:
        yield Text("Nothing would have come otherwise.")
    for one in view.rows("differences")[:MOST]:
        yield from _difference(one)
    if (more := len(view.rows("differences")) - MOST) > 0:
        yield Text(f"and {more} more: --json has them all", style="dim")
    yield from _untold(view)


def _difference(one: View) -> Iterator[RenderableType]:
    found = one["difference"]
    practice = f" ({found['practice'].text})" if found.said("practice") else ""
    place = one.said("unit") or one.said("person") or ""
    yield heading(f"{found['kind'].text}{practice}: {one['decision'].text} in {place}")
    yield Text(f"  {when(one, 'at')} UTC by {one['by'].text}: {said(found['words'].text)}")
    for gap in found.rows("missing"):
        yield Text(f"  {said(gap.text)}")


def _untold(view: View) -> Iterator[RenderableType]:
    for name, words in (
        ("unknown", "kept by their hash only, and not judged"),
        ("unlike", "decided otherwise by today's rules anyway, and not judged"),
    ):
        if rows := view.rows(name):
            kinds = ", ".join(f"{one['count'].whole} {one['what'].text}" for one in rows)
            yield Text(
                f"{sum(one['count'].whole or 0 for one in rows)} {words}: {kinds}", style="dim"
            )
