"""A file of who holds which role in the cycle, beside leading units and holding seats."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from pydantic import BaseModel, ConfigDict

from domain.words import Identifier, Sha256
from files.cells import twice
from files.problems import Problems, nearest
from files.read import read_table

COLUMNS = ("person", "role")


class RoleLine(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    person: Identifier
    role: Identifier


class RolesDraft(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    file: str
    sha256: Sha256
    lines: tuple[RoleLine, ...]


def read_roles(
    file: str,
    content: bytes,
    *,
    people: Mapping[str, str],
    roles: Collection[str],
    sheet: str | None = None,
) -> RolesDraft | Problems:
    """The roles in a file, or every problem with it.

    `people` gives each known person's id their e-mail; the file may use either. A person may have
    several roles, each once.
    """
    table = read_table(file, content, required=COLUMNS, sheet=sheet)
    if isinstance(table, Problems):
        return table
    ids = {email.casefold(): person for person, email in people.items()}
    ids |= {person: person for person in people}
    held = [(row, ids.get(row.cell("person").casefold())) for row in table.rows]
    keyed = ((row, (person, row.cell("role"))) for row, person in held if person)
    problems = list(twice(keyed, "role", "gives this role already: keep one"))
    for row, person in held:
        if person is None:
            remedy = "nobody has this e-mail or id: add the person first, or correct it"
            close = nearest(row.cell("person").casefold(), ids, after=problems)
            problems.append(row.problem("person", remedy + close))
        if row.cell("role") not in roles:
            remedy = f"no such role: write one of {', '.join(roles)}"
            problems.append(row.problem("role", remedy))
    if problems:
        return Problems.of(problems)
    lines = tuple(RoleLine(person=person, role=row.cell("role")) for row, person in held if person)
    return RolesDraft(file=file, sha256=table.sha256, lines=lines)
