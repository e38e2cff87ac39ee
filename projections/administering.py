"""Who administers an organisation's accounts, and which offices each of its people holds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import cast

from domain.authority.reads import KEEP_ACCOUNTS
from domain.authority.ruling import Resource, Ruling, Subject, ruled, told
from projections.fetching import fetched
from store.pool import Pool

ADMINISTERS = """
    SELECT 1 AS one FROM read_models.offices AS o
    JOIN read_models.cycles AS c USING (organisation, cycle)
    WHERE o.organisation = $1 AND o.person = $2 AND o.unit = ''
      AND 'administrator' = ANY (o.offices) AND c.announced_at IS NOT NULL
    LIMIT 1
"""
"""Whoever starts a cycle names its offices alone: these count once it is announced, by others too."""

HELD = """
    SELECT o.cycle, c.name AS cycle_name, o.unit, o.person, o.offices FROM read_models.offices AS o
    JOIN read_models.cycles AS c USING (organisation, cycle)
    WHERE o.organisation = $1 AND (o.until IS NULL OR o.until > $2) ORDER BY o.person, o.cycle, o.unit
"""
LEADS = "leader of "
"""How the office of who leads a unit begins in the cycle; the unit's id follows."""

CYCLES = "SELECT cycle FROM read_models.cycles WHERE organisation = $1 ORDER BY starts_on, cycle"


async def keeping_accounts(
    reader: Pool, organisation: str, person: str, *, appointed: bool
) -> Ruling:
    """Whether a person may keep accounts; `appointed` is who the operator made administrator."""
    rows = () if appointed else await fetched(reader, ADMINISTERS, organisation, person)
    held = frozenset(("administrator",) if appointed or rows else ())
    return ruled(Subject(person, whole=held), KEEP_ACCOUNTS, Resource())


async def offices_held(
    reader: Pool, organisation: str, at: datetime, units: Mapping[tuple[str, str], str]
) -> Mapping[str, tuple[str, ...]]:
    """What each person is in which cycle, in words; of a unit only what they are not in the whole.

    `units` are the names of units by cycle and id.
    """
    found: dict[str, dict[str, None]] = {}
    whole: dict[tuple[str, str], frozenset[str]] = {}
    for row in await fetched(reader, HELD, organisation, at):
        person, cycle, unit = str(row["person"]), str(row["cycle"]), str(row["unit"])
        held = frozenset(cast("list[str]", row["offices"]))
        if not unit:
            whole[person, cycle] = held
        known = whole.get((person, cycle), frozenset())
        for office in sorted(held if not unit else held - known):
            if not (unit and office == "leader"):
                of = unit or office.removeprefix(LEADS)
                name = units.get((cycle, of), of)
                place = f"{name}, {row['cycle_name']}" if unit else row["cycle_name"]
                words = f"{LEADS}{name}" if office.startswith(LEADS) else told(office)
                found.setdefault(person, {})[f"{words} ({place})"] = None
    return {person: tuple(words) for person, words in found.items()}


async def cycles_of(reader: Pool, organisation: str) -> tuple[str, ...]:
    return tuple(str(row["cycle"]) for row in await fetched(reader, CYCLES, organisation))
