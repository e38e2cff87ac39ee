"""From what a leader enters to a version's targets and portions."""

from __future__ import annotations

from collections.abc import Sequence

from domain import errors
from domain.money import Money
from domain.portions import Basis, PortionShare, SeatBasis, rolled_up_matches, split
from domain.unit import commands as c
from domain.unit import values as v
from domain.unit.deciding.asked import in_currency, known_seat
from domain.unit.plan import HELD, UnitState


def drafted_targets(drafts: Sequence[c.TargetDraft], state: UnitState) -> tuple[v.TargetLine, ...]:
    """Each target's line on the goal that was confirmed, or came from above (S0-07)."""
    named = [draft.target for draft in drafts]
    wanted = {seat.target for seat in state.seats}
    if len(set(named)) != len(named) or set(named) != wanted:
        raise errors.Invalid(
            f"State one line for each target: {', '.join(sorted(wanted))}.", practice="S0-06"
        )
    return tuple(_target(draft, state) for draft in drafts)


def _target(draft: c.TargetDraft, state: UnitState) -> v.TargetLine:
    goal = state.goal(draft.target)
    if goal is None:
        who = "a sponsor confirms it" if state.parent is None else "it comes from the unit above"
        raise errors.GateClosed(
            f"{draft.target} has no plan goal yet: {who}.",
            practice="S0-07",
            missing=(f"plan goal of {draft.target}",),
        )
    zero = Money.zero(state.currency)
    if draft.add_on is not None and draft.add_on_percent is not None:
        raise errors.Invalid("State the add-on as an amount or as a percentage, not both.")
    add_on = draft.add_on or zero
    if draft.add_on_percent is not None:
        add_on = goal.amount.at_percent(draft.add_on_percent)
    over = draft.over_assignment or zero
    if add_on.currency != state.currency:
        raise errors.Invalid(f"The add-on is stated in {state.currency}.")
    in_currency(over, state.currency, "The over-assignment")
    return v.TargetLine(target=draft.target, goal=goal.amount, add_on=add_on, over_assignment=over)


def require_aggressive(targets: Sequence[v.TargetLine], below_goal_reason: str | None) -> None:
    """Raises GateClosed for a stretch target below the plan goal without a reason (S0-21)."""
    for line in targets:
        if line.stretch < line.goal and below_goal_reason is None:
            raise errors.GateClosed(
                f"{line.target}: {line.stretch} is below the plan goal of {line.goal}.",
                practice="S0-21",
                missing=("below_goal_reason: why the team plans for less than the plan goal",),
            )


def drafted_portions(
    command: c.ProposeStretchTarget | c.RevisePlan,
    targets: tuple[v.TargetLine, ...],
    state: UnitState,
) -> tuple[v.Portion, ...]:
    """Portions with what their basis would have given and the reason where they differ, then what is held."""
    drafts = command.portions
    from_basis = _from_basis(drafts, targets, state)
    return (
        *(_portion(draft, from_basis.get(draft.seat), state) for draft in drafts),
        *_held_portions(command.targets, state),
    )


def _held_portions(drafts: Sequence[c.TargetDraft], state: UnitState) -> tuple[v.Portion, ...]:
    """The leader's own lines: what is left of a target and nobody carries yet (S0-10)."""
    held = []
    for draft in drafts:
        if draft.held is not None:
            in_currency(draft.held, state.currency, "What the leader holds")
            held.append(
                v.Portion(
                    seat=f"{HELD}{draft.target}",
                    amount=draft.held,
                    rolled_up=draft.held,
                    basis=Basis.JUDGEMENT,
                    adjustment="Held by the leader: nobody carries it yet.",
                )
            )
    return tuple(held)


def _portion(draft: c.PortionDraft, computed: Money | None, state: UnitState) -> v.Portion:
    seat = known_seat(state, draft.seat)
    in_currency(draft.amount, seat.currency, f"The portion of {draft.seat}")
    rolled_up = draft.rolled_up or state.rolled_up(draft.amount)
    if rolled_up.currency != state.currency or not rolled_up_matches(
        draft.amount, rolled_up, state.rate(seat.currency)
    ):
        raise errors.Invalid(
            f"{draft.amount} is {state.rolled_up(draft.amount)} at the plan rate, not {rolled_up}.",
            practice="S0-08",
        )
    judged = draft.basis == Basis.JUDGEMENT or (computed is not None and computed != draft.amount)
    if judged and draft.adjustment is None:
        proposed = f"; its basis gives {computed}" if computed is not None else ""
        raise errors.Invalid(
            f"The portion of {draft.seat} is a judgement{proposed}: say why.", practice="S0-08"
        )
    return v.Portion(
        seat=draft.seat,
        amount=draft.amount,
        rolled_up=rolled_up,
        basis=draft.basis,
        from_basis=computed,
        adjustment=draft.adjustment,
    )


def _from_basis(
    drafts: Sequence[c.PortionDraft], targets: tuple[v.TargetLine, ...], state: UnitState
) -> dict[str, Money]:
    """What share of last year, equal growth or potential give, over the seats that use it.

    A basis speaks for all seats of a target or for none: it is a split of the whole.
    """
    computed: dict[str, Money] = {}
    for line in targets:
        seats = [seat for seat in state.seats if seat.target == line.target]
        bases = {draft.basis for draft in drafts if draft.seat in {seat.id for seat in seats}}
        usable = bases - {Basis.JUDGEMENT, Basis.WEIGHTS}
        if len(usable) == 1:
            rows = suggested(state, line.to_assign, line.target, usable.pop())
            computed |= {row.seat: row.amount for row in rows}
    return computed


def suggested(
    state: UnitState, total: Money, target: str, basis: Basis
) -> tuple[PortionShare, ...]:
    """A portion for each seat of a target by one basis, summing to the total exactly."""
    seats = [
        SeatBasis(
            seat=seat.id,
            currency=seat.currency,
            prior_year=seat.last_year,
            potential=seat.potential,
        )
        for seat in state.seats
        if seat.target == target and not seat.id.startswith(HELD)
    ]
    rates = {seat.currency: state.rate(seat.currency) for seat in state.seats}
    return split(total, seats, basis, rates)
