"""What a cycle's culture owes: the instants at which an open case is overdue."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from domain.culture.commands import MarkCaseOverdue
from domain.culture.state import CultureState
from domain.due import Due, Timer


def due(state: CultureState) -> Due:
    """Everything owed, as a pure function of the culture."""
    return Due(ended=True) if state.over else Due(timers=tuple(_cases(state)))


def _cases(state: CultureState) -> Iterator[Timer]:
    days = timedelta(days=state.policy.of_culture.case_days)
    for one in state.cases:
        if one.is_open and not one.overdue:
            case = one.opened.case
            yield Timer(f"case:{case}", one.opened_at + days, MarkCaseOverdue(case=case))
