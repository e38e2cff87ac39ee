"""What led to what in a plan: each event with those that it answers, and those that answer it.

Ids that events cite tell it inside one stream; between streams the command's recorded cause does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import product, takewhile
from typing import Final

from domain.aggregates import UNIT, stream_of
from domain.errors import Unknown
from domain.model import Actor, Event, Value
from domain.unit import events as u
from domain.unit.measuring import events as m
from domain.unit.plan import UnitState
from projections.streams import NOW, Streams, Until
from store.codec import decode
from store.entry import entry_of
from store.model import Recorded


class Place(Value):
    """Where an event is on the record: as which of its stream, and where in the whole log."""

    stream: str
    version: int
    position: int


@dataclass(frozen=True)
class Happened:
    """An event with what stands around it; `caused_by` is `stream:version` in another plan."""

    event: Event
    place: Place
    at: datetime
    by: Actor
    command: str
    caused_by: str | None = None


@dataclass(frozen=True)
class Tie:
    """Names that an event answers to, and names under which later ones cite it.

    A name with a space is ours; one without is an id that people cite, as a change's cause.
    """

    cites: tuple[str, ...] = ()
    gives: tuple[str, ...] = ()


THE_VERSION = "the version"
_OF_VERSION = ("version {version}",)
_TO_SIGN = ("final {version}", "ready {version}")
_DEADLINE = Tie(("deadline {kind} {key}",), ("deadline {kind} {key}",))

TIES: Final[dict[type[Event], Tie]] = {
    u.GoalSet: Tie(gives=("goal-{target}",)),
    u.SessionHeld: Tie(gives=("the session",)),
    u.StretchTargetProposed: Tie(
        ("the session", "goal-{targets.target}"), (*_OF_VERSION, THE_VERSION)
    ),
    u.WindowsOpened: Tie(_OF_VERSION),
    u.PushbackSkipped: Tie(_OF_VERSION),
    u.UnderstandingConfirmed: Tie(_OF_VERSION),
    u.PushbackCaptured: Tie(_OF_VERSION, ("{item}",)),
    u.PushbackRaised: Tie((*_OF_VERSION, "{item}"), ("{item}",)),
    u.PushbackReplied: Tie(("{item}",)),
    u.PushbackWithdrawn: Tie(("{item}",)),
    u.NoConcernsStated: Tie(_OF_VERSION),
    u.PushbackAnswered: Tie(("{item}",), ("{item}",)),
    u.AnswerContested: Tie(("{item}",), ("contest {item}",)),
    u.ViewNoted: Tie(("contest {item}",)),
    u.PushbackClosed: Tie(_OF_VERSION, ("closed {version}",)),
    u.KeySuccessFactorAdded: Tie(("{items}",), ("{factor}",)),
    u.ResourceRequested: Tie(("{item}", "{factor}"), ("{request}",)),
    u.BudgetGranted: Tie(gives=("budget {holder}",)),
    u.ResourceRequestDecided: Tie(("{request}", "budget {budget_holder}"), ("{request}",)),
    u.PlanRevised: Tie((THE_VERSION, "{answers}", "{changes.causes}"), (*_OF_VERSION, THE_VERSION)),
    u.SignaturesVoided: Tie(_OF_VERSION),
    u.PlanFinalised: Tie((*_OF_VERSION, "closed {version}"), ("final {version}",)),
    u.PlanAccepted: Tie(("final {version}",), ("accepted {version}",)),
    u.PlanObjected: Tie(("final {version}",), ("objection-{person}",)),
    u.AcceptanceCompleted: Tie(("accepted {version}",), ("ready {version}",)),
    u.PlanSigned: Tie(_TO_SIGN, ("signed {version} {person}",)),
    u.SignatureTakenBack: Tie(("signed {version} {person}",)),
    u.SignatureDeclined: Tie(_TO_SIGN, ("decline-{person}",)),
    u.JointOwnershipReached: Tie(("signed {version} {people}",), ("in force {version}",)),
    u.ResourcesCommitted: Tie(("in force {version}",), ("{commitments.id}",)),
    u.InForceProposed: Tie(("final {version}",), ("asked {version}",)),
    u.PlanPutInForce: Tie(("asked {version}", "decline-{missing.person}"), ("in force {version}",)),
    u.CommitmentAdded: Tie(gives=("{commitment.id}",)),
    u.CommitmentFulfilled: Tie(("{commitment}",)),
    u.SubstituteOffered: Tie(("{commitment}",), ("substitute {commitment}",)),
    u.SubstituteAccepted: Tie(("substitute {commitment}",), ("{substitute}",)),
    u.SubstituteRefused: Tie(("substitute {commitment}",)),
    u.CommitmentBreached: Tie(("{commitment}",), ("{commitment}",)),
    u.RevocationRefused: Tie(("{commitment}",)),
    u.AmendmentOpened: Tie(("{cause}", "{cites}"), ("{amendment}",)),
    u.AmendmentWithdrawn: Tie(("{amendment}",)),
    u.AmendmentRequested: Tie(("{item}",)),
    u.AmendmentRequestReceived: Tie(gives=("request-{unit}-{request}",)),
    u.AccountClaimed: Tie(gives=("{account.id}",)),
    u.AccountContested: Tie(("{account}",), ("{account}",)),
    u.AccountDecided: Tie(("{account}",), ("{account}",)),
    u.ClaimSettled: Tie(("{account}",), ("{account}",)),
    u.SeatFilled: Tie(gives=("seat {seat}", "seat-{seat}")),
    u.SeatHandedOver: Tie(gives=("seat {seat}", "seat-{seat}")),
    u.SeatTakenOver: Tie(("seat {seat}",), ("seat {seat}", "seat-{seat}")),
    u.LeaderReplaced: Tie(gives=("leader-{successor.id}",)),
    u.ActualsRecorded: Tie(gives=("period {period}",)),
    u.CorrectionProposed: Tie(("period {lines.period}",), ("{correction}",)),
    m.CorrectionWithdrawn: Tie(("{correction}",)),
    m.CorrectionRefused: Tie(("{correction}",)),
    u.ActualsRestated: Tie(("{correction}",)),
    u.ReviewHeld: Tie(("period {period}",)),
    u.SupportPromised: Tie(gives=("support {support}",)),
    u.SupportGiven: Tie(("support {support}",)),
    u.WaiverProposed: Tie(gives=("waiver {waiver}",)),
    u.GateWaived: Tie(("waiver {waiver}",)),
    u.WaiverRefused: Tie(("waiver {waiver}",)),
    u.WaiverExpired: Tie(("waiver {waiver}",)),
    u.ReminderDue: _DEADLINE,
    u.DeadlineMissed: _DEADLINE,
    u.Escalated: _DEADLINE,
    u.TookNoPart: _DEADLINE,
    u.DeadlineExtended: _DEADLINE,
}


@dataclass(frozen=True)
class Trace:
    """A plan with how it came to be; of a plan alone, nothing is known of where it is recorded."""

    state: UnitState
    happened: tuple[Happened, ...] = ()

    def place(self, version: int) -> Place | None:
        """Where the event is that is this one of its stream."""
        return self.happened[version - 1].place if version <= len(self.happened) else None

    def said(
        self, cited: str, by: tuple[type[Event], ...], until: int | None = None
    ) -> Happened | None:
        """The last event of these types that gives the id, before that version of the stream."""
        before = self.happened if until is None else self.happened[: until - 1]
        named = (one for one in reversed(before) if isinstance(one.event, by))
        return next((one for one in named if cited in given(one.event)), None)

    @cached_property
    def causes(self) -> tuple[tuple[int, ...], ...]:
        """For each event, in order, the versions of those of this stream that it answers."""
        return tuple(_causes(self.happened))

    def effects(self, version: int) -> tuple[int, ...]:
        """The versions of the events of this stream that answer that one."""
        return tuple(
            one.place.version
            for one, answered in zip(self.happened, self.causes, strict=True)
            if version in answered
        )


def of(recorded: Iterable[Recorded]) -> Trace | None:
    """A unit's stream from its beginning; None of no event."""
    state: UnitState | None = None
    happened = []
    for one in recorded:
        read, entry = decode(UNIT, one), entry_of(one)
        state = UNIT.evolve(state, read.event, at=read.at, by=read.by, version=read.version)
        place = Place(stream=one.stream, version=one.version, position=one.position)
        happened.append(
            Happened(read.event, place, read.at, read.by, entry.command_id, entry.causation_id)
        )
    return None if state is None else Trace(state, tuple(happened))


