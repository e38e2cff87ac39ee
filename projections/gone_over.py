"""What going over whole streams finds, event by event, and kept: nothing recorded changes, so it goes on from there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from domain.aggregates import aggregate_of
from domain.model import Event
from projections.streams import Streams
from store.codec import Decoded, decode
from store.model import Recorded

F = TypeVar("F")


@dataclass(frozen=True)
class Step:
    """An event with the state that it made of its stream."""

    recorded: Recorded
    read: Decoded
    state: Any

    @property
    def event(self) -> Event:
        return self.read.event


Looking = Callable[[F | None, Iterable[Step]], F]
"""What was found up to these steps and in them; it changes nothing of what it is given."""


@dataclass(frozen=True)
class _Found(Generic[F]):
    version: int
    state: Any
    found: F


async def gone_over(
    streams: Streams, organisation: str, every: Sequence[str], looking: Looking[F]
) -> tuple[F, ...]:
    """What is found in each stream, in the order in which they are named.

    Streams that were gone over before are read together, from where they were left; others whole.
    """
    found: dict[str, _Found[F]] = {}
    for one in every:
        if (known := streams.gone_over.get((looking, organisation, one))) is not None:
            found[one] = known
    newer = await streams.newer(organisation, {on: one.version for on, one in found.items()})
    for stream, events in newer.items():
        found[stream] = _further(stream, found[stream], events, looking)
    new = [one for one in every if one not in found]
    async for stream, whole in streams.each_recorded(organisation, new):
        found[stream] = _further(stream, None, whole, looking)
    for stream, further in found.items():
        streams.gone_over.put((looking, organisation, stream), further)
    return tuple(found[one].found for one in every)


def _further(
    stream: str, known: _Found[F] | None, events: Sequence[Recorded], looking: Looking[F]
) -> _Found[F]:
    steps = tuple(steps_of(stream, known.state if known else None, events))
    last = steps[-1]
    found = looking(known.found if known else None, steps)
    return _Found(last.read.version, last.state, found)


def steps_of(stream: str, state: Any, events: Iterable[Recorded]) -> Iterator[Step]:
    aggregate = aggregate_of(stream)
    for one in events:
        read = decode(aggregate, one)
        state = aggregate.evolve(state, read.event, at=read.at, by=read.by, version=read.version)
        yield Step(one, read, state)
