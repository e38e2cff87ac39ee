"""What one run's history says: what was given to its workflow, and what was recorded of it."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated, Any, NamedTuple

from pydantic import AfterValidator, ConfigDict, Field, JsonValue, TypeAdapter

from domain.errors import Invalid
from runtime import history_files
from store.canonical import digest_of

FAILED = {"EVENT_TYPE_WORKFLOW_TASK_FAILED", "EVENT_TYPE_WORKFLOW_TASK_TIMED_OUT"}
DONE = "EVENT_TYPE_WORKFLOW_TASK_COMPLETED"
APPENDED, LOADED = {"appended", "recorded"}, {"recorded", "last"}
GIVEN = {"command_id", "name", "body", "stream"}


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
    interrupted: list[tuple[datetime, datetime]] = field(default_factory=list)
    """From when to when its tasks failed or ran out of time, or a run ended: commands can be lost then."""

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


def given_in(events: list[Any]) -> Kept:
    """Every command that one run was given; of a malformed one, nothing is believed but its hash."""
    found: dict[str, list[tuple[str, JsonValue]]] = {}
    for one in envelopes_in(events):
        found.setdefault(str(one["command_id"]), []).append((str(one["name"]), one["body"]))
    return found


def take(told: Told, run_id: str, events: list[Any]) -> None:
    """All of the run or, where it is malformed, nothing."""
    given = [(str(one["command_id"]), _given(one)) for one in envelopes_in(events)]
    outcomes = [_outcome(one) for event in events for one in _results(event)]
    answered = [one for event in events for one in _answered(event)]
    run = _run(run_id, events, outcomes)
    for command_id, one in given:
        told.given.setdefault(command_id, []).append(one)
    for outcome in outcomes:
        _take_outcome(told, outcome)
    told.answered += answered
    told.interrupted += _interruptions(events)
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


def _interruptions(events: list[Any]) -> Iterator[tuple[datetime, datetime]]:
    """Of tasks that fail one after the other, only the first stands in a history."""
    since: datetime | None = None
    for event in events:
        kind, at = event.get("eventType"), _instant(event.get("eventTime"))
        if kind in FAILED:
            since = since or at
        elif kind in history_files.CLOSED or (since and kind == DONE):
            yield since or at, at
            since = None
    if since:
        yield since, datetime.max.replace(tzinfo=UTC)


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


def envelopes_in(events: list[Any]) -> Iterator[dict[str, Any]]:
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
