"""The signing board of a cycle: how many signed, who holds it up, and when the last may come."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from projections import forecast
from projections.fetching import Found, fetched
from projections.forecast import Asked, Forecast
from store.pool import Pool

TRACK = (
    "drafted", "proposed", "in pushback", "revised", "final", "accepted", "signing",
    "jointly owned", "in execution", "closed",
)  # fmt: skip
"""The loop of a unit's plan, in the words of its status."""

GONE = frozenset({"cancelled", "ended_early"})
SETTLED = frozenset({"settled", "closed"})
"""Stages in which nobody is asked to sign who did not have to: a successor signs as a joiner."""

HOLDING = ("declined", "missing", "void", "taken_back")

DUE = """
    SELECT kind, due_at, count(DISTINCT unit) AS units, count(DISTINCT person) AS people,
           (array_agg(DISTINCT person))[1:6] AS names
    FROM read_models.inbox
    WHERE organisation = $1 AND cycle = $2 AND unit = ANY($3) AND due_at IS NOT NULL
    GROUP BY kind, due_at ORDER BY due_at, kind LIMIT $4
"""
WARNED = """
    SELECT practice, count(*) AS findings, count(DISTINCT unit) AS units
    FROM read_models.findings
    WHERE organisation = $1 AND cycle = $2 AND unit = ANY($3) GROUP BY practice ORDER BY practice
"""


@dataclass(frozen=True)
class Holding:
    """Someone whose signature is asked for and not there; `standing` says how."""

    person: str
    unit: str
    unit_name: str
    standing: str


@dataclass(frozen=True)
class Board:
    """`closed_to` are people who cannot sign yet, because their plan is not that far.

    `in_time` signed before the first day of the year (S3-02).
    """

    signed: int
    in_time: int
    needed: int
    holding: tuple[Holding, ...]
    closed_to: int
    forecast: Forecast


def of(
    units: Sequence[Found],
    members: Sequence[Found],
    *,
    begins_at: datetime,
    due_at: datetime | None,
    now: datetime,
) -> Board:
    """The board of these units; the year `begins_at`, `due_at` is the last deadline for signing. Pure."""
    names = {str(one["unit"]): str(one["name"]) for one in units if one["stage"] not in GONE}
    settled = {one["unit"] for one in units if one["stage"] in SETTLED}
    needed = tuple(
        one
        for one in members
        if one["needed"]
        and one["unit"] in names
        and not (one["signature"] == "not_due" and one["unit"] in settled)
    )
    signed_at = [
        one["signed_at"]
        for one in needed
        if one["signature"] == "signed" and isinstance(one["signed_at"], datetime)
    ]
    closed_to = sum(one["signature"] == "not_due" for one in needed)
    missing = len(needed) - len(signed_at)
    asked = Asked(needed=len(needed), missing=missing, not_open=closed_to, due_at=due_at)
    return Board(
        signed=len(signed_at),
        in_time=sum(at < begins_at for at in signed_at),
        needed=len(needed),
        holding=_holding(needed, names),
        closed_to=closed_to,
        forecast=forecast.of(signed_at, asked, now),
    )


def _holding(needed: Iterable[Found], names: Mapping[str, str]) -> tuple[Holding, ...]:
    found = (
        Holding(
            str(one["person"]), str(one["unit"]), names[str(one["unit"])], str(one["signature"])
        )
        for one in needed
        if one["signature"] in HOLDING
    )
    return tuple(
        sorted(found, key=lambda one: (HOLDING.index(one.standing), one.unit_name, one.person))
    )


def track(units: Sequence[Found]) -> tuple[tuple[str, int], ...]:
    """How many plans stand at each stage of the loop; stages off the loop only where any is."""
    statuses = [str(one["status"]) for one in units]
    off = sorted({one for one in statuses if one not in TRACK})
    return tuple((stage, statuses.count(stage)) for stage in (*TRACK, *off))


def in_tree(units: Sequence[Found]) -> tuple[tuple[int, Found], ...]:
    """Each unit with its depth below the topmost that is shown, a parent before its children."""
    known = {one["unit"] for one in units}
    below: dict[object, list[Found]] = {}
    for one in sorted(units, key=lambda unit: str(unit["name"]).casefold()):
        below.setdefault(one["parent"] if one["parent"] in known else None, []).append(one)
    waiting = [(0, one) for one in reversed(below.get(None, []))]
    found = []
    while waiting:
        depth, unit = waiting.pop()
        found.append((depth, unit))
        waiting += [(depth + 1, one) for one in reversed(below.get(unit["unit"], []))]
    return tuple(found)


async def due(
    reader: Pool, organisation: str, cycle: str, units: Sequence[str], limit: int = 40
) -> tuple[Found, ...]:
    """What these units' people are waited for, by kind and deadline, what is due first first."""
    return await fetched(reader, DUE, organisation, cycle, list(units), limit)


async def warned(
    reader: Pool, organisation: str, cycle: str, units: Sequence[str]
) -> tuple[Found, ...]:
    """How many findings each practice has in these units."""
    return await fetched(reader, WARNED, organisation, cycle, list(units))
