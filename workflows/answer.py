"""What a command is answered with: a value inside, at the edge a result or one ApplicationError.

Temporal answers a known update id again without asking what came with it; so an answer names
the content that it is for.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, ValidationError
from temporalio import workflow
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from activities.envelope import Envelope
    from domain.errors import CommitmentIsIrrevocable, DomainError, Invalid, registry
    from store.model import Receipt

FAULT = "Fault"
REFUSED_ON_RECORD = "RevocationRefused"


class Accepted(BaseModel):
    """What a caller whose command is recorded gets."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    receipt: Receipt
    command_sha256: str


class Refusal(BaseModel):
    """What a refused caller learns, and the version of the stream that it was refused on."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    detail: str
    practice: str | None = None
    missing: tuple[str, ...] = ()
    title: str
    version: int
    command_sha256: str | None = None

    @classmethod
    def of(cls, error: DomainError, version: int, envelope: Envelope) -> Refusal:
        return cls(
            name=error.name,
            detail=error.detail,
            practice=error.practice,
            missing=error.missing,
            title=error.title,
            version=version,
            command_sha256=_sha256(envelope),
        )

    @classmethod
    def fault(cls, error: Exception, version: int, envelope: Envelope) -> Refusal:
        """An error of ours: only its kind goes out, the rest into the worker's log."""
        return cls(
            name=FAULT,
            detail=type(error).__name__,
            title="The service failed",
            version=version,
            command_sha256=_sha256(envelope),
        )

    @classmethod
    def read(cls, error: ApplicationError) -> Refusal | None:
        """The refusal that an ApplicationError carries, if it is one of ours."""
        try:
            return cls.model_validate(error.details[0]) if error.details else None
        except ValidationError:
            return None

    def as_failure(self) -> ApplicationError:
        return ApplicationError(self.detail, self, type=self.name, non_retryable=True)

    def as_error(self) -> DomainError | None:
        """The domain's own error; None for a name that is not registered: a fault."""
        kind = registry().get(self.name)
        return (
            None
            if kind is None
            else kind(self.detail, practice=self.practice, missing=self.missing)
        )


Answer = Accepted | Refusal


def _sha256(envelope: Envelope) -> str | None:
    try:
        return envelope.sha256
    except Invalid:  # what the record does not keep is refused, and has no hash
        return None


def refused_on_record(receipt: Receipt) -> DomainError | None:
    """The refusal of a command whose attempt is itself an event (S0-22)."""
    if REFUSED_ON_RECORD not in receipt.types:
        return None
    return CommitmentIsIrrevocable(
        "A commitment once made stands. The attempt is on the record.", practice="S0-22"
    )
