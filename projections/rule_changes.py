"""Changes of a cycle's rules: policy, calendar and waivers, with who wanted and who agreed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Literal

from pydantic import JsonValue

import store.read
from domain.aggregates import CYCLE, aggregate_of, stream_of
from domain.cycle import events as c
from domain.cycle.state import CycleState
from domain.model import Value
from domain.policy import Policy
from domain.unit import events as u
from domain.words import Instant
from projections.streams import Streams
from store.codec import Decoded, decode
from store.model import Recorded

Kind = Literal["policy and calendar", "waiver", "deadline"]
OF_PLANS = (
    "WaiverProposed", "GateWaived", "WaiverRefused", "WaiverExpired", "DeadlineExtended",
)  # fmt: skip
Standing = Literal["from the start", "proposed", "in force", "refused", "expired"]


class Act(Value):
    """One person's part in it, where it is on the record."""

    person: str
    at: Instant
    position: int


class Difference(Value):
    """One rule before and after; None where there was or is none."""

    rule: str
    before: str | None
    after: str | None


class RuleChange(Value):
    """A change with the two people that it takes.

    One only where the service moved a deadline that had passed while it was away, and in a record
    from before waivers took two.
    """

    kind: Kind
    id: str
    unit: str | None
    about: str | None
    standing: Standing
    wanted: Act
    agreed: Act | None
    reason: str | None
    answer: str | None
    expires_at: Instant | None
    differences: tuple[Difference, ...]


async def of_cycle(
    streams: Streams, organisation: str, cycle: str, until: int
) -> tuple[RuleChange, ...]:
    """Every change of rules up to a position, in the order in which they were wanted."""
    own = await streams.recorded(organisation, stream_of("cycle", cycle))
    found = [*_of_the_cycle(one for one in own if one.position <= until)]
    plans: dict[str, list[Recorded]] = {}
    for one in await store.read.of_types(streams.reader, organisation, cycle, OF_PLANS, until):
        plans.setdefault(one.stream, []).append(one)
    for every in plans.values():
        found += _of_a_plan(every)
    return tuple(sorted(found, key=lambda one: (one.wanted.position, one.id)))


def _of_the_cycle(recorded: Iterable[Recorded]) -> tuple[RuleChange, ...]:
    state: CycleState | None = None
    found: dict[str, RuleChange] = {}
    for one in recorded:
        read = decode(CYCLE, one)
        event = read.event
        match event:
            case c.CycleStarted():
                found["start"] = _from_the_start(event, one, read)
            case c.RuleChangeProposed() if state is not None:
                found[event.change] = _proposed(event, state, one, read)
            case c.RuleChangeAgreed():
                wanted = found[event.change]
                agreed = _act(event.agreed_by, one, read)
                found[event.change] = _answered(wanted, "in force", agreed)
            case _:
                pass
        state = CYCLE.evolve(state, event, at=read.at, by=read.by, version=read.version)
    return tuple(found.values())


def _from_the_start(event: c.CycleStarted, recorded: Recorded, read: Decoded) -> RuleChange:
    return RuleChange(
        kind="policy and calendar",
        id="start",
        unit=None,
        about=None,
        standing="from the start",
        wanted=_act(read.by.person, recorded, read),
        agreed=None,
        reason=None,
        answer=None,
        expires_at=None,
        differences=tuple(
            _between({}, {**_of_policy(event.policy), **_of_calendar(event.calendar)})
        ),
    )


def _proposed(
    event: c.RuleChangeProposed, state: CycleState, recorded: Recorded, read: Decoded
) -> RuleChange:
    known = _of_calendar(state.calendar)
    calendar = _of_calendar(event.calendar)
    before = {name: known[name] for name in calendar if name in known}
    after = dict(calendar)
    if event.policy is not None:
        before |= _of_policy(state.policy)
        after |= _of_policy(event.policy)
    return RuleChange(
        kind="policy and calendar",
        id=event.change,
        unit=None,
        about=None,
        standing="proposed",
        wanted=_act(event.proposed_by, recorded, read),
        agreed=None,
        reason=event.reason,
        answer=None,
        expires_at=None,
        differences=tuple(_between(before, after)),
    )


