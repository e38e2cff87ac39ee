"""What Temporal's histories say of a stream: what was given to it, and what was recorded of it."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, NamedTuple

from pydantic import AfterValidator, ConfigDict, Field, JsonValue, TypeAdapter

from domain.errors import Invalid
from runtime import history_files
from runtime.history_files import HistoryUnusable
from store.canonical import digest_of

ON_ITS_WAY = timedelta(seconds=20)
"""How long a recorded entry may take into a history: a killed worker's task is given again."""

APPENDED, LOADED = {"appended", "recorded"}, {"recorded", "last"}
GIVEN = {"command_id", "name", "body", "stream"}
AGAIN = "Take the file away, and bring that run's history from Temporal or a backup."


Place = Annotated[int, Field(ge=1, le=2**53 - 1)]
"""As the record counts versions and positions, and JSON can say them."""


def _as_utf8(text: str) -> str:
    text.encode()
    return text


Text = Annotated[str, AfterValidator(_as_utf8)]
"""JSON can hold half a character, of which there are no bytes."""


class Half(NamedTuple):
    """One event as a history has it, word for word."""

    version: Place
    position: Place
    hash: Text
    entry: Text
    payload: Text
    salt: Text


class Given(NamedTuple):
    """A command as it was given to a workflow."""

    name: str
    body: JsonValue
    actor: str
    on_behalf_of: str | None

    def sha256(self, organisation: str, stream: str) -> str | None:
        """What the record holds of it; None for what the record does not keep."""
        asked: dict[str, JsonValue] = {"organisation": organisation, "stream": stream}
        with suppress(Invalid):
            return digest_of({**asked, **self._asdict()})
        return None


class Answered(NamedTuple):
    """One event that a caller was told is recorded."""

    command_id: str
    version: Place
    position: Place
    hash: str


NOTHING_SAID = ConfigDict(hide_input_in_errors=True)
HALF = TypeAdapter(Half, config=NOTHING_SAID)
GIVEN_AS = TypeAdapter(Given, config=NOTHING_SAID)
ANSWERED = TypeAdapter(Answered, config=NOTHING_SAID)


class Outcome(NamedTuple):
    """What an append or a load answered a workflow."""

    recorded: tuple[Half, ...]
    already: tuple[Half, ...]
    appended: bool
    loads: bool


class Run(NamedTuple):
    """One run; `before` is the run that it continues, `began_anew` one that had the stream to read."""

    run_id: str
    before: str
    end: str | None
    last_at: datetime
    began_anew: bool


@dataclass
class Told:
    """All that the histories of one stream say; `own` are versions that it asked to record itself."""

    runs: list[Run] = field(default_factory=list)
    recorded: dict[int, list[Half]] = field(default_factory=dict)
    own: set[int] = field(default_factory=set)
    found: set[int] = field(default_factory=set)
    given: dict[str, list[Given]] = field(default_factory=dict)
    answered: list[Answered] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        return any(run.end is None for run in self.runs)

    @property
    def missing_runs(self) -> tuple[str, ...]:
        """Runs that others continue and of which there is no history."""
        known = {run.run_id for run in self.runs}
        return tuple(sorted({run.before for run in self.runs} - known - {""}))

    @property
    def last_at(self) -> datetime | None:
        return max((run.last_at for run in self.runs), default=None)


Kept = Mapping[str, Sequence[tuple[str, JsonValue]]]
"""Names and bodies by command id: whoever gave an id twice may have given other words with it."""


@dataclass
class Histories:
    """The histories in some folders; `complete` if one of them has all that Temporal had at a time.

    `why` says what kept them from being fetched from Temporal itself.
    """

    folders: tuple[Path, ...]
    why: str = ""
    unusable: dict[str, str] = field(default_factory=dict)
    _last: tuple[str, Told] | None = None

    def of(self, organisation: str, stream: str) -> Kept:
        """Every command that was given to the stream."""
        told = self.told(organisation, stream)
        return {
            command_id: [(one.name, one.body) for one in given]
            for command_id, given in told.given.items()
        }

    def told(self, organisation: str, stream: str) -> Told:
        """Read again each time but the last: one stream's is kept, not everybody's."""
        workflow_id = f"{organisation}/{stream}"
        if self._last is None or self._last[0] != workflow_id:
            told, runs = Told(), set()
            for path in self._files.get(workflow_id, ()):
                with self._usable(path):
                    history = history_files.read(path)
                    run_id = _run_id(history, path)
                    if run_id not in runs:
                        _take(told, run_id, history["events"])
                        runs.add(run_id)
            self._last = workflow_id, told
        return self._last[1]

    def streams(self, organisation: str) -> tuple[str, ...]:
        begins = f"{organisation}/"
        every = (one.removeprefix(begins) for one in self._files if one.startswith(begins))
        return tuple(sorted(every))

    @property
    def organisations(self) -> frozenset[str]:
        return frozenset(one.partition("/")[0] for one in self._files if "/" in one)

    @cached_property
    def begun(self) -> datetime | None:
        """From when on what is recorded may be missing; None where nobody says they are complete."""
        found: list[datetime] = []
        for folder in self.folders:
            with self._usable(folder / history_files.INDEX):
                found += filter(None, (history_files.begun_of(folder),))
        return max(found) - ON_ITS_WAY if found else None

    @property
    def complete(self) -> bool:
        return self.begun is not None

    @cached_property
    def _files(self) -> dict[str, list[Path]]:
        found: dict[str, list[Path]] = {}
        for folder in self.folders:
            for path in history_files.every(folder):
                with self._usable(path):
                    if name := _workflow_of(history_files.read(path)):
                        found.setdefault(name, []).append(path)
        return found

    @contextmanager
    def _usable(self, path: Path) -> Iterator[None]:
        """Passes over the file if it is unusable, and keeps why."""
        try:
            with history_files.as_written(path, AGAIN):
                yield
        except HistoryUnusable as why:
            self.unusable[str(path)] = str(why)


