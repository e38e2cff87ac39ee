"""What a run begins with: a stream's name, and what the run before it carried over."""

from __future__ import annotations

from pydantic import AwareDatetime, BaseModel, ConfigDict
from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from store.model import Sha256


FEWEST_DECISIONS = 50
"""Commands before which a run hands over neither for its history's size nor at a stage's end."""


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
    """One run of one stream's workflow.

    `fewest` are the commands before which it does not hand over at a stage's end: none in runs that
    began before that was said, which hand over at each. `once` is whether it leaves out news that says
    what was said before: not in runs that began before it did.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    organisation: str
    stream: str
    carried: Carried | None = None
    fewest: int = 0
    once: bool = False


def begun(organisation: str, stream: str, carried: Carried | None = None) -> Start:
    """As every run begins today."""
    return Start(
        organisation=organisation,
        stream=stream,
        carried=carried,
        fewest=FEWEST_DECISIONS,
        once=True,
    )
