"""`tally buyin`: how executives come to stand behind a unit's plan, read and written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer
from rich.console import RenderableType
from rich.text import Text

from command_line.call import Call, deciding, instant, reading
from command_line.cells import heading
from command_line.options import Due, Reason, Unit, Words
from command_line.view import View
from domain.unit.buying_in import commands as i
from domain.unit.buying_in.values import Dependency

app = typer.Typer(help="Executive buy-in.", no_args_is_help=True)

Owed = Annotated[str, typer.Argument(help="The dependency's id.", show_default=False)]
Version = Annotated[int, typer.Option("--version", "-v", help="Which version.")]
Held = Annotated[str, typer.Option("--held-at", help="When it was held.")]


@app.command()
@reading
def show(call: Call, unit: Unit) -> None:
    """Show the CEO's part, the presentation, each answer, and what functions owe."""
    call.show(call.read(call.path(unit, "buy-in")), _drawn)


@app.command()
@deciding
def depend(
    call: Call,
    unit: Unit,
    dependency: Owed,
    *,
    function: Annotated[str, typer.Option(help="Which function owes it.")],
    owner: Annotated[str, typer.Option(help="Who answers for it there.")],
    due: Due,
    words: Words,
) -> None:
    """Name what another function owes, with its owner there."""
    owed = Dependency(id=dependency, function=function, words=words, owner=owner, due_on=due)
    call.decide(i.NameDependency(dependency=owed), unit=unit)


@app.command()
@deciding
def accept(call: Call, unit: Unit, dependency: Owed, *, words: Words) -> None:
    """Accept what your function owes."""
    call.decide(
        i.AnswerDependency(dependency=dependency, outcome="accepted", words=words), unit=unit
    )


@app.command()
@deciding
def refuse(call: Call, unit: Unit, dependency: Owed, *, words: Words) -> None:
    """Refuse what your function is to owe, in words."""
    call.decide(
        i.AnswerDependency(dependency=dependency, outcome="refused", words=words), unit=unit
    )


@app.command()
@deciding
def drop(call: Call, unit: Unit, dependency: Owed, *, reason: Reason) -> None:
    """Drop a dependency."""
    call.decide(i.DropDependency(dependency=dependency, reason=reason), unit=unit)


@app.command()
@deciding
def align(
    call: Call,
    unit: Unit,
    *,
    version: Version,
    ceo: Annotated[str, typer.Option(help="Who the CEO is.")],
    held: Held,
    words: Words,
) -> None:
    """Record that you worked on a version with the CEO in advance."""
    call.decide(
        i.AlignWithCeo(version=version, ceo=ceo, held_at=instant(held), words=words), unit=unit
    )


@app.command()
@deciding
def present(
    call: Call,
    unit: Unit,
    *,
    version: Version,
    held: Held,
    attendee: Annotated[list[str], typer.Option(help="Who was there; repeatable.")],
    words: Words,
) -> None:
    """Record the presentation to executives."""
    said = i.PresentToExecutives(
        version=version, held_at=instant(held), attendees=tuple(attendee), words=words
    )
    call.decide(said, unit=unit)


def _drawn(view: View) -> Iterator[RenderableType]:
    yield heading("Executive buy-in")
    for one in view.rows("aligned"):
        yield Text(f"worked on with {one['ceo'].text} in advance: {one['words'].text}")
    for one in view.rows("presented"):
        yield Text(f"version {one['version'].whole} was presented: {one['words'].text}")
    for one in view.rows("executives"):
        there = one.get("attended")
        away = ", was not at the presentation" if there is not None and not there.flag else ""
        said = one.said("words")
        yield Text(
            f"{one['person'].text} {one['standing'].text}{away}" + (f": {said}" if said else "")
        )
    for one in view.rows("dependencies"):
        owed = one["dependency"]
        yield Text(
            f"{owed['function'].text} owes {owed['words'].text} ({owed['owner'].text}, by "
            f"{owed['due_on'].text}): {_standing(one)}"
        )


def _standing(one: View) -> str:
    """Where a dependency stands, with the words that were said of it."""
    if dropped := one.said("dropped"):
        return f"dropped: {dropped}"
    answer = one.get("answer")
    return "not answered" if answer is None else f"{answer['outcome'].text}: {answer['words'].text}"
