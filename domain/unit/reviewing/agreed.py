"""What reviews agreed and is not settled: it waits for its owner, and comes back at the next review."""

from __future__ import annotations

from domain.unit.plan import Review, UnitState
from domain.unit.reviewing.values import Agreed, Reported


def last_time(state: UnitState, period: str) -> tuple[Agreed, ...]:
    """What reviews that were held agreed, and nobody said at a later one is done or dropped."""
    held = [one for one in state.reviews if one.held_at is not None and one.period != period]
    over = {one.agreed for review in held for one in review.settled if one.became != "not_done"}
    return tuple(one for review in held for one in review.agreed if one.id not in over)


def awaited(state: UnitState) -> tuple[Agreed, ...]:
    """What its owner has still to do: not reported as done, nor answered in the review that is open."""
    open_ = (one.record for one in state.reviews if one.record is not None)
    over = {one.agreed for record in open_ for one in record.settled if one.became != "not_done"}
    over |= reports(state).keys()
    return tuple(one for one in last_time(state, "") if one.id not in over)


def reports(state: UnitState) -> dict[str, Reported]:
    """By its id, what was said to be done since the last review."""
    return {one.agreed: one for review in state.reviews for one in review.reported}


def owned_by(state: UnitState, leaver: str, successor: str) -> tuple[Review, ...]:
    """Every review, with what still waits for who leaves going on with who follows."""
    open_ = {one.id for one in awaited(state) if one.action.owner == leaver}
    return tuple(
        review.model_copy(
            update={
                "agreed": tuple(
                    _handed(one, successor) if one.id in open_ else one for one in review.agreed
                )
            }
        )
        for review in state.reviews
    )


def _handed(agreed: Agreed, successor: str) -> Agreed:
    action = agreed.action.model_copy(update={"owner": successor})
    return agreed.model_copy(update={"action": action})
