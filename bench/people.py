"""Who speaks to the service over its public HTTP API, with this machine's key."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from httpx import AsyncClient

AT_ONCE = 20
"""Requests in flight: as many as the service is asked to bear here."""

PATIENCE = 300.0
BUSY = 503
LOOK = 5.0
"""Seconds after which somebody who waits looks again: open pages are told, and ask less."""


class People:
    """Everybody in one organisation.

    `given` counts what was acknowledged, `again` what was asked again, `looked` how often somebody
    who waited looked.
    """

    def __init__(self, http: AsyncClient, organisation: str) -> None:
        self._http = http
        self._at = f"/v1/{organisation}"
        self._gate = asyncio.Semaphore(AT_ONCE)
        self.given = 0
        self.again = 0
        self.looked = 0

    async def give(self, person: str, path: str, body: object) -> dict[str, Any]:
        """Again under the same key where the service was too busy to say what became of it."""
        headers = {"Tally-Person": person, "Idempotency-Key": str(uuid.uuid4())}
        while True:
            async with self._gate:
                answer = await self._http.post(f"{self._at}{path}", json=body, headers=headers)
            if answer.status_code != BUSY:
                break
            self.again += 1
            await asyncio.sleep(float(answer.headers["Retry-After"]))
        found = _sound(answer.status_code, answer.text, answer.json)
        self.given += 1
        return found

    async def send(
        self, person: str, path: str, content: bytes, query: dict[str, str]
    ) -> dict[str, Any]:
        """A file of CSV."""
        headers = {"Tally-Person": person, "Content-Type": "text/csv"}
        answer = await self._http.post(
            f"{self._at}{path}", content=content, params=query, headers=headers
        )
        return _sound(answer.status_code, answer.text, answer.json)

    async def read(
        self, person: str, path: str, query: dict[str, str] | None = None
    ) -> dict[str, Any]:
        async with self._gate:
            answer = await self._http.get(
                f"{self._at}{path}", params=query, headers={"Tally-Person": person}
            )
        return _sound(answer.status_code, answer.text, answer.json)

    async def until(
        self, person: str, path: str, holds: Callable[[dict[str, Any]], object]
    ) -> dict[str, Any]:
        """What is read there once it is there and `holds`: plans tell each other in their own time."""
        async with asyncio.timeout(PATIENCE):
            while True:
                self.looked += 1
                async with self._gate:
                    answer = await self._http.get(
                        f"{self._at}{path}", headers={"Tally-Person": person}
                    )
                if answer.status_code == 200 and holds(found := answer.json()):
                    return found  # type: ignore[no-any-return]
                await asyncio.sleep(LOOK)


def _sound(status: int, text: str, read: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    if status != 200:
        raise RuntimeError(f"{status}: {text[:900]}")
    return read()


async def together(
    rest: Sequence[str], acts: Callable[[str], Awaitable[None]], done: Callable[[], object]
) -> None:
    async def one(unit: str) -> None:
        await acts(unit)
        done()

    await asyncio.gather(*(one(unit) for unit in rest))
