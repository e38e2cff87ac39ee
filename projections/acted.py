"""What each practice did in a cycle, as the record has it: recorded, warned, refused, shown.

Values cases and who stands for succession are nobody's to count: they are left out, whoever asks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from domain.aggregates import stream_of
from domain.model import Value
from domain.practices.catalogue.row import Practice
from domain.sensitive import FINDINGS_OF_PAY
from projections.fetching import Found, fetched
from store.pool import Pool

CONFIDENTIAL = frozenset(
    {
        "ValuesCaseOpened", "CaseStepRecorded", "ValuesCaseOverdue", "ValuesCaseDecided",
        "OpenValuesCase", "SuccessionChosen", "SuccessionLeft",
    }
)  # fmt: skip
SHOWS: Mapping[str, tuple[str, ...]] = {
    "alignment": ("IncentivesImported",),
    "blueprint": ("KeySuccessFactorAdded",),
    "board": ("PlanSigned",),
    "culture_people": ("CultureAcknowledged",),
    "differences": ("PlanRevised",),
    "execution": ("ActualsRecorded",),
    "issues": ("PushbackAnswered",),
    "members": ("UnderstandingConfirmed",),
    "pay_components": ("CompensationImported",),
    "plain_words": ("CompensationImported",),
    "readiness": ("PlanLineAdded", "RunRateListed"),
    "reviews": ("ReviewHeld",),
    "seats": ("StretchTargetProposed",),
    "sellers": ("SellerPlanOpened",),
    "sight": ("StrategicGoalSet",),
    "spread": ("ActualsRecorded",),
    "team_made": ("ActionStepAdded",),
    "years": ("PlanClosed",),
}
"""The events without which a view has nothing to show."""
# OFFSET 0: each stream is read once; by the index of types it would be looked for once for each type.
RECORDED = """
    SELECT place.unit, e.type, count(*) AS times
    FROM unnest($2::text[], $3::text[]) AS place (stream, unit), LATERAL (
        SELECT type FROM tally.events WHERE organisation = $1 AND stream = place.stream OFFSET 0
    ) AS e
    GROUP BY 1, 2
"""
SAYING = """
    WITH wanted AS (
        SELECT * FROM unnest($4::text[], $5::text[], $6::text[]) AS one (type, field, value)
    ), said AS (
        SELECT place.unit, e.type, convert_from(p.payload, 'UTF8')::jsonb AS payload
        FROM tally.events AS e JOIN unnest($2::text[], $3::text[]) AS place (stream, unit) USING (stream)
        JOIN tally.payloads AS p USING (organisation, stream, version)
        WHERE e.organisation = $1 AND e.type = ANY($4)
    )
    SELECT said.unit, wanted.type || ':' || field || '=' || value AS type, count(*) AS times
    FROM said JOIN wanted USING (type)
    WHERE coalesce(payload ->> field, 'null') = value
       OR payload -> field @> jsonb_build_array(jsonb_build_object('value', value))
    GROUP BY 1, 2
"""
WARNED = """
    SELECT place.unit, convert_from(p.payload, 'UTF8')::jsonb ->> 'practice' AS practice,
           count(*) AS times, min(convert_from(p.payload, 'UTF8')::jsonb ->> 'words') AS words
    FROM tally.events AS e JOIN unnest($2::text[], $3::text[]) AS place (stream, unit) USING (stream)
    JOIN tally.payloads AS p USING (organisation, stream, version)
    WHERE e.organisation = $1 AND e.type = ANY($4)
    GROUP BY 1, 2 ORDER BY 1, 2
"""
REFUSED = """
    SELECT practice, coalesce(detail ->> 'unit', '') AS unit, count(*) AS times
    FROM tally.security_log
    WHERE organisation = $1 AND detail ->> 'cycle' = $2 AND practice IS NOT NULL
      AND detail ->> 'command_id' IS NOT NULL
      AND coalesce(detail ->> 'unit', '') = ANY($3)
    GROUP BY 1, 2
