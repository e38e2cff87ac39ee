"""Each cell of a table says which column it is in, so that on a telephone a row can be read alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

_TABLE = re.compile(r"<table\b.*?</table>", re.DOTALL)
_HEAD = re.compile(r"<t([hd])\b[^>]*>(.*?)</t\1>", re.DOTALL)
_PART = re.compile(r"<(?:(tr)\b|(t[hd])\b([^>]*)>(\s*</t[hd]>)?)")
_SPAN = re.compile(r'colspan="(\d+)"')
_BREAK = re.compile(r"<br\b[^>]*>")
_TAG = re.compile(r"<[^>]*>")


def labelled(html: str) -> str:
    """The page with `data-label` in every cell of tables that name their columns.

    A row's own heading has none when it stands first, and an empty cell has none: the one is read
    as the title of what follows, the other is left out. Done twice, it changes nothing more.
    """
    return _TABLE.sub(_with_labels, html) if "<table" in html else html


def _with_labels(table: re.Match[str]) -> str:
    head, found, rows = table[0].partition("</thead>")
    if not found:
        return table[0]
    labels = [_label(inner) for _, inner in _HEAD.findall(head)]
    return head + found + "".join(_parts(rows, labels))


def _label(inner: str) -> str:
    words = _TAG.sub("", _BREAK.sub(" ", inner))
    return " ".join(words.split()).replace('"', "&quot;")


def _parts(rows: str, labels: list[str]) -> Iterator[str]:
    done, column = 0, 0
    for part in _PART.finditer(rows):
        row, cell, attributes, empty = part.groups()
        if row:
            column = 0
            continue
        title = cell == "th" and column == 0
        named = title or empty or "data-label" in attributes
        if not named and column < len(labels):
            yield rows[done : part.start()]
            yield f'<{cell} data-label="{labels[column]}"'
            done = part.start() + len(cell) + 1
        column += int(span[1]) if (span := _SPAN.search(attributes)) else 1
    yield rows[done:]
