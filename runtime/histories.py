"""Fetch every history that Temporal has into a folder: `python -m runtime.histories FOLDER`.

A process of its own: one that opened a Temporal client can crash while it is torn down, so this
one leaves at once when its files are written. It prints how far it is, one line for each run.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from temporalio.client import Client, WorkflowHistory
from temporalio.service import RPCError, RPCStatusCode

from runtime import history_files, temporal_client
from runtime.settings import Settings, SettingsInvalid

AT_ONCE = 8
CLOSED = 'ExecutionStatus != "Running"'
Told = Callable[[int, int], None]
Run = tuple[str, str]
"""A workflow's id and a run's."""


async def fetch(
    client: Client, folder: Path, *, had: frozenset[str] = frozenset(), told: Told
) -> int:
    """Every run but those `had`; returns how many. The index is written last: then it is whole."""
    begun = datetime.now(UTC)
    waiting = [(one.id, one.run_id) async for one in client.list_workflows()]
    fetched, seen = 0, set(waiting)
    while waiting:
        now, waiting = waiting[:AT_ONCE], waiting[AT_ONCE:]
        wanted = [run for run in now if run[1] not in had]
        found = await asyncio.gather(*(_history(client, run) for run in wanted))
        for run, history in zip(wanted, found, strict=True):
            if history is None:
                continue
            # The list can be behind: a run is followed to the one before it and the one after.
            beside = [one for one in _beside(history) if one not in seen]
            seen.update(beside)
            waiting += beside
            _write(folder, run, history)
        fetched += len(now)
        told(fetched, len(seen))
    history_files.conclude(folder, begun)
    return fetched


async def archive(client: Client, folder: Path, told: Told) -> int:
    """Every closed run that the folder lacks, written once; returns how many. May be done again."""
    begun = datetime.now(UTC)
    had = await asyncio.to_thread(history_files.runs_in, folder)
    new = 0
    async for one in client.list_workflows(CLOSED):
        if "/" not in one.id or one.run_id in had:
            continue  # a workflow that is no plan's holds nothing
        history = await _history(client, (one.id, one.run_id))
        if history is not None:
            await asyncio.to_thread(_write, folder, (one.id, one.run_id), history)
            new += 1
            told(new, len(had) + new)
    await asyncio.to_thread(history_files.archived, folder, begun, len(had) + new)
    return new


async def runs_of(client: Client, workflow_id: str) -> tuple[list[Any], ...]:
    """The events of each run of one workflow that Temporal still has, the last run first."""
    found: list[list[Any]] = []
    run: str | None = ""
    while run is not None:
        history = await _history(client, (workflow_id, run))
        if history is None:
            break
        found.append(history.to_json_dict()["events"])
        first = history.events[0].workflow_execution_started_event_attributes
        run = first.continued_execution_run_id or None
    return tuple(found)


async def _history(client: Client, run: Run) -> WorkflowHistory | None:
    """None for one that Temporal keeps no longer."""
    try:
        return await client.get_workflow_handle(run[0], run_id=run[1] or None).fetch_history()
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return None
        raise


def _write(folder: Path, run: Run, history: WorkflowHistory) -> None:
    history_files.write(folder, *run, history.to_json_dict()["events"])


def _beside(history: WorkflowHistory) -> Iterator[Run]:
    first = history.events[0].workflow_execution_started_event_attributes
    last = history.events[-1].workflow_execution_continued_as_new_event_attributes
    for run_id in (first.continued_execution_run_id, last.new_execution_run_id):
        if run_id:
            yield history.workflow_id, run_id


async def _run(folder: Path, archive: Path | None) -> None:
    client = await temporal_client.connect(Settings.from_environment())
    had = history_files.runs_in(archive) if archive else frozenset()
    await fetch(client, folder, had=had, told=_tell)


def _tell(done: int, of: int) -> None:
    sys.stdout.write(f"{done} {of}\n")
    sys.stdout.flush()


def main() -> None:
    folder, *more = map(Path, sys.argv[1:])
    status = 0
    try:
        asyncio.run(_run(folder, next(iter(more), None)))
    except (SettingsInvalid, RPCError, RuntimeError, OSError) as away:
        sys.stderr.write(f"{' '.join(str(away).split())[:500]}\n")
        sys.stderr.flush()
        status = 1
    sys.stdout.flush()
    os._exit(status)


if __name__ == "__main__":
    main()
