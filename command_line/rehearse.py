"""`tally rehearse`: the start of a cycle with its files, in an organisation of its own."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer
from pydantic import JsonValue
from rich.console import RenderableType
from rich.text import Text

from command_line.amounts import parse_money
from command_line.call import Call, deciding
from command_line.cells import heading
from command_line.cycle import Many, offices
from command_line.options import pairs
from command_line.refusals import Misused
from command_line.screen import shown
from command_line.view import View

Day = Annotated[str, typer.Option(help="As 2027-01-01.", show_default=False)]
File = Annotated[Path | None, typer.Option(help="CSV or XLSX.")]


@deciding
def rehearse(
    call: Call,
    cycle: Annotated[str, typer.Argument(help="Its id, as fy27.", show_default=False)],
    *,
    name: Annotated[str, typer.Option(help="As 'Fiscal year 2027'.", show_default=False)],
    starts_on: Day,
    signed_by: Day,
    leader_above: Annotated[
        str, typer.Option(help="Above the top unit's leader.", show_default=False)
    ],
    people: Annotated[Path, typer.Option(help="CSV or XLSX.", show_default=False)],
    prior: File = None,
    plan_goal: File = None,
    document: Annotated[Path | None, typer.Option(help="What a plan goal names.")] = None,
    control_total: Annotated[
        str | None, typer.Option("--control-total", help="Of last year, as 90M USD.")
    ] = None,
    goal: Annotated[str, typer.Option(help="Plan goal, as 100000000.")] = "",
    add_on: Annotated[str, typer.Option(help="Stretch add-on, percent.")] = "",
    currency: Annotated[str, typer.Option()] = "USD",
    zone: Annotated[str, typer.Option(help="As Europe/Berlin.")] = "UTC",
    shares: Annotated[str, typer.Option(help="Percent of each period.")] = "25,25,25,25",
    rate: Annotated[Many, typer.Option(help="Plan rate, as EUR=1.10; repeatable.")] = None,
    role: Annotated[Many, typer.Option(help="As sponsor=olu; repeatable.")] = None,
) -> None:
    """Rehearse a start: the same questions, files and checks, and nothing on the real record.

    It is begun in an organisation of its own, marked REHEARSAL on every page, and writes to nobody.
    The same words and files again are the same rehearsal.
    """
    held = offices(pairs(tuple(role or ()), "sponsor=olu"))
    answers: dict[str, JsonValue] = {
        "cycle": cycle, "name": name, "starts_on": starts_on, "signed_by": signed_by,
        "leader_above": leader_above, "currency": currency, "zone": zone, "shares": shares,
        "rates": ", ".join(rate or ()),
        **{office: ", ".join(map(str, them)) for office, them in held.items() if isinstance(them, list)},
    }  # fmt: skip
    total = f"{parse_money(control_total).amount:f}" if control_total else ""
    sent: dict[str, JsonValue] = {
        kind: _file(path, total if kind in {"people", "prior"} else "")
        for kind, path in (
            ("people", people), ("prior", prior), ("plan-goal", plan_goal), ("document", document),
        )
        if path is not None
    }  # fmt: skip
    body: JsonValue = {"answers": answers, "files": sent, "goal": goal, "add_on": add_on}
    reply = call.client.give(
        "/rehearsals", body, call.identity,
        command_id=call.command_id, dry_run=call.options.dry_run,
    )  # fmt: skip
    call.show(reply, _told)


def _file(path: Path, total: str) -> JsonValue:
    try:
        content = path.read_bytes()
    except OSError as unusable:
        raise Misused(f"{path}: {unusable.strerror}") from None
    packed = base64.b64encode(content).decode()
    return {"name": path.name, "content": packed, "total": total}


def _told(view: View) -> Iterable[RenderableType]:
    home, cycle = view["organisation"].text, view["cycle"].text
    yield heading(f"{cycle} · REHEARSAL · organisation {home}")
    rows = view["rows"]
    for kind in rows.names:
        yield Text(f"  {shown(kind)}: {rows[kind].whole} rows, no problem")
    yield Text(f"Sellers will have signed by {view['sellers_signed_by'].text}.")
    if view["dry_run"].flag:
        yield Text("A dry run: nothing was begun.", style="dim")
        return
    yield Text("Nothing of it is on the real record, and it writes to nobody.")
    yield Text(f"Look at it: tally cycle show -o {home} -c {cycle}", style="bold")
