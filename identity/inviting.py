"""A person whom a cycle's people name becomes an account's, by e-mail, and gets the way in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from identity import accounts, journal, links
from identity.model import Account, Duplicate, IdentityRefused, Membership
from store.pool import Connection

BY = "invitation"
State = Literal["invited", "link waits", "signs in", "refused"]


@dataclass(frozen=True)
class Named:
    """Somebody as a cycle's people name them."""

    person: str
    name: str
    email: str


@dataclass(frozen=True)
class Invitation:
    """What became of one invitation; `secret` is the link's, where a new one was made."""

    named: Named
    state: State
    words: str = ""
    secret: str | None = None


async def invited(
    connection: Connection,
    organisation: str,
    named: Named,
    *,
    at: datetime,
    passwords: bool,
    anew: bool,
    by: str = BY,
) -> Invitation:
    """An account that is this person, found by e-mail or made; a link for who has no way in yet.

    A link that waits stays good, unless it is asked for `anew`. What cannot be is refused whole.
    """
    try:
        async with connection.transaction():
            account, joined = await _somebody(connection, organisation, named, at, by)
            found = await _way_in(
                connection, named, account, at=at, passwords=passwords, anew=anew or joined, by=by
            )
            if found.state == "invited":
                await journal.note(
                    connection, "Invited", at=at, account=account.id, client=by,
                    organisation=organisation, person=named.person,
                )  # fmt: skip
            return found
    except IdentityRefused as refused:
        return Invitation(named, "refused", str(refused))


async def _somebody(
    connection: Connection, organisation: str, named: Named, at: datetime, by: str
) -> tuple[Account, bool]:
    """The account, and whether it became this person just now."""
    account = await accounts.of_email(connection, named.email)
    if account is None:
        account = await accounts.add(connection, email=named.email, name=named.name, at=at, by=by)
    if account.disabled_at is not None:
        raise IdentityRefused("This account is disabled.")
    known = account.in_organisation(organisation)
    if known is None:
        membership = Membership(organisation=organisation, person=named.person)
        await accounts.join(connection, account.id, membership, at=at)
    elif known.person != named.person:
        raise Duplicate(f"The account is {known.person} of {organisation} already.")
    return account, known is None


async def _way_in(
    connection: Connection,
    named: Named,
    account: Account,
    *,
    at: datetime,
    passwords: bool,
    anew: bool,
    by: str,
) -> Invitation:
    if not passwords:
        words = "with the company account of this e-mail"
        return Invitation(named, "invited" if anew else "signs in", words)
    if account.has_password:
        return Invitation(named, "signs in", "with the password that was set")
    until = await links.waiting(connection, account.id, at=at)
    if until is not None and not anew:
        return Invitation(named, "link waits", f"until {until:%Y-%m-%d %H:%M} UTC")
    return Invitation(named, "invited", secret=await links.make(connection, account, at=at, by=by))
