"""What the cycle's page shows: the signing board, the tree of units, deadlines and waivers."""

from __future__ import annotations

from asyncio import gather
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from decimal import Decimal
from typing import Any, get_args

from fastapi import Response

from domain.authority.ruling import told
from domain.calendar import instant
from domain.cycle.authority import offices
from domain.cycle.state import CycleState
from domain.money import Money
from domain.naming import named
from domain.people import Office
from domain.policy import Policy
from domain.practices import TITLES
from projections import board, members, resources, seats, summary, targets, units, waivers
from projections.board import Board
from projections.fetching import Found
from projections.summary import Summary, TargetTotal
from projections.summary_of_tables import facts_of
from web.opening import opened_rows
from web.pages import cycle_acts, due, picturing, tree
from web.pages.acting import NOTHING_TYPED, Trouble, Typed
from web.pages.tree import TOP, Opened, Place
from web.pages.viewing import View, opened_names
from web.result_queries import come_to

BEFORE_SIGNING = frozenset({"drafted", "proposed", "in_pushback", "revised", "final"})


@dataclass(frozen=True)
class Read:
    """The rows that the page is made of, read at once."""

    units: tuple[Found, ...]
    targets: tuple[Found, ...]
    top_seats: tuple[Found, ...]
    members: tuple[Found, ...]
    waivers: tuple[Found, ...]
    proposed: tuple[Found, ...]
    resources: tuple[Found, ...]
    due: tuple[Found, ...]
    warned: tuple[Found, ...]


@dataclass(frozen=True)
class Street:
    """What sellers carry against the plan goal, and how far that is beyond the stretch target."""

    line: TargetTotal
    over_stretch: Decimal | None
    level: str


async def shown(
    view: View,
    place: Place = TOP,
    typed: Typed = NOTHING_TYPED,
    trouble: Trouble | None = None,
) -> Response:
    read, seals = await _read(view), view.reading.doors.seals
    read = replace(read, units=await opened_rows(seals, read.units))
    opened = _opened(read, place)
    state, now = view.state, view.reading.at
    acts = cycle_acts.of(state, view.person)
    names = await opened_names(view) if acts.offices else {}
    whole = _summary(state, read)
    return view.page(
        "cycle.html",
        typed=typed,
        trouble=trouble,
        now=now,
        board=_board(state, read, now),
        due_lines=_due(read.due, now),
        waivers=[
            {**one, "waived_by": str(one["waived_by"]).split(waivers.AND)}
            for one in await _not_ended(view, read.waivers)
        ],
        proposed=[
            {**one, "words": named(str(one["words"]), view.eyes.names)}
            for one in await _not_ended(view, read.proposed)
        ],
        unit_names={one["unit"]: one["name"] for one in read.units},
        track=board.track(read.units),
        opened=opened,
        tree=_lines(read, opened),
        whole=whole,
        street=_street(whole, state.policy),
        resources=_resources(state, read),
        warned=read.warned,
        policy=state.policy,
        practices=TITLES,
        acts=acts,
        offices=tuple((one, told(one).capitalize()) for one in get_args(Office)),
        people=_by_name(names),
        holders=_holders(view, names),
        shares=picturing.share_bars(state, read.top_seats, view.eyes),
    )


async def _not_ended(view: View, rows: Sequence[Found]) -> list[Found]:
    """Of a rehearsal, what has not ended where it has come to: the machine's clock is behind."""
    if not rows:
        return []
    now = await come_to(view.reading)
    return [one for one in rows if isinstance(ends := one["expires_at"], datetime) and ends > now]


def _holders(view: View, names: Mapping[str, str]) -> list[tuple[str, str]]:
    """Whoever holds an office, by name, with which."""
    roles = view.state.roles
    lists = (people for _, people in roles if isinstance(people, tuple))
    held = {one: sorted(map(told, offices(roles, one))) for people in lists for one in people}
    return _by_name({one: f"{names.get(one, one)}: {', '.join(of)}" for one, of in held.items()})


def _by_name(people: Mapping[str, str]) -> list[tuple[str, str]]:
    return sorted(people.items(), key=lambda one: one[1])


async def _read(view: View) -> Read:
    reading = view.reading
    place = (reading.doors.reader, reading.organisation, reading.cycle)
    shown = reading.units
    top = [one for one in shown if view.state.top and one == view.state.top.draft.unit]
    found = await gather(
        units.of(*place, shown),
        targets.of(*place, shown),
        seats.of(*place, top),
        members.of(*place, shown),
        waivers.open_at(*place, shown, reading.at),
        waivers.proposed_at(*place, shown, reading.at),
        resources.read(*place, shown),
        board.due(*place, shown),
        board.warned(*place, shown),
    )
    return Read(*found)


