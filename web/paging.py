"""What is read of a whole cycle comes so many units at a time, in the order of their ids."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, NamedTuple

from fastapi import Depends, Query

from domain.words import Identifier
from web.reading import Reads

MOST = 100
A_PAGE = 20


class Page(NamedTuple):
    """The units of one page; `next` is the last of them where more follow."""

    units: tuple[str, ...]
    first: bool
    next: str | None


class Numbered(NamedTuple):
    """The units of one page of `last`."""

    units: tuple[str, ...]
    now: int
    last: int


async def page_of(
    reading: Reads,
    limit: Annotated[int, Query(ge=1, le=MOST, description="How many units")] = A_PAGE,
    after: Annotated[Identifier | None, Query(description="Continue after this unit")] = None,
) -> Page:
    """The next units that the caller may see."""
    rest = [one for one in reading.units if after is None or one > after]
    units = tuple(rest[:limit])
    return Page(units, after is None, units[-1] if len(rest) > limit else None)


def numbered(units: Sequence[str], page: int) -> Numbered:
    """The page of that number, and of a number that is too large the last."""
    last = max(1, -(-len(units) // A_PAGE))
    now = min(page, last)
    return Numbered(tuple(units[(now - 1) * A_PAGE : now * A_PAGE]), now, last)


Pages = Annotated[Page, Depends(page_of)]
"""Asked for with `limit` and `after`."""
NumberedPage = Annotated[int, Query(alias="page", ge=1, le=1_000)]
