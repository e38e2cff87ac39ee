"""What people are told at a deadline's marks: a reminder, that it passed, that it went up the line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from domain.marking import OpenDeadline
from domain.model import Event
from domain.seller import events as s
from domain.seller.plan import SellerState
from domain.unit import events as e
from domain.unit.deadlines import waiting_for
from domain.unit.plan import UnitState
from messages.notice import Notice
from messages.requests import HEADLINES, code_of, for_covers, for_delegates, page_of
from projections.waiting import called

PASSED = (
    "The deadline has passed, which is on the record. Silence is never read as consent; "
    "you can still act."
)


@dataclass(frozen=True)
class _Late:
    """A deadline as it is told: what it is, for whom it waits, and where it is done."""

    what: str
    name: str
    people: tuple[str, ...]
    due_at: datetime | None
    page: str
    place: str
    named: str = ""
    code: str | None = None


def in_unit(
    event: Event, state: UnitState, names: Mapping[str, str], at: datetime
) -> Iterator[Notice]:
    """For who is waited for, who hears of it, and who stands in for either."""
    match event:
        case e.ReminderDue() | e.DeadlineMissed() | e.Escalated() | e.DeadlineExtended():
            late = _of_unit(event, state)
        case _:
            return
    for notice in _waited_for(_said(event, names), late):
        yield from _with_stand_ins(notice, event.kind, state, at)
    if isinstance(event, e.Escalated) and event.to not in event.people:
        yield from _with_stand_ins(_escalated(late, event.to, event.days, names), "", state, at)


def in_seller(event: Event, state: SellerState, names: Mapping[str, str]) -> Iterator[Notice]:
    """Nothing of a seller's plan is done by another: nobody stands in."""
    match event:
        case s.SellerReviewReminded():
            said = _reminder(event.days)
        case s.SellerReviewMissed():
            said = PASSED, "Overdue"
        case s.SellerReviewEscalated():
            said = _overdue(event.days, event.to, names)
        case s.SellerReviewMoved():
            said = _later(event.reason)
        case _:
            return
    late = _of_seller(event.period, state)
    yield from _waited_for(said, late)
    if isinstance(event, s.SellerReviewEscalated):
        yield _escalated(late, event.to, event.days, names)


def _of_seller(period: str, state: SellerState) -> _Late:
    deadline = state.deadline(period)
    page = f"/sellers/{state.seller.id}#reviews"
    return _Late(
        what=f"{HEADLINES['seller_review'].format(name=state.name)} ({period})",
        name=state.name,
        people=(state.manager,),
        due_at=deadline.due_at if deadline else None,
        page=page,
        place=page,
    )


def _of_unit(
    event: e.ReminderDue | e.DeadlineMissed | e.Escalated | e.DeadlineExtended, state: UnitState
) -> _Late:
    deadline = state.deadline(event.kind, event.key)
    about, named = _about(event.key, deadline, state)
    who = waiting_for(state, deadline) if deadline else ()
    return _Late(
        what=HEADLINES[event.kind].format(name=state.name) + about,
        name=state.name,
        people=who if isinstance(event, e.DeadlineExtended) else event.people,
        due_at=deadline.due_at if deadline else None,
        page=page_of(event.kind, state.unit),
        place=page_of("", state.unit),
        named=named,
        code=code_of(state) if event.kind == "signing" else None,
    )


def _about(key: str, deadline: OpenDeadline | None, state: UnitState) -> tuple[str, str]:
    """Beside the headline, a key that people know; before the words, what somebody called it."""
    if not key or key.startswith("v"):
        return "", ""
    words = called(state, deadline) if deadline else key
    return (f" ({key})", "") if words == key else ("", f"{words}. ")


def _waited_for(said: tuple[str, str], late: _Late) -> Iterator[Notice]:
    words, lead = said
    headline = f"{lead}: {late.what}"
    for person in late.people:
        yield Notice(
            person=person,
            headline=headline,
            words=late.named + words,
            asks=True,
            due_at=late.due_at,
            page=late.page,
            code=late.code,
        )


def _escalated(late: _Late, to: str, days: int, names: Mapping[str, str]) -> Notice:
    people = ", ".join(names.get(one, one) for one in late.people)
    return Notice(
        person=to,
        headline=f"Escalated to you: {late.name} still waits for {people}",
        words=f"{late.what}. {late.named}The deadline passed {_days(days)} ago, without {people}.",
        asks=True,
        due_at=late.due_at,
        page=late.place,
    )


def _with_stand_ins(notice: Notice, kind: str, state: UnitState, at: datetime) -> Iterator[Notice]:
    yield notice
    yield from for_covers(notice, kind, state, at)
    yield from for_delegates(notice, kind, state, at)


def _said(
    event: e.ReminderDue | e.DeadlineMissed | e.Escalated | e.DeadlineExtended,
    names: Mapping[str, str],
) -> tuple[str, str]:
    match event:
        case e.ReminderDue():
            return _reminder(event.days)
        case e.DeadlineMissed():
            return PASSED, "Overdue"
        case e.Escalated():
            return _overdue(event.days, event.to, names)
        case e.DeadlineExtended():
            return _later(event.reason)


def _reminder(days: int) -> tuple[str, str]:
    return f"This is due in {_days(-days)} and waits for you.", "Reminder"


def _overdue(days: int, to: str, names: Mapping[str, str]) -> tuple[str, str]:
    return f"It is {_days(days)} overdue and was escalated to {names.get(to, to)}.", "Overdue"


def _days(number: int) -> str:
    return "1 day" if number == 1 else f"{number} days"


def _later(reason: str) -> tuple[str, str]:
    return f"The deadline was moved: {reason}", "Later deadline"
