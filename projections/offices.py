"""Who holds which office where, and so which units a person may read: deny by default."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.authority.reads import DELEGATE, FORMER, READ_PEOPLE, READ_PLAN, STARTS
from domain.authority.ruling import Allowed, Resource, Ruling, Subject, granted, ruled
from domain.cycle.state import CycleState
from domain.unit.authority import offices
from domain.unit.plan import UnitState
from projections.cells import day, names
from projections.fetching import fetched
from projections.write import Row
from store.pool import Pool

READS_NO_PLAN = ("hr_partner", "administrator")
"""Offices that come to people and roles, and read no plan number by themselves."""

WHOLE = ""
"""The unit of a row that is about the cycle as a whole."""

STANDING = """
    SELECT u.unit, u.parent, held.offices, held.until
    FROM read_models.units AS u
    LEFT JOIN read_models.offices AS held
      ON held.organisation = u.organisation AND held.cycle = u.cycle AND held.unit = u.unit
         AND held.person = $3
    WHERE u.organisation = $1 AND u.cycle = $2
    UNION ALL
    SELECT unit, NULL, offices, until FROM read_models.offices
    WHERE organisation = $1 AND cycle = $2 AND person = $3 AND unit = ''
"""
CYCLES = """
    SELECT DISTINCT cycle FROM read_models.offices WHERE organisation = $1 AND person = $2
"""

HOLDING = """
    SELECT DISTINCT person FROM read_models.offices
    WHERE organisation = $1 AND cycle = $2 AND person = ANY ($3)
"""

PREPARING = """
    SELECT DISTINCT person, office
    FROM read_models.offices, unnest(offices) AS office
    WHERE organisation = $1 AND unit = '' AND office = ANY ($2::text[])
"""


def of_unit(state: UnitState) -> Mapping[str, Row]:
    """Each person with an office in a unit's plan, with all of their offices in it."""
    concerned = _concerned(state)
    return {person: _row(state, person, concerned) for person in concerned.everybody}


def concerned(state: UnitState) -> frozenset[str]:
    """Everybody who has any part in a unit's plan."""
    return frozenset(_concerned(state).everybody)


def in_unit(state: UnitState, person: str) -> Row | None:
    """The row of one person in a unit's plan; None for who has no part in it."""
    concerned = _concerned(state)
    return _row(state, person, concerned) if person in concerned.everybody else None


@dataclass(frozen=True)
class _Concerned:
    """Who has to do with a plan: by an office of their own, for somebody else, or by what they wrote."""

    holders: Mapping[str, None]
    delegates: Mapping[str, datetime]
    wrote: Mapping[str, None]

    @property
    def everybody(self) -> Mapping[str, object]:
        return {**self.holders, **self.delegates, **self.wrote}


def _concerned(state: UnitState) -> _Concerned:
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
    return _Concerned(holders, delegates, _wrote(state))


def _row(state: UnitState, person: str, concerned: _Concerned) -> Row:
    acts, wrote = person in concerned.delegates, person in concerned.wrote
    return {
        "cycle": state.cycle,
        "unit": state.unit,
        "person": person,
        "offices": names(_held(state, person, acts, wrote)),
        "until": None if person in concerned.holders else day(concerned.delegates.get(person)),
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
            *(
                who
                for one in state.waiver_proposals
                for who in (one.proposed.proposed_by, one.answered_by)
            ),
            *(one.proposed.proposed_by for one in state.corrections),
            *(one.approved_by for one in state.corrections),
            *(one.ended.by for one in state.corrections if one.ended),
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


async def standing(
    reader: Pool, organisation: str, cycle: str, person: str, at: datetime
) -> Subject:
    """A person with the offices that they hold at an instant, and the tree as far as it is open."""
    whole: frozenset[str] = frozenset()
    held: dict[str, frozenset[str]] = {}
    parents: dict[str, str | None] = {}
    for row in await fetched(reader, STANDING, organisation, cycle, person):
        unit, offices_now = str(row["unit"]), _now(row["offices"], row["until"], at)
        if unit == WHOLE:
            whole = offices_now
            continue
        parents[unit] = None if row["parent"] is None else str(row["parent"])
        if offices_now:
            held[unit] = offices_now
    return Subject(person, whole=whole, held=held, parents=parents)


def _now(held: Any, until: Any, at: datetime) -> frozenset[str]:
    """What a delegation gave ends with it; one's own words stay one's own."""
    every = frozenset(held or ())
    return every if until is None or until > at else every & {FORMER}


def seen(subject: Subject) -> tuple[str, ...]:
    """The units whose plans a person may read: where they hold an office, and as far as it reaches."""
    return tuple(
        unit
        for unit in sorted(subject.parents)
        if granted(subject, READ_PLAN, Resource(unit=unit)) is not None
    )


async def visible(
    reader: Pool, organisation: str, cycle: str, person: str, at: datetime
) -> tuple[str, ...]:
    """The units whose plans a person may read at an instant."""
    return seen(await standing(reader, organisation, cycle, person, at))


async def cycles_of(reader: Pool, organisation: str, person: str) -> frozenset[str]:
    """The cycles in which a person holds an office."""
    rows = await fetched(reader, CYCLES, organisation, person)
    return frozenset(str(row["cycle"]) for row in rows)


async def holding(
    reader: Pool, organisation: str, cycle: str, people: Collection[str]
) -> frozenset[str]:
    """Whoever of these has any part in a cycle now."""
    rows = await fetched(reader, HOLDING, organisation, cycle, list(people))
    return frozenset(str(row["person"]) for row in rows)


async def starting(reader: Pool, organisation: str, person: str) -> Ruling:
    """Whether a person may start a cycle where others may have been started before."""
    rows = await fetched(reader, PREPARING, organisation, list(STARTS.offices))
    if not rows:
        return Allowed(f"{STARTS.action}: the first of an organisation")
    mine = frozenset(str(row["office"]) for row in rows if row["person"] == person)
    return ruled(Subject(person, whole=mine), STARTS, Resource())


async def known_at(
    reader: Pool, where: tuple[str, str, str | None], person: str, at: datetime
) -> bool:
    """Whether a person holds any office from which they know of that cycle, or unit in it."""
    organisation, cycle, unit = where
    subject = await standing(reader, organisation, cycle, person, at)
    if unit is None:
        return subject.takes_part
    return bool(subject.at(unit)) or any(
        isinstance(ruled(subject, rule, Resource(unit=unit)), Allowed)
        for rule in (READ_PLAN, READ_PEOPLE)
    )
