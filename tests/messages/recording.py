"""A plan's decisions on a real record: decided by the domain, appended by the store."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count

from domain.model import Command
from store.append import append
from store.canonical import digest_of
from store.codec import encode
from store.model import GENESIS, Append, Meta
from store.pool import Pool
from tests.domain.given import Plan

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
_numbers = count(1)


@dataclass
class Recording:
    """One organisation's unit `halden`; what the plan has done already is recorded first."""

    pool: Pool
    plan: Plan
    organisation: str = "halden"
    stream: str = "unit/fy27/halden"
    version: int = 0
    hash: str = GENESIS
    written: int = 0
    positions: list[int] = field(default_factory=list)

    async def by(self, who: str, *commands: Command, behalf: str | None = None) -> int:
        """A person decides; the last position."""
        for command in commands:
            self.plan.gives(who, command, behalf)
            await self.write()
        return self.positions[-1]

    async def until(self, day: str) -> None:
        """Time passes: each timer's events, recorded."""
        self.plan.until(day)
        await self.write()

    async def write(self) -> None:
        """Record what the plan has done since, one command for each instant and actor."""
        told = self.plan.history[self.written :]
        groups: list[list[int]] = []
        for n, (_, at, by) in enumerate(told):
            same = groups and told[groups[-1][-1]][1:] == (at, by)
            groups[-1].append(n) if same else groups.append([n])
        for group in groups:
            await self._append([told[n] for n in group])
        self.written = len(self.plan.history)

    async def _append(self, told: list) -> None:
        _, at, by = told[0]
        command = f"c-{next(_numbers)}"
        meta = Meta(
            command_id=command,
            command_sha256=digest_of({"command": command}),
            causation_id=None,
            correlation_id=command,
            actor=by.person,
            on_behalf_of=by.on_behalf_of,
            client="test",
            occurred_at=at,
        )
        events = tuple(encode(event, meta, part=n) for n, (event, _, _) in enumerate(told))
        request = Append(
            organisation=self.organisation,
            stream=self.stream,
            expected_version=self.version,
            expected_hash=self.hash,
            events=events,
        )
        outcome = await append(self.pool, request, recorded_at=datetime.now(UTC))
        assert outcome.appended
        self.version = outcome.recorded[-1].version
        self.hash = outcome.recorded[-1].hash
        self.positions += [one.position for one in outcome.recorded]
