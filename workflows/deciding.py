"""What commands would record, one after the other on a folded state; nothing here waits."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from pydantic import ValidationError

    from activities.envelope import Envelope
    from domain.aggregates import Aggregate, S
    from domain.errors import Invalid, NothingToDo, SignatureDoesNotMatch, Unknown
    from domain.model import Command, Event
    from domain.signature import SignatureEvidence
    from store.codec import Folded, encode
    from store.model import Meta, NewEvent

from workflows.answer import Answer

LARGEST_APPEND = 600_000
"""Bytes of payload after which the next command waits for the next append."""

LARGEST_DECISION = 1_200_000
"""Bytes that one command may record: its events come back in one Temporal payload of 2 MB."""

ENTRY = 1_000
"""What an entry around a payload is taken to weigh."""


@dataclass(frozen=True)
class Waiting:
    """A command in the queue and where its answer goes."""

    envelope: Envelope
    answer: asyncio.Future[Answer]

    def settle(self, answered: Answer) -> None:
        if not self.answer.done():
            self.answer.set_result(answered)

    def settle_as(self, other: asyncio.Future[Answer]) -> None:
        """As the same command was, which another caller gave."""
        if not other.cancelled():
            self.settle(other.result())


@dataclass(frozen=True)
class Decided:
    """What becomes of one command if the append succeeds: its events, or what it raised."""

    waiting: Waiting
    events: tuple[NewEvent, ...] = ()
    error: Exception | None = None


def decide(
    aggregate: Aggregate[S], folded: Folded[S], envelope: Envelope, at: datetime
) -> tuple[Event, ...]:
    """The command's events, at least one. Raises a DomainError, or what a faulty rule raises."""
    command = command_in(aggregate, envelope)
    _require_own_nonce(command, envelope)
    events = aggregate.decide(command, folded.state, at=at, by=envelope.by)
    if not events:
        raise NothingToDo("The command would change nothing.")
    return events


def _require_own_nonce(command: Command, envelope: Envelope) -> None:
    """A signature counts under the id that it was given for, and so once in its stream."""
    evidence: SignatureEvidence | None = getattr(command, "signature", None)
    if evidence is None:
        return
    manifest = evidence.manifest
    if (manifest.nonce, manifest.organisation) != (envelope.command_id, envelope.organisation):
        raise SignatureDoesNotMatch("This signature was given under another id.")


def command_in(aggregate: Aggregate[S], envelope: Envelope) -> Command:
    """The command that an envelope names. Raises Unknown or Invalid."""
    kind = aggregate.commands.get(envelope.name)
    if kind is None:
        raise Unknown(f"A {aggregate.name} knows no command {envelope.name[:70]!r}.")
    try:
        return kind.model_validate(envelope.body)
    except ValidationError as error:
        raise Invalid(
            f"{envelope.name} cannot be read.",
            missing=tuple(
                f"{'.'.join(map(str, one['loc']))}: {one['msg']}"
                for one in error.errors(include_input=False, include_url=False)
            ),
        ) from error


def decide_all(
    aggregate: Aggregate[S],
    folded: Folded[S],
    waiting: Sequence[Waiting],
    clock: Callable[[Envelope, Folded[S]], datetime],
) -> list[Decided]:
    """In order, each on what the ones before it would leave, until one append is full."""
    decided: list[Decided] = []
    size = 0
    for one in waiting:
        try:
            at = clock(one.envelope, folded)
            events = decide(aggregate, folded, one.envelope, at)
            wanted = _wanted(one.envelope, events, at)
            after = _tentative(aggregate, folded, one.envelope, events, at)
        except Exception as error:  # noqa: BLE001 - a faulty rule must not block the workflow
            decided.append(Decided(one, error=error))
            continue
        size += _weight(wanted)
        if decided and size > LARGEST_APPEND:
            break
        decided.append(Decided(one, events=wanted))
        folded = after
    return decided


def _wanted(envelope: Envelope, events: tuple[Event, ...], at: datetime) -> tuple[NewEvent, ...]:
    meta = Meta(
        command_id=envelope.command_id,
        command_sha256=envelope.sha256,
        causation_id=envelope.causation_id,
        correlation_id=envelope.correlation_id,
        actor=envelope.actor,
        on_behalf_of=envelope.on_behalf_of,
        client=envelope.client,
        occurred_at=at,
    )
    wanted = tuple(encode(event, meta, part=part) for part, event in enumerate(events))
    if _weight(wanted) > LARGEST_DECISION:
        raise Invalid("This is more than one decision can hold; give it in parts.")
    return wanted


def _tentative(
    aggregate: Aggregate[S],
    folded: Folded[S],
    envelope: Envelope,
    events: tuple[Event, ...],
    at: datetime,
) -> Folded[S]:
    state, version = folded.state, folded.version
    for event in events:
        version += 1
        state = aggregate.evolve(state, event, at=at, by=envelope.by, version=version)
    return Folded(state=state, version=version, hash=folded.hash, at=at)


def _weight(events: tuple[NewEvent, ...]) -> int:
    return sum(len(event.model_dump_json()) + ENTRY for event in events)
