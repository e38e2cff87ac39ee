"""What a cycle's culture owes: the instants at which a case is overdue, or a review is missed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from domain.culture.commands import MarkCaseOverdue, MarkInitiativeReview
from domain.culture.initiative_reviews import review_due
from domain.culture.state import CultureState
from domain.due import Due, Timer


def due(state: CultureState) -> Due:
    """Everything owed, as a pure function of the culture."""
    return Due(ended=True) if state.over else Due(timers=(*_cases(state), *_reviews(state)))


def _cases(state: CultureState) -> Iterator[Timer]:
    days = timedelta(days=state.policy.of_culture.case_days)
    for one in state.cases:
        if one.is_open and not one.overdue:
            case = one.opened.case
            yield Timer(f"case:{case}", one.opened_at + days, MarkCaseOverdue(case=case))


def _reviews(state: CultureState) -> Iterator[Timer]:
    for one in state.initiatives:
        at = review_due(state, one)
        if at is not None:
            initiative = one.started.initiative
            key = f"initiative:{initiative}:{at.isoformat()}"
            yield Timer(key, at, MarkInitiativeReview(initiative=initiative))
