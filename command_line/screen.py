"""What a person at a terminal sees: text made safe, amounts aligned, and a bar while it takes."""

from __future__ import annotations

import os
import re
import threading
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.text import Text

from domain.errors import Invalid
from domain.money import Money, plain_text

_RIGHT_TO_LEFT = {"R", "AL", "AN"}
_ISOLATE, _END = "\u2068", "\u2069"
_PATIENCE = 1.0
_PIPED = 120
_AMOUNT = re.compile(r"\b(?P<currency>[A-Z]{3}) (?P<digits>-?[0-9]+(?:\.[0-9]+)?)(?![0-9.]*[0-9])")
"""An amount as the domain's sentences have it: `USD 10800000.00`."""


def console(*, stderr: bool = False) -> Console:
    """A console that reads nothing as markup; into a pipe as wide as COLUMNS, else 120."""
    found = Console(stderr=stderr, highlight=False, markup=False)
    if not found.is_terminal:
        columns = os.environ.get("COLUMNS", "")
        found.width = int(columns) if columns.isdecimal() and int(columns) else _PIPED
    return found


def shown(text: str) -> str:
    """`text` as a terminal may print it: no control characters, right-to-left runs isolated.

    Without the isolates (Unicode TR 9) a Hebrew or Arabic name turns what stands around it.
    """
    safe = "".join(
        one if one.isprintable() or one in "\n\u200c\u200d" else f"\\u{ord(one):04x}"
        for one in text
    )
    return "".join(_isolated(safe))


def _isolated(text: str) -> Iterator[str]:
    """The text in parts: each run of right-to-left words between isolates."""
    start = 0
    while start < len(text):
        if not _turns(text[start]):
            yield text[start]
            start += 1
            continue
        end = _run(text, start)
        yield f"{_ISOLATE}{text[start:end]}{_END}"
        start = end


def _turns(character: str) -> bool:
    return unicodedata.bidirectional(character) in _RIGHT_TO_LEFT


def _run(text: str, start: int) -> int:
    """Where a run ends: after its last right-to-left letter with only joints between."""
    end = place = start + 1
    while place < len(text) and (_turns(text[place]) or _joins(text[place])):
        place += 1
        if _turns(text[place - 1]) or unicodedata.combining(text[place - 1]):
            end = place
    return end


def _joins(character: str) -> bool:
    return character in " '-." or unicodedata.bidirectional(character) in {"NSM", "BN"}


def money(amount: Money | None) -> str:
    """`25,400,000 EUR`: full units, a minor part only where there is one, the currency after."""
    return "" if amount is None else number(amount, minor=minor_part((amount,)), named=True)


def number(amount: Money, *, minor: bool, named: bool) -> str:
    """The digits of an amount, and its currency after them so that digits align."""
    digits = f"{amount.amount:,f}" if minor else f"{amount.amount:,.0f}"
    return f"{digits} {amount.currency}" if named else digits


def minor_part(cells: Iterable[object]) -> bool:
    """Whether any amount among these is no whole number of its currency's units."""
    return any(isinstance(one, Money) and one.amount % 1 != 0 for one in cells)


def said(text: str) -> str:
    """A sentence of the service as a terminal may print it, its amounts written as ours."""
    return shown(_AMOUNT.sub(_rewritten, text))


def _rewritten(found: re.Match[str]) -> str:
    try:
        return money(Money.of(Decimal(found["digits"]), found["currency"]))
    except Invalid:
        return found[0]


def percent(value: Decimal | None) -> str:
    return "" if value is None else f"{plain_text(value)} %"


def moment(at: datetime, zone: str = "UTC") -> str:
    return f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"


def line(on: Console, text: str, style: str = "") -> None:
    """One paragraph, wrapped by the terminal and not by us."""
    on.print(Text(shown(text), style=style), soft_wrap=True)


@contextmanager
def waiting(on: Console, what: str) -> Iterator[Progress]:
    """A moving bar for as long as it takes, once it has taken a second; gone afterwards."""
    progress = Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        TimeElapsedColumn(),
        console=on,
        transient=True,
        disable=not on.is_terminal,
    )
    progress.add_task(shown(what), total=None)
    timer = threading.Timer(_PATIENCE, progress.start)
    timer.daemon = True
    timer.start()
    try:
        yield progress
    finally:
        timer.cancel()
        timer.join()
        progress.stop()


@contextmanager
def steps(on: Console, what: str, total: int) -> Iterator[Callable[[], None]]:
    """A bar of so many steps; call what it gives after each. Gone afterwards."""
    progress = Progress(
        TextColumn("    {task.description}"),
        BarColumn(bar_width=24),
        TextColumn("{task.completed}/{task.total}"),
        TimeElapsedColumn(),
        console=on,
        transient=True,
        disable=not on.is_terminal,
    )
    with progress:
        task = progress.add_task(shown(what), total=total)
        yield lambda: progress.advance(task)
