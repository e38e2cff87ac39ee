"""`tally culture`: what is valued and expected in a cycle, who acknowledged it, and how it is lived."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.console import RenderableType
from rich.text import Text

from command_line import week
from command_line.bodies import Body, read_body
from command_line.call import Call, deciding, reading
from command_line.cells import Names, heading, when
from command_line.client import Query
from command_line.past import At, as_it_stood, then
from command_line.paths import kebab
from command_line.refusals import Misused
from command_line.screen import shown
from command_line.tables import amounts, prose, table
from command_line.transfer import SheetName, sent
from command_line.view import View
from domain.culture import commands as c
from domain.culture.catalogue import CATALOGUE, known
from domain.cycle.commands import BeginCulture
from domain.model import Command

app = typer.Typer(help="Values, expectations, and how they are lived.", no_args_is_help=True)
for of_the_week in (week.pulse, week.feel, week.reflect):
    app.command()(of_the_week)


def _give(call: Call, command: Command) -> None:
    address = call.path(None, "culture", kebab(type(command).__name__))
    call.give(address, command.model_dump(mode="json"))


@app.command()
@reading
def show(call: Call, *, at: At = None) -> None:
    """Show the values with their behaviours, what is expected, and why planning is worth it."""
    call.show(call.read(call.path(None, "culture"), then(at)), as_it_stood(at, _culture))


@app.command()
@reading
def people(call: Call) -> None:
    """Show who acknowledged it, of those whom you lead or look after."""
    call.show(call.read(call.path(None, "culture", "people")), _people)


@app.command()
@deciding
def begin(call: Call) -> None:
    """Begin the culture of the cycle, for everyone in its units."""
    call.decide(BeginCulture())


@app.command()
@deciding
def choose(
    call: Call,
    values: Annotated[
        list[str],
        typer.Argument(help=f"Three of {', '.join(one.value for one in CATALOGUE)}."),
    ],
) -> None:
    """Choose the values from the catalogue; `do choose-values` takes others."""
    chosen = []
    for one in values:
        found = known(one)
        if found is None:
            names = ", ".join(value.value for value in CATALOGUE)
            raise Misused(f"The catalogue has no value {one!r}; it has {names}.")
        chosen.append(found)
    _give(call, c.ChooseValues(values=tuple(chosen)))


@app.command()
@deciding
def publish(call: Call) -> None:
    """Ask everyone to acknowledge values and expectations as they stand."""
    _give(call, c.PublishCulture())


@app.command()
@deciding
def acknowledge(
    call: Call,
    edition: Annotated[int, typer.Argument(help="The edition that you have read.")],
    *,
    reason: Annotated[
        int | None, typer.Option(help="Why we plan, by its number: read in the same act.")
    ] = None,
) -> None:
    """Acknowledge values and expectations, in one act."""
    _give(call, c.AcknowledgeCulture(edition=edition, reason=reason))


@app.command()
@reading
def scores(call: Call) -> None:
    """Show how far values are seen in you and whom you lead, as surveys say."""
    call.show(call.read(call.path(None, "culture", "scores")), _scores)


@app.command()
@reading
def cases(call: Call) -> None:
    """Show the values cases of whom you lead; an HR partner's are all."""
    call.show(call.read(call.path(None, "culture", "cases")), _cases)


@app.command()
@reading
def contests(call: Call) -> None:
    """Show the contests with who stands where, and the awards."""
    call.show(call.read(call.path(None, "culture", "contests")), _contests)


@app.command()
@reading
def recognition(call: Call, *, at: At = None) -> None:
    """Show what colleagues said of each other, and their ideas."""
    call.show(
        call.read(call.path(None, "culture", "recognition"), then(at)),
        as_it_stood(at, _recognition),
    )


@app.command("import")
@deciding
def import_survey(
    call: Call,
    survey: Annotated[str, typer.Argument(help="Its id, as spring.", show_default=False)],
    file: Annotated[Path, typer.Argument(show_default=False)],
    *,
    audience: Annotated[str, typer.Option(help="Who was asked: customers or colleagues.")],
    period: Annotated[str, typer.Option(help="For which period, as 2027-q1.")],
    restates: Annotated[
        str | None, typer.Option(help="Why scores of a survey that is there are restated.")
    ] = None,
    sheet: SheetName = None,
) -> None:
    """Import survey results from CSV or XLSX: all of it, or nothing and every bad cell."""
    how: Query = {"audience": audience, "period": period, "restates": restates, "sheet": sheet}
    path = call.path(None, "culture", "imports", survey)
    call.show(sent(call, path, file, how), _imported)


