"""What a change of a portion cites, in words: the item, decision or goal that caused it."""

from __future__ import annotations

from domain.model import Value
from domain.money import Money
from domain.unit.citing import changed_seats
from domain.unit.plan import UnitState


class Cause(Value):
    """`kind` says what it is; `person` is whose it is, where it is somebody's."""

    id: str
    kind: str
    words: str
    person: str | None = None


def of(state: UnitState) -> tuple[Cause, ...]:
    """Everything in this plan that a change can cite, in the order in which it came."""
    return (
        *(Cause(id=one.id, kind="pushback", words=one.words, person=one.person)
          for one in state.items if one.stage != "captured"),
        *(Cause(id=one.asked.request, kind="resource request", words=one.asked.words,
                person=one.asked.asked_by) for one in state.requests),
        *_accounts(state),
        *(Cause(id=one.id, kind="key success factor", words=one.words, person=one.owner)
          for one in state.factors),
        *(Cause(id=one.line.id, kind="commitment", words=one.line.words,
                person=one.line.asked_by) for one in state.commitments),
        *(Cause(id=f"decline-{one.person}", kind="declined signature", words=one.words,
                person=one.person) for one in state.declines),
        *(Cause(id=f"objection-{one.person}", kind="objection", words=one.words or "",
                person=one.person) for one in state.answers if one.kind == "objected"),
        *(Cause(id=f"goal-{one.target}", kind="goal", words=goal_words(one.target, one.amount),
                person=one.confirmed_by) for one in state.goals),
        *(Cause(id=f"request-{one.unit}-{one.request}", kind="request from below",
                words=one.words) for one in state.received_amendments),
        *(Cause(id=one.proposed.correction, kind="correction", words=one.proposed.reason,
                person=one.proposed.proposed_by) for one in state.corrections),
        *(Cause(id=f"seat-{one}", kind="change of a seat", words=_titled(state, one))
          for one in changed_seats(state)),
        *(Cause(id=f"leader-{one.person}", kind="change of leader", words=f"since {one.since}",
                person=one.person) for one in state.led[1:]),
        *(Cause(id=one, kind="amendment", words=one) for one in state.amendments),
    )  # fmt: skip


def goal_words(target: str, amount: Money) -> str:
    return f"{target} is now {amount}"


def _titled(state: UnitState, seat: str) -> str:
    found = state.seat(seat)
    return found.title if found else seat


def _accounts(state: UnitState) -> tuple[Cause, ...]:
    names = {one.account.id: one.account.name for one in state.claims}
    seats = {one.id: one.title for one in state.seats}
    return tuple(
        Cause(
            id=one.account,
            kind="account decision",
            words=f"{names.get(one.account, one.account)} goes to {seats.get(one.winner, one.winner)}",
            person=one.decider,
        )
        for one in state.contests
        if one.winner is not None
    )
