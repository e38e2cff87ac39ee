"""Workflow histories as files: one for each run, named by the run and the hash of what is in it."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote

INDEX = "index.json"
ARCHIVED = "archived.json"
LONGEST_NAME = 150
_NAMED = re.compile(r"(?P<run>.+)\.(?P<sha256>[0-9a-f]{64})\.json\.gz")

CONTINUED = "EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW"
CLOSED = {
    f"EVENT_TYPE_WORKFLOW_EXECUTION_{how}"
    for how in ("COMPLETED", "FAILED", "TIMED_OUT", "CANCELED", "TERMINATED", "CONTINUED_AS_NEW")
}


class HistoryUnusable(Exception):
    """A file that is no history, or not the one that its name speaks of; the message says why."""


@contextmanager
def as_written(path: Path, remedy: str) -> Iterator[None]:
    """For reading what the file holds: raises HistoryUnusable where it is of another shape."""
    try:
        yield
    except (LookupError, TypeError, ValueError, AttributeError) as malformed:
        why = f"{type(malformed).__name__}: {' '.join(str(malformed).split())[:200]}"
        raise HistoryUnusable(f"{path} is not as it was written ({why}). {remedy}") from malformed


def write(root: Path, workflow_id: str, run_id: str, events: list[Any]) -> Path:
    """Whole or not at all, and the same bytes for the same run."""
    told = {"workflowId": workflow_id, "runId": run_id, "events": events}
    data = json.dumps(told, sort_keys=True, separators=(",", ":")).encode()
    folder = root / _folder_of(workflow_id)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"{run_id}.{sha256(data).hexdigest()}.json.gz"
    draft = path.with_suffix(".new")
    draft.touch(mode=0o600)
    draft.write_bytes(gzip.compress(data, compresslevel=6, mtime=0))
    draft.replace(path)
    return path


def read(path: Path) -> dict[str, Any]:
    """The run in a file of ours, or in JSON as Temporal's own tools write it."""
    try:
        data = path.read_bytes()
        if path.suffix == ".gz":
            data = gzip.decompress(data)
        history = json.loads(data)
    except (OSError, EOFError, ValueError) as unreadable:
        raise HistoryUnusable(f"{path.name} cannot be read: {unreadable}") from unreadable
    named = _NAMED.fullmatch(path.name)
    if named and named["sha256"] != sha256(data).hexdigest():
        raise HistoryUnusable(f"{path.name} is not what was written under this name.")
    if not isinstance(history, dict) or not isinstance(history.get("events"), list):
        raise HistoryUnusable(f"{path.name} is no workflow's history.")
    return history


def every(root: Path) -> Iterator[Path]:
    """Each file that should hold a run, in one order."""
    for path in sorted(root.rglob("*.json*")):
        if path.name.endswith((".json", ".json.gz")) and path.name not in {INDEX, ARCHIVED}:
            yield path


def conclude(root: Path, begun: datetime) -> None:
    """Say that these are all the runs that there were at `begun`."""
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    index = {"begun": begun.isoformat(), "complete": True}
    (root / INDEX).write_text(json.dumps(index), encoding="utf-8")


def begun_of(root: Path) -> datetime | None:
    """When the runs in this folder were all that there were; None where nobody has said so.

    Raises HistoryUnusable.
    """
    path = root / INDEX
    remedy = f"Fetch the histories again: python -m runtime.histories {root}"
    with suppress(FileNotFoundError), as_written(path, remedy):
        return _instant(json.loads(path.read_bytes())["begun"])
    return None


def archived(root: Path, at: datetime, kept: int) -> None:
    """Say that every run that was closed at that time is here."""
    draft = root / f"{ARCHIVED}.new"
    draft.write_text(json.dumps({"at": at.isoformat(), "runs": kept}), encoding="utf-8")
    draft.replace(root / ARCHIVED)


def archived_at(root: Path) -> tuple[datetime, int] | None:
    """Up to when closed runs are in this archive, and how many; None before the first round.

    Raises HistoryUnusable.
    """
    path = root / ARCHIVED
    remedy = "Take the file away: the archive's next round writes it."
    with suppress(FileNotFoundError), as_written(path, remedy):
        said = json.loads(path.read_bytes())
        return _instant(said["at"]), int(said["runs"])
    return None


def runs_in(root: Path) -> frozenset[str]:
    """The runs that are there under names of ours."""
    names = (_NAMED.fullmatch(path.name) for path in root.rglob("*.json.gz"))
    return frozenset(named["run"] for named in names if named)


def first_of(events: list[Any]) -> Mapping[str, Any]:
    """What a run began with."""
    found: Mapping[str, Any] = events[0].get("workflowExecutionStartedEventAttributes", {})
    return found


def _instant(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError(f"{text} is in no zone")
    return found


def _folder_of(workflow_id: str) -> str:
    digest = sha256(workflow_id.encode()).hexdigest()
    return f"{quote(workflow_id, safe='')[:LONGEST_NAME]}~{digest[:12]}"
