"""Sellers' plans as their unit begins them and hears of them."""

from __future__ import annotations

from domain import errors
from domain.model import Event
from domain.unit import commands as c
from domain.unit import events as e
from domain.unit.deciding.asked import Asked, decided
from domain.words import id_of

RATED = "My plan for the year was rated not attainable: what was said of it stands in my plan."


@decided.register
def _begin(command: c.BeginSellerPlans, asked: Asked) -> tuple[Event, ...]:
    state = asked.state
    joining = (one.person for one in state.joining)
    sellers = tuple(dict.fromkeys((*state.sellers, *joining)))
    wanted = command.people or sellers
    if unknown := tuple(one for one in wanted if one not in sellers):
        raise errors.Unknown(
            f"{', '.join(unknown)}: a plan is written by who carries a number here and leads no unit.",
            practice="S4-09",
        )
    others = set(wanted) - {asked.person}
    if others and asked.person in state.members:
        raise errors.NotAuthorised("A member begins their own plan only.", practice="S4-09")
    fresh = tuple(one for one in dict.fromkeys(wanted) if state.seller_plan(one) is None)
    if not fresh:
        raise errors.NothingToDo("Their plans were begun before.")
    return (e.SellerPlansBegun(people=fresh, begun_by=asked.person),)


@decided.register
def _receive(command: c.ReceiveSellerPlan, asked: Asked) -> tuple[Event, ...]:
    known = asked.state.seller_plan(command.person)
    if known is None:
        raise errors.Unknown(f"No plan of {command.person} was begun here.")
    event = e.SellerPlanReported(**dict(command))
    if all(getattr(known, name) == value for name, value in event):
        raise errors.NothingToDo("That is known here already.")
    return (event, *_captured(command, asked))


def _captured(command: c.ReceiveSellerPlan, asked: Asked) -> tuple[Event, ...]:
    """A plan rated not attainable is an objection, once its person makes it theirs (S3-27).

    The unit reads its items, and not what was said of somebody's plan.
    """
    state = asked.state
    item = id_of(f"double-a.{command.person}.{command.submitted}")
    open_ = state.current is not None and state.stage in {"proposed", "in_pushback", "revised"}
    if command.unattainable is None or not open_ or state.item(item) is not None:
        return ()
    current = state.current
    assert current is not None
    seat = next((one.id for one in state.seats_of(command.person)), None)
    return (
        e.PushbackCaptured(
            item=item,
            version=current.number,
            person=command.person,
            kind="attainability",
            words=RATED,
            seat=seat,
        ),
    )
