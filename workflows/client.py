"""The one way to give a command: sent as an update, and settled by the record in any doubt."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar
from weakref import WeakValueDictionary

from temporalio.client import Client, WithStartWorkflowOperation, WorkflowUpdateFailedError
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.exceptions import ApplicationError, TemporalError
from temporalio.service import RPCError, RPCStatusCode

import store.read
from activities.envelope import Envelope
from domain.aggregates import aggregate_of
from domain.custody.state import RECORD
from domain.errors import CommandIdReused
from store.entry import entry_of
from store.errors import OutcomeUnknown
from store.model import Receipt
from store.pool import Pool
from workflows.answer import FAULT, Accepted, Answer, Refusal, refused_on_record
from workflows.start import begun
from workflows.steps import QUEUE

PATIENCE = 15.0
OPENING = ("StartCycle", "OpenUnitPlan", "OpenSellerPlan", "OpenCulture", "OpenIncentives")
RETRY_AFTER = 5
"""Seconds to wait before the same command is given again."""

PAUSE = 0.2
EXECUTE = "execute"
WORKFLOWS = {
    "cycle": "CycleWorkflow",
    "unit": "UnitPlanWorkflow",
    "seller": "SellerPlanWorkflow",
    "culture": "CultureWorkflow",
    "incentives": "IncentivesWorkflow",
    "custody": "CustodyWorkflow",
}
"""By name: the web gives commands and runs no workflow."""

UNKNOWN = ("AcceptedUpdateCompletedWorkflow", "UnprocessedUpdate")
"""How Temporal says that it does not know what became of an update."""


MOST_IN_FLIGHT = 10

Result = TypeVar("Result")

LEVELLING = 60.0
"""Seconds for which a workflow that may be behind the record is told so."""

_LEVELLING: set[asyncio.Task[None]] = set()
_TURNS: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()


class RecordUnavailable(Exception):
    """Patience ended before the record could be asked; give the same command, same id, again."""

    retry_after = RETRY_AFTER


class Fault(Exception):
    """The service failed on this command; nothing of it is on the record."""


@dataclass(frozen=True)
class _Unknown:
    """An outcome that only the record can tell, and how the command is sent next."""

    start: bool = False
    afresh: bool = False


def turns(workflow_id: str) -> asyncio.Semaphore:
    """Room for as many updates as one workflow takes; the next would wait seconds in the SDK."""
    return _TURNS.setdefault(workflow_id, asyncio.Semaphore(MOST_IN_FLIGHT))


async def give(
    client: Client, pool: Pool, envelope: Envelope, *, patience: float = PATIENCE
) -> Receipt:
    """Record the command once, whatever happens on the way, and return its first receipt.

    Raises its DomainError, RecordUnavailable when `patience` (seconds) ends, or Fault.
    """
    return await _Giving(client, pool, envelope, patience).run()


class _Giving:
    def __init__(self, client: Client, pool: Pool, envelope: Envelope, patience: float) -> None:
        self._client = client
        self._pool = pool
        self._envelope = envelope
        self._ends = asyncio.get_running_loop().time() + patience
        self._update_id = envelope.command_id
        self._sha256 = envelope.sha256
        self._starting = envelope.name in OPENING or envelope.stream == RECORD
        self._attempt = 0

    async def run(self) -> Receipt:
        aggregate_of(self._envelope.stream)
        while True:
            outcome = await self._send()
            if isinstance(outcome, Accepted) and outcome.command_sha256 == self._sha256:
                return outcome.receipt
            if receipt := await self._on_record():
                if _is_behind(outcome, receipt):
                    self._level(receipt)
                if refused := refused_on_record(receipt):
                    raise refused
                return receipt
            if isinstance(outcome, Refusal) and outcome.command_sha256 in {None, self._sha256}:
                await self._refuse(outcome)
            else:
                await self._try_again(outcome)

    async def _send(self) -> Answer | _Unknown:
        try:
            return await self._within(self._in_turn())
        except WorkflowUpdateFailedError as failed:
            return _outcome_of(failed.cause)
        except RPCError as error:
            return _Unknown(start=error.status is RPCStatusCode.NOT_FOUND)
        except (TemporalError, TimeoutError):
            return _Unknown()

    async def _in_turn(self) -> Accepted:
        async with turns(self._envelope.workflow_id):
            return await (self._started() if self._starting else self._updated())

    async def _updated(self) -> Accepted:
        envelope = self._envelope
        handle = self._client.get_workflow_handle(envelope.workflow_id)
        accepted: Accepted = await handle.execute_update(
            EXECUTE,
            envelope,
            id=self._update_id,
            result_type=Accepted,
            rpc_timeout=timedelta(seconds=self._left()),
        )
        return accepted

    async def _started(self) -> Accepted:
        envelope = self._envelope
        accepted: Accepted = await self._client.execute_update_with_start_workflow(
            EXECUTE,
            envelope,
            id=self._update_id,
            result_type=Accepted,
            rpc_timeout=timedelta(seconds=self._left()),
            start_workflow_operation=WithStartWorkflowOperation(
                WORKFLOWS[aggregate_of(envelope.stream).name],
                begun(envelope.organisation, envelope.stream),
                id=envelope.workflow_id,
                task_queue=QUEUE,
                id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            ),
        )
        return accepted

    async def _on_record(self) -> Receipt | None:
        """The command's first receipt; raises CommandIdReused where it is another command's."""
        one = self._envelope
        receipt = await self._ask(
            lambda: store.read.receipt(self._pool, one.organisation, one.stream, one.command_id)
        )
        if receipt is None:
            return None
        await self._refuse_reuse(receipt)
        return receipt

    def _level(self, receipt: Receipt) -> None:
        """Have the workflow fold what the record has and it may lack: what it owes is given then.

        The caller has the answer and does not wait for it. Sent as another update of the same
        command, which the record answers with the receipt that is there.
        """
        # One more than there is: let through even where it is folded, so that a history has it.
        version = receipt.last_version + 1
        again = _Giving(self._client, self._pool, self._envelope.catching_up(version), LEVELLING)
        again._update_id = f"{self._envelope.command_id}#{version}.level"
        task = asyncio.create_task(again._told())
        _LEVELLING.add(task)
        task.add_done_callback(_LEVELLING.discard)
        task.add_done_callback(_forget)

    async def _told(self) -> None:
        """Sent until it is answered: a run that ends can lose it just as it lost the one before."""
        update_id = self._update_id
        while isinstance(await self._send(), _Unknown):
            self._attempt += 1
            self._update_id = f"{update_id}.{self._attempt}"
            await self._pause()

    async def _refuse_reuse(self, receipt: Receipt) -> None:
        one, before = self._envelope, receipt.first_version - 1
        (first,) = await self._ask(
            lambda: store.read.stream(
                self._pool, one.organisation, one.stream, after=before, limit=1
            )
        )
        if entry_of(first).command_sha256 != self._sha256:
            raise CommandIdReused(
                f"{one.command_id}: recorded before with other content; "
                "give this command an id of its own"
            )

    async def _refuse(self, refusal: Refusal) -> None:
        """Raise it, unless the record is longer than what it was made on: then ask once more."""
        length = await self._length()
        if length > refusal.version >= self._envelope.at_least:
            self._envelope = self._envelope.catching_up(length)
            self._update_id = f"{self._envelope.command_id}#{length}"
            return
        raise refusal.as_error() or Fault(f"{refusal.title}: {refusal.detail}")

    async def _try_again(self, outcome: Answer | _Unknown) -> None:
        self._attempt += 1
        unknown = outcome if isinstance(outcome, _Unknown) else _Unknown(afresh=True)
        self._starting = self._starting or unknown.start
        if unknown.afresh:  # Temporal would answer this id with the same for ever
            length = await self._length()
            self._update_id = f"{self._envelope.command_id}#{length}.{self._attempt}"
        if not unknown.start:
            await self._pause()

    async def _length(self) -> int:
        one = self._envelope
        return await self._ask(lambda: store.read.length(self._pool, one.organisation, one.stream))

    async def _ask(self, question: Callable[[], Coroutine[None, None, Result]]) -> Result:
        while True:
            try:
                return await self._within(question())
            except (OutcomeUnknown, TimeoutError):
                await self._pause()

    async def _pause(self) -> None:
        self._left()
        await asyncio.sleep(PAUSE)

    async def _within(self, work: Coroutine[None, None, Result]) -> Result:
        """The work's result while patience lasts; an update's waiting swallows cancellation."""
        task = asyncio.ensure_future(work)
        try:
            await asyncio.wait({task}, timeout=max(0.0, self._ends - _now()))
        finally:
            if not task.done():
                task.add_done_callback(_forget)
                task.cancel()
        if not task.done():
            raise TimeoutError
        return task.result()

    def _left(self) -> float:
        left = self._ends - _now()
        if left <= 0:
            raise RecordUnavailable("The record cannot be reached at the moment.")
        return left


def _is_behind(outcome: Answer | _Unknown, receipt: Receipt) -> bool:
    """Whether the workflow may not know what the record holds: whoever decided it may be dead."""
    if isinstance(outcome, Accepted):
        return False
    return isinstance(outcome, _Unknown) or outcome.version < receipt.last_version


def _outcome_of(cause: BaseException) -> Refusal | _Unknown:
    if not isinstance(cause, ApplicationError) or cause.type in UNKNOWN:
        return _Unknown(afresh=True)
    refusal = Refusal.read(cause)
    return refusal or Refusal(
        name=FAULT, detail=f"{cause.type}: {cause.message}", title="The service failed", version=0
    )


def _forget(task: asyncio.Future[Result]) -> None:
    """Take the result that nobody waits for, so that no warning is written about it."""
    if not task.cancelled():
        task.exception()


def _now() -> float:
    return asyncio.get_running_loop().time()
