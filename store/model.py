"""The shapes that cross the store's doors: what is to be recorded, and what was."""

from __future__ import annotations

from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, JsonValue, StringConstraints

GENESIS = "0" * 64
"""The hash before a stream's first entry."""

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Shape(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Meta(Shape):
    """Who gave the command and why; written into each entry that it causes."""

    command_id: str
    command_sha256: Sha256
    causation_id: str | None
    correlation_id: str
    actor: str
    on_behalf_of: str | None
    client: str
    occurred_at: AwareDatetime


class NewEvent(Shape):
    """One event that a decision wants recorded; `part` is its index within its command."""

    type: str
    type_version: int = 1
    payload: dict[str, JsonValue]
    meta: Meta
    part: int


class Recorded(Shape):
    """One event as it is in the table: `entry` and `payload` are its bytes read as UTF-8."""

    organisation: str
    stream: str
    version: int
    position: int
    hash: Sha256
    entry: str
    payload: str
    salt: str


class Append(Shape):
    """What to record after `expected_version`; no events at all asks only for what is unseen."""

    organisation: str
    stream: str
    expected_version: int = Field(ge=0)
    expected_hash: Sha256
    events: tuple[NewEvent, ...]


class AppendOutcome(Shape):
    """Appended: the new events as recorded. Otherwise nothing was recorded.

    Then `recorded` are the events after the expected version (a page of them, perhaps none)
    and `already` those found under one of the command ids.
    """

    appended: bool
    recorded: tuple[Recorded, ...]
    already: tuple[Recorded, ...] = ()


class Receipt(Shape):
    """What the record holds of one command; `findings` are payloads of `FindingRaised`."""

    command_id: str
    stream: str
    first_version: int
    last_version: int
    positions: tuple[int, ...]
    hashes: tuple[Sha256, ...]
    types: tuple[str, ...]
    recorded_at: AwareDatetime
    findings: tuple[dict[str, JsonValue], ...]
