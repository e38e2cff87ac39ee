"""Signatures, refusals, joint ownership, in force, amendments, and who covers an absence."""

from __future__ import annotations

from domain.marking import OpenDeadline
from domain.unit import events as e
from domain.unit import values as v
from domain.unit.evolving.change import Moment, change, unproved
from domain.unit.plan import (
    Decline,
    InForce,
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
