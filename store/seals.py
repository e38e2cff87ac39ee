"""The door at which personal texts are sealed and opened, with what one process remembers of it."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar

from domain.errors import PersonIsErased
from domain.sealed import TOKEN, Class, Kind, Token, token, tokens
from store import person_keys
from store.pool import Pool, session
from store.sealing import CannotBeOpened, Master, Opening, PersonKey

FRESH = 1.0
"""Seconds for which nobody asks again whether somebody was erased."""

MOST_REMEMBERED = 20_000
ERASED: Mapping[Kind, str] = {
    "words": "(erased)",
    "bare": "(erased)",
    "name": "(erased person)",
    "email": "(erased)",
}
"""What is shown in place of a text whose key was destroyed."""

Found = TypeVar("Found")
Write = Callable[[str], str]


@dataclass
class Remembered(Generic[Found]):
    """At most so many of the newest; what is asked for again is new again."""

    most: int = MOST_REMEMBERED
    _kept: OrderedDict[str, Found] = field(default_factory=OrderedDict)

    def get(self, name: str) -> Found | None:
        found = self._kept.get(name)
        if found is not None:
            self._kept.move_to_end(name)
        return found

    def keep(self, name: str, found: Found) -> None:
        self._kept[name] = found
        if len(self._kept) > self.most:
            self._kept.popitem(last=False)

    def forget(self) -> None:
        self._kept.clear()


class Seals:
    """Seals with `writer`, which may make keys; opens with `reader`.

    An erasure anywhere is seen here within FRESH seconds: keys and texts are then forgotten.
    """

    def __init__(self, reader: Pool, writer: Pool, master: Master) -> None:
        self._reader = reader
        self._writer = writer
        self._master = master
        self._keys: Remembered[PersonKey] = Remembered()
        self._texts: Remembered[Opening] = Remembered()
        self._destroyed = -1
        self._asked = float("-inf")

    async def require_master(self) -> None:
        """Raise MasterKeyIsAnother unless the record's keys were wrapped by this master key."""
        await person_keys.require_master(self._reader, self._master)

    async def keys_of(
        self, organisation: str, persons: Iterable[str], *, at: datetime, of: Class = "personal"
    ) -> Mapping[str, PersonKey]:
        """The key of each person, made where there was none. Raises PersonIsErased."""
        wanted = set(persons)
        found = await self.keys_of_living(organisation, wanted, at=at, of=of)
        if gone := sorted(wanted - found.keys()):
            raise PersonIsErased(
                f"{', '.join(gone)}: erased. Nothing more is written in their name or about them; "
                "a person who comes back gets a new id."
            )
        return found

    async def keys_of_living(
        self, organisation: str, persons: Iterable[str], *, at: datetime, of: Class = "personal"
    ) -> Mapping[str, PersonKey]:
        """The same, without whoever was erased."""
        async with session(self._writer) as connection:
            found = await person_keys.of_persons(
                connection, self._master, organisation, sorted(set(persons)), key_class=of, at=at
            )
        return {person: key for person, key in found.items() if key is not None}

    async def openings(self, sealed: Iterable[str]) -> Mapping[str, Opening | None]:
        """Each token's text with its salt; None where its key is no more."""
        wanted = set(sealed)
        if not wanted:
            return {}
        await self._forget_erased()
        as_of = self._destroyed
        known = {one: text for one in wanted if (text := self._texts.get(one))}
        unread = {one: parts for one in wanted - known.keys() if (parts := token(one))}
        keys = await self._keys_named({parts.key for parts in unread.values()})
        opened = {
            one: opening
            for one, parts in unread.items()
            if (key := keys.get(parts.key)) and (opening := _opening(key, parts))
        }
        if as_of == self._destroyed:  # nobody was erased while the keys were read
            self._remember(keys, opened)
        return dict.fromkeys(wanted) | known | opened

    async def opened(self, text: str, write: Write = str) -> str:
        """The text as it is read, each token in it replaced; `write` escapes what comes in."""
        found = await self.openings(tokens(text))
        return replaced(text, found, write) if found else text

    async def each(self, texts: Iterable[str]) -> Mapping[str, str]:
        """Each text as it reads, by itself: for whoever must sort, compare or cut them."""
        every = set(texts)
        found = await self.openings(one for text in every for one in tokens(text))
        return {text: replaced(text, found) for text in every}

    async def _forget_erased(self) -> None:
        now = time.monotonic()
        if now - self._asked < FRESH:
            return
        destroyed = await person_keys.destroyed(self._reader)
        if destroyed != self._destroyed:
            self._keys.forget()
            self._texts.forget()
        self._destroyed, self._asked = destroyed, now

    async def _keys_named(self, ids: set[str]) -> Mapping[str, PersonKey]:
        known = {one: key for one in ids if (key := self._keys.get(one))}
        unknown = ids - known.keys()
        held = await person_keys.of_ids(self._reader, self._master, unknown) if unknown else ()
        return known | {one.id: one.key for one in held if one.key is not None}

    def _remember(self, keys: Mapping[str, PersonKey], opened: Mapping[str, Opening]) -> None:
        for name, key in keys.items():
            self._keys.keep(name, key)
        for sealed, opening in opened.items():
            self._texts.keep(sealed, opening)


def _opening(key: PersonKey, parts: Token) -> Opening | None:
    """None, too, for a token that was changed: who verifies the record is told of that one."""
    try:
        return key.open(parts)
    except CannotBeOpened:
        return None


def replaced(text: str, found: Mapping[str, Opening | None], write: Write = str) -> str:
    """The text with each token as it reads; one that is not `found` at all stays a token."""
    return TOKEN.sub(lambda one: write(_read(one[0], found)), text)


def _read(sealed: str, found: Mapping[str, Opening | None]) -> str:
    if sealed not in found:
        return sealed
    opening, parts = found[sealed], token(sealed)
    if opening is not None:
        return opening.text
    return ERASED[parts.kind] if parts else sealed
