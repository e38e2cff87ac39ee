"""How far each person of a unit's plan is: understood, answered, signed, or what they still owe."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from domain.practices.s0_02 import took_part
from domain.unit.plan import Signature, UnitState
from projections.cells import day
from projections.fetching import Found, fetched
from projections.write import Row
from store.pool import Pool

Standing = Literal["not_due", "missing", "signed", "declined", "taken_back", "void"]
"""`void`: an earlier version was signed, and this one asks again."""

ASKED = frozenset({"accepted", "signing"})
"""The stages in which a signature is asked for."""

MEMBERS = """
    SELECT unit, person, role, understood, took_part, items, items_open, needed, signature,
           signed_at, dissent
    FROM read_models.members
    WHERE organisation = $1 AND cycle = $2 AND unit = ANY($3) ORDER BY unit, person
"""


def rows(state: UnitState) -> Mapping[str, Row]:
    """A row for the leader, each member, each joiner, and whoever else must sign."""
    joining = tuple(one.person for one in state.joining)
    people = dict.fromkeys((state.leader, *state.members, *state.signers, *joining))
    return {person: _row(state, person) for person in people}


def _row(state: UnitState, person: str) -> Row:
    standing, signature = standing_of(state, person)
    mine = tuple(one for one in state.items if one.person == person)
    return {
        "cycle": state.cycle,
        "unit": state.unit,
        "person": person,
        "role": _role(state, person),
        "understood": state.understood(person),
        "took_part": took_part(state, person),
        "items": sum(one.stage in {"open", "answered"} for one in mine),
        "items_open": sum(one.stage == "open" for one in mine),
        "needed": person in state.signers,
        "signature": standing,
        "signed_at": day(signature.at) if signature else None,
        "dissent": signature is not None and signature.dissent is not None,
    }


def _role(state: UnitState, person: str) -> str:
    if person == state.leader:
        return "leader"
    return "member" if person in state.members else "joiner"


def standing_of(state: UnitState, person: str) -> tuple[Standing, Signature | None]:
    """How a person stands to the version that is to be signed, and their signature under it."""
    current = state.current
    if current is None:
        return "not_due", None
    mine = tuple(one for one in state.signatures if one.person == person)
    under = tuple(one for one in mine if one.version == current.number)
    for one in reversed(under):
        if one.standing == "valid":
            return "signed", one
    if any(one.person == person and one.version == current.number for one in state.declines):
        return "declined", None
    if under:
        return "taken_back", None
    asked = state.stage in ASKED or _unsigned_in_force(state, person)
    if not asked:
        return "not_due", None
    return ("void" if mine else "missing"), None


def _unsigned_in_force(state: UnitState, person: str) -> bool:
    running = state.running
    return running is not None and any(one.person == person for one in running.missing)


async def of(
    reader: Pool, organisation: str, cycle: str, units: Sequence[str]
) -> tuple[Found, ...]:
    """Everyone who is part of these units' plans."""
    return await fetched(reader, MEMBERS, organisation, cycle, list(units))
