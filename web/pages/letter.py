"""The letter that a signer keeps, and the page where its code is checked."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import Request, Response

from domain.signature import short_code
from domain.unit.plan import UnitState, Version
from domain.unit.values import Missing, Portion
from identity.attempts import Limit
from web import letters, limits
from web.doors import OpenDoors
from web.letters import Kept
from web.pages.plain import plain
from web.pages.viewing import View, Views
from web.proofs import session_of
from web.reading import Unit
from web.routing import Router

router = Router(include_in_schema=False)
HERE = "/o/{organisation}/cycles/{cycle}/units/{unit}/letter"
CHECKING = Limit(kind="letter-code", most=30)
NOT_FOUND = 404


@dataclass(frozen=True)
class Letter:
    """One person's letter: their number, and who stands with them under the same version."""

    person: str
    version: Version
    mine: Kept
    portions: tuple[Portion, ...]
    signed: tuple[Kept, ...]
    missing: tuple[Missing, ...]
    waiting: tuple[str, ...]
    jointly: bool
    in_force: bool

    @property
    def short_code(self) -> str:
        return short_code(self.mine.event.content_hash)


@router.get(HERE)
async def show(view: Views, unit: Unit) -> Response:
    state = await view.reading.unit_state(unit)
    kept = await letters.of_unit(view.reading.doors, view.reading.organisation, state)
    letter = letter_of(state, kept, view.person)
    return view.page("letter.html", unit=state, letter=letter, here=_here(view))


def _here(view: View) -> str:
    return str(view.request.base_url).rstrip("/")


def letter_of(state: UnitState, kept: tuple[Kept, ...], person: str) -> Letter | None:
    """The letter on a person's last signature; None for who has signed nothing."""
    own = [one for one in kept if one.event.person == person]
    if not own:
        return None
    mine = own[-1]
    version = state.versions[mine.event.version - 1]
    running = state.running
    runs = running is not None and running.version == version.number
    beside = [o for o in kept if o.event.version == version.number and o.standing == "valid"]
    signed = tuple({one.event.person: one for one in beside}.values())
    missing = running.missing if running is not None and runs else ()
    named = {one.event.person for one in signed} | {one.person for one in missing}
    return Letter(
        person=person,
        version=version,
        mine=mine,
        portions=tuple(o for o in version.portions if o.seat in _seats(version, person)),
        signed=signed,
        missing=missing,
        waiting=tuple(one for one in _signers(state, version) if one not in named),
        jointly=running is not None and runs and running.jointly_since is not None,
        in_force=runs,
    )


def _seats(version: Version, person: str) -> set[str]:
    return {one.seat for one in version.owners if one.owner == person}


def _signers(state: UnitState, version: Version) -> tuple[str, ...]:
    return tuple(dict.fromkeys((state.leader, *(one.owner for one in version.owners))))


@router.get("/letters")
async def ask(request: Request, doors: OpenDoors, code: str = "") -> Response:
    """Where a letter's code is typed; with one, the answer."""
    return await _answered(request, doors, code)


@router.get("/letters/{code}")
async def check(request: Request, doors: OpenDoors, code: str) -> Response:
    """Whoever has the code sees who signed what and when; amounts stay with who may read them."""
    return await _answered(request, doors, code)


async def _answered(request: Request, doors: OpenDoors, code: str) -> Response:
    found: tuple[letters.Held, ...] = ()
    if code:
        await limits.counted(doors, (CHECKING, limits.address_of(request)))
        normal = letters.normal(code)
        found = await letters.of_code(doors, normal) if normal else ()
    answer = plain(
        request,
        "letter_code.html",
        session=await session_of(request, doors),
        code=code[:80],
        held=found,
    )
    if code and not found:
        answer.status_code = NOT_FOUND
    return answer
