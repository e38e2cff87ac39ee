"""The append with its read models, and the load: what a workflow's activities do in the record."""

from __future__ import annotations

import gc
import weakref
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from beginnings import goal, start
from house import CYCLE
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

import projections
from activities.record import Load, Record
from domain.aggregates import State
from domain.cycle.events import CycleCancelled, CycleStarted, PlanGoalConfirmed
from domain.model import Event
from projections.again import Kept, again
from projections.write import Rows
from store.codec import encode
from store.model import GENESIS, Append, AppendOutcome, Meta, NewEvent
from store.pool import Pool

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
STARTED = CycleStarted(**dict(start()))


def confirmed(amount: int) -> PlanGoalConfirmed:
    return PlanGoalConfirmed(**dict(goal(amount)), confirmed_by="olu")


def wanted(event: Event, command_id: str, sha256: str = "ab" * 32) -> NewEvent:
    meta = Meta(
        command_id=command_id,
        command_sha256=sha256,
        causation_id=None,
        correlation_id=command_id,
        actor="ines",
        on_behalf_of=None,
        client="test",
        occurred_at=NOW,
    )
    return encode(event, meta, part=0)


def after(outcome: AppendOutcome | None, *events: NewEvent) -> Append:
    last = outcome.recorded[-1] if outcome else None
    return Append(
        organisation="halden",
        stream=CYCLE,
        expected_version=last.version if last else 0,
        expected_hash=last.hash if last else GENESIS,
        events=events,
    )


async def append(record: Record, request: Append) -> AppendOutcome:
    return await ActivityEnvironment().run(record.append, request)


async def shown(pool: Pool, table: str) -> list[dict[str, Any]]:
    rows = await pool.fetch(f"SELECT * FROM read_models.{table} ORDER BY 1, 2, 3, 4, 5")  # noqa: S608 - a test's own table
    return [dict(row) for row in rows]


async def test_read_models_are_written_with_the_events_or_not_at_all(pool: Pool) -> None:
    record = Record(pool)
    first = await append(record, after(None, wanted(STARTED, "c-1")))
    await append(record, after(first, wanted(confirmed(100), "c-2")))
    (row,) = await shown(pool, "plan_goals")
    assert (row["organisation"], row["stream"], row["version"]) == ("halden", CYCLE, 2)
    behind = await append(record, after(first, wanted(confirmed(200), "c-3")))
    assert not behind.appended
    assert await shown(pool, "plan_goals") == [row]


async def test_a_row_keeps_the_version_that_last_changed_it(pool: Pool) -> None:
    record = Record(pool)
    first = await append(record, after(None, wanted(STARTED, "c-1")))
    second = await append(record, after(first, wanted(confirmed(100), "c-2")))
    await append(record, after(second, wanted(confirmed(300), "c-3")))
    (cycle,) = await shown(pool, "cycles")
    (planned,) = await shown(pool, "plan_goals")
    assert (cycle["version"], planned["version"], planned["amount"]) == (1, 3, 300)


def _until_cancelled(state: State) -> Rows:
    """A read model whose row goes when the cycle is cancelled."""
    row = {"cycle": state.cycle, "currency": "EUR", "plan_rate": "1.1"}
    return {} if state.stage == "cancelled" else {"rates": {"EUR": row}}


async def test_a_row_that_is_no_more_goes(pool: Pool) -> None:
    record = Record(pool, kept_of=partial(again, (_until_cancelled,)))
    first = await append(record, after(None, wanted(STARTED, "c-1")))
    assert [row["currency"] for row in await shown(pool, "rates")] == ["EUR"]
    await append(record, after(first, wanted(CycleCancelled(reason="Merged away."), "c-2")))
    assert await shown(pool, "rates") == []


def _known_by_another_key(state: State) -> Rows:
    """A read model that, when the cycle is cancelled, knows the same row by another key."""
    key, rate = ("then", "1.2") if state.stage == "cancelled" else ("now", "1.1")
    return {"rates": {key: {"cycle": state.cycle, "currency": "EUR", "plan_rate": rate}}}


async def test_a_row_that_goes_and_comes_at_once_stays(pool: Pool) -> None:
    record = Record(pool, kept_of=partial(again, (_known_by_another_key,)))
    first = await append(record, after(None, wanted(STARTED, "c-1")))
    await append(record, after(first, wanted(CycleCancelled(reason="Merged away."), "c-2")))
    (row,) = await shown(pool, "rates")
    assert (row["currency"], row["plan_rate"], row["version"]) == ("EUR", Decimal("1.2"), 2)


async def test_of_a_plan_that_is_over_nothing_is_remembered(pool: Pool) -> None:
    seen: list[weakref.ref[State]] = []

    def kept_of(state: State, before: Kept) -> Kept:
        seen.append(weakref.ref(state))
        return projections.kept_of(state, before)

    record = Record(pool, kept_of=kept_of)
    first = await append(record, after(None, wanted(STARTED, "c-1")))
    gc.collect()
    assert [one() is None for one in seen] == [False]
    await append(record, after(first, wanted(CycleCancelled(reason="Merged away."), "c-2")))
    gc.collect()
    assert [one() is None for one in seen] == [True, True]


async def test_another_worker_writes_the_same_rows(pool: Pool) -> None:
    first = await append(Record(pool), after(None, wanted(STARTED, "c-1")))
    await append(Record(pool), after(first, wanted(confirmed(100), "c-2")))
    (cycle,) = await shown(pool, "cycles")
    (planned,) = await shown(pool, "plan_goals")
    assert (cycle["version"], planned["version"]) == (1, 2)


async def test_the_same_command_again_shows_what_was_recorded(pool: Pool) -> None:
    record = Record(pool)
    first = await append(record, after(None, wanted(STARTED, "c-1")))
    again = await append(record, after(None, wanted(STARTED, "c-1")))
    assert (again.appended, again.already) == (False, first.recorded)


async def test_a_used_id_is_refused_by_name_and_not_retried(pool: Pool) -> None:
    record = Record(pool)
    await append(record, after(None, wanted(STARTED, "c-1")))
    with pytest.raises(ApplicationError) as refused:
        await append(record, after(None, wanted(STARTED, "c-1", "cd" * 32)))
    assert (refused.value.type, refused.value.non_retryable) == ("CommandIdReused", True)


@pytest.mark.parametrize("version", [1, 9])
async def test_a_state_that_the_record_never_had_is_no_refusal(pool: Pool, version: int) -> None:
    record = Record(pool)
    await append(record, after(None, wanted(STARTED, "c-1")))
    false = after(None, wanted(confirmed(100), "c-2")).model_copy(
        update={"expected_version": version, "expected_hash": "ef" * 32}
    )
    with pytest.raises(ApplicationError) as diverged:
        await append(record, false)
    assert (diverged.value.type, diverged.value.non_retryable) == ("RecordDiverged", True)


async def test_a_stream_is_loaded_from_where_the_state_ends(pool: Pool) -> None:
    record = Record(pool)
    first = await append(record, after(None, wanted(STARTED, "c-1")))
    second = await append(record, after(first, wanted(confirmed(100), "c-2")))
    page = await ActivityEnvironment().run(
        record.load, Load(organisation="halden", stream=CYCLE, after=1)
    )
    assert (page.recorded, page.last) == (second.recorded, True)
