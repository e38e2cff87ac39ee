"""Signatures, refusals, joint ownership, in force, amendments, and who carries a seat."""

from __future__ import annotations

from collections.abc import Container

from domain.people import Seat
from domain.unit import events as e
from domain.unit import values as v
from domain.unit.evolving.change import Moment, change, unproved
from domain.unit.plan import (
    HELD,
    Commitment,
    Decline,
    InForce,
    Joining,
    OpenDeadline,
    Signature,
    UnitState,
    Version,
)


@change.register
def _signed(event: e.PlanSigned, state: UnitState, moment: Moment) -> UnitState:
    evidence = event.signature
    signature = Signature(
        person=event.person,
        role=event.role,
        version=event.version,
        content_hash=event.content_hash,
        at=moment.at,
        dissent=event.dissent,
        grade=evidence.grade if evidence else None,
        manifest_sha256=evidence.manifest_sha256 if evidence else None,
    )
    running = state.running
    rows = state.in_force
    if running is not None and running.version == event.version:
        missing = tuple(one for one in running.missing if one.person != event.person)
        rows = (*rows[:-1], running.model_copy(update={"missing": missing}))
    return state.model_copy(
        update={
            "signatures": (*state.signatures, signature),
            "stage": "signing" if state.stage == "accepted" else state.stage,
            "in_force": rows,
        }
    )


def _standing(state: UnitState, version: int, people: tuple[str, ...], standing: str) -> UnitState:
    signatures = tuple(
        one.model_copy(update={"standing": standing})
        if one.version == version and one.person in people and one.standing == "valid"
        else one
        for one in state.signatures
    )
    return state.model_copy(update={"signatures": signatures})


@change.register
def _taken_back(event: e.SignatureTakenBack, state: UnitState, _moment: Moment) -> UnitState:
    after = _standing(state, event.version, (event.person,), "taken_back")
    # The offer is the leader's: without it nobody below has anything to sign.
    if event.person == state.leader:
        return after.model_copy(update={"stage": "accepted"})
    return after


@change.register
def _voided(event: e.SignaturesVoided, state: UnitState, _moment: Moment) -> UnitState:
    return _standing(state, event.version, event.people, "void")


@change.register
def _declined(event: e.SignatureDeclined, state: UnitState, moment: Moment) -> UnitState:
    decline = Decline(person=event.person, version=event.version, words=event.words, at=moment.at)
    return state.model_copy(update={"declines": (*state.declines, decline)})


def _in_force(
    version: Version, moment: Moment, missing: tuple[v.Missing, ...], *, jointly: bool
) -> InForce:
    return InForce(
        version=version.number,
        content_hash=version.content_hash or "",
        targets=version.targets,
        portions=version.portions,
        since=moment.at,
        jointly_since=moment.at if jointly else None,
        missing=missing,
    )


def _changed_quotas(state: UnitState, version: Version) -> tuple[tuple[str, int], ...]:
    """How often each seat's quota has changed since it was first in force."""
    running = state.running
    if running is None:
        return state.quota_changes
    counts = dict(state.quota_changes)
    for portion in version.portions:
        before = running.portion(portion.seat)
        if before is None or before.amount != portion.amount:
            counts[portion.seat] = counts.get(portion.seat, 0) + 1
    return tuple(counts.items())


@change.register
def _joint(event: e.JointOwnershipReached, state: UnitState, moment: Moment) -> UnitState:
    version = state.versions[event.version - 1]
    running = state.running
    if running is not None and running.version == event.version:
        joint = running.model_copy(update={"jointly_since": moment.at, "missing": ()})
        rows = (*state.in_force[:-1], joint)
    else:
        rows = (*state.in_force, _in_force(version, moment, (), jointly=True))
    # A late signature can complete what is in force: an amendment that is open then goes on.
    amending = state.amendment is not None and event.version <= state.amended_from
    return state.model_copy(
        update={
            "in_force": rows,
            "stage": state.stage if amending else "settled",
            "amendment": state.amendment if amending else None,
            "in_force_proposed": None,
            "quota_changes": _changed_quotas(state, version),
        }
    )


@change.register
def _force_proposed(event: e.InForceProposed, state: UnitState, _moment: Moment) -> UnitState:
    return state.model_copy(update={"in_force_proposed": unproved(event)})


