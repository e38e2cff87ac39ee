"""Rows of cells as wide as the terminal: a table where it fits, else a block for each row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import compress

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.table import Table
from rich.text import Text

from command_line.screen import minor_part, money, number, shown
from domain.money import Money

_GAP = 2
_NARROWEST = 16
"""What a column of prose is wide at least."""

_LONGEST_WORD = 32
"""A longer run without a space is broken: it is no id, but a script that has no spaces."""

Cell = str | Money | None


@dataclass(frozen=True)
class Column:
    """A heading; numbers align on the right; only prose wraps."""

    heading: str
    number: bool = False
    prose: bool = False


def amounts(heading: str) -> Column:
    return Column(heading, number=True)


def prose(heading: str) -> Column:
    return Column(heading, prose=True)


@dataclass(frozen=True)
class Written:
    """A table whose every cell is text by now."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]

    def widest(self, place: int) -> int:
        return max((cell_len(row[place]) for row in self.rows), default=0)

    def narrowest(self, place: int) -> int:
        """How narrow a column may be: none but prose is ever broken."""
        column = self.columns[place]
        words = max((cell_len(one) for one in column.heading.split()), default=0)
        widest = self.widest(place)
        return max(words, min(widest, self._prose(place)) if column.prose else widest)

    def _prose(self, place: int) -> int:
        words = [cell_len(word) for row in self.rows for word in row[place].split()]
        return max(_NARROWEST, *(one for one in words if one <= _LONGEST_WORD), 0)

    def widths(self, room: int) -> tuple[int, ...] | None:
        """A width for each column; None where the narrowest do not fit."""
        places = range(len(self.columns))
        found = [self.narrowest(one) for one in places]
        left = room - _GAP * (len(found) - 1) - sum(found)
        if left < 0:
            return None
        headed = [cell_len(one.heading) for one in self.columns]
        wanted = {one: max(self.widest(one), headed[one]) - found[one] for one in places}
        for place in sorted(places, key=lambda one: (not self.columns[one].prose, wanted[one])):
            given = min(max(wanted[place], 0), left)
            found[place] += given
            left -= given
        return tuple(found)


@dataclass(frozen=True)
class Grid:
    """What `table` gives to print; how it looks is decided where its room is known."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    title: str | None = None

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        if self.title:
            yield Text(shown(self.title), style="italic")
        written = _with_currencies(self.columns, self.rows)
        widths = written.widths(options.max_width)
        if widths is not None:
            yield _drawn(written, widths)
            return
        for row in self.rows:
            yield from _block(self.columns, row)
            yield Text("")


def table(
    columns: Sequence[Column | str],
    rows: Sequence[Sequence[Cell]],
    *,
    title: str | None = None,
) -> Grid:
    """Cells given as text are made safe and never read as markup; no amount or id is cut.

    A column in which nothing is said is left out.
    """
    known = [one if isinstance(one, Column) else Column(one) for one in columns]
    said = [not place or any(row[place] for row in rows) for place in range(len(known))]
    return Grid(
        tuple(compress(known, said)), tuple(tuple(compress(row, said)) for row in rows), title
    )


def _drawn(written: Written, widths: tuple[int, ...]) -> Table:
    drawn = Table(box=None, pad_edge=False)
    for column, width in zip(written.columns, widths, strict=True):
        drawn.add_column(
            column.heading,
            justify="right" if column.number else "left",
            overflow="fold",
            width=width,
        )
    for row in written.rows:
        drawn.add_row(*(Text(cell) for cell in row))
    return drawn


def _block(columns: tuple[Column, ...], row: tuple[Cell, ...]) -> Iterator[RenderableType]:
    """One row: its first cell as a heading, each other one that is not empty on its own line."""
    yield Text(_plain(row[0]), style="bold", overflow="fold")
    block = Table.grid(padding=(0, _GAP, 0, 0))
    block.add_column(no_wrap=True)
    block.add_column(overflow="fold")
    for column, cell in zip(columns[1:], row[1:], strict=True):
        if said := _plain(cell):
            block.add_row(Text(f"  {column.heading}".rstrip()), Text(said))
    yield block


def _plain(cell: Cell) -> str:
    return money(cell) if isinstance(cell, Money) else shown(cell or "")


def _with_currencies(columns: tuple[Column, ...], rows: tuple[tuple[Cell, ...], ...]) -> Written:
    """The currency said once where it can be: in a heading, or in a column of its own."""
    held = [_currencies(rows, place) for place in range(len(columns))]
    places = [place for place, found in enumerate(held) if found]
    own = _by_row(rows, places) if len(places) > 1 and len(set().union(*held)) > 1 else None
    whole = tuple(minor_part(row[place] for row in rows) for place in range(len(columns)))
    if own is not None:
        cells = [_cells(row, frozenset(), whole) for row in rows]
        at = places[0]
        return Written(
            (*columns[:at], Column("currency"), *columns[at:]),
            tuple((*row[:at], one, *row[at:]) for row, one in zip(cells, own, strict=True)),
        )
    headed = tuple(
        replace(one, heading=" ".join((one.heading, *found))) if len(found) == 1 else one
        for one, found in zip(columns, held, strict=True)
    )
    named = frozenset(place for place in places if len(held[place]) > 1)
    return Written(headed, tuple(_cells(row, named, whole) for row in rows))


def _cells(
    row: tuple[Cell, ...], named: frozenset[int], minor: tuple[bool, ...]
) -> tuple[str, ...]:
    """A row as text: an amount with its currency only in the columns that are `named`."""
    return tuple(
        number(cell, minor=minor[place], named=place in named)
        if isinstance(cell, Money)
        else shown(cell or "")
        for place, cell in enumerate(row)
    )


def _currencies(rows: tuple[tuple[Cell, ...], ...], place: int) -> set[str]:
    return {cell.currency for row in rows if isinstance(cell := row[place], Money)}


def _by_row(rows: tuple[tuple[Cell, ...], ...], places: list[int]) -> list[str] | None:
    """Each row's one currency in these columns; None where a row has several."""
    found = []
    for row in rows:
        held = {cell.currency for one in places if isinstance(cell := row[one], Money)}
        if len(held) > 1:
            return None
        found.append("".join(held))
    return found
