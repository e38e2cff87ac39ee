"""Everything that can have happened to one person's plan.

`version` is the plan's own, counted by submissions, not the stream's. Amounts are in the
currency they carry. Who did it and when stands in the entry around the event.
"""

from __future__ import annotations

from typing import Literal

from domain.model import Event
from domain.people import Deadline, Person, Roles
from domain.policy import Policy
from domain.seller import values as v
from domain.unit.values import Attainment
from domain.words import Day, Identifier, Instant, Sentence, Words


class SellerPlanOpened(Event):
    """A person is to write a plan; who leads them reads and develops it with them (S4-09).

    `line_manager` where that is somebody else than who manages the plan (S3-24).
    """

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
    starts_on: Day
    ends_on: Day
    reviews: tuple[Deadline, ...]
    zone: str
    rehearsal: bool = False


class SellerGoalSet(Event):
    """What the unit's plan asks of this person now, seat by seat."""

    goals: tuple[v.SeatGoal, ...]


class SellerManagerChanged(Event):
    """Somebody else manages this plan from here."""

    manager: Identifier
    leader_above: Identifier


class LineManagerRecorded(Event):
    """Whom the person reports to, where somebody else manages the plan (S3-24)."""

    line_manager: Identifier | None


class SellerRolesChanged(Event):
    """Who holds the offices around this plan from here, all of them."""

    roles: Roles


class BusinessPlanWritten(Event):
    """The business plan as it is now, whole (S3-14, S3-25)."""

    words: Words
    lines: tuple[v.Line, ...]


class TopAccountsNamed(Event):
    accounts: tuple[v.TopAccount, ...]


class TopAccountsNotAppropriate(Event):
    """A plan without top accounts is a choice with a reason (S4-10)."""

    reason: Words


class TrainingPlanned(Event):
    """The training plan as it is now, whole (S4-11)."""

    trainings: tuple[v.Training, ...]


class TrainingLapsed(Event):
    """The next 90 days are no longer covered (S4-11)."""

    covered_until: Day | None


class SellingRoleAssigned(Event):
    """Hunter or farmer over a span (S3-21); `reason` where it overlaps the other (S3-22)."""

    role: v.SellingRole
    from_on: Day
    until_on: Day | None
    reason: Words | None = None


class AccountWon(Event):
    """A hunter won an account, and hands it to a farmer by a day (S3-23)."""

    account: Identifier
    farmer: Identifier
    hand_over_by: Day


class AccountHandedOver(Event):
    account: Identifier
    confirmed_by: Identifier


class HandoverOverdue(Event):
    account: Identifier


class PlanCoached(Event):
    """The manager helped to develop and refine the plan (S3-26)."""

    words: Words
    coached_by: Identifier


class SellerPlanSubmitted(Event):
    version: int


class SellerPlanPresented(Event):
    """Presented as a business plan to peers and management (S3-25), and rated 1 to 5 (S3-28)."""

    version: int
    held_at: Instant
    attendees: tuple[Identifier, ...]
    rating: int
    words: Words


class SellerPlanRated(Event):
    """One of the two ratings of a version, by one of two people (S3-27)."""

    version: int
    aspect: v.Aspect
    passes: bool
    words: Words
    rated_by: Identifier


class SellerPlanAgreed(Event):
    """The manager agrees to the plan as presented and rated."""

    version: int
    agreed_by: Identifier


class SellerPlanReturned(Event):
    """The manager asks for more, in words; the person writes on."""

    version: int
    words: Words
    returned_by: Identifier


class CompensationImported(Event):
    """A version of the person's compensation plan came in; components and weights, never pay."""

    compensation: Identifier
    components: tuple[v.Component, ...]


class CompensationExplained(Event):
    """The manager says that they explained it (S3-30)."""

    compensation: Identifier
    explained_by: Identifier


class CompensationUnderstood(Event):
    """The person confirms that it was explained to them (S3-30)."""

    compensation: Identifier


class CompensationAgreed(Event):
    """The person says what they think of it: double A, and whether it is a win (S3-31, S3-32)."""

    compensation: Identifier
    aggressive: bool
    attainable: bool
    win: bool
    words: Words | None = None


class CompanyWinConfirmed(Event):
    """The manager says that it is a win for the company (S3-32)."""

    compensation: Identifier
    confirmed_by: Identifier


class MeetingHeld(Event):
    """The rhythm of the year: kick-off, Mondays, months (S4-01, S4-02)."""

    kind: v.Meeting
    held_at: Instant
    agenda: Words
    held_by: Identifier


class SellerReviewHeld(Event):
    """Manager and seller looked at the numbers and the plan (S4-03, S4-12)."""

    period: Identifier
    attainment: Attainment | None
    words: Words
    reason: Words | None
    next_steps: tuple[v.NextStep, ...]
    held_by: Identifier


class SellerReviewConfirmed(Event):
    """The person confirms the record of a review, with their own words if they wish."""

    period: Identifier
    words: Words | None = None


class SellerReviewReminded(Event):
    """A review comes near and waits for whoever manages the plan (S4-12)."""

    period: Identifier
    to: Identifier
    days: int


class SellerReviewMoved(Event):
    """A review's day passed, and nobody could have been told of it."""

    period: Identifier
    due_at: Instant
    reason: Sentence


class SellerReviewEscalated(Event):
    """A missed review is still not held, so many days later: it goes up the line (S4-12)."""

    period: Identifier
    to: Identifier
    days: int


class SellerReviewMissed(Event):
    """A review's day passed; whoever leads the manager hears of it (S4-12)."""

    period: Identifier
    to: Identifier


class PromiseMade(Event):
    promise: v.Promise


class PromiseReported(Event):
    """What became of a promise, in its maker's words (S4-19, S4-20)."""

    promise: Identifier
    outcome: v.Kept
    words: Words


class SellerFindingRaised(Event):
    """A practice warns about this plan; shown, and never a block."""

    practice: str
    words: Sentence
    subject: Identifier | None = None


class SellerPlanClosed(Event):
    """The year of the unit is over; the plan stays to be read."""

    ended_as: Literal["closed", "cancelled", "ended_early"]


EVENTS: dict[str, type[Event]] = {
    kind.__name__: kind
    for kind in tuple(globals().values())
    if isinstance(kind, type) and issubclass(kind, Event) and kind is not Event
}
"""Every event type of the stream by its name on the record."""