def _summary(state: CycleState, read: Read) -> Summary:
    """The same summary that the API gives, of rows that are here already."""
    market = {one.currency: one.rate for one in state.market_rates}
    rates: list[Mapping[str, Any]] = [
        {"currency": one.currency, "plan_rate": one.rate, "market_rate": market.get(one.currency)}
        for one in state.rates
    ]
    goals: list[Mapping[str, Any]] = [
        {"target": one.target, "amount": one.amount.amount, "currency": one.amount.currency}
        for one in state.goals
    ]
    tables: dict[str, Sequence[Mapping[str, Any]]] = {
        "cycles": [dict(state)],
        "rates": rates,
        "plan_goals": goals,
        "units": read.units,
        "targets": read.targets,
        "seats": read.top_seats,
        "findings": (),
    }
    return summary.of(facts_of(tables))


def _board(state: CycleState, read: Read, now: datetime) -> Board:
    return board.of(
        read.units,
        read.members,
        begins_at=instant(state.starts_on, time(), state.zone),
        due_at=_last_signing(state, read),
        now=now,
    )


def _last_signing(state: CycleState, read: Read) -> datetime | None:
    """The last deadline for signing: of who is waited for, and of units that are not so far."""
    found = [one["due_at"] for one in read.due if one["kind"] == "signing"]
    unsigned = {one["unit"] for one in read.units if one["stage"] in BEFORE_SIGNING}
    depths = {state.depth(unit) for unit in state.units if unit.draft.unit in unsigned}
    calendar = state.announced_calendar or state.calendar
    deepest = max((level.depth for level in calendar), default=0)
    for level in calendar:
        if level.depth in depths or (level.depth == deepest and max(depths, default=0) > deepest):
            found += [one.due_at for one in level.deadlines if one.kind == "signing"]
    return max((one for one in found if isinstance(one, datetime)), default=None)


def _due(rows: Sequence[Found], now: datetime) -> tuple[dict[str, Any], ...]:
    return tuple(
        {
            **row,
            "late": due.lateness(row["due_at"], now),
            "overdue": row["due_at"] < now,
        }
        for row in rows
        if isinstance(row["due_at"], datetime)
    )


def _opened(read: Read, place: Place) -> Opened:
    """The units in the order of their names, as far as they are shown."""
    by_name = sorted(read.units, key=lambda one: str(one["name"]).casefold())
    parents = {
        str(one["unit"]): None if one["parent"] is None else str(one["parent"]) for one in by_name
    }
    return tree.opened(parents, place)


def _lines(read: Read, opened: Opened) -> tuple[dict[str, Any], ...]:
    """A line for each target of each unit shown."""
    units = {one["unit"]: one for one in read.units}
    targets: dict[object, list[Found]] = {}
    for one in read.targets:
        targets.setdefault(one["unit"], []).append(one)
    return tuple(
        {
            **units[line.unit],
            "place": line,
            "first": n == 0,
            "committed": _money(units[line.unit], "committed"),
            "line": _amounts(row) if row else None,
        }
        for line in opened.lines
        for n, row in enumerate(targets.get(line.unit, [None]))
    )


def _amounts(line: Found) -> dict[str, Any]:
    names = ("goal", "stretch", "in_force", "bottom_up", "gap")
    return {"target": line["target"], **{name: _money(line, name) for name in names}}


def _money(row: Found, name: str) -> Money | None:
    amount = row[name]
    return Money.kept(amount, str(row["currency"])) if isinstance(amount, Decimal) else None


def _street(whole: Summary, policy: Policy) -> tuple[Street, ...]:
    found = []
    for line in whole.totals.targets if whole.totals else ():
        over = None
        if line.stretch is not None and line.stretch.amount > 0:
            over = line.street_quota.share_of(line.stretch) - 100
        found.append(Street(line, over, _level(over, policy)))
    return tuple(found)


def _level(over: Decimal | None, policy: Policy) -> str:
    if over is None or over <= policy.street_quota_warn:
        return ""
    return "strong" if over > policy.street_quota_strong else "warn"


def _resources(state: CycleState, read: Read) -> resources.Resources:
    rates = {one.currency: one.rate for one in state.rates}
    return resources.rolled_up(read.resources, state.currency, rates)
