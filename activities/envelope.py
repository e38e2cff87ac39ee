"""A command on its way to a plan: what is wanted, of which stream, by whom, and why."""

from __future__ import annotations

from typing import Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, JsonValue

from domain.model import SYSTEM, Actor, Command
from store import canonical

TOLD_BY = 60
"""Seconds between an event's instant and its recording that only a told clock explains."""


class Envelope(BaseModel):
    """One command, given once however often it is sent: the record keeps its id.

    `at` is the rehearsal's own clock and counts only there. `at_least` is a version that the
    record is known to have, so that no decision is made on less.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    organisation: str
    stream: str
    command_id: str
    name: str
    body: dict[str, JsonValue]
    actor: str
    on_behalf_of: str | None = None
    client: str
    causation_id: str | None = None
    correlation_id: str
    at: AwareDatetime | None = None
    at_least: int = Field(default=0, ge=0)

    @classmethod
    def of(
        cls,
        command: Command,
        *,
        organisation: str,
        stream: str,
        command_id: str,
        by: Actor,
        client: str,
        causation_id: str | None = None,
        correlation_id: str | None = None,
        at: AwareDatetime | None = None,
    ) -> Self:
        """Address a command; a first cause correlates with itself."""
        why = {"causation_id": causation_id, "correlation_id": correlation_id or command_id}
        who = {"actor": by.person, "on_behalf_of": by.on_behalf_of, "client": client}
        return cls(
            organisation=organisation,
            stream=stream,
            command_id=command_id,
            name=type(command).__name__,
            body=command.model_dump(mode="json"),
            at=at,
            **who,
            **why,
        )

    @property
    def by(self) -> Actor:
        if self.actor == SYSTEM.person and self.on_behalf_of is None:
            return SYSTEM
        return Actor(person=self.actor, on_behalf_of=self.on_behalf_of)

    @property
    def sha256(self) -> str:
        """Of what is asked, by whom, of which stream: the same id with another one is refused.

        Raises Invalid for what the record does not keep, such as a float.
        """
        return canonical.digest_of(
            {
                "organisation": self.organisation,
                "stream": self.stream,
                "name": self.name,
                "body": self.body,
                "actor": self.actor,
                "on_behalf_of": self.on_behalf_of,
            }
        )

    @property
    def workflow_id(self) -> str:
        return f"{self.organisation}/{self.stream}"

    def catching_up(self, version: int) -> Self:
        """The same command, to be decided on a record of at least `version`."""
        return self.model_copy(update={"at_least": version})
