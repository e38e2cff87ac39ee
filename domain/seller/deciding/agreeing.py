"""What manager and leaders add: coaching, presentation, the two ratings, agreement; and roles."""

from __future__ import annotations

from datetime import date, timedelta

from domain import errors
from domain.model import Event
from domain.seller import commands as c
from domain.seller import events as e
from domain.seller.deciding.asked import Asked, decided, submitted_version
from domain.seller.plan import SellerState


@decided.register
def _coach(command: c.CoachPlan, asked: Asked) -> tuple[Event, ...]:
    return (e.PlanCoached(words=command.words, coached_by=asked.person),)


@decided.register
def _present(command: c.PresentSellerPlan, asked: Asked) -> tuple[Event, ...]:
    state = asked.state
    submitted_version(state, command.version, ("submitted",))
    if command.held_at > asked.at:
        raise errors.Invalid("A presentation is recorded once it was held.", practice="S3-25")
    if set(command.attendees) <= {state.seller.id, asked.person}:
        raise errors.Invalid("A plan is presented to peers and management.", practice="S3-25")
    presented = e.SellerPlanPresented(**dict(command))
    return (presented, *_findings(state))


def _findings(state: SellerState) -> tuple[Event, ...]:
    if state.coached:
        return ()
    words = "Presented without a round of coaching before it"
    return (e.SellerFindingRaised(practice="S3-26", words=words),)


@decided.register
def _rate(command: c.RateSellerPlan, asked: Asked) -> tuple[Event, ...]:
    state = asked.state
    submitted_version(state, command.version, ("submitted", "presented"))
    if asked.person == state.seller.id:
        raise errors.NotAuthorised("Nobody rates their own plan.", practice="S3-27")
    if state.rating(command.aspect) is not None:
        raise errors.NothingToDo(f"Whether it is {command.aspect} was rated before.")
    if any(one.by == asked.person for one in state.ratings):
        raise errors.NeedsTwoPeople(
            "Aggressive and attainable are rated by two people.", practice="S3-27"
        )
    return (e.SellerPlanRated(**dict(command), rated_by=asked.person),)


@decided.register
def _agree(command: c.AgreeToSellerPlan, asked: Asked) -> tuple[Event, ...]:
    state = asked.state
    submitted_version(state, command.version, ("submitted", "presented"))
    gaps = tuple(one for one in _open(state) if state.policy.mode(one[0]) != "off")
    if blocking := [one for one in gaps if state.policy.mode(one[0]) == "block"]:
        raise errors.GateClosed(
            "The plan cannot be agreed yet.",
            practice=blocking[0][0],
            missing=tuple(gap for _, gap in blocking),
        )
    findings = tuple(e.SellerFindingRaised(practice=one, words=gap) for one, gap in gaps)
    return (e.SellerPlanAgreed(version=command.version, agreed_by=asked.person), *findings)


def _open(state: SellerState) -> tuple[tuple[str, str], ...]:
    """What double A and the presentation still lack, with the practice that wants it."""
    found = []
    for aspect in ("aggressive", "attainable"):
        rating = state.rating(aspect)
        if rating is None:
            found.append(("S3-27", f"nobody has rated whether it is {aspect}"))
        elif not rating.passes:
            found.append(("S3-27", f"{rating.by} says that it is not {aspect}: {rating.words}"))
    if state.presented is None:
        found.append(("S3-28", "it was not presented to peers and management"))
    if state.goals and state.planned + state.run_rate < state.goal:
        short = state.goal - state.planned - state.run_rate
        found.append(("S3-15", f"lines and run-rate fall short of the goal by {short}"))
    return tuple(found)


@decided.register
def _return(command: c.ReturnSellerPlan, asked: Asked) -> tuple[Event, ...]:
    submitted_version(asked.state, command.version, ("submitted", "presented", "agreed"))
    return (e.SellerPlanReturned(**dict(command), returned_by=asked.person),)


@decided.register
def _role(command: c.AssignSellingRole, asked: Asked) -> tuple[Event, ...]:
    state = asked.state
    if command.until_on is not None and command.until_on < command.from_on:
        raise errors.Invalid("A role ends after it begins.", practice="S3-21")
    both = _overlapping(command, state)
    if both and (command.reason is None or state.policy.mode("S3-22") == "block"):
        raise errors.GateClosed(
            f"{state.seller.name} is {both} in that time: nobody is both.",
            practice="S3-22",
            missing=("an end of the other role before this one begins, or a reason",),
        )
    assigned = e.SellingRoleAssigned(**dict(command))
    if not both:
        return (assigned,)
    words = f"Hunter and farmer at once from {command.from_on}: {command.reason}"
    return (assigned, e.SellerFindingRaised(practice="S3-22", words=words))


def _overlapping(command: c.AssignSellingRole, state: SellerState) -> str | None:
    """The other role, where its days and these meet."""
    first, last = command.from_on, command.until_on or date.max
    for one in state.selling_roles:
        if one.role != command.role and one.from_on <= last and first <= (one.until_on or date.max):
            return one.role
    seat = state.role if not state.selling_roles else None
    return seat if seat is not None and seat != command.role else None


@decided.register
def _won(command: c.RecordAccountWon, asked: Asked) -> tuple[Event, ...]:
    state = asked.state
    if state.handover(command.account) is not None:
        raise errors.NothingToDo("That account was recorded as won before.")
    if command.farmer == state.seller.id:
        raise errors.Invalid("Who wins an account hands it to somebody else.", practice="S3-23")
    by = asked.at.date() + timedelta(days=state.policy.of_sellers.handover_days)
    return (e.AccountWon(**dict(command), hand_over_by=by),)


@decided.register
def _handed(command: c.ConfirmHandover, asked: Asked) -> tuple[Event, ...]:
    handover = asked.state.handover(command.account)
    if handover is None or handover.won.farmer != asked.person:
        raise errors.Unknown(f"No account {command.account} is being handed to you.")
    if handover.done:
        raise errors.NothingToDo("That was confirmed before.")
    return (e.AccountHandedOver(account=command.account, confirmed_by=asked.person),)
