"""What waits for whom in one plan or cycle: a pure function of its folded state."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from domain.cycle.granting import may_agree
from domain.cycle.state import CycleState
from domain.marking import OpenDeadline
from domain.unit.deadlines import waiting_for
from domain.unit.deciding.correcting import other_than_known
from domain.unit.evolving.promising import end_of
from domain.unit.plan import OVER, Item, UnitState
from domain.unit.waivers import may_agree as may_waive

JOINING = "joining-"
PERSONAL = frozenset(
    {"understanding", "signing", "substitute", "captured", "joining", "waiver", "dependency"}
)


@dataclass(frozen=True)
class Wait:
    """One thing that one person is asked for; `subject` names what it is about, if anything."""

    person: str
    kind: str
    words: str
    subject: str = ""
    due_at: datetime | None = None


WORDS = {
    "proposal": "Propose the stretch target and each portion.",
    "understanding": "Confirm that you understand your portion.",
    "pushback": "Respond to the proposal: push back, or say that you have no concern.",
    "final": "Make the plan final.",
    "acceptance": "Accept the final plan, or object in words.",
    "signing": "Sign the plan, or decline in words.",
    "claim": "Decide who has the account {key}.",
    "commitment": "Keep the promise: {key}.",
    "review": "Hold the review of {key}.",
    "agreed": "Do what the review agreed: {key}.",
    "goal_plan": "Write the steps that were promised for the goal: {key}.",
}

UNSIGNED = (
    "Not everybody signs: revise the plan, take your signature back, or ask the leader above to put it "
    "in force."
)


def in_unit(state: UnitState) -> tuple[Wait, ...]:
    """Everything a unit's plan waits for, in no order of importance."""
    if state.stage in OVER:
        return tuple(_corrections(state))
    waits = _all(state)
    return (*waits, *(wait for one in waits for wait in _covered(state, one)))


def _covered(state: UnitState, wait: Wait) -> Iterator[Wait]:
    """Who covers an absence is asked too, for all but what nobody does for another."""
    for cover in state.covers:
        if cover.person == wait.person and wait.kind not in PERSONAL:
            words = f"For {cover.person}, until {cover.until}: {wait.words}"
            yield replace(wait, person=cover.cover, words=words)


def _all(state: UnitState) -> tuple[Wait, ...]:
    return (
        *_deadlines(state),
        *(wait for item in state.items for wait in _item(state, item)),
        *_goals(state),
        *_resources(state),
        *_in_force(state),
        *_waivers(state),
        *_joining(state),
        *_requests(state),
        *_corrections(state),
        *_look_back(state),
        *_dependencies(state),
    )


def _deadlines(state: UnitState) -> Iterator[Wait]:
    for deadline in state.deadlines:
        words = WORDS.get(deadline.kind)
        if words is None or deadline.key.startswith(JOINING):
            continue
        told = words.format(key=called(state, deadline))
        for person in waiting_for(state, deadline):
            wait = _due(deadline, person, told)
            yield replace(wait, kind="unsigned", words=UNSIGNED) if _signed(state, wait) else wait


def _signed(state: UnitState, wait: Wait) -> bool:
    """Whether a leader who has signed is waited for: somebody declined, and nobody else is left to sign."""
    current = state.current
    return (
        wait.kind == "signing"
        and current is not None
        and wait.person in state.signed(current.number)
    )


def called(state: UnitState, deadline: OpenDeadline) -> str:
    """What a deadline is about, in the words of whoever promised or agreed it; else its key."""
    lines = (one.line for one in state.commitments)
    agreed = (one for review in state.reviews for one in review.agreed)
    known = {
        **{("commitment", one.id): one.words for one in lines},
        **{("agreed", one.id): one.action.words for one in agreed},
        **{("goal_plan", one.set.goal): one.set.words for one in state.strategic},
    }
    return known.get((deadline.kind, deadline.key), deadline.key).rstrip(".")


def _due(deadline: OpenDeadline, person: str, words: str) -> Wait:
    return Wait(
        person=person,
        kind=deadline.kind,
        words=words,
        subject=deadline.key,
        due_at=deadline.due_at,
    )


def _item(state: UnitState, item: Item) -> Iterator[Wait]:
    if item.stage == "captured":
        words = "Confirm or leave what was captured in your name."
        yield Wait(item.person, "captured", words, item.id)
    elif item.stage == "open":
        answers = state.deadline("answers")
        words = f"Answer {item.person}'s objection, with a reason."
        yield Wait(state.leader, "answer", words, item.id, answers.due_at if answers else None)
    elif item.contested is not None and item.view is None:
        words = f"{item.person} contests an answer: note your view."
        yield Wait(state.roles.leader_above, "view", words, item.id)


def _goals(state: UnitState) -> Iterator[Wait]:
    for line in state.current.targets if state.current else ():
        goal = state.goal(line.target)
        if goal is not None and goal.amount != line.goal:
            words = (
                f"The goal of {line.target} is now {goal.amount}; the plan stands on {line.goal}."
            )
            yield Wait(state.leader, "goal", words, line.target)


