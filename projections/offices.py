"""Who holds which office where, and so which units a person may read: deny by default."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from domain.cycle.state import CycleState
from domain.unit.authority import offices
from domain.unit.plan import UnitState
from projections.cells import day, names
from projections.fetching import fetched
from projections.write import Row
from store.pool import Pool

READS_ALL = ("planner", "auditor")
"""Offices of a cycle that read every unit of it."""

READS_NO_PLAN = ("hr_partner", "administrator")
"""Offices that come to people and roles, and read no plan number by themselves."""

DELEGATE = "delegate"
"""Somebody who acts for an office's holder reads what they need until the delegation ends."""

WHOLE = ""
"""The unit of a row that is about the cycle as a whole."""

FORMER = "former"
"""Somebody who left, and reads where a signature, an item or a decision of theirs stands."""

OWN_UNIT = ("member", "joiner", FORMER)
"""Offices that read their own unit and nothing below it."""

# From every unit where the person holds an office, and down the tree where the office reaches.
VISIBLE = """
    WITH RECURSIVE held AS (
        SELECT unit, offices,
               NOT offices <@ ($5::text[] || $6::text[])
               AND (until IS NULL OR until > $7) AS reaches
        FROM read_models.offices
        WHERE organisation = $1 AND cycle = $2 AND person = $3 AND NOT offices <@ $5::text[]
          AND (until IS NULL OR until > $7 OR $8 = ANY (offices))
    ), seen AS (
        SELECT u.unit, coalesce(held.reaches, true) AS reaches
        FROM read_models.units AS u LEFT JOIN held USING (unit)
        WHERE u.organisation = $1 AND u.cycle = $2
          AND (held.unit IS NOT NULL
               OR EXISTS (SELECT FROM held AS any_unit WHERE any_unit.offices && $4::text[]))
        UNION
        SELECT u.unit, true FROM read_models.units AS u JOIN seen ON u.parent = seen.unit
        WHERE u.organisation = $1 AND u.cycle = $2 AND seen.reaches
    )
    SELECT DISTINCT unit FROM seen ORDER BY unit
"""
HOLDS = """
    SELECT count(*) AS offices FROM read_models.offices
    WHERE organisation = $1 AND cycle = $2 AND person = $3
"""
READS = """
    SELECT offices FROM read_models.offices
    WHERE organisation = $1 AND cycle = $2 AND person = $3 AND unit = $4 AND offices && $5::text[]
"""
CYCLES = """
    SELECT DISTINCT cycle FROM read_models.offices WHERE organisation = $1 AND person = $2
"""


def of_unit(state: UnitState) -> Mapping[str, Row]:
    """Each person with an office in a unit's plan, with all of their offices in it."""
    roles = state.roles
    holders = dict.fromkeys(
        (
            state.leader,
            *state.members,
            *(joining.person for joining in state.joining),
            roles.leader_above,
            *(person for _, group in roles if isinstance(group, tuple) for person in group),
        )
    )
    delegates = {one.delegate: one.ends_at for one in state.delegations}
    wrote = _wrote(state)
    return {
        person: {
            "cycle": state.cycle,
            "unit": state.unit,
            "person": person,
            "offices": names(_held(state, person, person in delegates, person in wrote)),
            "until": None if person in holders else day(delegates.get(person)),
        }
        for person in {**holders, **delegates, **wrote}
    }


def _held(state: UnitState, person: str, acts: bool, wrote: bool) -> tuple[str, ...]:
    held = offices(state, person) or ((DELEGATE,) if acts else ())
    left = wrote and set(held) <= {*READS_NO_PLAN, DELEGATE}
    return (*held, FORMER) if left else held


def _wrote(state: UnitState) -> dict[str, None]:
    """Everyone whose own words or decisions stand in the plan, whoever they are by now."""
    return dict.fromkeys(
        person
        for person in (
            *(one.by for one in state.versions),
            *(one.person for one in state.signatures),
            *(one.person for one in state.declines),
            *(one.person for one in state.answers),
            *(who for one in state.items for who in (one.person, one.scribe, one.answered_by)),
            *(one.asked.asked_by for one in state.requests),
            *(one.waived_by for one in state.waivers),
            *(one.proposed.proposed_by for one in state.corrections),
            *(one.approved_by for one in state.corrections),
        )
        if person is not None
    )


def of_cycle(state: CycleState) -> Mapping[str, Row]:
    """Each person with an office in the cycle as a whole, its units' leaders among them."""
    held: dict[str, list[str]] = {state.roles.leader_above: ["leader_above"]}
    for office, people in state.roles:
        for person in people if isinstance(people, tuple) else ():
            held.setdefault(person, []).append(office.removesuffix("s"))
    for unit in state.units:
        held.setdefault(unit.led_by, []).append(f"leader of {unit.draft.unit}")
    return {
        person: {
            "cycle": state.cycle,
            "unit": WHOLE,
            "person": person,
            "offices": names(offices),
            "until": None,
        }
        for person, offices in held.items()
    }


async def visible(
    reader: Pool, organisation: str, cycle: str, person: str, at: datetime
) -> tuple[str, ...]:
    """The units that a person may read: where they hold an office, and below where it reaches."""
    kinds = (list(READS_ALL), list(READS_NO_PLAN), list(OWN_UNIT))
    rows = await fetched(reader, VISIBLE, organisation, cycle, person, *kinds, at, FORMER)
    return tuple(str(row["unit"]) for row in rows)


async def takes_part(reader: Pool, organisation: str, cycle: str, person: str) -> bool:
    """Whether a person holds any office in the cycle or in a unit of it."""
    rows = await fetched(reader, HOLDS, organisation, cycle, person)
    return bool(rows[0]["offices"])


async def reads_all(reader: Pool, organisation: str, cycle: str, person: str) -> bool:
    """Whether a person reads every unit of the cycle."""
    rows = await fetched(reader, READS, organisation, cycle, person, WHOLE, list(READS_ALL))
    return bool(rows)


async def cycles_of(reader: Pool, organisation: str, person: str) -> frozenset[str]:
    """The cycles in which a person holds an office."""
    rows = await fetched(reader, CYCLES, organisation, person)
    return frozenset(str(row["cycle"]) for row in rows)
