"""Which person a row is: the id that an organisation gave an e-mail address stays with it.

An address is compared letter case apart. What would let one person act as another is a problem at
its cell: an id that is somebody else's, an address or a name that points to two people.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple


class KnownPerson(NamedTuple):
    """Somebody as an account or a people file named them."""

    id: str
    name: str
    email: str


class Misgiven(NamedTuple):
    """Why a row cannot be told to be one person: the column to put right, and how."""

    column: str
    remedy: str


@dataclass(frozen=True)
class Known:
    """Everybody an organisation ever had: by account, and as files named them, oldest first.

    `taken` are further ids that are in use, of people without a name or an address here.
    """

    accounts: tuple[KnownPerson, ...] = ()
    recorded: tuple[KnownPerson, ...] = ()
    taken: frozenset[str] = frozenset()

    @cached_property
    def ids(self) -> Mapping[str, str]:
        """The id behind each address in use, in small letters: an account's goes before a file's."""
        files = {one.email.casefold(): one.id for one in self._latest.values()}
        return files | {one.email.casefold(): one.id for one in self.accounts}

    @cached_property
    def used(self) -> frozenset[str]:
        """Every id that somebody has or had."""
        return self.taken | {one.id for one in (*self.accounts, *self.recorded)}

    def id_of(self, name: str, email: str, inside: Collection[str]) -> str | Misgiven | None:
        """The id of a row that states none; None for somebody new. `inside` are the file's addresses."""
        address = email.casefold()
        if (found := self.ids.get(address)) is not None:
            return self._swapped(found, name) or found
        if before := self._before.get(address):
            now = self._latest[before.id]
            return Misgiven(
                "email",
                f"this was the address of {now.name} ({before.id}), who has {now.email} now: write "
                f"{before.id} in the column id if it is the same person, else an id of their own",
            )
        for same in self._named.get(name.casefold(), ()):
            if not self._addresses[same.id] & set(inside):
                return Misgiven(
                    "email",
                    f"{same.name} is {same.id} with {same.email} so far: write {same.id} in the "
                    "column id if only the address changed, else an id of their own",
                )
        return None

    def contradicted(self, identity: str, name: str, email: str) -> Misgiven | None:
        """Why a written id cannot be this person's; the same name with a new address may be."""
        found = self.ids.get(email.casefold())
        if found is not None and found != identity:
            who = self._called[found]
            return Misgiven(
                "id",
                f"{email} is the address of {who}, who is {found}: write {found}, or correct the "
                "address if it is somebody else",
            )
        latest = self._latest.get(identity)
        if found is None and latest is not None and latest.name.casefold() != name.casefold():
            return Misgiven(
                "id",
                f"{identity} is {latest.name} with {latest.email}, and an id is for good: give "
                "somebody else another; if it is the same person, change the name first and the "
                "address after that",
            )
        return None

    def _swapped(self, found: str, name: str) -> Misgiven | None:
        latest = self._latest.get(found)
        others = [one for one in self._named.get(name.casefold(), ()) if one.id != found]
        if latest is None or latest.name.casefold() == name.casefold() or not others:
            return None
        other = others[0]
        return Misgiven(
            "email",
            f"this is the address of {latest.name} ({found}), and {other.name} is {other.id} with "
            f"{other.email}: correct the address, or write {found} in the column id if it is "
            f"{latest.name} with a new name",
        )

    @cached_property
    def _latest(self) -> Mapping[str, KnownPerson]:
        """Each person as the newest file has them, in the order in which they were last named."""
        latest: dict[str, KnownPerson] = {}
        for one in self.recorded:
            latest.pop(one.id, None)
            latest[one.id] = one
        return latest

    @cached_property
    def _before(self) -> Mapping[str, KnownPerson]:
        return {one.email.casefold(): one for one in self.recorded}

    @cached_property
    def _named(self) -> Mapping[str, tuple[KnownPerson, ...]]:
        named: dict[str, tuple[KnownPerson, ...]] = {}
        for one in self._latest.values():
            named[one.name.casefold()] = (*named.get(one.name.casefold(), ()), one)
        return named

    @cached_property
    def _addresses(self) -> Mapping[str, frozenset[str]]:
        """Every address in small letters that leads to a person, by id."""
        found: dict[str, frozenset[str]] = {}
        for address, identity in self.ids.items():
            found[identity] = found.get(identity, frozenset()) | {address}
        return found

    @cached_property
    def _called(self) -> Mapping[str, str]:
        named = {one.id: one.name for one in self.accounts}
        return named | {one.id: one.name for one in self._latest.values()}


NOBODY = Known()
