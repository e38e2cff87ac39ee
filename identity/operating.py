"""What an operator does with accounts, on the database itself: add, link, list, disable."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from pydantic import TypeAdapter, ValidationError

from domain.words import Identifier
from identity import accounts, links
from identity.model import Account, IdentityRefused, Membership, NoSuchAccount
from store.pool import Connection, open_pool
from store.pool import session as connected

BY = "operator"
FIRST = Membership(organisation="company", person="admin", administrator=True)
FIRST_NAME = "Administrator"
_IDENTIFIER: TypeAdapter[str] = TypeAdapter(Identifier)


@dataclass(frozen=True)
class Invited:
    """An account and its new link; no link for who has a password already."""

    account: Account
    secret: str | None


@asynccontextmanager
async def _connection(url: str) -> AsyncIterator[Connection]:
    pool = await open_pool(url, "tally_writer", max_size=1)
    try:
        async with connected(pool) as connection:
            yield connection
    finally:
        await pool.close()


async def add(url: str, *, email: str, name: str, membership: Membership) -> Invited:
    """A new account that is somebody, with its first link. Raises IdentityRefused."""
    _require_names(membership)
    at = datetime.now(UTC)
    async with _connection(url) as connection, connection.transaction():
        made = await accounts.add(connection, email=email, name=name, at=at, by=BY)
        await accounts.join(connection, made.id, membership, at=at)
        whole = await accounts.of_id(connection, made.id)
        return Invited(whole, await links.make(connection, whole, at=at, by=BY))


async def join(url: str, *, email: str, membership: Membership) -> Account:
    """An account that exists becomes somebody in one organisation more. Raises IdentityRefused."""
    _require_names(membership)
    async with _connection(url) as connection:
        found = await _known(connection, email)
        await accounts.join(connection, found.id, membership, at=datetime.now(UTC))
        return await accounts.of_id(connection, found.id)


async def link(url: str, email: str) -> Invited:
    """A new one-time link, which ends the ones before it. Raises IdentityRefused."""
    async with _connection(url) as connection:
        found = await _known(connection, email)
        return Invited(found, await links.make(connection, found, at=datetime.now(UTC), by=BY))


async def every(url: str) -> tuple[Account, ...]:
    async with _connection(url) as connection:
        return await accounts.every(connection)


async def disable(url: str, email: str) -> Account:
    """Raises NoSuchAccount."""
    async with _connection(url) as connection:
        return await accounts.disable(connection, email, at=datetime.now(UTC), by=BY)


async def enable(url: str, email: str) -> Account:
    """Raises NoSuchAccount."""
    async with _connection(url) as connection:
        return await accounts.enable(connection, email, at=datetime.now(UTC), by=BY)


async def first(url: str, email: str) -> Invited | None:
    """The first account of an empty database, with a new link for as long as none was used."""
    async with _connection(url) as connection:
        known = await accounts.every(connection)
        if not known:
            at = datetime.now(UTC)
            made = await accounts.add(connection, email=email, name=FIRST_NAME, at=at, by=BY)
            await accounts.join(connection, made.id, FIRST, at=at)
            known = (await accounts.of_id(connection, made.id),)
        found = next((one for one in known if one.email == email.lower()), None)
        if found is None or found.has_password or found.disabled_at is not None:
            return None
        return Invited(found, await links.make(connection, found, at=datetime.now(UTC), by=BY))


async def invite(
    url: str, organisations: Iterable[str], people: Iterable[tuple[str, str, str]]
) -> tuple[Invited, ...]:
    """An account for each person, e-mail and name, in each; a link for who has no password yet."""
    places = tuple(organisations)
    found = []
    async with _connection(url) as connection:
        for person, email, name in people:
            at = datetime.now(UTC)
            account = await accounts.of_email(connection, email)
            if account is None:
                account = await accounts.add(connection, email=email, name=name, at=at, by=BY)
            for place in places:
                if account.in_organisation(place) is None:
                    membership = Membership(organisation=place, person=person)
                    await accounts.join(connection, account.id, membership, at=datetime.now(UTC))
            waits = not account.has_password and account.disabled_at is None
            secret = await links.make(connection, account, at=at, by=BY) if waits else None
            found.append(Invited(account, secret))
    return tuple(found)


async def _known(connection: Connection, email: str) -> Account:
    found = await accounts.of_email(connection, email)
    if found is None:
        raise NoSuchAccount(f"There is no account for {email.strip()}: tally user list.")
    return found


def _require_names(membership: Membership) -> None:
    for what, name in (("organisation", membership.organisation), ("person", membership.person)):
        try:
            _IDENTIFIER.validate_python(name)
        except ValidationError:
            raise IdentityRefused(
                f"That is no {what}: an id has lower-case letters, digits and . _ - only."
            ) from None