async def of_unit(
    streams: Streams, organisation: str, cycle: str, unit: str, until: Until = NOW
) -> Trace:
    """A unit's plan up to a moment; raises Unknown where there was none."""
    stream = stream_of("unit", cycle, unit)
    recorded = await streams.recorded(organisation, stream)
    found = of(takewhile(until.reaches, recorded))
    if found is None:
        raise Unknown(f"There was no plan of unit {unit} in {cycle} at that moment.")
    return found


def _causes(happened: Sequence[Happened]) -> Iterator[tuple[int, ...]]:
    known: dict[str, int] = {}
    begun: dict[str, int] = {}
    for one in happened:
        first = begun.setdefault(one.command, one.place.version)
        answered = {known[name] for name in cited(one.event) if name in known}
        if not answered and first != one.place.version:
            answered = {first}
        yield tuple(sorted(answered))
        known.update(dict.fromkeys(given(one.event), one.place.version))


def cited(event: Event) -> tuple[str, ...]:
    return _names(event, TIES.get(type(event), Tie()).cites)


def given(event: Event) -> tuple[str, ...]:
    return _names(event, TIES.get(type(event), Tie()).gives)


def _names(event: Event, templates: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for one in templates for name in _filled(event, one)))


def _filled(event: Event, template: str) -> Iterator[str]:
    """The template once for each value of what it names; a name of nothing fills none."""
    ways = re.findall(r"\{([^}]+)\}", template)
    for values in product(*(tuple(_values(event, way.split("."))) for way in ways)):
        text = template
        for way, value in zip(ways, values, strict=True):
            text = text.replace(f"{{{way}}}", value)
        yield text


def _values(value: object, way: Sequence[str]) -> Iterator[str]:
    if isinstance(value, tuple):
        for one in value:
            yield from _values(one, way)
    elif way and value is not None:
        yield from _values(getattr(value, way[0]), way[1:])
    elif value is not None:
        yield str(value)
