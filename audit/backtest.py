"""A cycle's recorded commands decided again under another policy, plan by plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple

from audit.causes import lead_of
from audit.recovered import Asked, recovered
from audit.runs import Kept
from domain.aggregates import SELLER, Aggregate, aggregate_of
from domain.backtest import Difference, Taken, judged, otherwise_due
from domain.model import SYSTEM, Value
from domain.policy import Policy
from domain.seller.commands import MarkSellerTime
from domain.unit.commands import MarkTime
from domain.words import Instant
from store.codec import decode
from store.entry import Entry, entry_of
from store.model import Recorded


class Otherwise(Value):
    """A difference, with the decision or the deadline that it is about.

    `position` is where the decision is recorded; None for what comes by itself.
    """

    stream: str
    unit: str | None
    person: str | None
    position: int | None
    at: Instant
    by: str
    decision: str
    difference: Difference


@dataclass
class Tested:
    """What one stream, or many, gave: every command is counted once.

    `unknown` are kept by their hash only; `unlike` are those that today's rules decide otherwise
    than was recorded under the very policy that they were given under.
    """

    commands: int = 0
    decided: int = 0
    unknown: Counter[str] = field(default_factory=Counter)
    unlike: Counter[str] = field(default_factory=Counter)
    found: list[Otherwise] = field(default_factory=list)

    def add(self, other: Tested) -> None:
        self.commands += other.commands
        self.decided += other.decided
        self.unknown += other.unknown
        self.unlike += other.unlike
        self.found += other.found


def tested(
    recorded: Sequence[Recorded], policy: Policy, kept: Kept, until: datetime | None
) -> Tested:
    """One stream from its beginning; `until` is the instant up to which a plan that runs is told."""
    found = Tested()
    if recorded:
        _Run(recorded[0].stream, policy, kept, found).through(recorded, until)
    return found


class _Where(NamedTuple):
    """The decision that differences are about."""

    position: int | None
    at: datetime
    by: str
    decision: str


@dataclass
class _Run:
    """One stream on its way; `found` grows."""

    stream: str
    policy: Policy
    kept: Kept
    found: Tested
    state: Any = None

    def through(self, recorded: Sequence[Recorded], until: datetime | None) -> None:
        since: datetime | None = None
        entries = ((one, entry_of(one)) for one in recorded)
        for _, group in groupby(entries, key=lambda one: one[1].command_id):
            own = list(group)
            at = own[0][1].occurred_at
            self._by_itself(since, at)
            self._command(own)
            since = at
        self._by_itself(since, until)

    def _command(self, group: list[tuple[Recorded, Entry]]) -> None:
        """Counts and judges one command, and folds what it led to."""
        aggregate: Aggregate[Any] = aggregate_of(self.stream)
        (first, entry), read = group[0], [decode(aggregate, one) for one, _ in group]
        events = tuple(one.event for one in read)
        asked = Asked(
            entry.organisation, entry.stream, entry.command_id, entry.command_sha256, read[0].by
        )
        was = recovered(aggregate, asked, self.state, events, self.kept)
        by, lead = entry.on_behalf_of or entry.actor, lead_of(events).type
        where = _Where(first.position, entry.occurred_at, by, lead)
        self.found.commands += 1
        if was is None:
            self.found.unknown[lead] += 1
        else:
            taken = Taken(was.command, self.state, events, entry.occurred_at, read[0].by)
            self._judged(judged(aggregate, taken, self.policy), where)
        for one in read:
            self.state = aggregate.evolve(
                self.state, one.event, at=one.at, by=one.by, version=one.version
            )

    def _judged(self, differences: Sequence[Difference] | None, where: _Where) -> None:
        if differences is None:
            self.found.unlike[where.decision] += 1
            return
        self.found.decided += 1
        self._told(differences, where)

    def _by_itself(self, since: datetime | None, until: datetime | None) -> None:
        if since is None or until is None:
            return
        seller = self.stream.startswith(f"{SELLER.name}/")
        clock = MarkSellerTime.__name__ if seller else MarkTime.__name__
        for at, one in otherwise_due(self.state, self.policy, since, until):
            self._told((one,), _Where(None, at, SYSTEM.person, clock))

    def _told(self, differences: Sequence[Difference], where: _Where) -> None:
        kind, _, rest = self.stream.partition("/")
        name = rest.partition("/")[2] or None
        self.found.found += [
            Otherwise(
                stream=self.stream,
                unit=name if kind == "unit" else None,
                person=name if kind == "seller" else None,
                difference=one,
                **where._asdict(),
            )
            for one in differences
        ]
