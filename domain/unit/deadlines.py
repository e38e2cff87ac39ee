"""Who a deadline waits for, and which marks it has; one that waits for nobody has none left."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from domain.marking import OpenDeadline, left_of, marks_of
from domain.people import DeadlineKind
from domain.practices.s0_19 import unsigned
from domain.unit.deciding.accepting import accepting
from domain.unit.plan import OVER, UnitState
from domain.unit.reviewing.agreed import awaited
from domain.unit.waivers import may_agree


def waiting_for(state: UnitState, deadline: OpenDeadline) -> tuple[str, ...]:
    """Whose act would settle a deadline now; nobody, when its step has not come or is over."""
    return tuple(_waits(state, deadline))


def _waits(state: UnitState, deadline: OpenDeadline) -> Iterable[str]:
    return () if state.stage in OVER else _WAITS[deadline.kind](state, deadline)


def _open(state: UnitState) -> bool:
    return state.stage in {"proposed", "in_pushback", "revised"}


def _not_responded(state: UnitState, deadline: OpenDeadline) -> Iterable[str]:
    if deadline.key.startswith("joining-"):
        seat = deadline.key.removeprefix("joining-")
        return tuple(one.person for one in state.joining if one.seat == seat)
    if not _open(state):
        return ()
    number = int(deadline.key.removeprefix("v"))
    return (
        one.person
        for one in state.windows
        if one.closes_at == deadline.due_at
        and not any(
            state.has_responded(one.person, version)
            for version in range(number, len(state.versions) + 1)
        )
    )


def _not_signed(state: UnitState, _deadline: OpenDeadline) -> tuple[str, ...]:
    if state.stage == "accepted":
        return (state.leader,)
    if state.stage != "signing" or state.runs(state.current):
        return ()
    declined = {
        one.person
        for one in state.declines
        if state.current is not None and one.version == state.current.number
    }
    waiting = tuple(person for person in unsigned(state) if person not in declined)
    # Who declined has answered; the leader now owes a revision, a move, or the way above.
    # So does a leader whose last member left the signatures complete without a last one.
    return waiting or (state.leader,)


def _not_proposed(state: UnitState, _deadline: OpenDeadline) -> tuple[str, ...]:
    return (state.leader,) if state.stage == "drafted" else ()


def _not_understood(state: UnitState, _deadline: OpenDeadline) -> Iterable[str]:
    if not _open(state):
        return ()
    return (person for person in state.members if not state.understood(person))


def _not_answered(state: UnitState, _deadline: OpenDeadline) -> tuple[str, ...]:
    return (state.leader,) if any(one.stage == "open" for one in state.items) else ()


def _not_final(state: UnitState, _deadline: OpenDeadline) -> tuple[str, ...]:
    return (state.leader,) if _open(state) else ()


def _not_accepted(state: UnitState, _deadline: OpenDeadline) -> tuple[str, ...]:
    return accepting(state) if state.stage == "final" else ()


def _not_decided(state: UnitState, deadline: OpenDeadline) -> tuple[str, ...]:
    contest = next((one for one in state.contests if one.account == deadline.key), None)
    return (state.leader,) if contest is not None and contest.winner is None else ()


def _not_kept(state: UnitState, deadline: OpenDeadline) -> tuple[str, ...]:
    promise = state.commitment(deadline.key)
    return (state.leader,) if promise is not None and promise.standing == "open" else ()


def _not_reviewed(state: UnitState, deadline: OpenDeadline) -> tuple[str, ...]:
    held = {one.period for one in state.reviews if one.held_at is not None}
    return (state.leader,) if state.running is not None and deadline.key not in held else ()


def _not_done(state: UnitState, deadline: OpenDeadline) -> Iterable[str]:
    return (one.action.owner for one in awaited(state) if one.id == deadline.key)


def _not_planned(state: UnitState, deadline: OpenDeadline) -> Iterable[str]:
    return (
        one.set.owner for one in state.live_goals if one.set.goal == deadline.key and not one.steps
    )


def _not_agreed(state: UnitState, deadline: OpenDeadline) -> tuple[str, ...]:
    proposal = state.waiver_proposal(deadline.key)
    return may_agree(proposal.proposed, state) if proposal is not None else ()


_WAITS: dict[DeadlineKind, Callable[[UnitState, OpenDeadline], Iterable[str]]] = {
    "proposal": _not_proposed,
    "understanding": _not_understood,
    "pushback": _not_responded,
    "answers": _not_answered,
    "final": _not_final,
    "acceptance": _not_accepted,
    "signing": _not_signed,
    "claim": _not_decided,
    "commitment": _not_kept,
    "review": _not_reviewed,
    "agreed": _not_done,
    "waiver": _not_agreed,
    "goal_plan": _not_planned,
}


def marks(state: UnitState, deadline: OpenDeadline) -> tuple[int, ...]:
    """Every mark of a deadline, in order."""
    if deadline.kind == "commitment":
        return marks_of(state.policy, (state.policy.breach_after_days - 1,))
    return marks_of(state.policy, () if deadline.kind == "waiver" else None)


def next_mark(state: UnitState, deadline: OpenDeadline) -> tuple[int, datetime] | None:
    """The next mark to record and its instant; None while nobody is waited for."""
    if next(iter(_waits(state, deadline)), None) is None:
        return None
    return next(left_of(deadline, marks(state, deadline)), None)
