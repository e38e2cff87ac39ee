"""Signing, declining, and how a version comes into force, jointly owned or not."""

from __future__ import annotations

from domain import errors
from domain.model import Event
from domain.money import EXACT
from domain.practices import hold
from domain.practices.s0_19 import unsigned
from domain.unit import commands as c
from domain.unit import events as e
from domain.unit import values as v
from domain.unit.deciding.asked import (
    Asked,
    decided,
    known_person,
    open_version,
    require_stage,
    would_be,
)
from domain.unit.plan import InForce, Joining, UnitState, Version


@decided.register
def _sign(command: c.SignPlan, asked: Asked) -> tuple[Event, ...]:
    state, person = asked.state, asked.person
    joining = tuple(one for one in state.joining if one.person == person)
    running, latest = state.running, state.current
    if joining and running is not None and latest is not None:
        if latest.number == running.version:
            return _join(command, asked, joining, running)
        if person not in state.signers:
            raise errors.WrongStage("A change is being agreed: sign once it is in force.")
    current = open_version(state, command.version)
    if command.content_hash != current.content_hash:
        raise errors.OtherVersion(
            "What you were shown is not what is open now: look at the difference, then sign.",
            practice="S0-20",
        )
    if person in state.signed(current.number):
        raise errors.NothingToDo("You have signed this version already.")
    if person == state.leader:
        return _sign_first(command, asked, current)
    if not state.runs_unsigned:
        require_stage(state, ("signing",), "A member's signature, before the leader's,")
    return _signed(command, asked, "member")


def _sign_first(command: c.SignPlan, asked: Asked, current: Version) -> tuple[Event, ...]:
    state = asked.state
    if not state.runs_unsigned:
        require_stage(state, ("accepted", "signing"), "Signing")
    for line in current.targets:
        goal = state.goal(line.target)
        if goal is None or goal.standing == "provisional":
            raise errors.GateClosed(
                "No unit signs before the one above has.",
                practice="S0-19",
                missing=(f"the signature on this unit's portion of {line.target} above",),
            )
        if goal.amount != line.goal:
            raise errors.GateClosed(
                f"{line.target} was planned on {line.goal}; the unit above now gives "
                f"{goal.amount}.",
                practice="S0-07",
                missing=("a revision on the goal as it is now",),
            )
    return _signed(command, asked, "leader")


def _signed(command: c.SignPlan, asked: Asked, role: v.SignerRole) -> tuple[Event, ...]:
    state = asked.state
    meanings: tuple[v.Meaning, ...] = (
        ("authorship", "shared_goal", "resources_committed")
        if role == "leader"
        else ("shared_goal", "own_portion")
    )
    signed = e.PlanSigned(
        **dict(command),
        person=asked.person,
        role=role,
        meanings=meanings,
        seats=tuple(seat.id for seat in state.seats_of(asked.person)),
    )
    after = would_be(asked, signed)
    findings = hold("sign as seller", after, asked.at, about=asked.person)
    return (signed, *findings, *_joint(asked, after))


def _joint(asked: Asked, after: UnitState) -> tuple[Event, ...]:
    """With the last signature: joint ownership and the promise, in the same transaction."""
    current = after.current
    if current is None or current.content_hash is None or unsigned(after):
        return ()
    joint = e.JointOwnershipReached(
        version=current.number, content_hash=current.content_hash, people=after.signers
    )
    events: tuple[Event, ...] = (joint, *_committed(after, current))
    return (*events, *hold("run", would_be(Asked(after, asked.at, asked.by, asked.person), *events),
                           asked.at))  # fmt: skip


def _committed(state: UnitState, version: Version) -> tuple[Event, ...]:
    """What becomes irrevocable now; what was promised before stays promised."""
    known = {one.line.id for one in state.commitments}
    fresh = tuple(line for line in version.resources if line.id not in known)
    if not fresh:
        return ()
    return (e.ResourcesCommitted(version=version.number, commitments=fresh),)


def _join(
    command: c.SignPlan, asked: Asked, joining: tuple[Joining, ...], running: InForce
) -> tuple[Event, ...]:
    """A joiner or successor signs what is in force, and carries their seat from here."""
    if command.version != running.version:
        raise errors.OtherVersion("Sign the version that is in force.", practice="S0-20")
    if command.content_hash != running.content_hash:
        raise errors.OtherVersion("That is not the content in force.", practice="S0-20")
    signed = e.PlanSigned(
        **dict(command),
        person=asked.person,
        role="member",
        meanings=("shared_goal", "own_portion"),
        seats=tuple(one.seat for one in joining),
    )
    events: tuple[Event, ...] = (signed, *(_taken(one, running) for one in joining))
    if running.jointly_since is not None:
        return events
    return (*events, *_joint(asked, would_be(asked, *events)))


