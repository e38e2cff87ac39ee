"""At which instants something is recorded about a deadline, and whom it goes up to.

A mark is a number of whole days from the deadline: before it a reminder, at it the miss, after
it an escalation.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from domain.model import Value
from domain.people import DeadlineKind
from domain.policy import Policy
from domain.words import Instant


class OpenDeadline(Value):
    """A deadline with the marks (days from it) at which something was recorded already."""

    kind: DeadlineKind
    key: str
    due_at: Instant
    opened_at: Instant
    marks: tuple[int, ...] = ()
    escalated: bool = False

    def marked(self, days: int, *, escalated: bool = False) -> OpenDeadline:
        """The same once something was recorded at a mark."""
        return self.model_copy(
            update={
                "marks": tuple(dict.fromkeys((*self.marks, days))),
                "escalated": self.escalated or escalated,
            }
        )


def marks_of(policy: Policy, after: Sequence[int] | None = None) -> tuple[int, ...]:
    """Every mark in order: the policy's reminders, the deadline itself, the policy's escalations."""
    before = (day for day in policy.reminder_days if day < 0)
    return tuple(sorted({*before, 0, *(policy.escalation_days if after is None else after)}))


def left_of(deadline: OpenDeadline, marks: Sequence[int]) -> Iterator[tuple[int, datetime]]:
    """The marks that are still to be recorded, in order, and their instants.

    Of several that have passed, only those after the last recorded one are left, and a reminder
    whose instant lay before the deadline was opened never comes.
    """
    last = max(deadline.marks, default=None)
    for mark in marks:
        instant = deadline.due_at + timedelta(days=mark)
        if last is not None and mark <= last:
            continue
        if mark < 0 and instant <= deadline.opened_at:
            continue
        yield mark, instant


def moved_to(deadline: OpenDeadline, at: datetime, policy: Policy) -> datetime | None:
    """When it is due instead, where its instant passed and nobody could have been told; else None."""
    late = at - deadline.due_at > timedelta(minutes=policy.late_after_minutes)
    return at + timedelta(days=1) if late else None


UNHEARD = "It passed while the service was away, or before this was asked of anyone."
"""Why such a deadline is moved."""


def goes_up_to(deadline: OpenDeadline, people: Sequence[str], line: tuple[str, str]) -> str:
    """Of a line of two, first to the nearer, unless they are waited for themselves."""
    leader, above = line
    return leader if not deadline.escalated and leader not in people else above
