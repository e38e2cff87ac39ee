"""An event's entry: the canonical bytes that are hashed, chained and proved.

The payload stays outside, behind a salted commitment, so that it can be encrypted, erased or
left out of an export without touching a hash.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime
from typing import Annotated, Literal, cast

from pydantic import BeforeValidator, Field, JsonValue, ValidationError

from domain.errors import Invalid
from domain.words import forbidden_character
from store import canonical
from store.model import Append, NewEvent, Recorded, Sha256, Shape

LARGEST_ENTRY = 16 * 1024
LARGEST_PAYLOAD = 1024 * 1024
LONGEST_IDENTIFIER = 400
SALT_BYTES = 32

_Instant = Annotated[datetime, BeforeValidator(canonical.read_instant)]


class Entry(Shape):
    """Every field of an entry, in its first schema; `schema` in the bytes is `schema_version`."""

    schema_version: Literal[1] = Field(alias="schema")
    organisation: str
    stream: str
    version: int
    part: int
    type: str
    type_version: int
    command_id: str
    command_sha256: Sha256
    causation_id: str | None
    correlation_id: str
    actor: str
    on_behalf_of: str | None
    client: str
    occurred_at: _Instant
    recorded_at: _Instant
    prev: Sha256
    payload_commitment: Sha256


class Sealed(Shape):
    """One event's bytes, ready to be recorded."""

    entry: bytes
    hash: bytes
    salt: bytes
    payload: bytes


def seal(request: Append, *, recorded_at: datetime) -> tuple[Sealed, ...]:
    """Chain the request's events onto `expected_hash`, each with a fresh salt.

    Raises Invalid for what the record does not keep.
    """
    sealed: list[Sealed] = []
    prev = request.expected_hash
    for version, event in enumerate(request.events, start=request.expected_version + 1):
        salt = secrets.token_bytes(SALT_BYTES)
        payload = _bounded(canonical.encode(event.payload), LARGEST_PAYLOAD, event, "payload")
        fields: dict[str, JsonValue] = {
            "schema": 1,
            "organisation": request.organisation,
            "stream": request.stream,
            "version": version,
            "recorded_at": canonical.instant(recorded_at),
            "prev": prev,
            "payload_commitment": commitment(salt, payload),
        }
        entry = canonical.encode(_with_event(fields, event))
        _bounded(entry, LARGEST_ENTRY, event, "entry")
        prev = canonical.digest(entry)
        sealed.append(Sealed(entry=entry, hash=bytes.fromhex(prev), salt=salt, payload=payload))
    return tuple(sealed)


def commitment(salt: bytes, payload: bytes) -> str:
    """SHA-256 of salt and payload: what an entry holds in the payload's stead."""
    return hashlib.sha256(salt + payload).hexdigest()


def entry_of(recorded: Recorded) -> Entry:
    """The entry's fields. Raises Invalid where its bytes are not canonical or not its hash's."""
    if canonical.digest(recorded.entry.encode()) != recorded.hash:
        raise Invalid(f"{recorded.stream} {recorded.version}: the entry is not what was hashed")
    try:
        return Entry.model_validate(canonical.decode(recorded.entry))
    except ValidationError as error:
        raise Invalid(f"{recorded.stream} {recorded.version}: {error}") from error


def payload_of(recorded: Recorded) -> dict[str, JsonValue]:
    """The payload's fields; whether they are the committed ones is the audit's question."""
    return cast("dict[str, JsonValue]", canonical.decode(recorded.payload))


def _with_event(fields: dict[str, JsonValue], event: NewEvent) -> dict[str, JsonValue]:
    meta = event.meta
    fields |= {
        "part": event.part,
        "type": event.type,
        "type_version": event.type_version,
        "command_id": meta.command_id,
        "command_sha256": meta.command_sha256,
        "causation_id": meta.causation_id,
        "correlation_id": meta.correlation_id,
        "actor": meta.actor,
        "on_behalf_of": meta.on_behalf_of,
        "client": meta.client,
        "occurred_at": canonical.instant(meta.occurred_at),
    }
    for name, value in fields.items():
        if isinstance(value, str):
            _refuse_identifier(name, value)
    return fields


def _refuse_identifier(name: str, text: str) -> None:
    if not text or len(text) > LONGEST_IDENTIFIER:
        raise Invalid(f"{name}: 1 to {LONGEST_IDENTIFIER} characters, not {len(text):,}")
    if text.isascii() and text.isprintable():
        return
    if found := forbidden_character(text, one_line=True):
        raise Invalid(f"{name}: {found} could change how it reads")


def _bounded(data: bytes, largest: int, event: NewEvent, what: str) -> bytes:
    if len(data) > largest:
        raise Invalid(f"{event.type}: its {what} is {len(data):,} bytes; at most {largest:,} fit")
    return data
