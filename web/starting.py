"""A start in earnest, or a rehearsal: commands with ids of their own, so that a second press goes on.

Nothing is decided here: each step is the command that the API would be given, and a step that is
on the record already is passed over.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

import store.read
from domain.cycle.commands import StartCycle
from domain.model import Command
from domain.money import Money
from files.known import Known
from identity import accounts
from identity.model import Duplicate, Membership
from store.pool import session as connected
from web.beginning import Beginning, Begun, SentKind
from web.doors import Doors
from web.drafts import hand_over
from web.giving import Place, given
from web.identity import Caller
from web.portioning import UnitPortions, draft_id, proposal_of, writing
from web.prospect import check_sent

LONGEST_HOME = 45


@dataclass(frozen=True)
class Starting:
    """Where a cycle is started, by whom; `key` makes the ids of its commands."""

    doors: Doors
    caller: Caller
    place: Place
    key: str

    async def give(self, command: Command, part: str) -> None:
        """Once: what is on the record under this id is not given again."""
        command_id = f"{self.key}.{part}"
        where = (self.place.organisation, self.place.stream)
        if await store.read.receipt(self.doors.reader, *where, command_id) is None:
            await given(self.doors, self.caller, self.place, command, command_id)


def rehearsal_of(organisation: str, said: Beginning) -> str:
    """The rehearsal's own organisation; the same words and files have the same."""
    return f"{organisation[:LONGEST_HOME]}-rehearsal-{said.rehearsal_key}"


async def begin(
    starting: Starting,
    start: StartCycle | None,
    said: Beginning,
    sent: Mapping[SentKind, bytes],
    known: Known,
) -> Begun:
    """Start the cycle and import what was sent. Raises DomainError and FileHasProblems.

    `start` is None where the cycle itself is on the record and only the rest is to be done;
    `known` is of the company itself, also for its rehearsal: the same people have the same ids.
    """
    if start is not None:
        await starting.give(start, "start")
    place, doors = starting.place, starting.doors
    for kind in ("people", "prior", "plan-goal"):
        if kind not in sent:
            continue
        state = await doors.streams.cycle(place.organisation, place.cycle)
        if kind == "plan-goal" and starting.caller.person not in state.roles.sponsors:
            continue
        if kind == "prior" and await _is_there(starting, kind):
            continue
        file = await asyncio.to_thread(check_sent, state, said, kind, sent[kind], known)
        for step in file.steps:
            await starting.give(step.command, f"{kind}.{step.part}" if step.part else kind)
    return Begun(organisation=place.organisation, cycle=place.cycle)


async def _is_there(starting: Starting, part: str) -> bool:
    where = (starting.place.organisation, starting.place.stream, f"{starting.key}.{part}")
    return await store.read.receipt(starting.doors.reader, *where) is not None


async def prepare(
    starting: Starting, portions: tuple[UnitPortions, ...], goal: Money | None
) -> int:
    """Give each leader the portions as a draft of theirs; how many were given.

    The top unit's target is the goal with the add-on; a unit below has what the seat above carries.
    """
    place, prepared = starting.place, 0
    for number, one in enumerate(portions):
        add_on = one.target - (goal if goal and not number else one.target)
        proposal = proposal_of(one, add_on=add_on, words=None)
        body = writing(place.cycle, one, proposal, starting.caller.person)
        draft = draft_id(place.cycle, one.place.unit)
        prepared += await hand_over(
            starting.doors, place.organisation, one.place.leader, draft, body
        )
    return prepared


async def join_rehearsal(starting: Starting) -> None:
    """Whoever rehearses is the same person in the rehearsal, where they have an account at all."""
    account = starting.caller.account
    if account is None:
        return
    member = Membership(
        organisation=starting.place.organisation,
        person=starting.caller.person,
        administrator=starting.caller.administrator,
    )
    async with connected(starting.doors.writer) as connection:
        try:
            await accounts.join(connection, account, member, at=starting.doors.now())
        except Duplicate:
            return
