"""What a decision asks of people that was not asked before, and where each can do it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Final

from domain.aggregates import State
from domain.culture.state import CultureState
from domain.custody.state import CustodyState
from domain.cycle.state import CycleState
from domain.seller.plan import SellerState
from domain.signature import short_code
from domain.unit.plan import UnitState
from messages.notice import Notice
from projections.waiting import Wait, in_cycle, in_unit
from projections.waiting_culture import in_culture
from projections.waiting_custody import in_custody
from projections.waiting_sellers import in_seller

HEADLINES: Final[Mapping[str, str]] = {
    "proposal": "Propose the target of {name}",
    "understanding": "Read your number in {name}",
    "pushback": "Respond to the proposal of {name}",
    "final": "Make the plan of {name} final",
    "acceptance": "Accept the plan of {name}, or object",
    "signing": "Sign the plan of {name}, or decline",
    "unsigned": "Not everybody signs the plan of {name}",
    "claim": "Decide an account claim in {name}",
    "commitment": "Keep a promise to {name}",
    "review": "Hold the review of {name}",
    "agreed": "Do what the review of {name} agreed",
    "answers": "Answer the objections in {name}",
    "captured": "Confirm what was captured in your name in {name}",
    "answer": "Answer an objection in {name}",
    "view": "Note your view on a contested answer in {name}",
    "goal": "The goal of {name} has changed",
    "request": "Decide a resource request in {name}",
    "substitute": "Accept or refuse a substitute in {name}",
    "support": "Give the help you promised in {name}",
    "in_force": "Decide whether {name} goes in force unsigned",
    "joining": "Read and sign your quota in {name}",
    "amendment": "A unit below asks {name} to amend its plan",
    "waiver": "Agree to a waiver in {name}, or refuse it",
    "correction": "Approve or refuse a correction in {name}",
    "why_nots": "Plan what fell short in {name} to 100 %",
    "to_hundred": "A plan to 100 % of {name} is yours",
    "dependency": "{name} needs something of your function",
    "goal_plan": "The steps of a goal of {name} are promised",
    "plan_goal": "Confirm the plan goal of {name}",
    "people": "Import the people of {name}",
    "announce": "Announce {name}",
    "rules": "Agree to other rules for {name}, or let it lie",
    "roles": "Agree to a change of offices in {name}, or let it lie",
    "culture": "Read what is valued and expected in {name}",
    "initiative": "Review an initiative of {name}",
    "missed_initiative": "Reviews of an initiative of {name} were missed",
    "values_case": "Something confidential waits for you in {name}",
    "erasure": "An erasure waits for a second person",
    "release_hold": "The release of a legal hold waits for a second person",
    "retention": "Other periods of retention wait for a second person",
    "own_plan": "Write your plan for the year",
    "seller_plan": "The plan of {name} waits for you",
    "double_a": "Rate the plan of {name}",
    "explain_compensation": "Explain a compensation plan to {name}",
    "compensation": "Read your compensation plan",
    "company_win": "Confirm a compensation plan of {name}",
    "handover": "Take over an account from {name}",
    "seller_review": "Hold a seller review with {name}",
    "missed_review": "A seller review with {name} was missed",
    "confirm_review": "Confirm the record of your review",
    "own_promise": "Keep your promise",
}
"""The first words of a message by what waits; `name` is the unit's or the cycle's, if it is of one."""

PAGES: Final[Mapping[str, str]] = {
    "signing": "/units/{unit}/sign",
    "review": "/units/{unit}/review",
    "agreed": "/units/{unit}/review#agreed",
    "understanding": "/number",
    "pushback": "/number",
    "joining": "/number",
    "waiver": "/units/{unit}#waivers",
    "correction": "/units/{unit}#changes",
    "why_nots": "/units/{unit}#look-back",
    "to_hundred": "/units/{unit}#look-back",
    "dependency": "/units/{unit}#buy-in",
    "goal_plan": "/units/{unit}#goals",
    "culture": "/culture",
    "initiative": "/culture",
    "missed_initiative": "/culture",
    "values_case": "/culture",
    "erasure": "#erasures",
    "release_hold": "#holds",
    "retention": "#retention",
}
QUIET = frozenset({"review", "commitment", "seller_review", "own_promise"})
"""Begins to wait a year ahead, when its reminders say that it is time; or is one's own word."""

