"""Questions about sellers' plans over HTTP: how far each is, and one in full."""

from __future__ import annotations

from typing import Any

from domain.authority.reads import READ_SELLER_PLAN
from domain.model import Value
from domain.seller.plan import SellerState
from projections import sellers
from web.asking import says
from web.problems import RESPONSES
from web.queries import plain
from web.reading import PersonId, Reads
from web.replaying import MaybeMoment, until_of
from web.routing import Router

router = Router(
    prefix="/v1/{organisation}/cycles/{cycle}/sellers", tags=["queries"], responses=RESPONSES
)


class Sellers(Value):
    sellers: tuple[dict[str, Any], ...]


@router.get("")
@says(READ_SELLER_PLAN)
async def known_sellers(reading: Reads) -> Sellers:
    """The plan of each seller whom the caller leads, or looks after; their own among them."""
    place = (reading.doors.reader, reading.organisation, reading.cycle)
    found = plain(await sellers.of(*place, reading.units))
    return Sellers(
        sellers=tuple(
            one for one in found if reading.may(READ_SELLER_PLAN, one["unit"], one["person"])
        )
    )


@router.get("/{person}")
@says(READ_SELLER_PLAN)
async def one_seller(reading: Reads, person: PersonId, at: MaybeMoment = None) -> SellerState:
    """One person's plan in full, now or at a moment; pay only for themselves and who leads them."""
    return await reading.seller_state(person, await until_of(reading, at))
