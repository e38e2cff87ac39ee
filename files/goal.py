"""The plan goal as finance hands it over: one amount and the document that it comes from."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict

from domain.money import Money
from domain.words import Name, Sha256
from files.amounts import NotAnAmount, parse_currency
from files.cells import NAME, amount, word
from files.problems import Problem, Problems, nearest
from files.read import Row, read_table

COLUMNS = ("amount", "currency", "document")


class PlanGoalDraft(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    file: str
    sha256: Sha256
    goal: Money
    document: Name
    document_sha256: Sha256


def read_plan_goal(
    file: str,
    content: bytes,
    *,
    currency: str,
    documents: Mapping[str, str],
    sheet: str | None = None,
) -> PlanGoalDraft | Problems:
    """The plan goal in a file of one row, in the cycle's currency, or every problem with it.

    `documents` gives the SHA-256 of each document handed over with the file, by its name.
    """
    table = read_table(file, content, required=COLUMNS, sheet=sheet)
    if isinstance(table, Problems):
        return table
    row, *more = table.rows
    problems = [
        extra.problem("amount", "a cycle has one plan goal: keep one row") for extra in more
    ]
    goal = _goal(row, currency, problems)
    document = word(row, "document", NAME, problems)
    if document and document not in documents:
        remedy = "this document did not come with the file: hand it over too"
        problems.append(row.problem("document", remedy + nearest(document, documents)))
    if problems or goal is None:
        return Problems.of(problems)
    return PlanGoalDraft(
        file=file,
        sha256=table.sha256,
        goal=goal,
        document=document,
        document_sha256=documents[document],
    )


def _goal(row: Row, currency: str, problems: list[Problem]) -> Money | None:
    try:
        code = parse_currency(row.cell("currency"))
    except NotAnAmount as refused:
        problems.append(row.problem("currency", str(refused)))
        return None
    if code != currency:
        remedy = f"the cycle is planned in {currency}: enter the goal in that"
        problems.append(row.problem("currency", remedy))
    goal = amount(row, "amount", code, problems)
    if goal is not None and not goal.amount:
        problems.append(row.problem("amount", "a plan goal is greater than zero"))
    return goal