def _resources(state: UnitState) -> Iterator[Wait]:
    for request in state.requests:
        if request.decided is None:
            words = f"Grant or decline what {request.asked.asked_by} asked for, with a reason."
            yield Wait(state.leader, "request", words, request.asked.request)
    for promise in state.commitments:
        if promise.offered is not None:
            words = "Accept or refuse the substitute you were offered."
            yield Wait(promise.line.asked_by, "substitute", words, promise.line.id)
    for support in state.support:
        if support.given is None:
            promised = support.promised
            words = f"Give {promised.person} the help you promised."
            due_at = end_of(promised.due_on)
            yield Wait(state.leader, "support", words, promised.support, due_at)


def _in_force(state: UnitState) -> Iterator[Wait]:
    proposed = state.in_force_proposed
    if proposed is None:
        return
    for person in dict.fromkeys((*state.roles.approvers, *state.roles.sponsors)):
        if person not in {proposed.proposed_by, state.leader}:
            words = f"{proposed.proposed_by} asks to put version {proposed.version} in force."
            yield Wait(person, "in_force", words, f"v{proposed.version}")


def _waivers(state: UnitState) -> Iterator[Wait]:
    """A proposed waiver waits for the other of the two, until the day on which it would end."""
    for one in state.waiver_proposals:
        proposed = one.proposed
        if one.standing == "proposed":
            about = f" for {proposed.subject}" if proposed.subject else ""
            words = (
                f"{proposed.proposed_by} proposes to waive {proposed.practice}{about} until "
                f"{proposed.expires_at:%Y-%m-%d}: {proposed.reason}"
            )
            for person in may_waive(proposed, state):
                yield Wait(person, "waiver", words, proposed.waiver, proposed.expires_at)


def _joining(state: UnitState) -> Iterator[Wait]:
    for joining in state.joining:
        words = f"Read and sign your quota of {joining.amount}, or decline in words."
        yield Wait(joining.person, "joining", words, joining.seat, joining.respond_by)


def _requests(state: UnitState) -> Iterator[Wait]:
    """A request from below waits until this unit opens its next amendment."""
    for asked in state.received_amendments:
        if asked.taken_up:
            continue
        words = f"Unit {asked.unit} asks you to amend the plan."
        yield Wait(state.leader, "amendment", words, f"{asked.unit}.{asked.request}")


def _corrections(state: UnitState) -> Iterator[Wait]:
    """Those that can be approved: what another changed meanwhile is never what this one reverses."""
    for correction in state.corrections:
        proposed = correction.proposed
        if correction.waits and not any(other_than_known(proposed, state)):
            words = f"Approve or refuse the correction that {proposed.proposed_by} proposed."
            for person in state.roles.sponsors:
                if person != proposed.proposed_by:
                    yield Wait(person, "correction", words, proposed.correction)


def _look_back(state: UnitState) -> Iterator[Wait]:
    """What fell short is planned to 100 %, by who leads; who planned it brings it there."""
    looked = state.look_back
    if looked is None:
        return
    unplanned = [one for one in looked.open_items if one.plan is None]
    if unplanned and looked.closed_at is None:
        what = "why-not has" if len(unplanned) == 1 else "why-nots have"
        words = f"{len(unplanned)} {what} no plan to 100 % yet: plan each, or close nothing."
        yield Wait(state.leader, "why_nots", words, "look-back")
    for item in looked.open_items:
        if item.plan is not None:
            words = f"Bring this to 100 %, and report how far it is: {item.words}"
            yield Wait(item.plan.owner, "to_hundred", words, item.id, end_of(item.plan.due_on))


def _dependencies(state: UnitState) -> Iterator[Wait]:
    """Its owner, in another function, says whether it will be there."""
    for one in state.buy_in.live:
        if one.answer is None:
            owed = one.dependency
            words = f"The plan of {state.name} needs this of {owed.function}, accept or refuse it: {owed.words}"
            yield Wait(owed.owner, "dependency", words, owed.id, end_of(owed.due_on))


def in_cycle(state: CycleState) -> tuple[Wait, ...]:
    """Everything a cycle as a whole waits for."""
    if state.stage in {"cancelled", "closed"}:
        return ()
    return (*_preparing(state), *_rules(state), *_role_changes(state))


def _preparing(state: CycleState) -> Iterator[Wait]:
    if state.stage != "preparing":
        return
    missing = [target for target in state.targets if state.goal(target) is None]
    for target in missing:
        for person in state.roles.sponsors:
            yield Wait(person, "plan_goal", f"Confirm the plan goal of {target}.", target)
    for person in state.roles.planners:
        if state.top is None:
            yield Wait(person, "people", "Import the people, units and seats.")
        elif not missing:
            yield Wait(person, "announce", "Announce the cycle: everything is there.")


def _rules(state: CycleState) -> Iterator[Wait]:
    leaders = (state.top.led_by,) if state.top else ()
    for change in state.rule_changes:
        if change.agreed is None:
            proposed = change.proposed
            people = dict.fromkeys((*leaders, *state.roles.approvers, *state.roles.sponsors))
            for person in people:
                if person != proposed.proposed_by:
                    words = f"{proposed.proposed_by} proposes other rules: agree, or let it lie."
                    yield Wait(person, "rules", words, proposed.change)


def _role_changes(state: CycleState) -> Iterator[Wait]:
    for change in state.role_changes:
        proposed = change.proposed
        if change.changed is None and proposed.proposed_by in state.roles.administrators:
            words = f"{proposed.proposed_by} proposes a change of offices: agree, or let it lie."
            for person in may_agree(proposed, state.roles):
                yield Wait(person, "roles", words, proposed.change)
