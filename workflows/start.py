"""What a run begins with: a stream's name, and what the run before it carried over."""

from __future__ import annotations

from pydantic import AwareDatetime, BaseModel, ConfigDict
from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from store.model import Sha256


class Carried(BaseModel):
    """A folded stream and what was done of its dues; without `state` the stream is read again."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: int
    hash: Sha256
    at: AwareDatetime | None
    state: str | None
    told: AwareDatetime | None
    given: tuple[str, ...]
    rung: tuple[str, ...]


class Start(BaseModel):
    """One run of one stream's workflow."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    organisation: str
    stream: str
    carried: Carried | None = None