def _taken(joining: Joining, running: InForce) -> Event:
    """The seat's quota as it is now; an amendment since the offer is shared as the offer was."""
    portion = running.portion(joining.seat)
    year = joining.amount if portion is None else portion.amount
    amount, remainder = year, None
    if joining.remainder is not None:
        offered = joining.amount + joining.remainder
        amount = joining.amount
        if offered != year and offered.amount:
            amount = year.scaled(EXACT.divide(joining.amount.amount, offered.amount))
        remainder = year - amount
    return e.SeatTakenOver(
        seat=joining.seat, person=joining.person, amount=amount, remainder=remainder
    )


@decided.register
def _take_back(command: c.TakeBackSignature, asked: Asked) -> tuple[Event, ...]:
    state = asked.state
    current = state.current
    if current is None or asked.person not in state.signed(current.number):
        raise errors.NothingToDo("You have no signature under the version that is open.")
    if state.runs(current):
        raise errors.WrongStage(
            "The version is in force: a signature under it cannot be taken back.",
            practice="S0-19",
        )
    return (
        e.SignatureTakenBack(version=current.number, person=asked.person, reason=command.reason),
    )


@decided.register
def _decline(command: c.DeclineToSign, asked: Asked) -> tuple[Event, ...]:
    state = asked.state
    open_version(state, command.version)
    joins = any(one.person == asked.person for one in state.joining)
    if not joins:
        require_stage(state, ("accepted", "signing"), "Declining to sign")
    if asked.person in state.signed(command.version) and not joins:
        raise errors.WrongStage("You have signed: take your signature back first.")
    if any(one.person == asked.person and one.version == command.version for one in state.declines):
        raise errors.NothingToDo("You have declined this version already.")
    return (e.SignatureDeclined(**dict(command), person=asked.person),)


# ── in force without every signature ──────────────────────────────────────────────────────


@decided.register
def _put_in_force(command: c.PutInForce, asked: Asked) -> tuple[Event, ...]:
    state, person = asked.state, asked.person
    current = open_version(state, command.version)
    require_stage(state, ("signing",), "Putting a plan in force")
    if state.runs(current):
        raise errors.NothingToDo("This version is in force already.")
    _require_escalated(asked)
    missing = unsigned(state)
    if person in missing or person == state.leader:
        raise errors.NotAuthorised("Neither the leader nor who has not signed decides this.")
    proposed = state.in_force_proposed
    if proposed is None or proposed.version != current.number:
        return (_in_force_proposed(command, asked),)
    if person == proposed.proposed_by:
        raise errors.NeedsTwoPeople(
            "An approver must agree; it takes two people.", practice="S0-19"
        )
    put = e.PlanPutInForce(
        version=current.number,
        content_hash=current.content_hash or "",
        missing=tuple(v.Missing(person=one, why=_why(state, current, one)) for one in missing),
        decided_by=(proposed.proposed_by, person),
        signature=command.signature,
    )
    return (put, *_committed(would_be(asked, put), current))


def _in_force_proposed(command: c.PutInForce, asked: Asked) -> e.InForceProposed:
    above = asked.state.roles.leader_above
    if asked.person != above:
        raise errors.NotAuthorised(f"The leader above, {above}, asks for it first.")
    return e.InForceProposed(**dict(command), proposed_by=asked.person)


def _require_escalated(asked: Asked) -> None:
    deadline = asked.state.deadline("signing")
    if deadline is None or asked.at < deadline.due_at:
        raise errors.DeadlineNotReached(
            "A plan is put in force unsigned only after the signing deadline.",
            practice="S0-19",
        )
    if not deadline.escalated:
        raise errors.DeadlineNotReached(
            "First the missing signatures are escalated once, a day after the deadline.",
            practice="S0-19",
        )


def _why(state: UnitState, version: Version, person: str) -> str:
    words = [
        one.words
        for one in state.declines
        if one.person == person and one.version == version.number
    ]
    return f"declined: {words[-1]}" if words else "has not answered"


@decided.register
def _cover(command: c.CoverAbsence, asked: Asked) -> tuple[Event, ...]:
    state = asked.state
    known_person(state, command.person)
    known_person(state, command.cover)
    if command.person not in state.members or command.cover == command.person:
        raise errors.Invalid("Name a member who is away, and somebody else who covers.")
    if command.cover in {state.leader, state.roles.leader_above, *state.roles.auditors}:
        raise errors.NotAuthorised("A leader or an auditor covers for no member.")
    if command.until <= asked.at.date():
        raise errors.DeadlinePassed("The cover ends on a day to come.")
    return (e.AbsenceCovered(**dict(command)),)