@app.command("do")
@deciding
def do(
    call: Call,
    name: Annotated[str, typer.Argument(help="The command, as set-expectations.")],
    *,
    json_file: Body = None,
) -> None:
    """Give any command of the culture by its name, its body from a file of JSON."""
    _give(call, read_body(name, c.COMMANDS, json_file))


def _culture(view: View) -> Iterator[RenderableType]:
    yield heading(f"Values and culture of {view['cycle'].text} · edition {view['edition'].whole}")
    for one in view.rows("values"):
        yield Text(one["name"].text, style="bold")
        for words in one["behaviours"].texts:
            yield Text(f"  {words}")
    for one in view.rows("expectations"):
        yield Text(f"Expected: {one['words'].text}")
    if (reason := view.get("reason")) is not None:
        yield Text(f"Why we plan: {reason['words'].text}")
    yield Text(f"{view['acknowledgements'].whole} of {view['people'].whole} acknowledged it")
    for one in view.rows("missing"):
        yield Text(f"{one['practice'].text} {one['words'].text}", style="yellow")


def _scores(view: View) -> Iterator[RenderableType]:
    rows = [
        (
            one["person"].text, one["value"].text, one["audience"].text, one["period"].text,
            one["score"].text, one.said("change"), str(one["answers"].whole),
            "low" if one["low"].flag else "",
        )
        for one in view.rows("scores")
    ]  # fmt: skip
    columns = (
        "person", "value", "asked", "period", amounts("score"), amounts("change"),
        amounts("answers"), "",
    )  # fmt: skip
    yield table(columns, rows) if rows else Text("No score of anybody whom you may see.")


def _cases(view: View) -> Iterator[RenderableType]:
    rows = [
        (
            one["case"].text, one["unit"].text, one["person"].text, one["reason"].text,
            str(one["days"].whole), one.said("outcome") or ("overdue" if one["overdue"].flag else "open"),
            one["words"].text,
        )
        for one in view.rows("cases")
    ]  # fmt: skip
    columns = ("case", "unit", "person", "reason", amounts("days"), "standing", prose("words"))
    yield table(columns, rows) if rows else Text("No case that you may read.")


def _contests(view: View) -> Iterator[RenderableType]:
    names = Names.of(view)
    for one in view.rows("contests"):
        yield heading(f"{one['name'].text} · {one['kind'].text}, until {one['until_on'].text}")
        yield Text(one["rules"].text)
        for place, row in enumerate(one.rows("standings"), start=1):
            who = names.person(row.said("person")) or names.unit(row["unit"].text)
            yield Text(f"{place}. {shown(who)} {row['attainment'].text} %")
    if view["lacks_team_contest"].flag:
        yield Text("S4-13 no contest is one of teams", style="yellow")
    for one in view.rows("awards"):
        to = shown(names.person(one["to"].text))
        yield Text(f"{one['occasion'].text}: {to}, {one['attainment'].text} %")


def _recognition(view: View) -> Iterator[RenderableType]:
    for one in view.rows("recognitions"):
        category = one["category"].text.replace("_", " ")
        yield Text(f"{one['person'].text}, {category}: {one['words'].text}")
    for one in view.rows("helps"):
        yield Text(f"{one['helper'].text} helped {one['helped'].text}: {one['words'].text}")
    for one in view.rows("ideas"):
        yield Text(f"Idea {one['idea'].text}: {one['words'].text}")


def _imported(view: View) -> Iterator[RenderableType]:
    told = "Imported" if view.get("receipt") is not None else "Nothing is imported; it could be:"
    yield Text(f"{told} {shown(view['file'].text)}: {view['rows'].whole} scores")
    yield Text(f"  sha256 {view['sha256'].text}", style="dim")


def _people(view: View) -> Iterator[RenderableType]:
    rows = [
        (
            one["unit"].text,
            one["person"].text,
            "" if (edition := one.get("edition")) is None else str(edition.whole),
            when(one, "acknowledged_at"),
        )
        for one in view.rows("people")
    ]
    columns = ("unit", "person", "edition", "acknowledged")
    yield table(columns, rows) if rows else Text("Nobody whom you may see.")
