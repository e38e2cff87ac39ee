"""When an initiative is to be reviewed: each quarter from its beginning, or from the last look at it."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from domain.culture.state import CultureState, Initiative

QUARTER = timedelta(days=92)


def review_due(state: CultureState, one: Initiative) -> datetime | None:
    """The next instant; None where nobody is to look any more, or the policy chases no reviews.

    A cycle whose policy says nothing of carrying out ran before reviews were chased, and is spared.
    """
    if state.policy.carrying_out is None or not one.is_open:
        return None
    began = datetime.combine(max(one.started.from_on, state.starts_on), time(), UTC)
    due = max((began, *one.looked_at)) + QUARTER
    ends = min(one.started.until_on, state.ends_on)
    return due if due.date() <= ends else None


def told(state: CultureState, one: Initiative) -> str:
    """Whom a missed review goes to: who leads the whole, then, or where that is the owner, the one above."""
    first = not one.missed and one.started.owner != state.top.leader
    return state.top.leader if first else state.roles.leader_above
