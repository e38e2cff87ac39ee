"""What waits for whom in one person's plan: a pure function of its folded state."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from domain.seller.plan import Compensation, SellerState
from domain.seller.waiting import handover_due, promise_due, review_due
from projections.waiting import Wait


def in_seller(plan: SellerState) -> tuple[Wait, ...]:
    """Everything that the plan waits for, in no order of importance."""
    if plan.over:
        return ()
    return (
        *_writing(plan),
        *_compensation(plan),
        *_handovers(plan),
        *_reviews(plan),
        *_promises(plan),
    )


def _writing(plan: SellerState) -> Iterator[Wait]:
    who, manager = plan.seller.id, plan.manager
    if plan.stage == "writing":
        yield _wait(plan, who, "own_plan", "Write your plan for the year, and submit it.")
    elif plan.stage == "submitted":
        yield _wait(plan, manager, "seller_plan", f"Have {who} present the plan, and rate it.")
    elif plan.stage == "presented":
        yield _wait(plan, manager, "seller_plan", f"Agree to {who}'s plan, or return it.")
        if plan.rating("attainable") is None or plan.rating("aggressive") is None:
            words = f"Rate one half of {who}'s double A; the other is for another person."
            yield _wait(plan, plan.leader_above, "double_a", words)


def _compensation(plan: SellerState) -> Iterator[Wait]:
    found = plan.compensation
    if found is None:
        return
    if found.explained_by is None:
        words = f"Explain the compensation plan to {plan.seller.id}."
        yield _wait(plan, plan.manager, "explain_compensation", words)
    elif (asked := _asked_of_seller(found)) is not None:
        yield _wait(plan, plan.seller.id, "compensation", asked)
    if found.agreed is not None and found.company_win_by is None:
        words = f"Say whether {plan.seller.id}'s compensation plan is a win for the company."
        yield _wait(plan, plan.manager, "company_win", words)


def _asked_of_seller(found: Compensation) -> str | None:
    if not found.understood:
        return "Confirm that your compensation plan was explained to you."
    return None if found.agreed else "Say what you think of your compensation plan."


def _handovers(plan: SellerState) -> Iterator[Wait]:
    for one in plan.handovers:
        if not one.done:
            words = (
                f"Take over the account {one.won.account} from {plan.seller.id}, and confirm it."
            )
            key = f"{plan.seller.id}/{one.won.account}"
            yield Wait(one.won.farmer, "handover", words, key, handover_due(one))


def _reviews(plan: SellerState) -> Iterator[Wait]:
    for one in plan.reviews:
        key = f"{plan.seller.id}/{one.period}"
        if one.held is None:
            words = f"Hold the seller review {one.period} with {plan.seller.id}."
            yield Wait(plan.manager, "seller_review", words, key, review_due(plan, one.period))
            if one.missed:
                told = f"{plan.manager} missed the review {one.period} with {plan.seller.id}: see that it is held."
                yield Wait(plan.leader_above, "missed_review", told, key)
        elif not one.confirmed:
            words = f"Confirm the record of your review {one.period}."
            yield Wait(plan.seller.id, "confirm_review", words, key)


def _promises(plan: SellerState) -> Iterator[Wait]:
    """Their own, until they say what became of it (S4-19, S4-20)."""
    for one in plan.pledges:
        if one.reported is None:
            words = f"Keep your promise, and say what became of it: {one.promise.words}"
            key = f"{plan.seller.id}/{one.promise.id}"
            yield Wait(plan.seller.id, "own_promise", words, key, promise_due(one))


def _wait(
    plan: SellerState, person: str, kind: str, words: str, due_at: datetime | None = None
) -> Wait:
    return Wait(person, kind, words, plan.seller.id, due_at)
