"""The same events as the `eventsourcing` library keeps and folds them, in the same PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from record import AT, UNIT_NAME, Told

from domain.aggregates import UNIT
from domain.model import Actor
from domain.unit.plan import UnitState


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


class RuledPlan(Aggregate):
    """A plan of which each event is kept as JSON, and folded by the rules that ours is folded by."""

    @event("Opened")
    def __init__(self, kind: str, actor: str, said: str) -> None:
        self.state: UnitState | None = None
        self._fold(kind, actor, said)

    @event("Decided")
    def decide(self, kind: str, actor: str, said: str) -> None:
        """One event of ours."""
        self._fold(kind, actor, said)

    def _fold(self, kind: str, actor: str, said: str) -> None:
        decided = UNIT.events[kind].model_validate_json(said)
        version = self.state.version + 1 if self.state else 1
        by = Actor.model_construct(person=actor)
        self.state = UNIT.evolve(self.state, decided, at=AT, by=by, version=version)


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
        self._ruled: list[UUID] = []

    def write(self, told: Sequence[Told], units: int) -> int:
        """So many plans; returns the number of their events."""
        for number in range(units):
            said = _said(told, f"u{number:07}")
            plan = Plan(said=json.loads(next(said)[2]))
            for kind, actor, text in said:
                plan.decide(kind=kind, actor=actor, said=json.loads(text))
            self._application.save(plan)
            self._plans.append(plan.id)
            self._rule(_said(told, f"u{number:07}"))
        return units * len(told)

    def _rule(self, said: Iterable[tuple[str, str, str]]) -> None:
        (kind, actor, text), *rest = said
        plan = RuledPlan(kind=kind, actor=actor, said=text)
        for kind, actor, text in rest:
            plan.decide(kind=kind, actor=actor, said=text)
        self._application.save(plan)
        self._ruled.append(plan.id)

    def fold(self) -> None:
        """Every plan from its events, each of which is only written down."""
        for one in self._plans:
            self._application.repository.get(one)

    def fold_by_rules(self) -> None:
        """Every plan from its events, as our rules have it."""
        for one in self._ruled:
            self._application.repository.get(one)

    def close(self) -> None:
        self._application.close()


def _said(told: Sequence[Told], unit: str) -> Iterator[tuple[str, str, str]]:
    for one in told:
        payload = one.payload.replace(UNIT_NAME.encode(), unit.encode())
        yield one.type, one.actor, payload.decode()
