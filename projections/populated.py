"""A population as the record has it at a position: read in order, and counted a second time by the database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from domain.aggregates import stream_of
from projections import quota_changes
from projections.fetching import fetched
from projections.populations import DEFINITIONS, Definition, Item, Name, Population, Tie, definition
from projections.quota_changes import QuotaChange
from projections.streams import Streams
from store.entry import Entry, entry_of
from store.errors import outcome_unknown
from store.pool import Pool

OF_TYPES = """
    SELECT position, hash, entry FROM tally.events
    WHERE organisation = $1 AND (stream = $2 OR starts_with(stream, $3)) AND position <= $4
        AND type = ANY ($5)
    ORDER BY position
"""
COUNTED = """
    SELECT type, count(*) AS events, count(*) FILTER (WHERE stream <> $2) AS of_plans
    FROM tally.events
    WHERE organisation = $1 AND (stream = $2 OR starts_with(stream, $3)) AND position <= $4
    GROUP BY type ORDER BY type
"""
PLANS = """
    SELECT stream FROM tally.events
    WHERE organisation = $1 AND starts_with(stream, $2) AND version = 1 AND position <= $3
    ORDER BY position
"""


async def of(streams: Streams, organisation: str, cycle: str, name: Name, until: int) -> Population:
    """The population as it was once `until` was recorded."""
    known = definition(name)
    counted = await _counted(streams.reader, organisation, cycle, until)
    if name == "quota-changes":
        read, items = await _quota_changes(streams, organisation, cycle, until)
        recorded = sum(plans for _, plans in counted.values())
    else:
        items = await _events(streams.reader, organisation, cycle, until, known.types)
        read, recorded = len(items), sum(counted.get(kind, (0, 0))[0] for kind in known.types)
    return Population(
        name=name,
        definition=known.words,
        organisation=organisation,
        cycle=cycle,
        until=until,
        read=read,
        recorded=recorded,
        ties=_ties(known, {kind: events for kind, (events, _) in counted.items()}, items),
        items=items,
    )


async def every(
    streams: Streams, organisation: str, cycle: str, until: int
) -> tuple[Population, ...]:
    """All populations of a cycle, as of one position."""
    return tuple([await of(streams, organisation, cycle, one.name, until) for one in DEFINITIONS])


def _ties(known: Definition, counted: Mapping[str, int], items: Sequence[Item]) -> tuple[Tie, ...]:
    gave = Counter(kind for kind, _ in {(one.type, one.position) for one in items})
    return tuple(
        Tie(
            type=kind,
            recorded=counted.get(kind, 0),
            gave=gave[kind],
            gave_none=counted.get(kind, 0) - gave[kind],
        )
        for kind in dict.fromkeys((*known.types, *sorted(gave)))
    )


async def plans(reader: Pool, organisation: str, cycle: str, until: int) -> tuple[str, ...]:
    """The streams of the units' plans that had begun by a position, by the record itself."""
    rows = await fetched(reader, PLANS, organisation, _streams(cycle)[1], until)
    return tuple(str(row["stream"]) for row in rows)


def _streams(cycle: str) -> tuple[str, str]:
    """The cycle's own, and what those of its units begin with."""
    return stream_of("cycle", cycle), f"{stream_of('unit', cycle)}/"


async def _counted(
    reader: Pool, organisation: str, cycle: str, until: int
) -> dict[str, tuple[int, int]]:
    """How many events of each type the cycle has, and how many of those its units' plans."""
    rows = await fetched(reader, COUNTED, organisation, *_streams(cycle), until)
    return {str(row["type"]): (int(str(row["events"])), int(str(row["of_plans"]))) for row in rows}


async def _events(
    reader: Pool, organisation: str, cycle: str, until: int, types: Sequence[str]
) -> tuple[Item, ...]:
    with outcome_unknown():
        rows = await reader.fetch(OF_TYPES, organisation, *_streams(cycle), until, list(types))
    return tuple(
        _item(row["position"], row["hash"].hex(), Entry.model_validate_json(row["entry"]))
        for row in rows
    )


async def _quota_changes(
    streams: Streams, organisation: str, cycle: str, until: int
) -> tuple[int, tuple[Item, ...]]:
    """Every unit's plan, event by event."""
    items: list[Item] = []
    read = 0
    for stream in await plans(streams.reader, organisation, cycle, until):
        every = await streams.recorded(organisation, stream)
        recorded = [one for one in every if one.position <= until]
        read += len(recorded)
        items += [
            _item(one.position, one.hash, entry_of(one), quota)
            for one, quota in quota_changes.of(recorded)
        ]
    return read, tuple(sorted(items, key=lambda one: (one.position, one.id)))


def _item(position: int, digest: str, entry: Entry, quota: QuotaChange | None = None) -> Item:
    return Item(
        id=f"{position}.{quota.seat}" if quota else str(position),
        position=position,
        stream=entry.stream,
        version=entry.version,
        type=entry.type,
        hash=digest,
        actor=entry.actor,
        on_behalf_of=entry.on_behalf_of,
        occurred_at=entry.occurred_at,
        command_id=entry.command_id,
        quota=quota,
    )
