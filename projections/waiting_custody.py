"""What waits for a second person in what an organisation keeps: a pure function of its folded state.

The words name nobody who is to be erased: a letter outlives the erasure that it asks for.
"""

from __future__ import annotations

from collections.abc import Iterator

from domain.custody import commands as c
from domain.custody.authority import OFFICES, offices
from domain.custody.state import CustodyState
from domain.model import Command
from projections.waiting import Wait


def in_custody(state: CustodyState) -> tuple[Wait, ...]:
    """Everything that one person asked for and another must agree to."""
    return (*_erasures(state), *_releases(state), *_periods(state))


def _erasures(state: CustodyState) -> Iterator[Wait]:
    for one in state.erasures:
        if one.standing == "asked":
            asked = one.asked
            words = f"{asked.asked_by} asks to erase a person ({asked.reference}): agree, or withdraw it."
            for person in _others(state, c.AgreeToErasure, asked.asked_by, asked.person):
                yield Wait(person, "erasure", words, asked.person)


def _releases(state: CustodyState) -> Iterator[Wait]:
    for hold in state.open_holds:
        if hold.asked is not None:
            by, placed = hold.asked.asked_by, hold.placed
            words = (
                f"{by} asks to release the hold {placed.hold} ({placed.reference}): agree, or "
                f"let it lie. {hold.asked.reason}"
            )
            for person in _others(state, c.ReleaseHold, by, placed.subject):
                yield Wait(person, "release_hold", words, placed.hold)


def _periods(state: CustodyState) -> Iterator[Wait]:
    for change in state.changes:
        if change.agreed_by is None:
            proposed = change.proposed
            words = (
                f"{proposed.proposed_by} proposes other periods of retention: agree, or let it "
                f"lie. {proposed.reason}"
            )
            for person in _others(state, c.AgreeToRetention, proposed.proposed_by):
                yield Wait(person, "retention", words, proposed.change)


def _others(state: CustodyState, kind: type[Command], *but: str | None) -> tuple[str, ...]:
    """Who may give the command as the second person."""
    wanted = frozenset(OFFICES[kind])
    return tuple(one for one in state.officers if one not in but and wanted & offices(state, one))
