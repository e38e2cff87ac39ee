"""Practices that look at a cycle's culture, each one function; a gate blocks, warns or is off by policy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from domain import errors
from domain.culture.events import CultureFindingRaised, InitiativeStarted
from domain.culture.state import CultureState
from domain.culture.values import THE_VALUES


@dataclass(frozen=True)
class Gap:
    """One thing that is missing, in the reader's words."""

    words: str
    subject: str | None = None


@dataclass(frozen=True)
class Rule:
    """One practice; `check` gives the gaps of the culture at an instant, in order."""

    practice: str
    kind: Literal["gate", "warning"]
    title: str
    check: Callable[[CultureState, datetime], Iterator[Gap]]


def _three(state: CultureState, _at: datetime) -> Iterator[Gap]:
    if len(state.values) < THE_VALUES:
        yield Gap(f"{len(state.values)} values are chosen, of {THE_VALUES}")


def _rewarded(state: CultureState, _at: datetime) -> Iterator[Gap]:
    for one in state.values:
        if not state.linked(one.value):
            yield Gap(f"no component of compensation rewards {one.name}", one.value)


def _mapped(state: CultureState, _at: datetime) -> Iterator[Gap]:
    for one in state.expectations:
        lacks = [name for name in ("measure", "review") if getattr(one, name) is None]
        if lacks:
            yield Gap(f"{one.words}: without {' and '.join(lacks)}", one.expectation)


def _lasting(state: CultureState, _at: datetime) -> Iterator[Gap]:
    for one in state.initiatives:
        yield from _short(one.started, state)


def _short(started: InitiativeStarted, state: CultureState) -> Iterator[Gap]:
    if started.until_on - started.from_on < state.ends_on - state.starts_on:
        yield Gap(f"{started.words} ends sooner than a cycle lasts", started.initiative)


RULES: tuple[Rule, ...] = (
    Rule("S2-02", "warning", "Culture takes longer than a quarter", _lasting),
    Rule("S2-09", "gate", "There are three values", _three),
    Rule("S2-16", "warning", "Reward honours the values", _rewarded),
    Rule("S4-07", "warning", "Each expectation has a measure and a review", _mapped),
)


def gaps(state: CultureState, at: datetime) -> tuple[tuple[Rule, Gap], ...]:
    """What each practice misses now; nothing of one that is off."""
    return tuple(
        (rule, gap)
        for rule in RULES
        if state.policy.mode(rule.practice) != "off"
        for gap in rule.check(state, at)
    )


def hold(state: CultureState, at: datetime, *practices: str) -> tuple[CultureFindingRaised, ...]:
    """What these practices find that was not raised before; raises GateClosed where one blocks."""
    found = [(rule, gap) for rule, gap in gaps(state, at) if rule.practice in practices]
    blocking = [
        (rule, gap)
        for rule, gap in found
        if rule.kind == "gate" and state.policy.mode(rule.practice) == "block"
    ]
    if blocking:
        first = blocking[0][0]
        raise errors.GateClosed(
            f"{first.title} ({first.practice}), and here it is not so.",
            practice=first.practice,
            missing=tuple(f"{rule.practice}: {gap.words}" for rule, gap in blocking),
        )
    known = {(one.practice, one.words) for one in state.findings}
    return tuple(
        CultureFindingRaised(practice=rule.practice, words=gap.words, subject=gap.subject)
        for rule, gap in found
        if (rule.practice, gap.words) not in known
    )


def short(started: InitiativeStarted, state: CultureState) -> tuple[CultureFindingRaised, ...]:
    """What is found in an initiative that begins (S2-02)."""
    if state.policy.mode("S2-02") == "off":
        return ()
    return tuple(
        CultureFindingRaised(practice="S2-02", words=gap.words, subject=gap.subject)
        for gap in _short(started, state)
    )
