"""`tally person holds` and `tally person change`: what somebody holds, and a guided change of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, get_args

import typer
from pydantic import JsonValue
from rich.console import RenderableType
from rich.text import Text

from command_line.call import Call, deciding, reading
from command_line.cells import heading
from command_line.options import Day, Reason, person_named
from command_line.refusals import Misused
from command_line.screen import said
from command_line.tables import prose, table
from command_line.view import View
from domain.people_change import Kind

app = typer.Typer()

KINDS = get_args(Kind)
Who = Annotated[str, typer.Argument(help="Their id.", show_default=False)]
Which = Annotated[str, typer.Option("--kind", help=f"One of {', '.join(KINDS)}.")]

Answers = Annotated[
    list[str] | None,
    typer.Option(
        help="HOLDING=keep, =end, =hand-to:ID=NAME=E-MAIL, =take:ID=NAME=E-MAIL, "
        "=cover:ID=NAME=E-MAIL:2027-08-31 or =relieve:2027-05-31; repeatable."
    ),
]
GoesOn = Annotated[str | None, typer.Option("--id", help="Its id: give it again to go on.")]


@app.command()
@reading
def holds(call: Call, who: Who, *, kind: Which = "leaver") -> None:
    """List what somebody holds, and what can become of each in such a change."""
    path = call.path(None, "people", who, "holdings")
    call.show(call.read(path, {"kind": _kind(kind)}), _holdings)


@app.command()
@deciding
def change(
    call: Call,
    who: Who,
    *,
    kind: Which,
    on: Day,
    reason: Reason,
    answer: Answers = None,
    named: GoesOn = None,
) -> None:
    """Settle all that somebody holds: each answer becomes the command that exists for it, in order."""
    identity = named or call.fresh("change")
    body: JsonValue = {
        "change": identity, "kind": _kind(kind), "person": who, "on": str(on), "reason": reason,
        "answers": [answered(one) for one in answer or ()],
    }  # fmt: skip
    path = call.path(None, "people", who, "change")
    tried = call.ask(path, body, dry_run=True)
    if call.options.dry_run or any(
        one["standing"].text == "refused" for one in tried.view.rows("steps")
    ):
        call.show(tried, _outcome)
        return
    call.show(call.ask(path, body), _outcome)
    call.say(f"To go on with the same change: --id {identity}")


def answered(written: str) -> dict[str, JsonValue]:
    """One answer as it is written on a command line; raises Misused."""
    holding, _, said = written.partition("=")
    choice, _, rest = said.partition(":")
    if choice in {"keep", "end"} and not rest:
        return {"holding": holding, "choice": choice}
    if choice in {"hand-to", "take"}:
        found = {"hand-to": "hand to", "take": "take"}[choice]
        return {"holding": holding, "choice": found, "to": _person(rest)}
    if choice == "relieve":
        return {"holding": holding, "choice": choice, "until": rest}
    if choice == "cover":
        taker, _, until = rest.rpartition(":")
        return {"holding": holding, "choice": "cover until", "to": _person(taker), "until": until}
    raise Misused(
        f"{written[:80]!r} is not written as HOLDING=keep, end, hand-to, take, cover or relieve."
    )


def _person(written: str) -> JsonValue:
    return person_named(written).model_dump(mode="json")


def _kind(written: str) -> str:
    if written not in KINDS:
        raise Misused(f"There is no change {written!r}; there are {', '.join(KINDS)}.")
    return written


def _holdings(view: View) -> Iterator[RenderableType]:
    rows = [
        (
            one["id"].text,
            said(one["words"].text),
            " · ".join(each.text for each in one.rows("choices")),
        )
        for one in view.rows("holdings")
    ]
    if not rows:
        yield Text("Nothing.")
        return
    yield table((prose("holding"), prose("what it is"), prose("can become")), rows)


def _outcome(view: View) -> Iterator[RenderableType]:
    if view["complete"].flag:
        head = "Everything is done."
    elif view["dry_run"].flag:
        head = "Nothing is done: this is what would be."
    else:
        head = "NOT everything is done."
    yield heading(head)
    for one in view.rows("steps"):
        place = f" in {one['unit'].text}" if one.said("unit") else ""
        yield Text(
            f"{one['standing'].text}: {one['command'].text}{place} for {one['holding'].text}"
        )
        if words := one.said("words"):
            yield Text(f"  {said(words)}")
        if one["standing"].text == "left to others":
            offices = " or ".join(each.text.replace("_", " ") for each in one.rows("offices"))
            yield Text(f"  {offices} gives it: the same change again, under the same id")
