"""Who reports to whom: the lines of a people file resolved to one tree without a cycle."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import dropwhile

from files.cells import EMAIL, IDENTIFIER, NAME, marked, repeated, unused_ids, word
from files.problems import Problem, nearest
from files.read import Row, Table

_NAMED = 6


@dataclass(frozen=True, slots=True)
class Line:
    """A person, or a vacant seat (then `id` and `email` are empty)."""

    row: Row
    id: str
    name: str
    email: str
    title: str
    manager: str | None
    vacant: bool


def reporting_lines(table: Table) -> tuple[tuple[Line, ...], list[Problem]]:
    """Every row with its manager's id; the problems say what keeps it from being one tree."""
    problems = [p for column in ("id", "email") for p in repeated(table.rows, column)]
    unresolved = _people(table.rows, problems)
    by_key = _keys(unresolved)
    lines = tuple(
        Line(
            row=line.row,
            id=line.id,
            name=line.name,
            email=line.email,
            title=line.title,
            manager=_manager(line, by_key, problems),
            vacant=line.vacant,
        )
        for line in unresolved
    )
    if not problems:
        problems.extend(_broken_tree(lines))
    return lines, problems


def _people(rows: Sequence[Row], problems: list[Problem]) -> list[Line]:
    ids = unused_ids("p", (row.cell("id") for row in rows))
    return [_line(row, ids, problems) for row in rows]


def _line(row: Row, ids: Iterator[str], problems: list[Problem]) -> Line:
    vacant = marked(row, "vacant", problems)
    if vacant:
        problems += [
            row.problem(column, "a vacant seat is nobody yet: leave this empty")
            for column in ("id", "email", "title", "unit", "unit_name")
            if row.cell(column)
        ]
    identity = "" if vacant else next(ids)
    if row.cell("id"):
        identity = word(row, "id", IDENTIFIER, problems)
    return Line(
        row=row,
        id=identity,
        name=word(row, "name", NAME, problems),
        email="" if vacant else word(row, "email", EMAIL, problems),
        title=word(row, "title", NAME, problems) if row.cell("title") else "",
        manager=None,
        vacant=vacant,
    )


def _keys(lines: Sequence[Line]) -> dict[str, str]:
    people = [line for line in lines if line.id]
    by_email = {line.email.casefold(): line.id for line in people if line.email}
    return by_email | {line.id: line.id for line in people}


def _manager(line: Line, by_key: Mapping[str, str], problems: list[Problem]) -> str | None:
    written = line.row.cell("manager").casefold()
    if not written:
        if line.vacant:
            remedy = "enter the e-mail or id of the leader whose seat this is"
            problems.append(line.row.problem("manager", remedy))
        return None
    if written not in by_key:
        remedy = "nobody in the file has this e-mail or id: add the person or correct it"
        problems.append(
            line.row.problem("manager", remedy + nearest(written, by_key, after=problems))
        )
    return by_key.get(written)


def _broken_tree(lines: Sequence[Line]) -> Iterator[Problem]:
    tops = [line for line in lines if line.manager is None]
    for line in tops[1:]:
        remedy = f"{tops[0].name} (row {tops[0].row.number}) has no manager either: only one person may be at the top, so enter the manager of {line.name}"
        yield line.row.problem("manager", remedy)
    by_id = {line.id: line for line in lines if not line.vacant}
    settled: set[str] = set()
    for line in by_id.values():
        way: dict[str, None] = {}
        person: str | None = line.id
        while person is not None and person not in settled and person not in way:
            way[person] = None
            person = by_id[person].manager
        if person in way:
            yield _circle([by_id[one] for one in (*dropwhile(person.__ne__, way), person)])
        settled.update(way)


def _circle(lines: Sequence[Line]) -> Problem:
    names = " → ".join(line.name for line in lines[:_NAMED])
    more = f" and {len(lines) - _NAMED} more" if len(lines) > _NAMED else ""
    remedy = f"a circle of managers ({names}{more}): correct one of them"
    return lines[0].row.problem("manager", remedy)


def top_down(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines of one tree with each manager before those who report there."""
    reports: dict[str | None, list[Line]] = defaultdict(list)
    for line in lines:
        reports[line.manager].append(line)
    ordered = list(reports[None])
    for line in ordered:
        if not line.vacant:
            ordered.extend(reports[line.id])
    return tuple(ordered)
