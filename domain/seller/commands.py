"""Everything that can be asked of one person's plan.

A command names neither the person whose plan it is nor who asks: the way in knows both.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from domain.model import Command
from domain.people import Deadline, Person, Roles
from domain.policy import Policy
from domain.seller import values as v
from domain.unit.values import Attainment
from domain.words import Day, Identifier, Instant, Words


class OpenSellerPlan(Command):
    """By the unit's plan, once somebody asked for it."""

    cycle: Identifier
    unit: Identifier
    seller: Person
    manager: Identifier
    leader_above: Identifier
    line_manager: Identifier | None = None
    role: v.SellingRole | None = None
    currency: str
    roles: Roles
    policy: Policy
    starts_on: Day
    ends_on: Day
    reviews: tuple[Deadline, ...]
    zone: str
    rehearsal: bool = False


class SetSellerGoal(Command):
    """By the unit's plan, whenever what it asks of the person changes."""

    goals: tuple[v.SeatGoal, ...]


class ChangeSellerManager(Command):
    """By the unit's plan, when its leader or the leader above changes."""

    manager: Identifier
    leader_above: Identifier


class ChangeSellerRoles(Command):
    """By the unit's plan, when its offices change hands."""

    roles: Roles


class RecordLineManager(Command):
    """Whom the person reports to where that is not who manages the plan; nobody where it is (S3-24)."""

    line_manager: Identifier | None


class WriteBusinessPlan(Command):
    """The whole section anew: what it replaces stays on the record."""

    words: Words
    lines: Annotated[tuple[v.Line, ...], Field(min_length=1, max_length=100)]


class NameTopAccounts(Command):
    accounts: Annotated[tuple[v.TopAccount, ...], Field(min_length=1, max_length=v.MOST_ACCOUNTS)]


class DeclineTopAccounts(Command):
    """Top accounts are not appropriate to this role, for this reason."""

    reason: Words


class PlanTraining(Command):
    trainings: Annotated[tuple[v.Training, ...], Field(min_length=1, max_length=50)]


class AssignSellingRole(Command):
    role: v.SellingRole
    from_on: Day
    until_on: Day | None = None
    reason: Words | None = None


class RecordAccountWon(Command):
    account: Identifier
    farmer: Identifier


class ConfirmHandover(Command):
    account: Identifier


class CoachPlan(Command):
    words: Words


class SubmitSellerPlan(Command):
    pass


class PresentSellerPlan(Command):
    version: int
    held_at: Instant
    attendees: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    rating: Annotated[int, Field(ge=1, le=5)]
    words: Words


class RateSellerPlan(Command):
    version: int
    aspect: v.Aspect
    passes: bool
    words: Words


class AgreeToSellerPlan(Command):
    version: int


class ReturnSellerPlan(Command):
    version: int
    words: Words


class ImportCompensation(Command):
    compensation: Identifier
    components: Annotated[tuple[v.Component, ...], Field(min_length=1, max_length=50)]


class ExplainCompensation(Command):
    compensation: Identifier


class ConfirmCompensationUnderstood(Command):
    compensation: Identifier


class AgreeCompensation(Command):
    compensation: Identifier
    aggressive: bool
    attainable: bool
    win: bool
    words: Words | None = None


class ConfirmCompanyWin(Command):
    compensation: Identifier


class HoldMeeting(Command):
    kind: v.Meeting
    held_at: Instant
    agenda: Words


class HoldSellerReview(Command):
    """`reason` and a next step where the result lies below what the policy accepts (S4-08).

    Where facts of the period are on record, the result is theirs: it may be left out.
    """

    period: Identifier
    words: Words
    attainment: Attainment | None = None
    reason: Words | None = None
    next_steps: Annotated[tuple[v.NextStep, ...], Field(max_length=50)] = ()


class ConfirmSellerReview(Command):
    period: Identifier
    words: Words | None = None


class MakePromise(Command):
    promise: v.Promise


class ReportPromise(Command):
    promise: Identifier
    outcome: v.Kept
    words: Words


class MarkSellerTime(Command):
    """By the clock: training that no longer reaches far enough, a handover overdue, a mark of a review.

    `days` is a review's mark, from its day: before it a reminder, after it an escalation.
    """

    kind: Literal["training", "handover", "review"]
    key: str
    days: Annotated[int, Field(exclude_if=lambda days: not days)] = 0


class CloseSellerPlan(Command):
    """By the unit's plan, when that has ended."""

    ended_as: Literal["closed", "cancelled", "ended_early"]


COMMANDS: dict[str, type[Command]] = {
    kind.__name__: kind
    for kind in tuple(globals().values())
    if isinstance(kind, type) and issubclass(kind, Command) and kind is not Command
}
"""Every command by its name on the wire."""