def given_in(events: list[Any]) -> Kept:
    """Every command that one run was given; of a malformed one, nothing is believed but its hash."""
    found: dict[str, list[tuple[str, JsonValue]]] = {}
    for one in _given_in(events):
        found.setdefault(str(one["command_id"]), []).append((str(one["name"]), one["body"]))
    return found


def _workflow_of(history: dict[str, Any]) -> str:
    first = next(_given_in(history["events"]), None)
    named = f"{first['organisation']}/{first['stream']}" if first else ""
    return str(history.get("workflowId") or named)


def _run_id(history: dict[str, Any], path: Path) -> str:
    first = history_files.first_of(history["events"]) if history.get("events") else {}
    return str(history.get("runId") or first.get("originalExecutionRunId") or path)


def _take(told: Told, run_id: str, events: list[Any]) -> None:
    """All of the run or, where it is malformed, nothing."""
    given = [(str(one["command_id"]), _given(one)) for one in _given_in(events)]
    outcomes = [_outcome(one) for event in events for one in _results(event)]
    answered = [one for event in events for one in _answered(event)]
    run = _run(run_id, events, outcomes)
    for command_id, one in given:
        told.given.setdefault(command_id, []).append(one)
    for outcome in outcomes:
        _take_outcome(told, outcome)
    told.answered += answered
    told.runs.append(run)


def _run(run_id: str, events: list[Any], outcomes: Sequence[Outcome]) -> Run:
    first, last = history_files.first_of(events), events[-1]
    closed = last.get("eventType") in history_files.CLOSED
    before = str(first.get("continuedExecutionRunId", ""))
    return Run(
        run_id=run_id,
        before=before,
        end=last["eventType"].rpartition("EXECUTION_")[2].lower() if closed else None,
        last_at=_instant(last.get("eventTime")),
        began_anew=not before and any(one.loads and one.recorded for one in outcomes),
    )


def _take_outcome(told: Told, outcome: Outcome) -> None:
    for half in (*outcome.recorded, *outcome.already):
        known = told.recorded.setdefault(half.version, [])
        if half not in known:
            known.append(half)
    asked = (*outcome.already, *(outcome.recorded if outcome.appended else ()))
    told.own.update(one.version for one in asked)
    if not outcome.loads and not outcome.appended:
        told.found.update(one.version for one in outcome.recorded)


def _outcome(said: dict[str, Any]) -> Outcome:
    return Outcome(
        recorded=tuple(map(_half, said["recorded"])),
        already=tuple(map(_half, said.get("already", ()))),
        appended=bool(said.get("appended")),
        loads=said.keys() == LOADED,
    )


def _half(one: dict[str, Any]) -> Half:
    return HALF.validate_python({name: one[name] for name in Half._fields}, strict=True)


def _given(one: dict[str, Any]) -> Given:
    said = {name: one[name] for name in ("name", "body", "actor")}
    said["on_behalf_of"] = one.get("on_behalf_of")
    return GIVEN_AS.validate_python(said, strict=True)


def _results(event: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """What an append or a load answered the workflow."""
    marker = event.get("markerRecordedEventAttributes")
    if not marker or marker.get("markerName") != "core_local_activity":
        return
    for outcome in _payloads(marker.get("details", {}).get("result", {})):
        if outcome.keys() >= APPENDED or outcome.keys() == LOADED:
            yield outcome


def _answered(event: dict[str, Any]) -> Iterator[Answered]:
    done = event.get("workflowExecutionUpdateCompletedEventAttributes", {})
    for answer in _payloads(done.get("outcome", {}).get("success", {})):
        receipt = answer.get("receipt")
        if not isinstance(receipt, dict):
            continue
        versions = range(int(receipt["first_version"]), int(receipt["last_version"]) + 1)
        told = zip(versions, receipt["positions"], receipt["hashes"], strict=False)
        for version, position, digest in told:
            said = (str(receipt["command_id"]), version, position, digest)
            yield ANSWERED.validate_python(said)


def _given_in(events: list[Any]) -> Iterator[dict[str, Any]]:
    """The envelopes of every update that was accepted; other updates are passed over."""
    for event in events:
        accepted = event.get("workflowExecutionUpdateAcceptedEventAttributes", {})
        arguments = accepted.get("acceptedRequest", {}).get("input", {}).get("args", {})
        for given in _payloads(arguments):
            if given.keys() >= GIVEN:
                yield given


def _payloads(holder: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for payload in holder.get("payloads", ()):
        try:
            value = json.loads(b64decode(payload["data"]))
        except (ValueError, KeyError):
            continue
        if isinstance(value, dict):
            yield value


def _instant(text: str | None) -> datetime:
    if not text:
        return datetime.fromtimestamp(0, UTC)
    seconds, _, fraction = text.rstrip("Z").partition(".")
    return datetime.fromisoformat(f"{seconds}.{fraction[:6].ljust(6, '0')}+00:00")
