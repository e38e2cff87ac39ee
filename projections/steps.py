"""The steps of an explanation: in one currency by legs, each an event on the record, adding up."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Final, Literal

from pydantic import PlainSerializer, WithJsonSchema, computed_field

from domain.model import Event, Value
from domain.money import Money, Percent, plain_text
from domain.unit import events as u
from domain.unit.plan import Version
from domain.words import Instant
from projections import causes
from projections.causes import Cause
from projections.traces import Happened, Place, Trace

Exact = Annotated[
    Decimal,
    PlainSerializer(plain_text, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string"}),
]
Amount = Literal["target", "portion", "attainment", "coverage"]

SAID_BY: Final[dict[str, tuple[type[Event], ...]]] = {
    "pushback": (u.PushbackRaised,),
    "resource request": (u.ResourceRequested,),
    "account decision": (u.AccountDecided,),
    "key success factor": (u.KeySuccessFactorAdded,),
    "commitment": (u.ResourcesCommitted, u.CommitmentAdded, u.SubstituteAccepted),
    "declined signature": (u.SignatureDeclined,),
    "objection": (u.PlanObjected,),
    "goal": (u.GoalSet,),
    "request from below": (u.AmendmentRequestReceived,),
    "correction": (u.CorrectionProposed,),
    "change of a seat": (u.SeatFilled, u.SeatHandedOver, u.SeatTakenOver),
    "change of leader": (u.LeaderReplaced,),
    "amendment": (u.AmendmentOpened,),
}
"""Which events say a cause of each kind: an account and a correction may have the same id."""


class Known(Cause):
    """A cause with where it was recorded, last before what cites it."""

    event: Place | None = None


class Step(Value):
    """A total that is reached, or a change; `answers` are what was decided on the items it cites.

    `version` is the plan's, `event` what made the step, `by` and `reason` that event's.
    """

    words: str
    amount: Money
    total: bool = False
    version: int | None = None
    at: Instant | None = None
    by: str | None = None
    reason: str | None = None
    causes: tuple[Known, ...] = ()
    answers: tuple[str, ...] = ()
    event: Place | None = None


class Leg(Value):
    """Steps in one currency: the first is a total, and the changes sum exactly to each after it.

    With a `rate`, the first total is what the leg before came to: one unit of this leg's currency
    is worth so much of that one's. With neither rate nor the same amount, it begins anew.
    """

    words: str
    unit: str
    steps: tuple[Step, ...]
    rate: Exact | None = None

    @property
    def begins(self) -> Money:
        return self.steps[0].amount

    @property
    def reaches(self) -> Money:
        return self.steps[-1].amount


class Explained(Value):
    """`amount` is what the last leg reaches; `percent` is of `against`, where it is measured so."""

    unit: str
    subject: str
    of: Amount
    legs: tuple[Leg, ...]
    against: Money | None = None
    percent: Percent | None = None

    @computed_field  # type: ignore[prop-decorator]
    @property
    def amount(self) -> Money:
        return self.legs[-1].reaches


def step(
    trace: Trace, version: Version, words: str, amount: Money, *, reached: bool = False
) -> Step:
    return Step(
        words=words,
        amount=amount,
        total=reached,
        version=version.number,
        at=version.at,
        by=version.by,
        reason=None if reached else version.reason,
        event=trace.place(version.stated),
    )


def by_event(step: Step, said: Happened) -> Step:
    return step.model_copy(
        update={"event": said.place, "at": said.at, "by": said.by.person, "reason": None}
    )


def because(trace: Trace, step: Step, cited: set[str]) -> Step:
    """The step with what it cites, and with what an amendment that it cites follows from."""
    cited = cited | _grounds(trace, cited)
    answers = tuple(
        f"{(item.outcome or 'open').replace('_', ' ')}: {item.reason or ''}".removesuffix(": ")
        for item in trace.state.items
        if item.id in cited
    )
    until = step.event.version if step.event else None
    known = tuple(
        found for one in causes.of(trace.state)
        if one.id in cited and (found := _known(trace, one, until)) is not None
    )  # fmt: skip
    return step.model_copy(update={"causes": known, "answers": answers})


def _known(trace: Trace, cause: Cause, until: int | None) -> Known | None:
    """The cause as it was last said before; None where it was not: what is said later has no part in it."""
    if until is None:
        return Known(**cause.model_dump())
    said = trace.said(cause.id, SAID_BY[cause.kind], until)
    if said is None:
        return None
    found = Known(**cause.model_dump(), event=said.place)
    if not isinstance(said.event, u.GoalSet):
        return found
    goal = said.event
    words = causes.goal_words(goal.target, goal.amount)
    return found.model_copy(update={"words": words, "person": goal.confirmed_by})


def _grounds(trace: Trace, cited: set[str]) -> set[str]:
    opened = (one.event for one in trace.happened if isinstance(one.event, u.AmendmentOpened))
    return {
        ground for one in opened if one.amendment in cited for ground in (one.cause, *one.cites)
    }


def adds_up(found: Explained) -> bool:
    """Whether each total is the exact sum of what stands before it, through every rate."""
    for leg in found.legs:
        if not leg.steps[0].total:
            return False
        running = leg.begins
        for one in leg.steps[1:]:
            if one.total and one.amount != running:
                return False
            running = one.amount if one.total else running + one.amount
    return all(_follows(before, after) for before, after in pairwise(found.legs))


def _follows(before: Leg, after: Leg) -> bool:
    if after.rate is None:
        return True
    return after.begins.converted(after.rate, before.reaches.currency) == before.reaches
