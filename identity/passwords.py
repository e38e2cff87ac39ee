"""Passwords: what may be one, its argon2 hash, and a check that takes as long for nobody."""

from __future__ import annotations

import asyncio
import weakref
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from identity.model import IdentityRefused

SHORTEST = 12
LONGEST = 200
AT_ONCE = 2
"""Each hash takes 64 MiB and a core: more at once is how a service is brought down."""

_hasher = PasswordHasher()
_turns: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = (
    weakref.WeakKeyDictionary()
)


def require_usable(password: str, again: str | None = None) -> None:
    """Raise IdentityRefused for what is too short or too long, or typed otherwise `again`."""
    if again is not None and again != password:
        raise IdentityRefused("The two passwords are not the same.")
    if len(password) < SHORTEST:
        raise IdentityRefused(f"A password has at least {SHORTEST} characters: a sentence will do.")
    if len(password) > LONGEST:
        raise IdentityRefused(f"A password has at most {LONGEST} characters.")
    if len(set(password)) == 1:
        raise IdentityRefused("A password is more than one character again and again.")


async def hashed(password: str) -> str:
    async with _turn():
        return await asyncio.to_thread(_hasher.hash, password)


async def matches(password: str, kept: str | None) -> bool:
    """Whether it is that password; as slow where there is none, so that nobody learns of that."""
    async with _turn():
        return await asyncio.to_thread(_verify, password[: LONGEST + 1], kept)


def _verify(password: str, kept: str | None) -> bool:
    try:
        _hasher.verify(kept or _nobodys(), password)
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


@cache
def _nobodys() -> str:
    return _hasher.hash("nobody has this password")


def _turn() -> asyncio.Semaphore:
    loop = asyncio.get_running_loop()
    return _turns.setdefault(loop, asyncio.Semaphore(AT_ONCE))
