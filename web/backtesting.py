"""A backtest over HTTP: a cycle's recorded decisions under another policy; nothing is recorded of it."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence

import structlog
from pydantic import JsonValue
from temporalio.service import RPCError

import store.read
from audit.backtest import Otherwise, Tested, tested
from audit.runs import Kept, given_in
from domain.aggregates import stream_of
from domain.authority.reads import BACKTEST, READ_PAY, READ_SELLER_PLAN
from domain.backtest import Kind
from domain.model import Value
from domain.policy import Policy, Preset
from domain.sensitive import FINDINGS_OF_PAY, OF_COMPENSATION
from projections import sellers
from runtime.histories import runs_of
from web.asking import says
from web.problems import RESPONSES, Malformed
from web.reading import Reading, Reads
from web.routing import Router

router = Router(
    prefix="/v1/{organisation}/cycles/{cycle}/backtest", tags=["queries"], responses=RESPONSES
)
log = structlog.get_logger(__name__)


class UnderAnother(Value):
    """A policy in full; or a preset, with every parameter as the cycle has it."""

    policy: Policy | None = None
    preset: Preset | None = None


class Counted(Value):
    what: str
    count: int


class ByPractice(Value):
    """How many differences of a kind a practice makes; None where no practice is cited."""

    practice: str | None
    kind: Kind
    count: int


class Backtest(Value):
    """What another policy would have made of the decisions that the reader may see.

    `unknown` are commands that are kept by their hash only, `unlike` those that today's rules
    decide otherwise under the policy of the time: neither was judged. `left_out` are what of a cycle
    was not looked at: its own stream, and those that no plan's rules are in.
    """

    policy: Policy
    until: int
    plans: int
    commands: int
    decided: int
    unknown: tuple[Counted, ...]
    unlike: tuple[Counted, ...]
    by_practice: tuple[ByPractice, ...]
    differences: tuple[Otherwise, ...]
    left_out: tuple[str, ...] = ("the cycle itself", "culture", "incentives", "custody")


@router.post("")
@says(BACKTEST)
async def backtest(reading: Reads, asked: UnderAnother) -> Backtest:
    """Each decision again, on the state that it was taken on, under the policy that is asked about."""
    await require_some(reading)
    policy = await _policy(reading, asked)
    until = await store.read.head(reading.doors.reader, reading.organisation)
    plans, every = 0, Tested()
    async for one in _each(reading, policy, until):
        plans += 1
        every.add(one)
    return Backtest(
        policy=policy,
        until=until,
        plans=plans,
        commands=every.commands,
        decided=every.decided,
        unknown=_counted(every.unknown),
        unlike=_counted(every.unlike),
        by_practice=_by_practice(every.found),
        differences=tuple(sorted(every.found, key=lambda one: (one.at, one.stream))),
    )


def backtests(reading: Reading) -> bool:
    """Whether there is a plan that the caller may ask about."""
    return any(reading.may(BACKTEST, unit) for unit in reading.units)


async def require_some(reading: Reading) -> None:
    """Raise NotAuthorised for who may ask about no plan."""
    if not backtests(reading):
        await reading.ask(BACKTEST)


async def _policy(reading: Reading, asked: UnderAnother) -> Policy:
    """Raises Malformed unless one of the two is said."""
    if asked.policy is not None and asked.preset is None:
        return asked.policy
    if asked.preset is None or asked.policy is not None:
        raise Malformed("Say a policy in full, or the name of a preset.", missing=("policy",))
    mine = (await reading.cycle_state()).policy
    return mine.model_copy(update={"preset": asked.preset, "overrides": ()})


async def _each(reading: Reading, policy: Policy, until: int) -> AsyncIterator[Tested]:
    """The plans of the units that the reader may ask about, and of their sellers."""
    units = [unit for unit in reading.units if reading.may(BACKTEST, unit)]
    for unit in units:
        yield await _one(reading, stream_of("unit", reading.cycle, unit), policy, until)
    place = (reading.doors.reader, reading.organisation, reading.cycle)
    for row in await sellers.of(*place, units):
        unit, person = str(row["unit"]), str(row["person"])
        if reading.may(READ_SELLER_PLAN, unit, person):
            one = await _one(reading, stream_of("seller", reading.cycle, person), policy, until)
            yield one if reading.may(READ_PAY, unit, about=person) else without_pay(one)


async def _one(reading: Reading, stream: str, policy: Policy, until: int) -> Tested:
    every = await reading.doors.streams.recorded(reading.organisation, stream)
    recorded = [one for one in every if one.position <= until]
    found = await asyncio.to_thread(tested, recorded, policy, {}, reading.at)
    if found.unknown and (kept := await _given(reading, stream)):
        return await asyncio.to_thread(tested, recorded, policy, kept, reading.at)
    return found


async def _given(reading: Reading, stream: str) -> Kept:
    """What Temporal still has of what was given; nothing where it is away or has let go of it."""
    try:
        runs = await runs_of(reading.doors.client, f"{reading.organisation}/{stream}")
    except RPCError as away:
        log.warning("a backtest goes without histories", stream=stream, why=away.message)
        return {}
    return _together([given_in(run) for run in runs])


def _together(runs: Sequence[Kept]) -> Kept:
    found: dict[str, Sequence[tuple[str, JsonValue]]] = {}
    for run in runs:
        for command_id, given in run.items():
            found[command_id] = [*found.get(command_id, ()), *given]
    return found


def without_pay(one: Tested) -> Tested:
    """What is said of compensation stays with the person and who leads them."""
    one.found = [
        each
        for each in one.found
        if each.difference.practice not in FINDINGS_OF_PAY and each.decision not in OF_COMPENSATION
    ]
    for counted in (one.unknown, one.unlike):  # of one seller a count says who did it
        for decision in OF_COMPENSATION:
            del counted[decision]
    return one


def _counted(found: Mapping[str, int]) -> tuple[Counted, ...]:
    ordered = sorted(found.items(), key=lambda one: (-one[1], one[0]))
    return tuple(Counted(what=what, count=count) for what, count in ordered)


def _by_practice(found: Sequence[Otherwise]) -> tuple[ByPractice, ...]:
    counts = Counter((one.difference.practice, one.difference.kind) for one in found)
    return tuple(
        ByPractice(practice=practice, kind=kind, count=count)
        for (practice, kind), count in sorted(
            counts.items(), key=lambda one: (str(one[0][0]), one[0][1])
        )
    )
