"""An organisation's accounts before its administrator: who may sign in, invited, ended, begun again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from fastapi import Request, Response

from domain.authority.reads import KEEP_ACCOUNTS
from identity import accounts, members, sessions
from identity.inviting import Named
from identity.members import Member
from identity.model import Account, IdentityRefused
from messages import invitations
from messages.invitations import Told
from messages.smtp import Outlet, outlet_of
from projections import administering
from store.pool import Connection
from store.pool import session as connected
from web.asking import says
from web.keeping import Keeping, Keeps
from web.messaging import public_url
from web.pages.acting import NOTHING_TYPED, Trouble, Typed, done, typed
from web.pages.plain import organisational
from web.pages.sign_in import has_passwords
from web.proofs import settings_of
from web.routing import Router

router = Router(prefix="/o/{organisation}/accounts", include_in_schema=False)

REFUSED = 409
NO_MAIL = (
    "Links go to people's own addresses, and no mail server is set. Whoever runs Tallystick gives "
    "them: tally user invite, tally user link."
)
TWO_ADDRESSES = (
    "has two addresses in the cycles' people, so nobody is invited here: correct the file, or ask "
    "whoever runs Tallystick"
)


Act = Callable[[Connection, Account, str, datetime], Awaitable[str]]
"""Something done to an account, by whom and when; answers with words for whoever did it."""


@dataclass(frozen=True)
class Line:
    """One person: their account, where they have one, and what they are."""

    person: str
    name: str
    email: str
    member: Member | None
    offices: tuple[str, ...]
    doubtful: bool

    @property
    def state(self) -> str:
        return self.member.state if self.member else "not invited"


@router.get("")
@says(KEEP_ACCOUNTS)
async def show(request: Request, keeping: Keeps) -> Response:
    return await _page(request, keeping)


@router.post("/invite")
@says(KEEP_ACCOUNTS)
async def invite(request: Request, keeping: Keeps) -> Response:
    """Everybody in the cycles' people, or one person, who then gets a new link."""
    form = await typed(request)
    only = form.text("person")
    people, doubtful = await keeping.named()
    wanted = [one for one in people if one.person not in doubtful and only in (None, one.person)]
    if not wanted:
        why = f"{only} {TWO_ADDRESSES}." if only in doubtful else "Nobody of that name is there."
        return await _page(request, keeping, form, Trouble(REFUSED, why))
    settings = settings_of(request)
    outlet = outlet_of(settings)
    if await _writes_to_nobody(keeping, outlet):
        return await _page(request, keeping, form, Trouble(REFUSED, invitations.NOBODY))
    if outlet is None and has_passwords(settings):
        return await _page(request, keeping, form, Trouble(REFUSED, NO_MAIL))
    told = await _invited(request, keeping, wanted, outlet, anew=only is not None)
    return await _after(request, keeping, form, told)


@router.post("/link")
@says(KEEP_ACCOUNTS)
async def link(request: Request, keeping: Keeps) -> Response:
    """A new link by e-mail, which ends the ones before it."""
    form, keeper = await typed(request), await keeping.keeper()
    outlet = outlet_of(settings_of(request))
    if await _writes_to_nobody(keeping, outlet):
        return await _page(request, keeping, form, Trouble(REFUSED, invitations.NOBODY))
    if outlet is None:
        return await _page(request, keeping, form, Trouble(REFUSED, NO_MAIL))
    try:
        async with connected(keeping.doors.writer) as connection:
            found = await members.kept(connection, keeper, form.get("person"))
            named = Named(form.get("person"), found.name, found.email)
            told = await invitations.renewed(
                connection, keeping.organisation, named,
                outlet=outlet, public_url=public_url(settings_of(request)), by=keeper.by,
            )  # fmt: skip
    except IdentityRefused as refused:
        return await _page(request, keeping, form, Trouble(REFUSED, str(refused)))
    return await _after(request, keeping, form, (told,))


@router.post("/disable")
@says(KEEP_ACCOUNTS)
async def disable(request: Request, keeping: Keeps) -> Response:
    return await _acted(request, keeping, _disabled)


@router.post("/enable")
@says(KEEP_ACCOUNTS)
async def enable(request: Request, keeping: Keeps) -> Response:
    return await _acted(request, keeping, _enabled)


