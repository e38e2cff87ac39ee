"""What came in of people beside the cycle's files: surveys and incentives by file, compensation plans by version.

An auditor reads no score and no component: they are counted, and no word of them is here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import store.read
from domain.aggregates import aggregate_of
from domain.culture import events as c
from domain.incentives import events as i
from domain.model import Event
from domain.seller import events as s
from store.codec import decode
from store.entry import entry_of
from store.model import Recorded
from store.pool import Pool
from web.imported import FileIn, Followed

WHOLE = 100
TYPES = ("SurveyImported", "SurveyRestated", "CompensationImported", "IncentivesImported")
Read = tuple[Recorded, Event]


async def of_cycle(reader: Pool, organisation: str, cycle: str, until: int) -> tuple[FileIn, ...]:
    """Every survey and every version of compensation plans, in the order in which they came."""
    recorded = await store.read.of_types(reader, organisation, cycle, TYPES, until)
    read = [(one, decode(aggregate_of(one.stream), one).event) for one in recorded]
    found = (*surveys(read), *incentives(read), *compensations(read))
    return tuple(sorted(found, key=lambda one: one.position))


def surveys(read: Sequence[Read]) -> Iterator[FileIn]:
    """A file ties out where each person and value is in it once, and a restatement restates."""
    known: dict[str, set[tuple[str, str]]] = {}
    for recorded, event in read:
        if isinstance(event, c.SurveyImported | c.SurveyRestated):
            rows = {(one.person, one.value) for one in event.scores}
            restates = isinstance(event, c.SurveyRestated)
            whole = len(rows) == len(event.scores)
            ties = whole and (not restates or rows <= known.get(event.survey, set()))
            known.setdefault(event.survey, set()).update(rows)
            kind = "survey-restated" if restates else "survey"
            yield _file(
                (recorded, event), event.source.name, kind, len(event.scores), ties=ties
            ).model_copy(update={"sha256": event.source.sha256})


def incentives(read: Sequence[Read]) -> Iterator[FileIn]:
    """A file ties out where each person is in it once, and their weights sum to the whole."""
    for recorded, event in read:
        if isinstance(event, i.IncentivesImported):
            people = {one.person for one in event.plans}
            ties = len(people) == len(event.plans) and all(
                sum(part.weight for part in one.components) == WHOLE for one in event.plans
            )
            rows = sum(len(one.components) for one in event.plans)
            file = _file((recorded, event), event.source.name, "incentives", rows, ties=ties)
            yield file.model_copy(update={"sha256": event.source.sha256})


def compensations(read: Sequence[Read]) -> Iterator[FileIn]:
    """A version ties out where every person's weights sum to the whole."""
    versions: dict[str, list[tuple[Recorded, s.CompensationImported]]] = {}
    for recorded, event in read:
        if isinstance(event, s.CompensationImported):
            versions.setdefault(event.compensation, []).append((recorded, event))
    for version, every in versions.items():
        parts = sum(len(event.components) for _, event in every)
        ties = all(sum(one.weight for one in event.components) == WHOLE for _, event in every)
        file = _file(every[0], version, "compensation", parts, ties=ties)
        followed = (Followed(type="CompensationImported", events=len(every)),)
        yield file.model_copy(update={"followed": followed})


def _file(one: Read, name: str, kind: str, rows: int, *, ties: bool) -> FileIn:
    recorded, event = one
    entry = entry_of(recorded)
    return FileIn(
        file=name,
        sha256=None,
        kind=kind,
        rows=rows,
        known=0,
        entered=None,
        computed=None,
        recorded=None,
        ties_out=ties,
        by=entry.actor,
        on_behalf_of=entry.on_behalf_of,
        at=entry.occurred_at,
        position=recorded.position,
        hash=recorded.hash,
        followed=(Followed(type=event.type, events=1),),
    )
