"""A population as the record has it at a position: read in order, and counted a second time by the database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from domain.aggregates import stream_of
from domain.custody.state import RECORD
from projections import quota_changes
from projections.fetching import fetched
from projections.gone_over import gone_over
from projections.populations import DEFINITIONS, Definition, Item, Population, Tie, definition
from projections.quota_changes import QuotaChange
from projections.streams import Streams
from store.entry import Entry, entry_of
from store.errors import outcome_unknown
from store.pool import Pool

OF_TYPES = """
    SELECT position, hash, entry FROM tally.events
    WHERE organisation = $1 AND position <= $2 AND type = ANY ($3) AND split_part(stream, '/', 1) = ANY ($4)
        AND (split_part(stream, '/', 2) = $5 OR stream = $6)
    ORDER BY position
"""
COUNTED = """
    SELECT split_part(stream, '/', 1) AS place, type, count(*) AS events FROM tally.events
    WHERE organisation = $1 AND position <= $2 AND (split_part(stream, '/', 2) = $3 OR stream = $4)
    GROUP BY place, type ORDER BY place, type
"""
PLANS = """
    SELECT stream FROM tally.events
    WHERE organisation = $1 AND starts_with(stream, $2) AND version = 1 AND position <= $3
    ORDER BY position
"""

Counted = Mapping[tuple[str, str], int]
"""Events by kind of stream and type."""


async def of(streams: Streams, organisation: str, cycle: str, name: str, until: int) -> Population:
    """The population as it was once `until` was recorded; Unknown for a name that is none."""
    (found,) = await every(streams, organisation, cycle, until, (definition(name),))
    return found


async def _of(
    streams: Streams,
    scope: tuple[str, str, int],
    known: Definition,
    counted: Counted,
    events: Sequence[Item],
) -> Population:
    organisation, cycle, until = scope
    if known.name == "quota-changes":
        read, items = await _quota_changes(streams, organisation, cycle, until)
        recorded = sum(events for (place, _), events in counted.items() if place == "unit")
    else:
        items = tuple(
            one for one in events if one.type in known.types and _place(one.stream) in known.places
        )
        read, recorded = len(items), sum(_of_types(known, counted).values())
    return Population(
        name=known.name,
        definition=known.words,
        organisation=organisation,
        cycle=cycle,
        until=until,
        read=read,
        recorded=recorded,
        ties=_ties(known, _of_types(known, counted), items),
        items=items,
    )


async def every(
    streams: Streams,
    organisation: str,
    cycle: str,
    until: int,
    definitions: Sequence[Definition] = DEFINITIONS,
) -> tuple[Population, ...]:
    """All of these populations of a cycle, as of one position, read by one query and counted by another."""
    scope = (organisation, cycle, until)
    counted = await _counted(streams.reader, *scope)
    events = await _events(streams.reader, scope, definitions)
    return tuple([await _of(streams, scope, one, counted, events) for one in definitions])


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
    rows = await fetched(reader, PLANS, organisation, f"{stream_of('unit', cycle)}/", until)
    return tuple(str(row["stream"]) for row in rows)


async def _counted(reader: Pool, organisation: str, cycle: str, until: int) -> Counted:
    """How many events of each type there are in each kind of stream, of the cycle and of custody."""
    rows = await fetched(reader, COUNTED, organisation, until, cycle, RECORD)
    return {(str(row["place"]), str(row["type"])): int(str(row["events"])) for row in rows}


def _of_types(known: Definition, counted: Counted) -> dict[str, int]:
    """The events where the population looks for them."""
    found: Counter[str] = Counter()
    for (place, kind), events in counted.items():
        if place in known.places and kind in known.types:
            found[kind] += events
    return found


async def _events(
    reader: Pool, scope: tuple[str, str, int], definitions: Sequence[Definition]
) -> tuple[Item, ...]:
    """Those of any of these, each once."""
    organisation, cycle, until = scope
    types = sorted({kind for one in definitions for kind in one.types})
    places = sorted({place for one in definitions for place in one.places})
    asked = (organisation, until, types, places, cycle, RECORD)
    with outcome_unknown():
        rows = await reader.fetch(OF_TYPES, *asked)
    return tuple(
        _item(row["position"], row["hash"].hex(), Entry.model_validate_json(row["entry"]))
        for row in rows
    )


async def _quota_changes(
    streams: Streams, organisation: str, cycle: str, until: int
) -> tuple[int, tuple[Item, ...]]:
    """Every unit's plan, event by event."""
    begun = await plans(streams.reader, organisation, cycle, until)
    found = await gone_over(streams, organisation, begun, quota_changes.changes)
    items = [
        _item(one.position, one.hash, entry_of(one), quota)
        for plan in found
        for one, quota in plan.until(until)
    ]
    read = sum(plan.read(until) for plan in found)
    return read, tuple(sorted(items, key=lambda one: (one.position, one.id)))


def _place(stream: str) -> str:
    return stream.partition("/")[0]


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