@router.post("/sessions")
@says(KEEP_ACCOUNTS)
async def end_sessions(request: Request, keeping: Keeps) -> Response:
    return await _acted(request, keeping, _signed_out)


async def _disabled(connection: Connection, found: Account, by: str, at: datetime) -> str:
    """Nobody signs in with it; its sessions and tokens end now."""
    await accounts.disable(connection, found.email, at=at, by=by)
    return f"{found.name} is disabled, and signed out everywhere."


async def _enabled(connection: Connection, found: Account, by: str, at: datetime) -> str:
    await accounts.enable(connection, found.email, at=at, by=by)
    return f"{found.name} may sign in again."


async def _signed_out(connection: Connection, found: Account, by: str, at: datetime) -> str:
    ended = await sessions.revoke(connection, found.id, at=at, client=by)
    return f"{found.name} is signed out everywhere." if ended else "There was no session to end."


async def _acted(request: Request, keeping: Keeping, act: Act) -> Response:
    """One act on the account that the form names; then the page again, or why not."""
    form, keeper, at = await typed(request), await keeping.keeper(), keeping.doors.now()
    try:
        async with connected(keeping.doors.writer) as connection:
            found = await members.kept(connection, keeper, form.get("person"))
            said = await act(connection, found, keeper.by, at)
    except IdentityRefused as refused:
        return await _page(request, keeping, form, Trouble(REFUSED, str(refused)))
    return done(_here(keeping), said)


def _here(keeping: Keeping) -> str:
    return f"/o/{keeping.organisation}/accounts"


async def _writes_to_nobody(keeping: Keeping, outlet: Outlet | None) -> bool:
    return bool(outlet and not outlet.embedded and await keeping.rehearses())


async def _invited(
    request: Request,
    keeping: Keeping,
    wanted: Sequence[Named],
    outlet: Outlet | None,
    *,
    anew: bool,
) -> tuple[Told, ...]:
    keeper, settings = await keeping.keeper(), settings_of(request)
    async with connected(keeping.doors.writer) as connection:
        return await invitations.told(
            connection, keeping.organisation, wanted,
            passwords=has_passwords(settings), anew=anew, outlet=outlet,
            public_url=public_url(settings), by=keeper.by,
        )  # fmt: skip


async def _after(
    request: Request, keeping: Keeping, form: Typed, told: tuple[Told, ...]
) -> Response:
    """Back to the page; who could not be invited is named there, with the reason."""
    lost = tuple(f"{one.name}, {one.email}: {one.way_in}" for one in told if one.state == "refused")
    new = sum(one.state == "invited" for one in told)
    words = f"{new} of {len(told)} {'was' if new == 1 else 'were'} sent the way in."
    if lost:
        return await _page(request, keeping, form, Trouble(REFUSED, words, missing=lost))
    return done(_here(keeping), words)


async def _page(
    request: Request,
    keeping: Keeping,
    form: Typed = NOTHING_TYPED,
    trouble: Trouble | None = None,
) -> Response:
    doors, at = keeping.doors, keeping.doors.now()
    async with connected(doors.writer) as connection:
        known = await members.listed(connection, keeping.organisation, at=at)
    people, doubtful = await keeping.named()
    held = await administering.offices_held(
        doors.reader, keeping.organisation, at, await keeping.unit_names()
    )
    return await organisational(
        request, doors, keeping.caller, keeping.organisation, "accounts.html",
        typed=form,
        trouble=trouble,
        here=_here(keeping),
        me=keeping.caller.person,
        lines=tuple(_lines(known, people, doubtful, held)),
        links=has_passwords(settings_of(request)),
    )  # fmt: skip


def _lines(
    known: Mapping[str, Member],
    people: Iterable[Named],
    doubtful: frozenset[str],
    held: Mapping[str, tuple[str, ...]],
) -> Iterator[Line]:
    """Whoever has an account here, then those of the cycles' people who have none yet."""
    for one in known.values():
        offices = held.get(one.person, ())
        yield Line(one.person, one.name, one.email, one, offices, one.person in doubtful)
    for named in sorted(people, key=lambda one: one.name):
        if named.person not in known:
            offices, two = held.get(named.person, ()), named.person in doubtful
            yield Line(named.person, named.name, named.email, None, offices, two)
