"""A cell read as one of the domain's words, or the sentence that says what to write instead."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from typing import Final

from pydantic import TypeAdapter, ValidationError

from domain.money import Money
from domain.words import Email, Identifier, Name
from files.amounts import NotAnAmount, parse_amount
from files.problems import Problem
from files.read import Row

NAME: Final[TypeAdapter[str]] = TypeAdapter(Name)
EMAIL: Final[TypeAdapter[str]] = TypeAdapter(Email)
IDENTIFIER: Final[TypeAdapter[str]] = TypeAdapter(Identifier)


def word(row: Row, column: str, kind: TypeAdapter[str], problems: list[Problem]) -> str:
    """The cell as `kind`; when it is none, a problem is added and the answer is empty."""
    try:
        return kind.validate_python(row.cell(column))
    except ValidationError as refused:
        said = refused.errors(include_url=False, include_input=False)[0]["msg"]
        problems.append(row.problem(column, said.removeprefix("Value error, ")))
        return ""


def amount(row: Row, column: str, currency: str, problems: list[Problem]) -> Money | None:
    """The cell as an amount of a currency; when it is none, a problem is added."""
    try:
        return parse_amount(row.cell(column), currency)
    except NotAnAmount as refused:
        problems.append(row.problem(column, str(refused)))
        return None


def marked(row: Row, column: str, problems: list[Problem]) -> bool:
    """Whether a yes-or-no cell says yes; empty is no."""
    answer = row.cell(column).casefold()
    if answer not in {"", "no", "n", "false", "0", "yes", "y", "true", "1", "x"}:
        problems.append(row.problem(column, "write yes or no"))
    return answer in {"yes", "y", "true", "1", "x"}


def repeated(rows: Iterable[Row], column: str) -> Iterator[Problem]:
    """A problem for each row whose cell an earlier row has, letter case apart."""
    keyed = ((row, key) for row in rows if (key := row.cell(column).casefold()))
    return twice(keyed, column, "has the same: each must be there once")


def twice(keyed: Iterable[tuple[Row, Hashable]], column: str, remedy: str) -> Iterator[Problem]:
    """A problem for each row whose key an earlier row has: `row 2`, then the remedy."""
    first: dict[Hashable, int] = {}
    for row, key in keyed:
        if first.setdefault(key, row.number) != row.number:
            yield row.problem(column, f"row {first[key]} {remedy}")


def unused_ids(prefix: str, taken: Iterable[str]) -> Iterator[str]:
    """`p1`, `p2` and so on, in the order of the rows, never one that is taken.

    Not made from names or addresses: those change, and an id is on the record for good.
    """
    used = set(taken)
    number = 0
    while True:
        number += 1
        if (candidate := f"{prefix}{number}") not in used:
            yield candidate
