"""What an auditor needs of one item of a population: what happened, why, what it changed, who signed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from domain.aggregates import UNIT, aggregate_of
from domain.cycle.state import CycleState
from domain.model import Event, Value
from domain.signature import SignatureEvidence
from domain.unit import events as u
from domain.unit.plan import UnitState
from domain.words import Instant
from projections import chains, changed, stepping, timeline, traces
from projections.populations import Item
from projections.stepping import Reader
from projections.streams import Streams
from projections.timeline import Told
from store.codec import decode
from store.entry import entry_of
from store.model import Recorded

SIGNED = (
    u.PlanSigned, u.PlanAccepted, u.PlanObjected, u.SignatureDeclined, u.InForceProposed,
    u.PlanPutInForce, u.GateWaived, u.WaiverProposed, u.WaiverRefused, u.BudgetGranted,
)  # fmt: skip
"""Acts that are signed; before a policy asked for evidence, by name alone."""


class Link(Value):
    """An event of the chain; `answers` are the positions of those in it that it answers."""

    event: Told
    reason: str | None
    answers: tuple[int, ...]


class Signed(Value):
    """A signature on the chain; without evidence it was given by name alone."""

    position: int
    person: str
    words: str
    evidence: SignatureEvidence | None


class Found(Value):
    """The item's own event, what led to it, what it led to, and what it changed in words."""

    event: Told
    client: str
    recorded_at: Instant
    reason: str | None
    changed: tuple[str, ...]
    chain: tuple[Link, ...]
    effects: tuple[Told, ...]
    signatures: tuple[Signed, ...]


@dataclass(frozen=True)
class _Chain:
    """A stream's events up to some position; what each of the chain's answers, by version."""

    recorded: Sequence[Recorded]
    own: int
    answers: Mapping[int, tuple[int, ...]]
    effects: tuple[int, ...]

    @property
    def members(self) -> tuple[int, ...]:
        """What led to the item's own event, in its order."""
        return tuple(sorted({one for answered in self.answers.values() for one in answered}))

    def at(self, version: int) -> Recorded:
        return self.recorded[version - 1]


async def of(
    streams: Streams, organisation: str, item: Item, *, reader: Reader, until: int
) -> Found:
    """As it was recorded up to `until`; of another plan, the one event that caused one of these."""
    every = await streams.recorded(organisation, item.stream)
    recorded = [one for one in every if one.position <= until]
    of_plan = aggregate_of(item.stream) is UNIT
    chain = _of_plan(recorded, item) if of_plan else _of_stream(recorded, item)
    own, names = chain.at(chain.own), reader.names
    entry = entry_of(own)
    effects = [chain.at(one) for one in chain.effects]
    named = f"{item.stream}:{item.version}"
    effects += await stepping.effects_elsewhere(streams, organisation, named, reader)
    return Found(
        event=timeline.told(own, names),
        client=entry.client,
        recorded_at=entry.recorded_at,
        reason=reason_of(_event(own)),
        changed=await _changed(streams, organisation, item, names),
        chain=tuple(await _links(streams, organisation, chain, reader)),
        effects=tuple(timeline.told(one, names) for one in effects if one.position <= until),
        signatures=tuple(_signatures(chain, names)),
    )


async def together(streams: Streams, organisation: str, item: Item) -> tuple[Recorded, ...]:
    """Every event of the command that the item's is of."""
    every = await streams.recorded(organisation, item.stream)
    return tuple(one for one in every if entry_of(one).command_id == item.command_id)


def reason_of(event: Event) -> str | None:
    """Why, in the words of whoever did it."""
    for field in ("reason", "words", "decisions"):
        said = getattr(event, field, None)
        if isinstance(said, str):
            return said
    return None


def _event(recorded: Recorded) -> Event:
    return decode(aggregate_of(recorded.stream), recorded).event


def _of_plan(recorded: Sequence[Recorded], item: Item) -> _Chain:
    trace = traces.of(recorded)
    assert trace is not None
    seat = item.quota.seat if item.quota else None
    answers = chains.of_plan(trace, item.version, seat)
    return _Chain(recorded, item.version, answers, trace.effects(item.version))


def _of_stream(recorded: Sequence[Recorded], item: Item) -> _Chain:
    """Agreements answer their proposal; the events of the same command follow its first."""
    earlier = tuple(_event(one) for one in recorded[: item.version])
    answers = chains.of_stream(earlier, item.version)
    together = [one.version for one in recorded if entry_of(one).command_id == item.command_id]
    return _Chain(
        recorded, item.version, answers, tuple(one for one in together if one > item.version)
    )


async def _links(streams: Streams, organisation: str, chain: _Chain, reader: Reader) -> list[Link]:
    """The chain in the order of the record, with what caused a member of it in another plan."""
    found: dict[int, Link] = {}
    for version in (*chain.members, chain.own):
        one = chain.at(version)
        named = entry_of(one).causation_id
        elsewhere = await stepping.cause_elsewhere(streams, organisation, named, reader)
        found |= {cause.position: _link(cause, (), reader.names) for cause in elsewhere}
        answers = [chain.at(answered) for answered in chain.answers.get(version, ())]
        positions = tuple(sorted(cause.position for cause in (*elsewhere, *answers)))
        found[one.position] = _link(one, positions, reader.names)
    return [found[position] for position in sorted(found)]


def _link(recorded: Recorded, answers: tuple[int, ...], names: Mapping[str, str]) -> Link:
    told = timeline.told(recorded, names)
    return Link(event=told, reason=reason_of(_event(recorded)), answers=answers)


def _signatures(chain: _Chain, names: Mapping[str, str]) -> Iterator[Signed]:
    for version in (*chain.members, chain.own):
        one = chain.at(version)
        event = _event(one)
        evidence = getattr(event, "signature", None)
        if evidence is None and type(event) not in SIGNED:
            continue
        told = timeline.told(one, names)
        yield Signed(position=one.position, person=told.actor, words=told.words, evidence=evidence)


async def _changed(
    streams: Streams, organisation: str, item: Item, names: Mapping[str, str]
) -> tuple[str, ...]:
    before = await streams.as_of(organisation, item.stream, item.version - 1)
    after = await streams.as_of(organisation, item.stream, item.version)
    if isinstance(after, CycleState):
        return changed.cycle(before if isinstance(before, CycleState) else None, after, names)
    if isinstance(after, UnitState):
        return changed.plan(before if isinstance(before, UnitState) else None, after, names)
    assert isinstance(after, Value)
    return changed.other(before if isinstance(before, Value) else None, after)
