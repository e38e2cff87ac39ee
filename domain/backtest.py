"""What another policy would have made of a decision that was taken: refused it, or found more or less.

Each is decided again on the state that it was taken on. What would have followed of a refusal is
not guessed: the next decision stands on what was recorded.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple, TypeVar, cast

from domain.aggregates import Aggregate
from domain.errors import DomainError
from domain.marking import OpenDeadline, marks_of
from domain.model import Actor, Command, Event, Value, content_hash
from domain.policy import Policy
from domain.seller.commands import MarkSellerTime
from domain.seller.plan import SellerState
from domain.signature import SignatureEvidence
from domain.unit.commands import MarkTime
from domain.unit.deadlines import marks, waiting_for
from domain.unit.plan import UnitState

S = TypeVar("S")
Kind = Literal[
    "refused", "warned", "not warned", "escalated", "not escalated", "breached", "not breached",
    "reminded", "not reminded", "otherwise",
]  # fmt: skip
THE_RULES_THEMSELVES = frozenset(
    {
        "CycleStarted", "RuleChangeAgreed", "RuleChangeProposed", "RulesChanged",
        "SellerPlanOpened", "UnitPlanOpened",
    }
)  # fmt: skip
"""What sets a policy is not judged by one."""

FINDINGS = frozenset({"FindingRaised", "SellerFindingRaised"})


class Difference(Value):
    """One thing that another policy does otherwise; `missing` names each part of a closed gate."""

    kind: Kind
    words: str
    practice: str | None = None
    about: str | None = None
    missing: tuple[str, ...] = ()


class Mark(NamedTuple):
    """Something that comes by itself at an instant: a reminder, an escalation or a breach."""

    kind: Literal["reminded", "escalated", "breached"]
    deadline: str
    key: str
    days: int
    due_at: datetime

    @property
    def at(self) -> datetime:
        return self.due_at + timedelta(days=self.days)


class Taken(NamedTuple):
    """A decision as it was taken: the command, the state before it, and what it led to."""

    command: Command
    before: Any
    events: tuple[Event, ...]
    at: datetime
    by: Actor


def under(state: S, policy: Policy) -> S:
    """The same state as if its cycle ran under another policy; custody has none."""
    if not isinstance(state, Value) or "policy" not in type(state).model_fields:
        return state
    return state.model_copy(update={"policy": policy})


def judged(
    aggregate: Aggregate[Any], taken: Taken, policy: Policy
) -> tuple[Difference, ...] | None:
    """What differs under `policy`; None where today's rules decide it otherwise anyway."""
    if taken.events[0].type in THE_RULES_THEMSELVES or isinstance(
        taken.command, MarkTime | MarkSellerTime
    ):
        return ()  # what comes by itself is told by its instants: `otherwise_due`
    if _decided(aggregate, taken, taken.command, taken.before) != _plain(taken.events):
        return None
    found = _decided(
        aggregate, taken, _reissued(taken.command, policy), under(taken.before, policy)
    )
    if isinstance(found, DomainError):
        return (
            Difference(
                kind="refused", words=found.detail, practice=found.practice, missing=found.missing
            ),
        )
    return tuple(_differences(_plain(taken.events), found))


def _decided(
    aggregate: Aggregate[Any], taken: Taken, command: Command, state: Any
) -> tuple[Event, ...] | DomainError:
    try:
        return _plain(aggregate.decide(command, state, at=taken.at, by=taken.by))
    except DomainError as refused:
        return refused


def _plain(events: tuple[Event, ...]) -> tuple[Event, ...]:
    """Without the evidence of signatures, which names the policy that it was given under."""
    return tuple(
        one.model_copy(update={"signature": None}) if "signature" in vars(one) else one
        for one in events
    )


def _reissued(command: Command, policy: Policy) -> Command:
    """The command as it would have been signed under the policy, where it is signed at all."""
    evidence: SignatureEvidence | None = getattr(command, "signature", None)
    if evidence is None:
        return command
    manifest = evidence.manifest.model_copy(update={"policy_sha256": content_hash(policy)})
    return command.model_copy(
        update={"signature": evidence.model_copy(update={"manifest": manifest})}
    )


def _differences(was: tuple[Event, ...], would: tuple[Event, ...]) -> Iterator[Difference]:
    yield from _findings("not warned", was, would)
    yield from _findings("warned", would, was)
    others = [one for one in was if one.type not in FINDINGS]
    instead = [one for one in would if one.type not in FINDINGS]
    gone = [one.type for one in others if one not in instead]
    new = [one.type for one in instead if one not in others]
    if gone == new and gone:
        yield Difference(kind="otherwise", words=f"{', '.join(gone)} with other contents.")
    elif gone or new:
        yield Difference(
            kind="otherwise",
            words=f"{', '.join(new) or 'nothing'} instead of {', '.join(gone) or 'nothing'}.",
        )


def _findings(
    kind: Kind, these: tuple[Event, ...], without: tuple[Event, ...]
) -> Iterator[Difference]:
    for one in these:
        if one.type in FINDINGS and one not in without:
            said = vars(one)
            yield Difference(
                kind=kind,
                words=said["words"],
                practice=said["practice"],
                about=said.get("subject"),
            )


def came_due(state: object, since: datetime, until: datetime) -> frozenset[Mark]:
    """What comes by itself after an instant up to another, while the plan stands as it does."""
    return frozenset(
        Mark(_mark_kind(one.kind, days), one.kind, one.key, days, one.due_at)
        for one, days in _marks(state)
        if days and since < (instant := one.due_at + timedelta(days=days)) <= until
        if days > 0 or instant > one.opened_at
        if not isinstance(state, UnitState) or waiting_for(state, one)
    )


def _marks(state: object) -> Iterator[tuple[OpenDeadline, int]]:
    """Of a unit's deadlines, and of a seller's reviews that were not held."""
    if isinstance(state, UnitState):
        yield from ((one, days) for one in state.deadlines for days in marks(state, one))
    elif isinstance(state, SellerState) and not state.over:
        for review in state.reviews:
            deadline = state.deadline(review.period)
            if review.held is None and deadline is not None:
                yield from ((deadline, days) for days in marks_of(state.policy))


def _mark_kind(deadline: str, days: int) -> Literal["reminded", "escalated", "breached"]:
    if days < 0:
        return "reminded"
    return "breached" if deadline == "commitment" else "escalated"


def otherwise_due(
    state: object, policy: Policy, since: datetime, until: datetime
) -> tuple[tuple[datetime, Difference], ...]:
    """What would have come by itself in that time, or would not, under the policy; with its instant."""
    was = came_due(state, since, until)
    would = came_due(under(state, policy), since, until)
    return (
        *((one.at, _due(one, "")) for one in sorted(would - was)),
        *((one.at, _due(one, "not ")) for one in sorted(was - would)),
    )


def _due(mark: Mark, no: Literal["", "not "]) -> Difference:
    days = abs(mark.days)
    when = f"{days} day{'s' if days != 1 else ''} {'after' if mark.days > 0 else 'before'}"
    return Difference(
        kind=cast("Kind", f"{no}{mark.kind}"),
        words=f"{when} {mark.due_at.date()}: {mark.deadline}.",
        about=mark.key,
    )
