"""The company as a checked file states it: people, units in a tree, and the seats in them."""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from domain.money import Money
from domain.words import Email, Identifier, Name, Sha256


class SellerRole(StrEnum):
    """Wins new accounts, or grows existing ones; exclusive."""

    HUNTER = "hunter"
    FARMER = "farmer"


class PersonDraft(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Identifier
    name: Name
    email: Email
    manager: Identifier | None
    title: Name | None


class SeatDraft(BaseModel):
    """A place in `unit` that carries a portion; a vacant one is owned by the unit's leader.

    `leads` is the unit below whose target this seat's portion becomes; a seat without one sells.
    `prior_year` of a seat that leads is the sum of the seats below it at plan rates. `target` is
    a portion drafted elsewhere. All money is in the seat's own currency.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Identifier
    unit: Identifier
    name: Name
    owner: Identifier
    vacant: bool
    leads: Identifier | None
    role: SellerRole | None
    currency: str
    prior_year: Money | None
    potential: Money | None
    target: Money | None


class UnitDraft(BaseModel):
    """`currency` is that of the leader's own seat above; the top unit's is the cycle's."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Identifier
    name: Name
    leader: Identifier
    parent: Identifier | None
    currency: str
    seats: tuple[SeatDraft, ...]


class OrganisationDraft(BaseModel):
    """Units come parents first, so the top unit is the first; `sha256` is the file's."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: str
    sha256: Sha256
    people: tuple[PersonDraft, ...]
    units: tuple[UnitDraft, ...]

    @property
    def top(self) -> UnitDraft:
        return self.units[0]

    @property
    def seats(self) -> tuple[SeatDraft, ...]:
        return tuple(seat for unit in self.units for seat in unit.seats)

    @property
    def selling_seats(self) -> tuple[SeatDraft, ...]:
        return tuple(seat for seat in self.seats if seat.leads is None)

    @property
    def levels(self) -> int:
        """How many units lie on the longest way from the top to a seat that sells."""
        depth: dict[str | None, int] = {None: 0}
        for unit in self.units:
            depth[unit.id] = depth[unit.parent] + 1
        return max(depth.values())
