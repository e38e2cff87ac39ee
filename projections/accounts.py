"""Which accounts stand in more than one person's plan, named there or claimed: one query a reader."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, Literal

from domain.model import Value
from domain.seller.plan import SellerState
from domain.unit.plan import UnitState
from domain.unit.values import ClaimStanding
from domain.words import Identifier, Name
from projections.fetching import fetched
from projections.write import Row
from store.pool import Pool

# Who lost a claim and names the account no more has no part in it.
SHARED = """
    WITH held AS (
        SELECT called, person, min(name) AS name,
               coalesce(min(unit) FILTER (WHERE standing IS NULL), min(unit)) AS unit,
               bool_or(standing IS NULL) AS named, max(standing) AS standing,
               min(account) FILTER (WHERE standing IS NOT NULL) AS account
        FROM read_models.accounts
        WHERE organisation = $1 AND cycle = $2 AND called IN (
            SELECT called FROM read_models.accounts
            WHERE organisation = $1 AND cycle = $2 AND unit = ANY($3)
        )
        GROUP BY called, person
        HAVING bool_or(standing IS DISTINCT FROM 'lost')
    ), shared AS (
        SELECT called FROM held GROUP BY called
        HAVING count(*) > 1 AND bool_or(named) AND bool_or(unit = ANY($3))
    )
    SELECT called, name, person, unit, named, standing, account
    FROM held JOIN shared USING (called) ORDER BY called, person
"""

NEXT = {
    "claim": "Whoever names it claims it; between two claims their nearest common leader decides.",
    "decision": "It is claimed twice; the nearest common leader decides.",
    "decided": "It is decided; whoever else names it takes it out of their plan.",
}
"""What is to be done, by what is missing."""

SAYS: Mapping[ClaimStanding | None, str] = {
    None: "names it",
    "open": "claims it",
    "contested": "claims it, undecided",
    "kept": "has it",
    "lost": "names it, and lost their claim",
}
"""How somebody stands to it, after their name."""


class Holder(Value):
    """Whose plan names it, or who claims it, or both; `says` so in words."""

    person: Identifier
    unit: Identifier
    named: bool
    standing: ClaimStanding | None
    says: str


class SharedAccount(Value):
    """An account of several people; `account` is its id in a claim, where there is one."""

    name: Name
    account: Identifier | None
    held_by: tuple[Holder, ...]
    missing: Literal["claim", "decision", "decided"]
    next: str

    def holds(self, person: str) -> bool:
        return any(one.person == person for one in self.held_by)

    def to_claim(self, person: str) -> bool:
        """Whether this person names it and has not claimed it, and nobody has it yet."""
        mine = any(one.person == person and one.standing is None for one in self.held_by)
        return mine and self.missing != "decided"


def of_seller(plan: SellerState) -> Mapping[str, Row]:
    """The accounts that a person's plan names, until it is closed."""
    if plan.over:
        return {}
    return _rows(plan.cycle, (_row(plan.unit, plan.seller.id, one.account, one.name, None)
                              for one in plan.accounts))  # fmt: skip


def of_unit(state: UnitState) -> Mapping[str, Row]:
    """What the people of this unit claim; of its claims from below their own units say."""
    return _rows(state.cycle, (
        _row(state.unit, one.claimant.person, one.account.id, one.account.name, one.standing)
        for one in state.claims
        if one.claimant.unit == state.unit
    ))  # fmt: skip


def _row(
    unit: str, person: str, account: str, name: str, standing: ClaimStanding | None
) -> dict[str, Any]:
    return {
        "unit": unit, "person": person, "account": account, "name": name,
        "called": called(name), "standing": standing,
    }  # fmt: skip


def called(name: str) -> str:
    """A name as it tells accounts apart: not by capitals or spaces."""
    return " ".join(name.casefold().split())


def _rows(cycle: str, rows: Iterable[dict[str, Any]]) -> Mapping[str, Row]:
    return {f"{one['person']} {one['called']}": {"cycle": cycle, **one} for one in rows}


async def shared(
    reader: Pool, organisation: str, cycle: str, units: Sequence[str]
) -> tuple[SharedAccount, ...]:
    """The accounts of several people of which one at least is of these units, by name."""
    rows = await fetched(reader, SHARED, organisation, cycle, list(units))
    return tuple(_grouped(rows))


def _grouped(rows: Iterable[Mapping[str, Any]]) -> Iterator[SharedAccount]:
    for _, group in groupby(rows, key=lambda row: row["called"]):
        held = tuple(group)
        missing = _missing({row["standing"] for row in held})
        yield SharedAccount(
            name=held[0]["name"],
            account=next((row["account"] for row in held if row["account"]), None),
            held_by=tuple(_holder(row) for row in held),
            missing=missing,
            next=NEXT[missing],
        )


def _holder(row: Mapping[str, Any]) -> Holder:
    return Holder(
        person=row["person"], unit=row["unit"], named=row["named"], standing=row["standing"],
        says=SAYS[row["standing"]],
    )  # fmt: skip


def _missing(standings: set[str | None]) -> Literal["claim", "decision", "decided"]:
    if "kept" in standings:
        return "decided"
    return "claim" if None in standings else "decision"
