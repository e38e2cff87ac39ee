"""What happened, in order: every event of a cycle or a unit with one plain sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import store.read
from domain.aggregates import aggregate_of
from domain.cycle.state import CycleState
from domain.model import Value
from domain.people import Person
from projections.telling import sentence
from store.codec import decode
from store.entry import entry_of
from store.errors import outcome_unknown
from store.model import Recorded
from store.pool import Pool

EVENTS = """
    WITH e AS (
        SELECT organisation, stream, version, position, hash, entry FROM tally.events
        WHERE organisation = $1 AND stream = ANY($2) AND position > $3 AND type <> ALL($5::text[])
        ORDER BY position LIMIT $4
    )
    SELECT e.stream, e.version, e.position, e.hash, e.entry, p.payload, p.salt
    FROM e LEFT JOIN tally.payloads AS p USING (organisation, stream, version) ORDER BY e.position
"""


class Told(Value):
    """One event as a reader sees it; `position` is its place in the organisation's log."""

    position: int
    stream: str
    version: int
    type: str
    unit: str | None
    actor: str
    on_behalf_of: str | None
    occurred_at: datetime
    words: str
    command_id: str
    hash: str


def people_of(state: CycleState) -> dict[str, Person]:
    """Everyone whom the cycle knows, by id, as the record has them."""
    people = (person for unit in state.units for person in unit.draft.people)
    successors = (handover.left.successor for handover in state.handovers)
    return {person.id: person for person in (*people, *successors)}


def names_of(state: CycleState) -> dict[str, str]:
    """Everyone the cycle knows by name; ids say nothing about people."""
    return {person: known.name for person, known in people_of(state).items()}


async def of(
    reader: Pool,
    organisation: str,
    streams: Sequence[str],
    *,
    names: Mapping[str, str],
    without: Sequence[str] = (),
    after: int = 0,
    limit: int = 100,
) -> tuple[Told, ...]:
    """The events of these streams after a position, in the one order there is."""
    with outcome_unknown():
        rows = await reader.fetch(EVENTS, organisation, list(streams), after, limit, list(without))
    return tuple(
        told(store.read.recorded_from(row, organisation, row["stream"]), names) for row in rows
    )


def told(recorded: Recorded, names: Mapping[str, str]) -> Told:
    entry = entry_of(recorded)
    read = decode(aggregate_of(recorded.stream), recorded)
    parts = recorded.stream.split("/")
    return Told(
        position=recorded.position,
        stream=recorded.stream,
        version=recorded.version,
        type=entry.type,
        unit=parts[2] if parts[0] == "unit" else None,
        actor=entry.actor,
        on_behalf_of=entry.on_behalf_of,
        occurred_at=entry.occurred_at,
        words=sentence(read.event, read.by, names),
        command_id=entry.command_id,
        hash=recorded.hash,
    )
