"""Questions about sellers' plans over HTTP: how far each is, and one in full."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from domain.authority.reads import READ_SELLER_PLAN
from domain.seller.plan import SellerState
from projections import accounts, sellers
from projections.accounts import SharedAccount
from web.asking import says
from web.problems import RESPONSES
from web.queries import plain
from web.reading import PersonId, Reading, Reads
from web.replaying import MaybeMoment, until_of
from web.routing import Router
from web.shown import Naming, with_names

router = Router(
    prefix="/v1/{organisation}/cycles/{cycle}/sellers", tags=["queries"], responses=RESPONSES
)


class Sellers(Naming):
    """`shared_accounts` stand in more than one person's plan: whose, and who has claimed them."""

    sellers: tuple[dict[str, Any], ...]
    shared_accounts: tuple[SharedAccount, ...]


@router.get("")
@says(READ_SELLER_PLAN)
async def known_sellers(reading: Reads) -> Sellers:
    """The plan of each seller whom the caller leads, or looks after; their own among them."""
    place = (reading.doors.reader, reading.organisation, reading.cycle)
    found = plain(await sellers.of(*place, reading.units))
    answer = Sellers(
        sellers=tuple(
            one for one in found if reading.may(READ_SELLER_PLAN, one["unit"], one["person"])
        ),
        shared_accounts=await shared_accounts(reading, reading.units),
    )
    return await with_names(answer, reading)


async def shared_accounts(reading: Reading, units: Sequence[str]) -> tuple[SharedAccount, ...]:
    """Those of a plan in `units` that the caller may read; of the others, who they are, as a contest says."""
    place = (reading.doors.reader, reading.organisation, reading.cycle)
    return tuple(
        one
        for one in await accounts.shared(*place, units)
        if any(reading.may(READ_SELLER_PLAN, held.unit, held.person) for held in one.held_by)
    )


@router.get("/{person}")
@says(READ_SELLER_PLAN)
async def one_seller(reading: Reads, person: PersonId, at: MaybeMoment = None) -> SellerState:
    """One person's plan in full, now or at a moment; pay only for themselves and who leads them."""
    return await reading.seller_state(person, await until_of(reading, at))
