"""What a unit's plan owes: the marks of its deadlines, and commands up, down and to the cycle."""

from __future__ import annotations

from domain.cycle.commands import EndUnitPlan
from domain.due import Due, Owed, Timer
from domain.money import Money, total
from domain.people import DeadlineKind, Seat
from domain.unit import commands as c
from domain.unit import values as v
from domain.unit.deadlines import next_mark
from domain.unit.owing_sellers import owed_to_sellers
from domain.unit.plan import OVER, Claim, Contest, UnitState
from domain.unit.reconciling import offered_by_seat

SINCE: dict[DeadlineKind, str] = {
    "agreed": "what-reviews-agreed-is-due",
    "goal_plan": "promised-steps-are-due",
}
"""Deadlines of a kind that histories of before do not wait for."""


def due(state: UnitState) -> Due:
    """Everything owed, as a pure function of the plan."""
    if state.stage in OVER:
        return Due(commands=(*_ended(state), *owed_to_sellers(state)), ended=True)
    return Due(
        timers=_timers(state),
        commands=(
            *(owed for seat in state.seats for owed in _goal_below(state, seat)),
            *_bottom_up(state),
            *(owed for claim in state.claims for owed in _claim(state, claim)),
            *(owed for contest in state.contests for owed in _settled(state, contest)),
            *_requests(state),
            *owed_to_sellers(state),
        ),
    )


def _timers(state: UnitState) -> tuple[Timer, ...]:
    timers = []
    for deadline in state.deadlines:
        if (mark := next_mark(state, deadline)) is not None:
            days, at = mark
            command = c.MarkTime(kind=deadline.kind, key=deadline.key, days=days)
            key = f"{deadline.kind}:{deadline.key}:{deadline.due_at.isoformat()}:{days}"
            timers.append(Timer(key, at, command, since=SINCE.get(deadline.kind)))
    return tuple(timers)


def _goal_below(state: UnitState, seat: Seat) -> tuple[Owed, ...]:
    """A unit below plans on the portion of the seat that leads it, as firm as it is."""
    if seat.leads is None:
        return ()
    found = _portion(state, seat)
    if found is None:
        return ()
    amount, standing, cause = found
    command = c.SetGoal(target=seat.target, amount=amount, standing=standing)
    key = f"{seat.target}.{standing}.{_which(state, seat, amount, standing)}"
    return (Owed(cause=cause, aggregate="unit", to=seat.leads, command=command, key=key),)


def _which(state: UnitState, seat: Seat, amount: Money, standing: v.GoalStanding) -> str:
    """Tells apart what one version has said: signed, taken back, handed over, shared by a joiner."""
    if standing == "in_force":
        return f"{amount.amount:f}"
    signatures = sum(
        one.person == seat.owner and one.version == len(state.versions) for one in state.signatures
    )
    return f"{state.owner(seat)}.{signatures}"


def _portion(state: UnitState, seat: Seat) -> tuple[Money, v.GoalStanding, int] | None:
    running, current = state.running, state.current
    if running is not None and (portion := running.portion(seat.id)) is not None:
        return portion.amount, "in_force", state.versions[running.version - 1].stated
    portion = current.portion(seat.id) if current is not None else None
    if current is None or portion is None:
        return None
    signed = seat.owner is not None and seat.owner in state.signed(current.number)
    return portion.amount, "signed" if signed else "provisional", current.stated


def _bottom_up(state: UnitState) -> tuple[Owed, ...]:
    """What this unit adds up to, from its people and from the units below it, goes up as evidence."""
    if state.parent is None or not offered_by_seat(state):
        return ()
    command = c.ReceiveBottomUp(
        unit=state.unit, amount=bottom_up_total(state), items=_live_items(state)
    )
    withdrawn = sum(one.stage == "withdrawn" for one in state.items)
    return (
        Owed(
            cause=state.bottom_up_stated,
            aggregate="unit",
            to=state.parent,
            command=command,
            key=f"v{len(state.versions)}.{command.items}.{withdrawn}",
        ),
    )


def bottom_up_total(state: UnitState) -> Money:
    """What is offered for each seat, by its owner or the unit that it leads, else its portion."""
    offered = offered_by_seat(state)
    current = state.current
    portions = {} if current is None else {one.seat: one.amount for one in current.portions}
    amounts = (offered.get(seat.id) or portions.get(seat.id) for seat in state.seats)
    return total(
        (state.rolled_up(amount) for amount in amounts if amount is not None), state.currency
    )


def _live_items(state: UnitState) -> int:
    return sum(one.stage in {"open", "answered"} for one in state.items)


def _claim(state: UnitState, claim: Claim) -> tuple[Owed, ...]:
    """A claim goes up the tree, so that the nearest common leader sees both."""
    if state.parent is None:
        return ()
    command = c.ReceiveClaim(unit=state.unit, account=claim.account, claimant=claim.claimant)
    return (
        Owed(
            cause=claim.stated,
            aggregate="unit",
            to=state.parent,
            command=command,
            key=claim.claimant.seat,
        ),
    )


def _settled(state: UnitState, contest: Contest) -> tuple[Owed, ...]:
    """Each claimant's own unit hears that its claim is contested here, and what was decided."""
    account = next(one.account for one in state.claims if one.account.id == contest.account)
    cause = contest.decided or contest.stated
    return tuple(
        Owed(
            cause=cause,
            aggregate="unit",
            to=claimant.unit,
            command=c.SettleClaim(
                account=account,
                seat=claimant.seat,
                standing=_standing(contest, claimant),
                decided_by=contest.decider,
            ),
            key=f"{contest.account}.{claimant.seat}",
        )
        for claimant in contest.claimants
        if claimant.unit != state.unit
    )


def _standing(contest: Contest, claimant: v.Claimant) -> v.ClaimStanding:
    if contest.winner is None:
        return "contested"
    return "kept" if claimant.seat == contest.winner else "lost"


def _requests(state: UnitState) -> tuple[Owed, ...]:
    if state.parent is None:
        return ()
    return tuple(
        Owed(
            cause=version,
            aggregate="unit",
            to=state.parent,
            command=c.ReceiveAmendmentRequest(
                request=asked.request, unit=state.unit, words=asked.words
            ),
        )
        for version, asked in state.asked_amendments
    )


def _ended(state: UnitState) -> tuple[Owed, ...]:
    if state.ended is None:
        return ()
    command = EndUnitPlan(unit=state.unit, ended_as=state.stage)
    return (Owed(cause=state.ended, aggregate="cycle", to=state.cycle, command=command),)
