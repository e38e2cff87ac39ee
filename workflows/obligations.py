"""What a plan owes: it waits for instants and gives other plans their commands.

All of it follows from the state, so a run that knows nothing of an earlier one owes the same;
what it does twice is found on the record.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import datetime
from typing import Generic

from temporalio import workflow
from temporalio.exceptions import FailureError

with workflow.unsafe.imports_passed_through():
    from activities.envelope import Envelope
    from domain.aggregates import S, stream_of
    from domain.due import Due, Owed, Timer
    from domain.errors import NothingToDo
    from domain.model import SYSTEM, Command

from workflows import steps
from workflows.answer import Refusal
from workflows.decisions import Decisions

CLIENT = "workflow"
AT_ONCE = 20
"""Commands on their way at a time; to one plan, one after the other."""


class Obligations(Generic[S]):
    """Follows a state's dues; `woken` when there is something for the loop to do."""

    def __init__(
        self,
        decisions: Decisions[S],
        *,
        given: tuple[str, ...],
        rung: tuple[str, ...],
        once: bool,
    ) -> None:
        self._decisions = decisions
        self.given = dict.fromkeys(given)
        self.rung = dict.fromkeys(rung)
        self.woken = True
        self._once = once
        self._seen = 0
        self._ended = False
        self._timers: list[Timer] = []
        self._commands: dict[str, Owed] = {}
        self._under_way: dict[str, asyncio.Task[None]] = {}
        self._alarm: tuple[datetime, asyncio.TimerHandle] | None = None

    @property
    def ended(self) -> bool:
        """Nothing more can come, and nothing is owed."""
        self._look()
        return self._ended and not self._commands and not self._timers

    @property
    def giving(self) -> bool:
        """Whether a command is on its way to another plan."""
        return bool(self._under_way)

    async def ring(self, until: datetime) -> None:
        """Give ourselves every command whose instant has come, in order.

        In a rehearsal that is told the time each is decided at its own instant, before what is
        decided later.
        """
        while timer := self._first(until):
            await self._ring(timer)

    def follow(self) -> None:
        """Start what is owed and not under way, and set the alarm."""
        self.woken = False
        self._look()
        for command_id, owed in self._commands.items():
            if len(self._under_way) >= AT_ONCE:
                break
            if owed.to not in self._under_way:
                self._under_way[owed.to] = asyncio.create_task(self._give(command_id, owed))
        self._set_alarm()

    async def _ring(self, timer: Timer) -> None:
        envelope = self._envelope(
            timer.command,
            stream=self._decisions.stream,
            command_id=f"{self._decisions.stream}:{_name(timer)}",
            at=timer.at if self._decisions.told else None,
        )
        (answered,) = await self._decisions.settle_now([envelope])
        if isinstance(answered, Refusal):
            # The state may be behind the record; a second refusal is made on all of it.
            again = envelope.catching_up(answered.version + 1)
            (answered,) = await self._decisions.settle_now([again])
        if isinstance(answered, Refusal):
            workflow.logger.info("%s was refused: %s", envelope.command_id, answered.detail)
        self.rung[_name(timer)] = None
        self._timers = [other for other in self._timers if other != timer]

    async def _give(self, command_id: str, owed: Owed) -> None:
        decisions = self._decisions
        state = decisions.folded.state
        if state is None:
            raise ValueError("a plan without a record owes nothing")
        envelope = self._envelope(
            owed.command,
            stream=stream_of(owed.aggregate, state.cycle, owed.within),
            command_id=command_id,
            at=decisions.told,
            cause=f"{decisions.stream}:{owed.cause}",
        )
        try:
            refused = await steps.give(envelope)
        except FailureError:
            workflow.logger.info("%s was interrupted; it is owed still", command_id)
        else:
            self._note(command_id, refused)
        finally:
            self._under_way.pop(owed.to, None)
            self.woken = True

    def _note(self, command_id: str, refused: str | None) -> None:
        if refused:
            # What is so already needs nobody's attention.
            idle = refused.startswith(f"{NothingToDo.__name__}:")
            tell = workflow.logger.info if idle else workflow.logger.warning
            tell("%s was refused: %s", command_id, refused)
        self.given[command_id] = None
        self._commands.pop(command_id, None)

    def _envelope(
        self,
        command: Command,
        *,
        stream: str,
        command_id: str,
        at: datetime | None,
        cause: str | None = None,
    ) -> Envelope:
        return Envelope.of(
            command,
            organisation=self._decisions.organisation,
            stream=stream,
            command_id=command_id,
            by=SYSTEM,
            client=CLIENT,
            causation_id=cause,
            at=at,
        )

    def _look(self) -> None:
        """Work out the dues again when the state has moved on."""
        decisions = self._decisions
        state = decisions.folded.state
        if decisions.folded.version == self._seen or state is None:
            return
        due = decisions.aggregate.due(state)
        self._seen = decisions.folded.version
        self._ended = due.ended
        known = (one for one in due.timers if one.since is None or workflow.patched(one.since))
        left = [timer for timer in known if _name(timer) not in self.rung]
        self._timers = sorted(left, key=lambda timer: (timer.at, timer.key))
        owed = {one.command_id(decisions.stream): one for one in self._owed(due)}
        self._commands = {name: one for name, one in owed.items() if name not in self.given}

    def _owed(self, due: Due) -> Iterable[Owed]:
        return (one.once for one in due.commands) if self._once else due.commands

    def _first(self, until: datetime) -> Timer | None:
        self._look()
        return self._timers[0] if self._timers and self._timers[0].at <= until else None

    def _set_alarm(self) -> None:
        waits = self._timers and self._decisions.told is None
        first = self._timers[0].at if waits else None
        if self._alarm is not None and self._alarm[0] == first:
            return
        self._clear_alarm()
        if first is not None:
            seconds = max(0.0, (first - workflow.now()).total_seconds())
            handle = asyncio.get_running_loop().call_later(seconds, self._wake)
            self._alarm = (first, handle)

    def _clear_alarm(self) -> None:
        if self._alarm is not None:
            self._alarm[1].cancel()
            self._alarm = None

    def _wake(self) -> None:
        self._alarm = None
        self.woken = True


def _name(timer: Timer) -> str:
    """A deadline that is moved is another instant to wait for."""
    return f"{timer.key}@{timer.at.isoformat()}"
