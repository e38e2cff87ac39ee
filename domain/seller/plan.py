"""One person's plan as it stands: what folding its events gives, and what can be read off it.

Tuples, never mappings: the state travels as JSON with sorted keys.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from domain.marking import OpenDeadline
from domain.model import Value
from domain.money import Money, total
from domain.people import Deadline, Person, Roles
from domain.policy import Policy
from domain.seller import events as e
from domain.seller import values as v
from domain.unit.values import SellerStage
from domain.words import Identifier, Instant, PersonName, Sentence, Words

TRAINING_AHEAD = timedelta(days=90)
"""How far ahead training is always planned (S4-11)."""

DAY = timedelta(days=1)


class Handover(Value):
    """An account that was won, on its way from hunter to farmer."""

    won: e.AccountWon
    overdue: bool = False
    done: bool = False


class Compensation(Value):
    """A compensation plan's version, and how far person and manager have come with it."""

    imported: e.CompensationImported
    explained_by: Identifier | None = None
    understood: bool = False
    agreed: e.CompensationAgreed | None = None
    company_win_by: Identifier | None = None


class SellerReview(Value):
    """`deadline` once something was recorded at it, or it was moved."""

    period: Identifier
    deadline: OpenDeadline | None = None
    held: e.SellerReviewHeld | None = None
    confirmed: bool = False
    missed: bool = False


class Pledge(Value):
    """A promise and what became of it."""

    promise: v.Promise
    reported: e.PromiseReported | None = None


class Finding(Value):
    practice: str
    words: Sentence
    subject: Identifier | None
    at: Instant


class SellerState(Value):
    """Everything that holds now; `version` is the stream's, `submitted` the plan's own."""

    version: int
    opened_at: Instant
    changed_at: Instant
    cycle: Identifier
    unit: Identifier
    seller: Person
    manager: Identifier
    leader_above: Identifier
    line_manager: Identifier | None
    role: v.SellingRole | None
    currency: str
    roles: Roles
    policy: Policy
    starts_on: date
    ends_on: date
    reviews_due: tuple[Deadline, ...]
    zone: str
    rehearsal: bool
    stage: SellerStage = "writing"
    goals: tuple[v.SeatGoal, ...] = ()
    words: Words | None = None
    lines: tuple[v.Line, ...] = ()
    accounts: tuple[v.TopAccount, ...] = ()
    no_accounts: Words | None = None
    trainings: tuple[v.Training, ...] = ()
    trained_from: date | None = None
    lapsed_at: date | None = None
    selling_roles: tuple[e.SellingRoleAssigned, ...] = ()
    handovers: tuple[Handover, ...] = ()
    coached: tuple[e.PlanCoached, ...] = ()
    submitted: int = 0
    presented: e.SellerPlanPresented | None = None
    ratings: tuple[v.Rating, ...] = ()
    compensations: tuple[Compensation, ...] = ()
    meetings: tuple[e.MeetingHeld, ...] = ()
    reviews: tuple[SellerReview, ...] = ()
    pledges: tuple[Pledge, ...] = ()
    findings: tuple[Finding, ...] = ()
    told: int = 0
    """The stream version at which what the unit is told was last decided on."""
    told_since: int = 0
    """The one since which it is told just this; 0 in states that were kept before this was."""

    @property
    def name(self) -> PersonName:
        """Whose plan it is, by name."""
        return self.seller.name

    @property
    def over(self) -> bool:
        return self.stage == "closed"

    @property
    def news(self) -> tuple[object, ...]:
        """What the unit is told: two states with the same leave it nothing to hear."""
        return self.stage, self.submitted, self.planned, self.double_a, self.unattainable

    @property
    def unattainable(self) -> str | None:
        """Why it is rated unattainable; None where it is not."""
        rating = self.rating("attainable")
        return rating.words if rating is not None and not rating.passes else None

    @property
    def planned(self) -> Money:
        """What the plan's lines add up to, in the person's currency."""
        return total((one.value for one in self.lines), self.currency)

    @property
    def run_rate(self) -> Money:
        known = (one.run_rate for one in self.goals)
        return total((one for one in known if one is not None), self.currency)

    @property
    def goal(self) -> Money:
        return total((one.amount for one in self.goals), self.currency)

    @property
    def covered_until(self) -> date | None:
        """The day to which training goes on without a gap, from when it was planned."""
        return next(self.training_runs(self.trained_from or self.starts_on), None)

    def covers(self, at: datetime) -> bool:
        """Whether training without a gap is planned for the next 90 days, or to the year's end (S4-11)."""
        until = next(self.training_runs(at.date()), None)
        return until is not None and until >= min(at.date() + TRAINING_AHEAD, self.ends_on)

    def training_runs(self, day: date) -> Iterator[date]:
        """From a day on, each day to which training goes on before a gap; the last of all ends them.

        A stretch without training that is longer than the policy's days is a gap: nothing after it
        counts before it is closed. What lies before the year is none.
        """
        gap = timedelta(days=self.policy.training_gap_days)
        until = day - DAY
        ahead = sorted((one.starts_on, one.ends_on) for one in self.trainings if one.ends_on >= day)
        for starts_on, ends_on in ahead:
            if starts_on > max(until + DAY, self.starts_on) + gap:
                yield until
            until = max(until, ends_on)
        if ahead:
            yield until

    def role_on(self, day: date) -> v.SellingRole | None:
        """Hunter or farmer on a day: as assigned last, else as the seat says."""
        for one in reversed(self.selling_roles):
            if one.from_on <= day and (one.until_on is None or day <= one.until_on):
                return one.role
        return self.role

    @property
    def compensation(self) -> Compensation | None:
        """The version that counts: the one imported last."""
        return self.compensations[-1] if self.compensations else None

    def rating(self, aspect: v.Aspect) -> v.Rating | None:
        return next((one for one in self.ratings if one.aspect == aspect), None)

    @property
    def double_a(self) -> bool:
        """Aggressive and attainable, as two people rated the plan that is submitted (S3-27)."""
        return len(self.ratings) == 2 and all(one.passes for one in self.ratings)  # noqa: PLR2004 - the two

    def review(self, period: str) -> SellerReview | None:
        return next((one for one in self.reviews if one.period == period), None)

    def deadline(self, period: str) -> OpenDeadline | None:
        """When a review is due, and what was recorded at it."""
        review = self.review(period)
        due_at = next((one.due_at for one in self.reviews_due if one.key == period), None)
        if review is None or due_at is None:
            return None
        return review.deadline or OpenDeadline(
            kind="review",
            key=period,
            due_at=due_at,
            opened_at=self.opened_at,
            marks=(0,) if review.missed else (),
        )

    def handover(self, account: str) -> Handover | None:
        return next((one for one in self.handovers if one.won.account == account), None)

    def pledge(self, promise: str) -> Pledge | None:
        return next((one for one in self.pledges if one.promise.id == promise), None)
