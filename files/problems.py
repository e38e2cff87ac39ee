"""What is wrong with a file, cell by cell, each with its remedy."""

from __future__ import annotations

from collections.abc import Iterable, Sized
from difflib import get_close_matches
from itertools import islice
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from domain.sealed import CLOSING, OPENING

_SHOWN = 80
_SUGGESTED = 25
_COMPARED = 500


def _shown(value: str) -> str:
    # What a stranger's file contains is printed in a terminal and on a page.
    text = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in value[:_SHOWN])
    return f"{text}…" if len(value) > _SHOWN else text


def without_brackets(text: str) -> str:
    """What somebody sent, told of again: it is no token of ours, whatever it looks like."""
    return text.replace(OPENING, "[").replace(CLOSING, "]")


class Problem(BaseModel):
    """One thing to put right. Rows count as a spreadsheet does: the header is row 1.

    `cell` is the place as a spreadsheet names it, such as D42.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: Annotated[str, AfterValidator(without_brackets)]
    row: int | None = None
    column: str | None = None
    cell: str | None = None
    value: Annotated[str, AfterValidator(_shown), AfterValidator(without_brackets)] = ""
    remedy: Annotated[str, AfterValidator(without_brackets)]

    def __str__(self) -> str:
        place = f"{self.file}, row {self.row}" if self.row else self.file
        column = f", {self.column}" if self.column else ""
        value = f": {self.value!r}" if self.value else ""
        return f"{place}{column}{value}: {self.remedy}"


class Problems(BaseModel):
    """Why nothing of a file may be used: every problem found in it, in order of rows."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    problems: Annotated[tuple[Problem, ...], Field(min_length=1)]

    @classmethod
    def of(cls, problems: Iterable[Problem]) -> Problems:
        return cls(problems=tuple(sorted(problems, key=lambda problem: problem.row or 0)))


def nearest(value: str, known: Iterable[str], *, after: Sized = ()) -> str:
    """`; did you mean x?` when a known value is close to this one, else nothing.

    Looking takes long, so only the first problems of a file (`after` these) are worth it.
    """
    if len(after) >= _SUGGESTED:
        return ""
    candidates = islice((one for one in known if one[:1] == value[:1]), _COMPARED)
    close = get_close_matches(value[:_SHOWN], candidates, n=1)
    return f"; did you mean {close[0]}?" if close else ""
