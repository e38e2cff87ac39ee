"""The activities as a workflow calls them: each lasts until it can say what is so."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeVar

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import (
    ActivityError,
    ApplicationError,
    FailureError,
    is_cancelled_exception,
)

with workflow.unsafe.imports_passed_through():
    from activities.envelope import Envelope
    from activities.giving import Giving
    from activities.record import DIVERGED, Load, Page, Record
    from domain.errors import DomainError, registry
    from store.errors import RecordDiverged
    from store.model import Append, AppendOutcome

QUEUE = "decisions"

_PATIENT = RetryPolicy(
    initial_interval=timedelta(milliseconds=100),
    backoff_coefficient=2,
    maximum_interval=timedelta(seconds=5),
    maximum_attempts=0,
)
_ONE_ATTEMPT = timedelta(seconds=60)
_AGAIN = timedelta(seconds=1)

Answer = TypeVar("Answer")


async def append(request: Append) -> AppendOutcome:
    """Raises the store's refusal, or RecordDiverged; never gives up on anything else."""

    async def attempt() -> AppendOutcome:
        return await workflow.execute_local_activity_method(
            Record.append,
            request,
            start_to_close_timeout=_ONE_ATTEMPT,
            retry_policy=_PATIENT,
        )

    return await _until_answered(attempt)


async def load(asked: Load) -> Page:
    """The next stretch of a stream."""

    async def attempt() -> Page:
        return await workflow.execute_local_activity_method(
            Record.load,
            asked,
            start_to_close_timeout=_ONE_ATTEMPT,
            retry_policy=_PATIENT,
        )

    return await _until_answered(attempt)


async def give(envelope: Envelope) -> str | None:
    """Give another plan a command; the refusal's words if it was refused."""

    async def attempt() -> str | None:
        return await workflow.execute_activity_method(
            Giving.give_command,
            envelope,
            task_queue=QUEUE,
            start_to_close_timeout=_ONE_ATTEMPT,
            retry_policy=_PATIENT,
        )

    return await _until_answered(attempt)


async def _until_answered(attempt: Callable[[], Awaitable[Answer]]) -> Answer:
    while True:
        try:
            return await attempt()
        except FailureError as failed:
            if is_cancelled_exception(failed):
                raise
            # A local activity's failure comes bare, a normal one's inside an ActivityError.
            cause = failed.cause if isinstance(failed, ActivityError) else failed
            if refused := _refusal(cause):
                raise refused from failed
            # A worker that stops can end an attempt for good; what it did is on the record.
            workflow.logger.warning("an activity ended without an answer: %s", cause)
            await workflow.sleep(_AGAIN)


def _refusal(cause: BaseException | None) -> DomainError | RecordDiverged | None:
    if not isinstance(cause, ApplicationError):
        return None
    if cause.type == DIVERGED:
        return RecordDiverged(cause.message)
    kind = registry().get(cause.type or "")
    if kind is None:
        return None
    practice, missing = (*cause.details, None, None)[:2]
    return kind(cause.message, practice=practice, missing=tuple(missing or ()))
