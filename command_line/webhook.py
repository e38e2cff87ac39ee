"""`tally webhook`: where the record's news goes beyond the service, for an administrator."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer
from pydantic import JsonValue
from rich.console import RenderableType
from rich.text import Text

from command_line.call import Call, reading
from command_line.client import segment
from command_line.tables import prose, table
from command_line.view import View

app = typer.Typer(help="Signed webhooks about what was recorded.", no_args_is_help=True)

Id = Annotated[str, typer.Argument(help="Its id, as in `tally webhook list`.", show_default=False)]


@app.command()
@reading
def add(
    call: Call,
    url: Annotated[str, typer.Argument(help="As https://host/path.", show_default=False)],
    *,
    event: Annotated[
        list[str] | None,
        typer.Option(help="As PlanSigned; repeatable; without it, all that may be told."),
    ] = None,
    slack: Annotated[bool, typer.Option("--slack", help="One line of text, as Slack.")] = False,
) -> None:
    """Send events there. The secret that they are signed with is shown this once."""
    body: JsonValue = {
        "url": url,
        "kind": "slack" if slack else "standard",
        "events": [*(event or ())],
    }
    call.show(call.ask("/webhooks", body), _made)


@app.command("list")
@reading
def list_all(call: Call) -> None:
    """Show every webhook of the organisation."""
    call.show(call.read("/webhooks"), _listed)


@app.command()
@reading
def test(call: Call, webhook: Id) -> None:
    """Send an event of the type Test, about nothing."""
    call.show(call.ask(f"/webhooks/{segment(webhook)}/test", {}), _on_its_way)


@app.command()
@reading
def failed(call: Call) -> None:
    """Show what was given up after the last attempt."""
    call.show(call.read("/webhooks/failed"), _lost)


@app.command()
@reading
def resend(
    call: Call,
    webhook: Id,
    *,
    position: Annotated[int | None, typer.Option(help="One event only, by its position.")] = None,
) -> None:
    """Send again what was given up, under its old id."""
    body: JsonValue = {"position": position}
    call.show(call.ask(f"/webhooks/{segment(webhook)}/resend", body), _on_its_way)


@app.command()
@reading
def remove(call: Call, webhook: Id) -> None:
    """Send nothing more there."""
    call.client.erase(f"/webhooks/{segment(webhook)}", call.identity)
    call.say("Removed: nothing more is sent there.")


def _made(view: View) -> Iterator[RenderableType]:
    yield Text(f"Webhook {view['id'].text} to {view['url'].text}")
    yield Text(f"Its secret, shown this once: {view['secret'].text}")


def _listed(view: View) -> Iterator[RenderableType]:
    found = view.rows("webhooks")
    rows = [
        (one["id"].text, one["kind"].text, one["url"].text, _events(one), one["created_by"].text)
        for one in found
    ]
    columns = ("id", "kind", prose("address"), prose("events"), "added by")
    yield table(columns, rows) if rows else Text("No webhook: tally webhook add https://…")


def _events(one: View) -> str:
    return ", ".join(event.text for event in one.rows("events")) or "all that may be told"


def _lost(view: View) -> Iterator[RenderableType]:
    found = view.rows("failed")
    rows = [
        (one["webhook"].text, one["position"].text, one["event"].text, one.said("why"))
        for one in found
    ]
    columns = ("webhook", "position", "event", prose("why"))
    yield table(columns, rows) if rows else Text("Nothing was given up.", style="green")


def _on_its_way(view: View) -> Iterator[RenderableType]:
    yield Text(f"On its way: {view['resent'].text}. See `tally webhook failed` for what is not.")
