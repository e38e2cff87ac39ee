"""The same events as the `eventsourcing` library keeps and folds them, in the same PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from record import UNIT_NAME, Told


class Plan(Aggregate):
    """A plan of which each event is kept with all it says; its fold only writes down the last."""

    @event("Opened")
    def __init__(self, said: dict[str, Any]) -> None:
        self.opened = said
        self.last: dict[str, Any] = {}

    @event("Decided")
    def decide(self, kind: str, actor: str, said: dict[str, Any]) -> None:
        """One event of ours."""
        self.last[kind] = (actor, said)


class Peer:
    """An application of the library on a database of its own."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._application = Application[UUID](
            env={
                "PERSISTENCE_MODULE": "eventsourcing.postgres",
                "POSTGRES_DBNAME": parts.path.lstrip("/"),
                "POSTGRES_HOST": parse_qs(parts.query)["host"][0],
                "POSTGRES_PORT": "5432",
                "POSTGRES_USER": parts.username or "",
                "POSTGRES_PASSWORD": "unused",
            }
        )
        self._plans: list[UUID] = []

    def write(self, told: Sequence[Told], units: int) -> int:
        """So many plans; returns the number of their events."""
        for number in range(units):
            said = _said(told, f"u{number:07}")
            plan = Plan(said=next(said)[2])
            for kind, actor, payload in said:
                plan.decide(kind=kind, actor=actor, said=payload)
            self._application.save(plan)
            self._plans.append(plan.id)
        return units * len(told)

    def fold(self) -> None:
        """Every plan from its events."""
        for one in self._plans:
            self._application.repository.get(one)

    def close(self) -> None:
        self._application.close()


def _said(told: Sequence[Told], unit: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for one in told:
        payload = one.payload.replace(UNIT_NAME.encode(), unit.encode())
        yield one.type, one.actor, json.loads(payload)