def _of_a_plan(recorded: Iterable[Recorded]) -> tuple[RuleChange, ...]:
    found: dict[str, RuleChange] = {}
    for one in recorded:
        read = decode(aggregate_of(one.stream), one)
        unit = one.stream.rpartition("/")[2]
        match read.event:
            case u.WaiverProposed() as event:
                wanted = _act(event.proposed_by, one, read)
                found[event.waiver] = _waiver(event, event.waiver, unit, wanted, None)
            case u.GateWaived() as event:
                name = event.waiver or f"waived-{one.position}"
                agreed = _act(event.waived_by, one, read)
                wanted = found[name].wanted if name in found else agreed
                found[name] = _waiver(event, name, unit, wanted, agreed)
            case u.WaiverRefused() as event:
                act = _act(event.refused_by, one, read)
                found[event.waiver] = _answered(
                    found[event.waiver], "refused", act, answer=event.reason
                )
            case u.WaiverExpired(waiver=waiver):
                found[waiver] = _answered(found[waiver], "expired", None)
            case u.DeadlineExtended() as event:
                found[f"deadline-{one.position}"] = _extended(event, unit, one, read)
            case _:
                pass
    return tuple(found.values())


def _waiver(
    event: u.WaiverProposed | u.GateWaived, name: str, unit: str, wanted: Act, agreed: Act | None
) -> RuleChange:
    return RuleChange(
        kind="waiver",
        id=name,
        unit=unit,
        about=event.subject,
        standing="in force" if agreed else "proposed",
        wanted=wanted,
        agreed=agreed,
        reason=event.reason,
        answer=None,
        expires_at=event.expires_at,
        differences=(Difference(rule=event.practice, before="holds", after="waived"),),
    )


def _extended(
    event: u.DeadlineExtended, unit: str, recorded: Recorded, read: Decoded
) -> RuleChange:
    rule = " ".join(one for one in (event.kind, event.key) if one)
    return RuleChange(
        kind="deadline",
        id=f"deadline-{recorded.position}",
        unit=unit,
        about=None,
        standing="in force",
        wanted=_act(read.by.person, recorded, read),
        agreed=None,
        reason=event.reason,
        answer=None,
        expires_at=None,
        differences=(Difference(rule=rule, before=None, after=event.due_at.isoformat()),),
    )


def _answered(
    wanted: RuleChange, standing: Standing, by: Act | None, *, answer: str | None = None
) -> RuleChange:
    return wanted.model_copy(update={"standing": standing, "agreed": by, "answer": answer})


def _act(person: str, recorded: Recorded, read: Decoded) -> Act:
    return Act(person=person, at=read.at, position=recorded.position)


def _of_policy(policy: Policy) -> dict[str, str]:
    """Every parameter, and each gate that differs from the preset's, by name."""
    said = policy.model_dump(mode="json")
    overrides = said.pop("overrides")
    gates = {f"gate {one['practice']}": one["mode"] for one in overrides}
    return {**{name: _text(value) for name, value in said.items()}, **gates}


def _of_calendar(calendar: tuple[c.LevelCalendar, ...]) -> dict[str, str]:
    lines = chain.from_iterable(
        ((level.depth, one) for one in level.deadlines) for level in calendar
    )
    return {
        f"deadline at depth {depth}: {' '.join(filter(None, (one.kind, one.key)))}": (
            one.due_at.isoformat()
        )
        for depth, one in lines
    }


def _text(value: JsonValue) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _between(before: dict[str, str], after: dict[str, str]) -> Iterator[Difference]:
    for rule in dict.fromkeys((*before, *after)):
        was, now = before.get(rule), after.get(rule)
        if was != now:
            yield Difference(rule=rule, before=was, after=now)
