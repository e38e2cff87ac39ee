"""The people, seats and offices that a cycle plans for."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from domain.model import Value
from domain.money import Money, Percent, Rate
from domain.words import Day, Email, Identifier, Instant, Name, PersonName, SealedId, Title, Words

DeadlineKind = Literal[
    "proposal", "understanding", "pushback", "answers", "final", "acceptance", "signing",
    "claim", "commitment", "review", "agreed", "waiver", "goal_plan",
]  # fmt: skip


class Person(Value):
    """A person by an id that says nothing about them; name and address may be erased one day."""

    id: Identifier
    name: PersonName
    email: Email


class About(Value):
    """What is said about somebody in confidence: all of it under the key of whom it is about."""

    person: SealedId
    words: Words


class Seat(Value):
    """A place that carries a portion of one target; without an owner it is vacant.

    `leads` names the unit below whose target this seat's portion becomes. Amounts are in
    `currency`: the owner's own.
    """

    id: Identifier
    title: Title
    owner: Identifier | None
    currency: str
    target: Identifier = "revenue"
    leads: Identifier | None = None
    last_year: Money | None = None
    potential: Money | None = None
    role: Literal["hunter", "farmer"] | None = None


class PlanRate(Value):
    """What one unit of `currency` is worth in the cycle's currency, fixed at the cycle's start."""

    currency: str
    rate: Rate


class Deadline(Value):
    """An instant by which something of a kind is due; `key` names a quarter or an object."""

    kind: DeadlineKind
    due_at: Instant
    key: str = ""


class FiscalPeriod(Value):
    """A part of the fiscal year; `share` is its percent of the year (seasonality)."""

    label: str
    starts_on: Day
    ends_on: Day
    share: Percent


class Roles(Value):
    """Who holds which office in a cycle; a leader and a member come from the tree."""

    leader_above: Identifier
    approvers: tuple[Identifier, ...] = ()
    executives: tuple[Identifier, ...] = ()
    sponsors: tuple[Identifier, ...] = ()
    planners: tuple[Identifier, ...] = ()
    hr_partners: tuple[Identifier, ...] = ()
    auditors: tuple[Identifier, ...] = ()
    administrators: tuple[Identifier, ...] = ()


Office = Literal[
    "leader_above", "approver", "executive", "sponsor", "planner", "hr_partner", "auditor",
    "administrator",
]  # fmt: skip


class Role(Value):
    """One office with one person who gets it, or gives it up."""

    office: Office
    person: Identifier


class Document(Value):
    """A document by its name and SHA-256; the bytes stay with whoever keeps them."""

    name: Name
    sha256: str


InFile = Annotated[Document | None, Field(exclude_if=lambda found: found is None)]
"""The file that something came in; what somebody entered is written without one."""


class Action(Value):
    """A step of a plan: what, by whom, by when."""

    words: Words
    owner: Identifier
    due_on: Day
