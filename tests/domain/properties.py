"""What must hold of every history of a plan, whoever tried what."""

from __future__ import annotations

from domain.model import SYSTEM, Event
from domain.money import Money, total
from domain.unit import events as e
from domain.unit.measuring.events import CorrectionRefused
from domain.unit.plan import UnitState
from tests.domain.given import Told

NEXT = {
    "open": {"open", "fulfilled", "substituted", "breached"},
    "breached": {"breached", "fulfilled", "substituted"},
    "fulfilled": {"fulfilled"},
    "substituted": {"substituted"},
}


def stand_ins(state: UnitState) -> tuple[tuple[str, str], ...]:
    """Who is away, and who acts for them."""
    return (
        *((one.delegator, one.delegate) for one in state.delegations),
        *((one.person, one.cover) for one in state.covers),
    )


def holds(before: UnitState, after: UnitState, history: list[Told], start: int) -> None:
    told = history[start:]
    events = [event for event, _, _ in told]
    no_promise_is_withdrawn(before, after, told)
    each_amount_has_one_owner(before, after, events)
    nobody_consents_for_another(told)
    nobody_acts_for_both_sides(before, told)
    a_waiver_takes_two(before, told)
    ownership_is_complete(after, events, history)


def no_promise_is_withdrawn(before: UnitState, after: UnitState, told: list[Told]) -> None:
    consents = {
        event.commitment: actor.person
        for event, _, actor in told
        if isinstance(event, e.SubstituteAccepted)
    }
    for was in before.commitments:
        now = after.commitment(was.line.id)
        assert now is not None
        assert now.standing in NEXT[was.standing]
        kept = {"asked_by": was.line.asked_by}
        assert now.line.model_copy(update=kept) == was.line
        if now.standing == "substituted" and was.standing != "substituted":
            assert consents[was.line.id] not in {before.leader, "system"}
            assert any(one.line == was.offered for one in after.commitments)
    assert len(after.commitments) >= len(before.commitments)


def in_force(state: UnitState) -> Money | None:
    running = state.running
    if running is None:
        return None
    return total((one.rolled_up for one in running.portions), state.currency)


def each_amount_has_one_owner(before: UnitState, after: UnitState, events: list[Event]) -> None:
    seats = [seat.id for seat in after.seats]
    assert len(set(seats)) == len(seats)
    for row in after.in_force:
        carried_by = [one.seat for one in row.portions]
        assert len(set(carried_by)) == len(carried_by)
        assert set(carried_by) <= set(seats)
        assert all(one.amount.amount >= 0 for one in row.portions)
    if after.running is not None:
        assigned = total((line.to_assign for line in after.running.targets), after.currency)
        assert in_force(after) == assigned
    if not any(isinstance(one, e.JointOwnershipReached | e.PlanPutInForce) for one in events):
        assert in_force(after) == in_force(before)


ONES_OWN = (
    e.PlanSigned, e.SignatureDeclined, e.SignatureTakenBack, e.UnderstandingConfirmed,
    e.NoConcernsStated,
)  # fmt: skip
ALONE = (
    *ONES_OWN, e.SubstituteAccepted, e.SubstituteRefused, e.SubstituteOffered, e.CommitmentAdded,
    e.CommitmentFulfilled, e.ResourceRequestDecided, e.BudgetGranted, e.WaiverProposed,
    e.GateWaived, e.WaiverRefused,
    e.DutyDelegated, e.InForceProposed, e.PlanPutInForce, e.ActualsRestated,
    CorrectionRefused,
)  # fmt: skip


def nobody_consents_for_another(told: list[Told]) -> None:
    for event, _, actor in told:
        if isinstance(event, ONES_OWN):
            assert event.person == actor.person
        if isinstance(event, ALONE):
            assert actor.on_behalf_of in {None, actor.person}


def nobody_acts_for_both_sides(before: UnitState, told: list[Told]) -> None:
    roles = before.roles
    joiners = {one.person for one in before.joining}
    above = {roles.leader_above, *roles.approvers, *roles.executives, *roles.sponsors}
    below = {*before.members, *joiners}
    for event, _, actor in told:
        assert actor.person not in roles.auditors, event
        person = actor.on_behalf_of or actor.person
        if isinstance(event, e.PushbackRaised):
            assert event.person == person
        if isinstance(event, e.AccountClaimed) and actor != SYSTEM:
            assert event.claimant.person == person
        if person == actor.person:
            continue
        assert (person, actor.person) in stand_ins(before)
        if person == before.leader:
            assert actor.person not in {*below, *above, *roles.planners}
        elif person in below:
            assert actor.person not in {before.leader, *above}
        else:
            assert actor.person not in {before.leader, *below}


def a_waiver_takes_two(before: UnitState, told: list[Told]) -> None:
    """The leader above and an approver, neither of whom gains from it."""
    for event, _, actor in told:
        if isinstance(event, e.GateWaived):
            one, other = event.proposed_by, event.waived_by
            above, approvers = before.roles.leader_above, before.roles.approvers
            assert other == actor.person != one
            assert (one == above and other in approvers) or (other == above and one in approvers)
            assert not {one, other} & {before.leader, *before.members, event.subject}


def owners_when_final(history: list[Told], version: int) -> set[str]:
    """Who carried a seat of a version when it was made final; the leader's part is the office's."""
    owners: set[str] = set()
    leader = ""
    for event, _, _ in history:
        if isinstance(event, e.UnitPlanOpened):
            leader = event.leader
        elif isinstance(event, e.PlanFinalised) and event.version == version:
            owners = {one.owner for one in event.owners} | {leader}
        elif isinstance(event, e.LeaderReplaced):
            leader = event.successor.id
            owners = {leader if one == event.leaver else one for one in owners}
    return owners


def ownership_is_complete(after: UnitState, events: list[Event], history: list[Told]) -> None:
    """Everyone who carried a seat of the version when it was final has signed that content."""
    for event in events:
        if isinstance(event, e.JointOwnershipReached):
            content = after.versions[event.version - 1].content_hash
            assert event.content_hash == content
            valid = {
                one.person
                for one in after.signatures
                if (one.version, one.content_hash, one.standing)
                == (event.version, content, "valid")
            }
            missing = owners_when_final(history, event.version) - valid
            assert not missing, f"jointly owned without {sorted(missing)}"
            assert after.running is not None
            assert (after.running.version, after.running.missing) == (event.version, ())
