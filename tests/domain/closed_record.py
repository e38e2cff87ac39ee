"""A closed cycle as it was recorded, with the state and findings of the day it closed.

Run `python -m tests.domain.closed_record` once, for a stream that has no file yet. It never
overwrites: what was closed is folded by every later release.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import JsonValue

from domain.aggregates import AGGREGATES
from domain.cycle.commands import CloseCycle
from domain.model import Actor
from domain.unit import commands as c
from store.canonical import encode
from tests.domain import cycles, sellers, test_unit_facts
from tests.domain import test_unit_lookback as looking
from tests.domain import test_unit_readiness as ready

CLOSED = Path(__file__).parent / "golden_closed"


def unit() -> Any:
    """With a look-back, plan lines, facts, reviews and the close."""
    plan = test_unit_facts.year_over()
    plan.by("dana", looking.BEGIN, looking.TEAM, ready.RUN_RATE)
    plan.by("dana", c.ClosePlan())
    return plan


HISTORIES: Mapping[str, Callable[[], Any]] = {
    "cycle": lambda: cycles.ended().by("ines", CloseCycle()),
    "unit": unit,
    "seller": sellers.closed,
}


def written(name: str) -> bytes:
    """The events of a stream, and what they fold to."""
    history = HISTORIES[name]()
    events = [
        {
            "type": event.type,
            "at": at.isoformat(),
            "by": by.model_dump(mode="json"),
            "payload": event.model_dump(mode="json"),
        }
        for event, at, by in history.history
    ]
    return encode({"events": events, "state": dumped(history.state)})


def dumped(state: Any) -> JsonValue:
    found: JsonValue = state.model_dump(mode="json")
    return found


def folded(name: str, events: list[dict[str, Any]]) -> Any:
    """These events with today's code."""
    aggregate, state = AGGREGATES[name], None
    for version, one in enumerate(events, start=1):
        event = aggregate.events[one["type"]].model_validate(one["payload"], strict=False)
        at, by = datetime.fromisoformat(one["at"]), Actor(**one["by"])
        state = aggregate.evolve(state, event, at=at, by=by, version=version)
    return state


def main() -> None:
    CLOSED.mkdir(exist_ok=True)
    for name in HISTORIES:
        file = CLOSED / f"{name}.json"
        if not file.exists():
            file.write_bytes(written(name))


if __name__ == "__main__":
    main()
