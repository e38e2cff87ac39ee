"""What the team will get: the lines that a version promises, and whether a sponsor paid for them."""

from __future__ import annotations

from domain import errors
from domain.money import Money, total
from domain.unit import values as v
from domain.unit.plan import Request, UnitState


def lines(state: UnitState) -> tuple[v.ResourceLine, ...]:
    """Every resource of the plan as it stands: granted requests, alternatives, and promises.

    A substituted promise gives way to its substitute.
    """
    promises = {one.line.id: one.line for one in state.commitments}
    # A promise is as it stands now: whoever follows a leaver is owed it.
    asked = tuple(
        promises.get(line.id, line)
        for one in state.requests
        if (line := _line(state, one)) is not None
    )
    gone = {one.line.id for one in state.commitments if one.standing == "substituted"}
    known = {line.id for line in asked}
    promised = (one.line for one in state.commitments if one.line.id not in known)
    return tuple(line for line in (*asked, *promised) if line.id not in gone)


def _line(state: UnitState, request: Request) -> v.ResourceLine | None:
    decided, asked = request.decided, request.asked
    if decided is None:
        return None
    holder = decided.budget_holder or state.leader
    if decided.outcome != "declined":
        return v.ResourceLine(
            id=asked.request,
            words=asked.words,
            asked_by=asked.asked_by,
            budget_holder=holder,
            due_on=asked.needed_by,
            amount=decided.amount,
            quantity=asked.quantity,
        )
    if decided.instead is None:
        return None
    return v.ResourceLine(
        id=f"{asked.request}.instead",
        words=decided.instead.words,
        asked_by=asked.asked_by,
        budget_holder=holder,
        due_on=decided.instead.due_on,
        amount=decided.instead.amount,
        quantity=decided.instead.quantity,
    )


def granted(state: UnitState) -> Money:
    """What sponsors granted this unit, in its currency at plan rates."""
    return total((state.rolled_up(one.amount) for one in state.budgets), state.currency)


def spoken_for(state: UnitState) -> Money:
    """What the plan's resources cost, in the unit's currency at plan rates."""
    return total(
        (state.rolled_up(line.amount) for line in lines(state) if line.amount is not None),
        state.currency,
    )


def require_budget(state: UnitState, amount: Money | None, *, frees: Money | None = None) -> str:
    """The budget holder of a further resource; raises BeyondBudget (S0-23)."""
    if not state.budgets:
        raise errors.BeyondBudget(
            "No sponsor has granted this unit a budget.",
            practice="S0-23",
            missing=("a sponsor's grant",),
        )
    if amount is None:
        return state.budgets[-1].holder
    has, needs = granted(state), spoken_for(state) + state.rolled_up(amount)
    if frees is not None:
        needs = needs - state.rolled_up(frees)
    if needs > has:
        raise errors.BeyondBudget(
            f"With this the plan's resources cost {needs}; sponsors granted {has}.",
            practice="S0-23",
            missing=(f"a sponsor's grant of {needs - has} more",),
        )
    return state.budgets[-1].holder
