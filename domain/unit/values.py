"""The value objects of one unit's plan."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from domain.model import Value
from domain.money import Money, Percent
from domain.people import Action
from domain.portions import Basis
from domain.words import Day, Identifier, Instant, Name, Sentence, Sha256, Words

ItemKind = Literal["realism", "attainability", "obstacle", "resource", "other"]
Outcome = Literal["real_issue", "not_accepted"]
GrantOutcome = Literal["granted", "granted_in_part", "declined"]
GoalStanding = Literal["confirmed", "provisional", "signed", "in_force"]
StrategicKind = Literal[
    "new_territory", "market_share", "product_line", "product_mix", "new_product", "customer_profit"
]
Reaction = Literal["accepted", "accepted_with_concerns", "contested"]
ClaimStanding = Literal["open", "contested", "kept", "lost"]
SellerStage = Literal["writing", "submitted", "presented", "agreed", "closed"]
SignerRole = Literal["leader", "member"]
Meaning = Literal["authorship", "shared_goal", "own_portion", "resources_committed"]


class TargetLine(Value):
    """Plan goal and stretch add-on of one target, kept apart (S0-07), in the unit's currency.

    Below the top unit `goal` is the portion from above and `add_on` the leader's uplift.
    `over_assignment` is what the portions exceed the stretch target by, declared.
    """

    target: Identifier
    goal: Money
    add_on: Money
    over_assignment: Money

    @property
    def stretch(self) -> Money:
        return self.goal + self.add_on

    @property
    def to_assign(self) -> Money:
        return self.stretch + self.over_assignment


class ScenarioCited(Value):
    """The what-if that a proposal or revision was: its id, and the hash of every amount in it."""

    scenario: Identifier
    sha256: Sha256


class Portion(Value):
    """A seat's part of the stretch target.

    `amount` is in the owner's own currency and is what is agreed and measured; `rolled_up` is
    the same at the plan rate, in the unit's currency, and is what sums. `from_basis` is what
    the basis proposed; where `amount` differs, `adjustment` is the leader's reason.
    """

    seat: Identifier
    amount: Money
    rolled_up: Money
    basis: Basis
    from_basis: Money | None = None
    adjustment: Words | None = None


class SeatOutlook(Value):
    """What is already expected of a seat, in its own currency (S3-11, S3-15)."""

    seat: Identifier
    run_rate: Money
    planned: Money | None = None


class Change(Value):
    """How a seat's portion differs from the version before, and what caused it."""

    seat: Identifier
    before: Money | None
    after: Money
    causes: tuple[str, ...]


class Window(Value):
    """The time in which one person may respond to a version."""

    person: Identifier
    closes_at: Instant


class Factor(Value):
    """A key success factor: what must be true to reach the target (S0-16, S0-17)."""

    id: Identifier
    words: Words
    owner: Identifier
    due_on: Day
    actions: tuple[Action, ...] = ()
    items: tuple[Identifier, ...] = ()


class ResourceLine(Value):
    """A resource with its amount or quantity, due date and budget holder.

    `asked_by` is who it serves, and who must accept a substitute.
    """

    id: Identifier
    words: Words
    asked_by: Identifier
    budget_holder: Identifier
    due_on: Day
    amount: Money | None = None
    quantity: Percent | None = None


class Step(Value):
    """A step of an action plan (S1-19): what, by whom, by when."""

    id: Identifier
    words: Words
    owner: Identifier
    due_on: Day


class Alternative(Value):
    """What a leader offers in place of a declined request."""

    words: Words
    amount: Money | None = None
    quantity: Percent | None = None
    due_on: Day


class SeatOwner(Value):
    """Who carries a seat's portion of a version that is final: part of what is signed."""

    seat: Identifier
    owner: Identifier


class Missing(Value):
    """Someone who has not signed a version that is in force, and why."""

    person: Identifier
    why: Sentence


class SeatHeld(Value):
    """Who answered for a seat from a day on; nobody means the unit's leader of that day."""

    seat: Identifier
    person: Identifier | None
    since: Day


class UnitLed(Value):
    """Who led the unit from a day on."""

    person: Identifier
    since: Day


class ActualLine(Value):
    """What a seat brought in over a period, or by how much that is corrected; own currency."""

    seat: Identifier
    amount: Money


class CorrectionLine(Value):
    """A signed change to what was recorded for a seat and a period.

    `was` is what is reversed, where the correction says it: it holds only while that stands.
    """

    period: str
    seat: Identifier
    delta: Money
    was: Annotated[Money | None, Field(exclude_if=lambda found: found is None)] = None


class Delivery(Value):
    """How one of the leader's own promises stands at a review (S0-24)."""

    commitment: Identifier
    standing: Literal["open", "fulfilled", "breached"]


class Attainment(Value):
    """Actual against quota over a span: amounts in one currency, `percent` to two places."""

    quota: Money
    actual: Money
    percent: Percent | None


class Coverage(Value):
    """What is known to come against a portion, in the seat's currency; percents of the portion."""

    seat: Identifier
    run_rate: Money
    planned: Money
    accounts: Money
    portion: Money
    percent: Percent | None
    share: Percent | None


class Calibration(Value):
    """One seat's numbers at the year's end: who proposed and countered what, and what came."""

    seat: Identifier
    person: Identifier
    proposed: Money
    countered: Money | None
    committed: Money
    actual: Money
    kinds: tuple[ItemKind, ...] = ()


class Claimant(Value):
    """Someone in whose plan a named account stands; `via` is this unit's seat on their branch."""

    person: Identifier
    seat: Identifier
    unit: Identifier
    via: Identifier
    last_year: Money


class Figures(Value):
    """The result of a year, at plan rates in the unit's currency."""

    target: Identifier
    actual: Money
    plan_goal: Money
    original: Attainment
    current: Attainment
    against_plan_goal: Attainment


class Account(Value):
    """A named customer."""

    id: Identifier
    name: Name