HOLDERS_OWN = frozenset(
    {
        "signing", "understanding", "captured", "joining", "substitute", "request", "in_force",
        "correction", "commitment", "support", "waiver", "dependency",
    }
)  # fmt: skip
"""What nobody does for another; who stands in is told, and told so."""

Key = tuple[str, str, str]
Waits = Mapping[Key, Wait]


def waits_of(state: State | None) -> Waits:
    """Everything a plan, a cycle or custody waits for, by person, kind and subject."""
    found: Iterable[Wait] = ()
    if isinstance(state, UnitState):
        found = in_unit(state)
    elif isinstance(state, SellerState):
        found = in_seller(state)
    elif isinstance(state, CultureState):
        found = in_culture(state)
    elif isinstance(state, CycleState):
        found = in_cycle(state)
    elif isinstance(state, CustodyState):
        found = in_custody(state)
    return {(one.person, one.kind, one.subject): one for one in found}


def page_of(kind: str, unit: str | None) -> str:
    """Where a thing of this kind is done, under the cycle's address."""
    if unit is None:
        return ""
    return PAGES.get(kind, "/units/{unit}").format(unit=unit)


def asked(before: Waits, after: Waits, state: State, at: datetime) -> Iterator[Notice]:
    """What waits for someone now and did not before, for them and for who stands in for them."""
    for key, wait in after.items():
        if key in before or wait.kind in QUIET:
            continue
        notice = _notice(wait, state)
        yield notice
        if isinstance(state, UnitState):
            yield from for_delegates(notice, wait.kind, state, at)


def _notice(wait: Wait, state: State) -> Notice:
    unit = state.unit if isinstance(state, UnitState) else None
    place = _place(state, wait.kind)
    return Notice(
        person=wait.person,
        headline=headline(wait.kind, state),
        words=wait.words,
        asks=True,
        due_at=wait.due_at,
        page=place if place is not None else page_of(wait.kind, unit),
        code=code_of(state) if wait.kind == "signing" else None,
    )


def headline(kind: str, state: State) -> str:
    """The first words about what waits."""
    name = "" if isinstance(state, CustodyState) else state.name
    return HEADLINES.get(kind, "Something waits for you in {name}").format(name=name)


def _place(state: State, kind: str) -> str | None:
    """The page of what is no plan of a unit, where it has one of its own."""
    match state:
        case SellerState():
            return f"/sellers/{state.seller.id}"
        case CultureState() | CustodyState():
            return PAGES[kind]
        case _:
            return None


def code_of(state: State) -> str | None:
    """The short code of the version that is to be signed, as the signing page shows it."""
    current = state.current if isinstance(state, UnitState) else None
    return short_code(current.content_hash) if current and current.content_hash else None


def for_delegates(notice: Notice, kind: str, state: UnitState, at: datetime) -> Iterator[Notice]:
    """The same for everybody who acts for the person now."""
    for one in state.delegations:
        if one.delegator == notice.person and one.starts_at <= at < one.ends_at:
            yield standing_in(notice, kind, one.delegate)


def for_covers(notice: Notice, kind: str, state: UnitState, at: datetime) -> Iterator[Notice]:
    """The same for everybody who covers the person's absence now."""
    for one in state.covers:
        if one.person == notice.person and at.date() <= one.until:
            yield standing_in(notice, kind, one.cover)


def standing_in(notice: Notice, kind: str, person: str) -> Notice:
    own = " This only they can do themselves." if kind in HOLDERS_OWN else ""
    return Notice(
        person=person,
        headline=notice.headline,
        words=f"For {notice.person}: {notice.words}{own}",
        asks=notice.asks,
        due_at=notice.due_at,
        page=notice.page,
        code=notice.code,
    )
