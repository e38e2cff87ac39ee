"""Inviting a cycle's people: accounts for them by e-mail, and the way in, told or as a letter."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import aiosmtplib

from identity import accounts, inviting, links
from identity.inviting import Invitation, Named, State
from identity.model import IdentityRefused, NoSuchAccount
from identity.secret import digest, new_secret
from messages.deliveries import SENT
from messages.letter import letter
from messages.notice import Content
from messages.people import Reach, in_files, opened
from messages.smtp import Outlet, attempt
from projections.streams import Streams
from store.pool import Connection, open_pool
from store.pool import session as connected
from store.sealing import Master
from store.seals import Seals

COLUMNS = ("person", "name", "email", "state", "way_in")
SIGN_IN = "/sign-in"
NOBODY = (
    "This is a rehearsal, which writes to nobody outside: the operator gives the links, "
    "tally user invite."
)


@dataclass(frozen=True)
class Told:
    """One person's invitation in words; `way_in` has the link only where it was not sent."""

    person: str
    name: str
    email: str
    state: State
    way_in: str

    @property
    def row(self) -> tuple[str, ...]:
        return (self.person, self.name, self.email, self.state, self.way_in)


async def invite(
    url: str,
    *,
    master: Master,
    organisation: str,
    cycle: str,
    only: Sequence[str] = (),
    passwords: bool,
    outlet: Outlet | None = None,
    public_url: str,
) -> tuple[Told, ...]:
    """Everyone in the cycle's recorded people, or those of `only`, who then get a new link.

    With an outlet each is written to. Raises Unknown where there is no such cycle, and
    IdentityRefused for an e-mail that nobody in it has.
    """
    reader = await open_pool(url, "tally_reader", max_size=1)
    try:
        state = await Streams(reader).cycle(organisation, cycle)
        if state.rehearsal and outlet is not None and not outlet.embedded:
            raise IdentityRefused(NOBODY)
        people = named_in(await opened(Seals(reader, reader, master), in_files(state)), only)
    finally:
        await reader.close()
    async with _writing(url) as connection:
        return await told(
            connection, organisation, people,
            passwords=passwords, anew=bool(only), outlet=outlet, public_url=public_url,
        )  # fmt: skip


async def told(
    connection: Connection,
    organisation: str,
    people: Sequence[Named],
    *,
    passwords: bool,
    anew: bool,
    outlet: Outlet | None,
    public_url: str,
    by: str = inviting.BY,
) -> tuple[Told, ...]:
    """Invite these, and write to each where there is an outlet; what became of each, in words."""
    found = [
        await inviting.invited(
            connection, organisation, one,
            at=datetime.now(UTC), passwords=passwords, anew=anew, by=by,
        )
        for one in people
    ]  # fmt: skip
    if outlet is None:
        return tuple(_told(one, public_url) for one in found)
    lost = await _send(outlet, organisation, found, public_url)
    # A link that reached nobody must not wait for a week: the next invitation makes another.
    await _forget(connection, [one for one in found if one.named.person in lost])
    return tuple(_written(one, lost.get(one.named.person)) for one in found)


async def renewed(
    connection: Connection,
    organisation: str,
    named: Named,
    *,
    outlet: Outlet,
    public_url: str,
    by: str,
) -> Told:
    """A new link for an account that is there, sent to its own address. Raises IdentityRefused."""
    account = await accounts.of_email(connection, named.email)
    if account is None:
        raise NoSuchAccount(f"There is no account for {named.email}.")
    secret = await links.make(connection, account, at=datetime.now(UTC), by=by)
    made = Invitation(named, "invited", secret=secret)
    lost = await _send(outlet, organisation, (made,), public_url)
    if lost:
        await _forget(connection, (made,))
    return _written(made, lost.get(named.person))


def named_in(people: Mapping[str, Reach], only: Sequence[str] = ()) -> tuple[Named, ...]:
    """The cycle's people. Raises IdentityRefused for an e-mail that none of them has."""
    found = tuple(Named(person, reach.name, reach.email) for person, reach in people.items())
    if not only:
        return found
    wanted = {email.strip().casefold() for email in only}
    known = {one.email.casefold() for one in found}
    if missing := sorted(wanted - known):
        raise IdentityRefused(f"Nobody in the cycle's people has the e-mail {', '.join(missing)}.")
    return tuple(one for one in found if one.email.casefold() in wanted)


def _told(one: Invitation, public_url: str) -> Told:
    named = one.named
    way = f"{public_url}/welcome/{one.secret}" if one.secret else one.words
    return Told(named.person, named.name, named.email, one.state, way)


def _written(one: Invitation, why: str | None) -> Told:
    named = one.named
    if why is not None:
        return Told(named.person, named.name, named.email, "refused", f"not sent: {why}")
    words = "sent by e-mail" if one.state == "invited" else one.words
    return Told(named.person, named.name, named.email, one.state, words)


@asynccontextmanager
async def _writing(url: str) -> AsyncIterator[Connection]:
    pool = await open_pool(url, "tally_writer", max_size=1)
    try:
        async with connected(pool) as connection:
            yield connection
    finally:
        await pool.close()


async def _forget(connection: Connection, found: Sequence[Invitation]) -> None:
    for one in found:
        account = await accounts.of_email(connection, one.named.email)
        if account is not None:
            await links.end(connection, account.id, at=datetime.now(UTC))


async def _send(
    outlet: Outlet, organisation: str, found: Sequence[Invitation], public_url: str
) -> dict[str, str]:
    """Write to each who was invited; why not, by person, for those who were not reached."""
    new = [one for one in found if one.state == "invited"]
    lost = {one.named.person: "the mail server cannot be reached" for one in new}
    try:
        async with outlet.opened() as client:
            for one in new:
                why = await _sent(client, outlet, organisation, one, public_url)
                del lost[one.named.person]
                lost |= {one.named.person: why} if why else {}
    except (aiosmtplib.SMTPException, OSError):
        return lost
    return lost


async def _sent(
    client: aiosmtplib.SMTP, outlet: Outlet, organisation: str, one: Invitation, public_url: str
) -> str:
    """Why it was not sent; nothing where it was."""
    try:
        made = letter(
            _content(organisation, one),
            sender=outlet.sender,
            message_id=f"invitation.{digest(one.secret or new_secret()).hex()[:32]}",
            at=datetime.now(UTC),
            public_url=public_url,
        )
    except ValueError as unusable:
        return str(unusable)
    outcome = await attempt(client, made)
    return "" if outcome == SENT else outcome.error or outcome.standing


def _content(organisation: str, one: Invitation) -> Content:
    way = (
        "The page behind the link asks for a password of your own, and then signs you in. The "
        "link is good once, within 7 days, and for you alone: do not pass it on."
        if one.secret
        else "Sign in with your company account."
    )
    return Content(
        organisation=organisation,
        name=one.named.name,
        subject=f"Your account in Tallystick for {organisation}",
        lines=(f"You have an account for the annual plan of {organisation}.", way),
        asks=True,
        rehearsal=False,
        path=f"/welcome/{one.secret}" if one.secret else SIGN_IN,
        to=one.named.email,
    )
