"""What waits for whom in a cycle's culture: a pure function of its folded state."""

from __future__ import annotations

from collections.abc import Iterator

from domain.culture.initiative_reviews import review_due
from domain.culture.state import CultureState
from projections.waiting import Wait


def in_culture(state: CultureState) -> tuple[Wait, ...]:
    """Everything that the culture waits for."""
    return () if state.over else (*_acknowledging(state), *_cases(state), *_reviews(state))


def _acknowledging(state: CultureState) -> Iterator[Wait]:
    if state.edition == 0:
        return
    words = "Read what is valued and expected, and acknowledge it."
    done = {one.person for one in state.acknowledged if one.edition == state.edition}
    for person in state.people:
        if person not in done:
            yield Wait(person, "culture", words, str(state.edition))


def _cases(state: CultureState) -> Iterator[Wait]:
    """To who leads the unit and nobody else (S2-20). The words go out by mail: they say neither of whom nor what.

    Whoever was led there when it was opened and leads by now is not told: it may be about them.
    """
    for one in state.cases:
        circle = state.circle(one.opened.unit)
        if one.is_open and circle is not None and circle.leader not in one.led:
            late = "overdue" if one.overdue else "open"
            words = f"A confidential matter of yours is {late} since {one.opened_at:%Y-%m-%d}."
            yield Wait(circle.leader, "values_case", words, one.opened.case)


def _reviews(state: CultureState) -> Iterator[Wait]:
    """To who owns it, each quarter; a missed one to whom that was told (S2-01)."""
    for one in state.initiatives:
        due = review_due(state, one)
        if due is not None:
            name, owner = one.started.initiative, one.started.owner
            words = f"Review the initiative {one.started.words}."
            yield Wait(owner, "initiative", words, f"{name}/{due:%Y-%m-%d}", due)
            if one.told is not None:
                missed = f"{owner} missed {one.missed} reviews of {one.started.words}: see to one."
                yield Wait(one.told, "missed_initiative", missed, f"{name}/{one.missed}")
