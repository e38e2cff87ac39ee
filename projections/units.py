"""How far each unit of a cycle is: its stage, who took part, who signed, what it promised."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from pydantic import JsonValue

from domain.money import Money, total
from domain.practices.s0_02 import took_part
from domain.unit.plan import UnitState
from projections.cells import amount, day, names
from projections.fetching import Found, fetched
from projections.write import Row
from store.pool import Pool

UNITS = """
    SELECT cycle, unit, name, parent, leader, currency, zone, rehearsal, stage, status,
           open_version, provisional, in_force_version, in_force_since, jointly_owned_since,
           missing, rounds, members, took_part, understood, signed, needed, items, items_open,
           real_issues, committed, commitments, breached, reviews_held, waivers, version
    FROM read_models.units
    WHERE organisation = $1 AND cycle = $2 AND unit = ANY($3) ORDER BY parent NULLS FIRST, unit
"""


def rows(state: UnitState) -> Mapping[str, Row]:
    """The unit's one row."""
    row = _described(state) | _agreed(state) | _taken_part(state) | _items(state) | _promised(state)
    return {state.unit: row}


def _described(state: UnitState) -> dict[str, JsonValue]:
    current = state.current
    return {
        "cycle": state.cycle,
        "unit": state.unit,
        "name": state.name,
        "parent": state.parent,
        "leader": state.leader,
        "currency": state.currency,
        "zone": state.zone,
        "rehearsal": state.rehearsal,
        "stage": state.stage,
        "status": state.status,
        "open_version": current.number if current else 0,
        "provisional": current is not None and current.provisional,
        "reviews_held": sum(one.held_at is not None for one in state.reviews),
        "waivers": len(state.waivers),
        "year_before": state.year_before.version if state.year_before else None,
    }


class Signatures(NamedTuple):
    """How many of those whose signature the version before us takes gave it."""

    signed: int
    needed: int


def signatures(state: UnitState) -> Signatures:
    """Of a version that is jointly owned nobody's is missing: who leads since is asked for the next."""
    current, running = state.current, state.running
    signed = set(state.signed(current.number) if current else ()) & set(state.signers)
    owned = running is not None and running.jointly_since is not None and state.runs(current)
    return Signatures(len(signed), len(signed if owned else state.signers))


def _agreed(state: UnitState) -> dict[str, JsonValue]:
    running = state.running
    return {
        "in_force_version": running.version if running else None,
        "in_force_since": day(running.since) if running else None,
        "jointly_owned_since": day(running.jointly_since) if running else None,
        "missing": names(one.person for one in running.missing) if running else [],
        **signatures(state)._asdict(),
    }


def _taken_part(state: UnitState) -> dict[str, JsonValue]:
    members = state.members
    return {
        "rounds": rounds(state),
        "members": len(members),
        "took_part": sum(took_part(state, person) for person in members),
        "understood": sum(state.understood(person) for person in members),
    }


def rounds(state: UnitState) -> int:
    """How many versions somebody answered, by an objection or by having none."""
    objected = {one.version for one in state.items if one.stage != "captured"}
    content = {one.version for one in state.answers if one.kind == "no_concerns"}
    return len(objected | content)


def _items(state: UnitState) -> dict[str, JsonValue]:
    return {
        "items": sum(one.stage in {"open", "answered"} for one in state.items),
        "items_open": sum(one.stage == "open" for one in state.items),
        "real_issues": sum(one.outcome == "real_issue" for one in state.items),
    }


def _promised(state: UnitState) -> dict[str, JsonValue]:
    return {
        "committed": amount(committed(state)),
        "commitments": len(state.commitments),
        "breached": sum(one.standing == "breached" for one in state.commitments),
    }


def committed(state: UnitState) -> Money:
    """What the leader's promises cost, in the unit's currency; a substitute replaces its own."""
    lines = (one.line for one in state.commitments if one.standing != "substituted")
    amounts = (line.amount for line in lines if line.amount is not None)
    return total((state.rolled_up(money) for money in amounts), state.currency)


async def of(
    reader: Pool, organisation: str, cycle: str, units: Sequence[str]
) -> tuple[Found, ...]:
    """These units, the top one first."""
    return await fetched(reader, UNITS, organisation, cycle, list(units))
