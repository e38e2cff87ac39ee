"""The auditor's desk at the command line: populations, samples, who had access, what changed."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Annotated
from zipfile import BadZipFile, ZipFile

import typer
from rich.console import RenderableType
from rich.text import Text

from command_line import past, show_access, show_changes
from command_line.call import Call, exporting, reading
from command_line.cells import heading
from command_line.client import Query
from command_line.refusals import Misused
from command_line.screen import shown, waiting
from command_line.tables import amounts, prose, table
from command_line.view import View
from runtime.private import kept, private

PRIVATE = 0o700

Of = Annotated[str, typer.Option("--of", help="Which population, as quota-changes.")]
MaybeOf = Annotated[str | None, typer.Option("--of", help="Which one; else all, counted.")]
Until = Annotated[
    int | None, typer.Option("--until", min=1, help="As of this position of the log; else now.")
]
Csv = Annotated[Path | None, typer.Option("--csv", help="Every item into a new CSV file.")]


@reading
def population(call: Call, *, of: MaybeOf = None, until: Until = None, csv: Csv = None) -> None:
    """Show a population: its definition, how it ties out with the record, and every item."""
    query: Query = {"until": until}
    if of is None:
        if csv is not None:
            raise Misused("A file has one population: say which with --of.")
        call.show(call.read(call.path(None, "audit", "populations"), query), _all)
        return
    path = call.path(None, "audit", "populations", of)
    if csv is not None:
        _write(csv, call.client.download(f"{path}/items.csv", call.identity, query))
        call.say(f"{csv}: every item of {of}.")
        return
    call.show(call.read(path, query), _one)


@exporting
def sample(
    call: Call,
    *,
    of: Of,
    seed: Annotated[str, typer.Option(help="Any line of text; the same draws the same again.")],
    output: Annotated[
        Path, typer.Option("--output", "-O", help="A new folder, or a new file that ends in .zip.")
    ],
    n: Annotated[int, typer.Option("--n", min=1, max=500, help="How many items.")] = 25,
    until: Until = None,
) -> None:
    """Draw a sample, and keep the evidence of each item with an index and how to draw it again."""
    path = f"{call.path(None, 'audit', 'populations', of)}/sample.zip"
    if output.exists():
        raise Misused(kept(output))
    with waiting(call.errors, "Gathering the evidence …"):
        content = call.client.download(path, call.identity, {"seed": seed, "n": n, "until": until})
    if output.suffix == ".zip":
        _write(output, content)
    else:
        _unpack(output, content)
    call.say(f"{output}: read README.txt in it first.")


@reading
def access(
    call: Call,
    *,
    at: past.At = None,
    since: Annotated[str | None, typer.Option("--from", help="What changed since then.")] = None,
    to: Annotated[str | None, typer.Option("--to", help="Up to when; with --from.")] = None,
    csv: Annotated[
        Path | None, typer.Option("--csv", help="The whole review as a new CSV file.")
    ] = None,
) -> None:
    """Show who could do what at a moment and who granted it, or what changed between two."""
    path = call.path(None, "audit", "access")
    if since is not None or to is not None:
        if since is None or to is None or at is not None or csv is not None:
            raise Misused("Two moments take --from and --to; one takes --at, and may go to --csv.")
        between: Query = {"from": past.moment(since), "to": past.moment(to)}
        call.show(call.read(f"{path}/changes", between), show_access.changes)
        return
    query = past.then(at)
    if csv is not None:
        _write(csv, call.client.download(f"{path}/review.csv", call.identity, query))
        call.say(f"{csv}: a line for each office, account, token, passkey and conflict.")
        return
    call.show(call.read(path, query), show_access.review)


@reading
def rules(call: Call, *, until: Until = None, csv: Csv = None) -> None:
    """Show each change of policy and calendar, each waiver and moved deadline, with both people."""
    query: Query = {"until": until}
    path = call.path(None, "audit", "rules")
    if csv is None:
        call.show(call.read(path, query), show_changes.rules)
        return
    _write(csv, call.client.download(f"{path}/changes.csv", call.identity, query))
    call.say(f"{csv}: a line for each rule that changed.")


@reading
def files(call: Call, *, until: Until = None, csv: Csv = None) -> None:
    """Show each file that came in, what it was said to add up to, and what it does on the record."""
    query: Query = {"until": until}
    path = call.path(None, "audit", "files")
    if csv is None:
        call.show(call.read(path, query), show_changes.files)
        return
    _write(csv, call.client.download(f"{path}/control-totals.csv", call.identity, query))
    call.say(f"{csv}: a line for each file.")


def _write(file: Path, content: bytes) -> None:
    try:
        with private(file) as out:
            out.write(content)
    except FileExistsError:
        raise Misused(kept(file)) from None
    except OSError as refused:
        raise Misused(f"{file}: {refused.strerror}") from None


def _unpack(folder: Path, content: bytes) -> None:
    """Every file of the archive under the folder; raises Misused for one that would leave it."""
    try:
        archive = ZipFile(io.BytesIO(content))
        names = [PurePosixPath(one) for one in archive.namelist()]
        if any(one.is_absolute() or ".." in one.parts for one in names):
            raise Misused("The service answered with a file that reaches outside of its folder.")
        folder.mkdir(mode=PRIVATE)
        archive.extractall(folder)
    except BadZipFile:
        raise Misused("The service answered with something that is no zip file.") from None
    except OSError as refused:
        raise Misused(f"{folder}: {refused.strerror}") from None


def _all(view: View) -> Iterator[RenderableType]:
    columns = ("population", amounts("items"), "ties out", prose("what it holds"))
    yield heading(f"As of position {view['until'].whole}")
    yield table(
        columns,
        [
            (one["name"].text, str(one["count"].whole), _ties_out(one), one["definition"].text)
            for one in view.rows("populations")
        ],
    )


def _ties_out(view: View) -> str:
    return "yes" if view["ties_out"].flag else "NO"


def _one(view: View) -> Iterator[RenderableType]:
    count, until = view["count"].whole, view["until"].whole
    yield heading(f"{view['name'].text}: {count} items as of position {until}")
    yield Text(shown(view["definition"].text))
    yield Text(f"SHA-256 {view['sha256'].text}", style="dim")
    read, recorded = view["read"].whole, view["recorded"].whole
    yield Text(f"{read} events looked at, {recorded} counted by the database.")
    columns = ("type", amounts("recorded"), amounts("gave items"), amounts("gave none"))
    names = ("recorded", "gave", "gave_none")
    yield table(
        columns,
        [
            (one["type"].text, *(str(one[name].whole) for name in names))
            for one in view.rows("ties")
        ],
    )
    if not view["ties_out"].flag:
        yield Text("It does not tie out: do not draw from it, and tell whoever runs the service.")
    yield table(
        ("item", "when", "type", "by", "seat", "before", "after"),
        [tuple(_item(one)) for one in view.rows("items")],
    )


def _item(view: View) -> Iterator[str]:
    for name in ("id", "occurred_at", "type", "actor"):
        yield view[name].text
    quota = view.get("quota")
    yield quota["seat"].text if quota else ""
    for name in ("before", "after"):
        held = quota.get(name) if quota else None
        yield f"{held['amount'].money} {held['person'].text}" if held else ""
