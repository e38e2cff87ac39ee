"""A post of this test's own: a real record, a real mail server, and a clock that is told."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from recording import Recording
from servers import MailServer

from messages.post import Post
from messages.smtp import Outlet
from messages.webhooks import Hooks
from runtime.ports import free_port
from store.pool import Pool
from tests.domain import stages
from tests.domain.given import Plan

SENDER = "Tallystick <tally@halden.example>"
PUBLIC = "https://plan.halden.example"


@dataclass
class Office:
    """The post with its clock; `round` carries once, `all` until nothing is left that is due."""

    pool: Pool
    outlet: Outlet | None
    inside: bool = True
    at: datetime = field(default_factory=lambda: datetime.now(UTC))

    def post(self) -> Post:
        """Another worker's: it remembers nothing."""
        hooks = Hooks(public_url=PUBLIC, inside=self.inside)
        return Post(
            self.pool, outlet=self.outlet, hooks=hooks, public_url=PUBLIC, now=lambda: self.at
        )

    async def on(self) -> None:
        await self.post().switch_on()

    async def carry(self) -> None:
        post = self.post()
        while await post.round():
            pass

    def later(self, **span: float) -> None:
        self.at += timedelta(**span)

    async def rows(self, what: str = "*", where: str = "true") -> list[dict[str, object]]:
        query = f"SELECT {what} FROM tally.deliveries WHERE {where} ORDER BY position, person"  # noqa: S608
        return [dict(row) for row in await self.pool.fetch(query)]


@pytest.fixture
def mail() -> Iterator[MailServer]:
    server = MailServer()
    port = free_port()
    running = server.start(port)
    server.port = port  # type: ignore[attr-defined]
    yield server
    running.stop()


@pytest.fixture
async def office(pool: Pool, mail: MailServer) -> Office:
    """Switched on before anything is recorded."""
    made = Office(pool, Outlet(f"smtp://127.0.0.1:{mail.port}", SENDER))
    await made.on()
    return made


def recording(pool: Pool, plan: Plan, **more: str) -> Recording:
    return Recording(pool, plan, **more)


@pytest.fixture
async def proposed(office: Office) -> Recording:
    """A proposal is on the table and everybody was told."""
    made = recording(office.pool, stages.proposed())
    await made.write()
    await office.carry()
    return made