@change.register
def _put_in_force(event: e.PlanPutInForce, state: UnitState, moment: Moment) -> UnitState:
    version = state.versions[event.version - 1]
    row = _in_force(version, moment, event.missing, jointly=False)
    return state.model_copy(
        update={
            "in_force": (*state.in_force, row),
            "in_force_proposed": None,
            "quota_changes": _changed_quotas(state, version),
        }
    )


@change.register
def _amending(event: e.AmendmentOpened, state: UnitState, moment: Moment) -> UnitState:
    deadline = OpenDeadline(kind="signing", key="", due_at=event.sign_by, opened_at=moment.at)
    kept = tuple(
        one
        for one in state.deadlines
        if one.kind not in {"signing", "acceptance", "final", "answers"}
    )
    return state.model_copy(
        update={
            "amendment": event,
            "amended_from": len(state.versions),
            "windows": (),
            "amendments": (*state.amendments, event.amendment),
            "received_amendments": tuple(
                one.model_copy(update={"taken_up": True}) for one in state.received_amendments
            ),
            "stage": "revised",
            "deadlines": (*kept, deadline),
        }
    )


@change.register
def _withdrawn(_event: e.AmendmentWithdrawn, state: UnitState, _moment: Moment) -> UnitState:
    kept = tuple(one for one in state.deadlines if one.kind != "signing")
    running = state.running
    stage = "settled" if running is None or running.jointly_since is not None else "signing"
    return state.model_copy(
        update={"amendment": None, "stage": stage, "deadlines": kept, "windows": ()}
    )


@change.register
def _covered(event: e.AbsenceCovered, state: UnitState, _moment: Moment) -> UnitState:
    others = tuple(one for one in state.covers if one.person != event.person)
    return state.model_copy(update={"covers": (*others, event)})


# ── who carries a seat ────────────────────────────────────────────────────────────────────


def _with_owner(state: UnitState, seat: str, owner: str | None) -> tuple[Seat, ...]:
    return tuple(
        one.model_copy(update={"owner": owner}) if one.id == seat else one for one in state.seats
    )


def _reseated(state: UnitState, moment: Moment, people: Container[str | None]) -> UnitState:
    """The plan of whoever gained or lost a seat is told what is asked of them, again if need be."""
    plans = tuple(
        one.model_copy(update={"seated": moment.version}) if one.person in people else one
        for one in state.seller_plans
    )
    return state.model_copy(update={"seller_plans": plans})


def _expected(state: UnitState, seat: str, joining: Joining, moment: Moment) -> UnitState:
    others = tuple(one for one in state.joining if one.seat != seat)
    due = OpenDeadline(
        kind="pushback", key=f"joining-{seat}", due_at=joining.respond_by, opened_at=moment.at
    )
    kept = tuple(one for one in state.deadlines if (one.kind, one.key) != (due.kind, due.key))
    return state.model_copy(update={"joining": (*others, joining), "deadlines": (*kept, due)})


@change.register
def _filled(event: e.SeatFilled, state: UnitState, moment: Moment) -> UnitState:
    people = (*(one for one in state.people if one.id != event.person.id), event.person)
    joining = Joining(
        seat=event.seat,
        person=event.person.id,
        amount=event.amount,
        remainder=event.remainder,
        respond_by=event.respond_by,
    )
    return _expected(state.model_copy(update={"people": people}), event.seat, joining, moment)


@change.register
def _handed_over(event: e.SeatHandedOver, state: UnitState, moment: Moment) -> UnitState:
    successor = event.successor.id if event.successor is not None else None
    after = _with_successor(event, state, moment)
    after = _reseated(after, moment, {event.leaver, successor})
    # Who carries a seat is part of what is signed: an open version goes back to be revised.
    return after.model_copy(update={"stage": "revised"}) if is_signable(state) else after


def is_signable(state: UnitState) -> bool:
    """Whether a version is final and not yet in force."""
    running, current = state.running, state.current
    return (
        state.stage in {"final", "accepted", "signing"}
        and current is not None
        and (running is None or running.version != current.number)
    )


