"""Who reports to whom: the lines of a people file resolved to one tree without a cycle."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import dropwhile

from files.cells import EMAIL, IDENTIFIER, NAME, marked, repeated, unused_ids, word
from files.known import Known, Misgiven
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


def reporting_lines(table: Table, known: Known) -> tuple[tuple[Line, ...], list[Problem]]:
    """Every row with its manager's id; the problems say what keeps it from being one tree."""
    problems = [p for column in ("id", "email") for p in repeated(table.rows, column)]
    unresolved = _people(table.rows, known, problems)
    by_key = _keys(unresolved)
    lines = tuple(replace(line, manager=_manager(line, by_key, problems)) for line in unresolved)
    if not problems:
        problems.extend(_broken_tree(lines))
    return lines, problems


def _people(rows: Sequence[Row], known: Known, problems: list[Problem]) -> list[Line]:
    """The lines, each person under the id that is theirs; new ones get ids nobody ever had."""
    lines = [_line(row, problems) for row in rows]
    inside = {line.email.casefold() for line in lines if line.email}
    fresh = unused_ids("p", {*known.used, *(line.id for line in lines)})
    found = [
        line if line.vacant else replace(line, id=_identity(line, known, inside, fresh, problems))
        for line in lines
    ]
    problems.extend(_twice(found))
    return found


def _line(row: Row, problems: list[Problem]) -> Line:
    vacant = marked(row, "vacant", problems)
    if vacant:
        problems += [
            row.problem(column, "a vacant seat is nobody yet: leave this empty")
            for column in ("id", "email", "title", "unit", "unit_name")
            if row.cell(column)
        ]
    return Line(
        row=row,
        id=word(row, "id", IDENTIFIER, problems) if row.cell("id") else "",
        name=word(row, "name", NAME, problems),
        email="" if vacant else word(row, "email", EMAIL, problems),
        title=word(row, "title", NAME, problems) if row.cell("title") else "",
        manager=None,
        vacant=vacant,
    )


def _identity(
    line: Line, known: Known, inside: set[str], fresh: Iterator[str], problems: list[Problem]
) -> str:
    if not (line.name and line.email):
        return line.id or next(fresh)
    if line.id:
        wrong = known.contradicted(line.id, line.name, line.email)
        if wrong is not None:
            problems.append(line.row.problem(*wrong))
        return line.id
    found = known.id_of(line.name, line.email, inside)
    if isinstance(found, Misgiven):
        problems.append(line.row.problem(*found))
        return next(fresh)
    return found or next(fresh)


def _twice(lines: Sequence[Line]) -> Iterator[Problem]:
    """A problem where two rows, by id and by address, are one and the same person."""
    first: dict[str, Line] = {}
    for line in lines:
        if not line.id:
            continue
        other = first.setdefault(line.id, line)
        told = line.row.cell("id") and other.row.cell("id")
        if line.email.casefold() != other.email.casefold() and not told:
            remedy = (
                f"row {other.row.number} is {line.id} too, the same person: keep one of the two"
            )
            yield line.row.problem("email", remedy)


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
