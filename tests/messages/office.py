"""A post with its clock and its mail server, as a test drives it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from recording import Recording

from messages.post import Post
from messages.smtp import Outlet
from messages.webhooks import Hooks
from store.pool import Pool
from store.sealing import Master
from store.seals import Seals
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
            self.pool,
            seals=Seals(self.pool, self.pool, Master(b"m" * 32)),
            outlet=self.outlet,
            hooks=hooks,
            public_url=PUBLIC,
            now=lambda: self.at,
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


def recording(pool: Pool, plan: Plan, **more: str) -> Recording:
    return Recording(pool, plan, **more)