def _with_successor(event: e.SeatHandedOver, state: UnitState, moment: Moment) -> UnitState:
    people = state.people
    if event.successor is not None:
        successor = event.successor
        people = (*(one for one in people if one.id != successor.id), successor)
    running = state.running
    portion = running.portion(event.seat) if running is not None else None
    if event.successor is None or portion is None:
        owner = event.successor.id if event.successor is not None else None
        seats = _with_owner(state, event.seat, owner)
        vacated = state.model_copy(update={"people": people, "seats": seats})
        return vacated.model_copy(
            update={"factors": _carried(vacated, event.leaver, owner or state.leader)}
        )
    joining = Joining(
        seat=event.seat,
        person=event.successor.id,
        amount=portion.amount,
        remainder=None,
        respond_by=moment.at,
    )
    covered = state.model_copy(
        update={
            "people": people,
            "seats": _with_owner(state, event.seat, None),
            "commitments": _inherited(state, event.leaver, event.successor.id),
        }
    )
    factors = _carried(covered, event.leaver, event.successor.id)
    covered = covered.model_copy(update={"factors": factors})
    others = tuple(one for one in covered.joining if one.seat != event.seat)
    return covered.model_copy(update={"joining": (*others, joining)})


def _carried(state: UnitState, leaver: str, successor: str) -> tuple[v.Factor, ...]:
    """What somebody said they would do binds their office, until they hold none here."""
    if leaver in {state.leader, *state.members}:
        return state.factors
    return tuple(
        one.model_copy(
            update={
                "owner": successor if one.owner == leaver else one.owner,
                "actions": tuple(
                    step.model_copy(update={"owner": successor}) if step.owner == leaver else step
                    for step in one.actions
                ),
            }
        )
        for one in state.factors
    )


def _inherited(state: UnitState, leaver: str, successor: str) -> tuple[Commitment, ...]:
    """What was promised to who leaves is promised to who follows."""
    return tuple(
        one.model_copy(update={"line": one.line.model_copy(update={"asked_by": successor})})
        if one.line.asked_by == leaver
        else one
        for one in state.commitments
    )


@change.register
def _taken_over(event: e.SeatTakenOver, state: UnitState, moment: Moment) -> UnitState:
    seats = _with_owner(state, event.seat, event.person)
    joining = tuple(one for one in state.joining if one.seat != event.seat)
    before = _reseated(state, moment, {event.person})
    after = before.model_copy(update={"seats": seats, "joining": joining})
    running = state.running
    if event.remainder is None or not event.remainder.amount or running is None:
        return after
    portion = running.portion(event.seat)
    seat = state.seat(event.seat)
    if portion is None or seat is None:
        return after
    mine = state.rolled_up(event.amount)
    held = seat.model_copy(
        update={"id": _held_id(state, seat.id), "owner": None, "leads": None, "last_year": None}
    )
    split = (
        portion.model_copy(update={"amount": event.amount, "rolled_up": mine}),
        portion.model_copy(
            update={
                "seat": held.id,
                "amount": event.remainder,
                "rolled_up": portion.rolled_up - mine,
            }
        ),
    )
    portions = tuple(
        part for one in running.portions for part in (split if one.seat == event.seat else (one,))
    )
    rows = (*state.in_force[:-1], running.model_copy(update={"portions": portions}))
    return after.model_copy(update={"seats": (*seats, held), "in_force": rows})


def _held_id(state: UnitState, seat: str) -> str:
    """An id of its own for what a joiner does not carry of a seat, as short as any id."""
    names = (f"{HELD}{seat[:48]}", *(f"{HELD}{seat[:48]}.{n}" for n in range(2, 1000)))
    return next(name for name in names if state.seat(name) is None)


@change.register
def _leader_above(event: e.LeaderAboveReplaced, state: UnitState, moment: Moment) -> UnitState:
    roles = state.roles.model_copy(update={"leader_above": event.successor})
    return state.model_copy(update={"roles": roles, "led_since": moment.version})


@change.register
def _leader(event: e.LeaderReplaced, state: UnitState, moment: Moment) -> UnitState:
    people = (*(one for one in state.people if one.id != event.successor.id), event.successor)
    # An offer binds the office, but a signature is a person's: the successor signs anew.
    stage = "accepted" if state.stage == "signing" and not state.in_force else state.stage
    follows = state.model_copy(update={"leader": event.successor.id})
    return state.model_copy(
        update={
            "leader": event.successor.id,
            "led_since": moment.version,
            "people": people,
            "stage": stage,
            "factors": _carried(follows, event.leaver, event.successor.id),
            "versions": _inherited_office(state, event.leaver, event.successor.id),
        }
    )


def _inherited_office(state: UnitState, leaver: str, successor: str) -> tuple[Version, ...]:
    """The leader's own line of the open version goes with the office."""
    if not state.versions:
        return ()
    last = state.versions[-1]
    owners = tuple(
        one.model_copy(update={"owner": successor}) if one.owner == leaver else one
        for one in last.owners
    )
    return (*state.versions[:-1], last.model_copy(update={"owners": owners}))