"""
SELLERS = "SELECT stream, unit FROM read_models.sellers WHERE organisation = $1 AND cycle = $2 AND unit = ANY($3)"
_CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")
FINDINGS = (
    "FindingRaised", "SellerFindingRaised", "CultureFindingRaised", "IncentiveFindingRaised",
)  # fmt: skip


class Did(Value):
    """How often, and in which units; `''` is the cycle itself.

    `finding` is one of what was warned of in a plan: findings of culture, incentives and pay are
    counted, and told where they are read.
    """

    recorded: int = 0
    warned: int = 0
    refused: int = 0
    shown: int = 0
    units: tuple[str, ...] = ()
    finding: str | None = None

    @property
    def acted(self) -> bool:
        return bool(self.recorded or self.warned or self.refused or self.shown)


@dataclass(frozen=True)
class Counted:
    """A count with its place: of an event, or of what cites a practice in these words."""

    what: str
    unit: str
    times: int
    words: str | None = None


@dataclass(frozen=True)
class Sources:
    """What the record holds of events, of findings, and of refused attempts."""

    recorded: tuple[Counted, ...]
    warned: tuple[Counted, ...]
    refused: tuple[Counted, ...]


async def of(
    reader: Pool,
    place: tuple[str, str],
    practices: Sequence[Practice],
    *,
    units: Sequence[str],
    selling: Sequence[str],
    whole: bool,
) -> Mapping[str, Did]:
    """By practice, in `units` and in sellers' plans of `selling`; of the `whole` cycle refusals too."""
    organisation, cycle = place
    sellers = await fetched(reader, SELLERS, organisation, cycle, list(selling))
    places = {
        **{stream_of(kind, cycle): "" for kind in ("cycle", "culture", "incentives")},
        **{stream_of("unit", cycle, unit): unit for unit in units},
        **{str(one["stream"]): str(one["unit"]) for one in sellers},
    }
    refusals = [*units, *([""] if whole else [])]
    refused = await fetched(reader, REFUSED, organisation, cycle, refusals)
    counted = organisation, list(places), list(places.values())
    warned = await fetched(reader, WARNED, *counted, list(FINDINGS))
    sources = Sources(
        await _recorded(reader, practices, counted),
        tuple(_counted(one, "practice") for one in warned),
        tuple(_counted(one, "practice") for one in refused),
    )
    return {one.id: _did(one, sources) for one in practices}


async def _recorded(
    reader: Pool, practices: Sequence[Practice], counted: tuple[str, list[str], list[str]]
) -> tuple[Counted, ...]:
    names = {name for one in practices for name in (*events_of(one), *_feeds(one))}
    events = (
        *await fetched(reader, RECORDED, *counted),
        *await fetched(reader, SAYING, *counted, *_parted(sorted(names))),
    )
    return tuple(_counted(one, "type") for one in events if one["type"] in names)


def _parted(names: Iterable[str]) -> tuple[list[str], list[str], list[str]]:
    """`MeetingHeld:kind=weekly` as type, field and value."""
    parts = [re.split("[:=]", one) for one in names if ":" in one]
    types, fields, values = zip(*parts, strict=True) if parts else ((), (), ())
    return list(types), list(fields), list(values)


def _counted(row: Found, what: str) -> Counted:
    words = str(row["words"]) if row.get("words") else None
    return Counted(str(row[what]), str(row["unit"]), int(str(row["times"])), words)


def events_of(one: Practice) -> tuple[str, ...]:
    """What it does that is an event; nothing of what is confidential, and findings apart."""
    apart = CONFIDENTIAL.union(FINDINGS)
    return tuple(name for name in one.acts if name[0].isupper() and name not in apart)


def why_not(one: Practice, mode: str | None = None) -> str:
    """Why a practice that did nothing did nothing, as far as the record can tell."""
    if not one.built:
        return "nothing acts for it in this release"
    if mode == "off":
        return "off in this cycle's policy"
    if CONFIDENTIAL.intersection(one.acts):
        return "it is confidential, and counted for nobody"
    looked = any(name.startswith("rule:") for name in one.acts)
    wanted = tuple(dict.fromkeys((*events_of(one), *_feeds(one))))
    found = ["it looked, and found nothing to say"] if looked else []
    if wanted:
        found.append(f"none of this happened: {', '.join(map(in_words, wanted))}")
    return "; ".join(found) or "looking at it leaves nothing on the record"


def in_words(event: str) -> str:
    """`MeetingHeld:kind=weekly` as `meeting held (kind weekly)`."""
    kind, _, said = event.partition(":")
    words = _CAPITAL.sub(" ", kind).lower()
    return f"{words} ({re.sub('[=_]', ' ', said)})" if said else words


def _feeds(one: Practice) -> tuple[str, ...]:
    return tuple(kind for name in one.acts for kind in SHOWS.get(name, ()))


def _did(one: Practice, sources: Sources) -> Did:
    told = not CONFIDENTIAL.intersection(one.acts)
    recorded = _those(sources.recorded, events_of(one))
    shown = _those(sources.recorded, _feeds(one))
    warned = _those(sources.warned, (one.id,)) if told else ()
    refused = _those(sources.refused, (one.id,)) if told else ()
    every = (*recorded, *shown, *warned, *refused)
    return Did(
        recorded=_sum(recorded),
        shown=_sum(shown),
        warned=_sum(warned),
        refused=_sum(refused),
        units=tuple(sorted({counted.unit for counted in every})),
        finding=next(
            (one.words for one in warned if one.unit and one.what not in FINDINGS_OF_PAY), None
        ),
    )


def _those(counted: Sequence[Counted], wanted: Sequence[str]) -> tuple[Counted, ...]:
    return tuple(one for one in counted if one.what in wanted)


def _sum(counted: Iterable[Counted]) -> int:
    return sum(one.times for one in counted)
