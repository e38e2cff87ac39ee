"""Nothing is half there: each command has an office and a decider, each event a fold."""

from __future__ import annotations

import pytest

from domain import aggregates, errors
from domain.culture.authority import OFFICES as CULTURE_OFFICES
from domain.culture.commands import COMMANDS as CULTURE_COMMANDS
from domain.culture.commands import OpenCulture
from domain.culture.deciding.asked import decided as culture_decided
from domain.culture.events import EVENTS as CULTURE_EVENTS
from domain.culture.events import CultureOpened
from domain.culture.evolving.change import change as culture_change
from domain.custody import decide as custody_decide
from domain.custody import state as custody_state
from domain.custody.authority import OFFICES as CUSTODY_OFFICES
from domain.custody.commands import COMMANDS as CUSTODY_COMMANDS
from domain.custody.events import EVENTS as CUSTODY_EVENTS
from domain.cycle import decide as cycle_decide
from domain.cycle import evolve as cycle_evolve
from domain.cycle.commands import COMMANDS as CYCLE_COMMANDS
from domain.cycle.events import EVENTS as CYCLE_EVENTS
from domain.incentives import state as incentives_state
from domain.incentives.authority import OFFICES as INCENTIVES_OFFICES
from domain.incentives.commands import COMMANDS as INCENTIVES_COMMANDS
from domain.incentives.commands import OpenIncentives
from domain.incentives.decide import decided as incentives_decided
from domain.incentives.events import EVENTS as INCENTIVES_EVENTS
from domain.incentives.events import IncentivesOpened
from domain.model import Command, Event
from domain.policy import FIXED, STANDARD
from domain.practices import RULES, ahead, blockers
from domain.unit.authority import NOT_DELEGATED, OFFICES, offices
from domain.unit.commands import COMMANDS, OpenUnitPlan, SignPlan
from domain.unit.deciding.asked import Asked, decided
from domain.unit.events import EVENTS, UnitPlanOpened
from domain.unit.evolving.change import change
from domain.unit.plan import UnitState
from tests.domain import stages as s
from tests.domain.company import americas, on
from tests.domain.given import Plan

HELD_BY = {
    "system", "leader", "member", "joiner", "leader_above", "approver", "executive", "sponsor",
    "planner", "hr_partner", "auditor", "administrator",
}  # fmt: skip


def test_every_unit_command_has_an_office() -> None:
    assert set(OFFICES) == set(COMMANDS.values())
    assert {office for row in OFFICES.values() for office in row} <= HELD_BY - {"auditor"}
    assert set(COMMANDS.values()) >= NOT_DELEGATED


@pytest.mark.parametrize("kind", [one for one in COMMANDS.values() if one is not OpenUnitPlan])
def test_every_unit_command_has_a_decider(kind: type[Command]) -> None:
    assert decided.dispatch(kind) is not decided.dispatch(Command)


@pytest.mark.parametrize("kind", [one for one in EVENTS.values() if one is not UnitPlanOpened])
def test_every_unit_event_changes_the_plan(kind: type[Event]) -> None:
    assert change.dispatch(kind) is not change.dispatch(Event)


@pytest.mark.parametrize("name", sorted(set(CYCLE_COMMANDS) - {"StartCycle"}))
def test_every_cycle_command_has_a_decider(name: str) -> None:
    found = cycle_decide._decide.dispatch(CYCLE_COMMANDS[name])
    assert found is not cycle_decide._decide.dispatch(Command)


@pytest.mark.parametrize("name", sorted(set(CYCLE_EVENTS) - {"CycleStarted"}))
def test_every_cycle_event_changes_the_cycle(name: str) -> None:
    found = cycle_evolve._after.dispatch(CYCLE_EVENTS[name])
    assert found is not cycle_evolve._after.dispatch(Event)


@pytest.mark.parametrize("kind", CUSTODY_COMMANDS.values())
def test_every_custody_command_has_an_office_and_a_decider(kind: type[Command]) -> None:
    assert CUSTODY_OFFICES[kind]
    found = custody_decide._decide.dispatch(kind)
    assert found is not custody_decide._decide.dispatch(Command)


@pytest.mark.parametrize("kind", CUSTODY_EVENTS.values())
def test_every_custody_event_changes_custody(kind: type[Event]) -> None:
    assert custody_state._after.dispatch(kind) is not custody_state._after.dispatch(Event)


@pytest.mark.parametrize("kind", CULTURE_COMMANDS.values())
def test_every_culture_command_has_an_office_and_a_decider(kind: type[Command]) -> None:
    assert CULTURE_OFFICES[kind]
    assert kind is OpenCulture or culture_decided.dispatch(kind) is not culture_decided.dispatch(
        Command
    )


@pytest.mark.parametrize("kind", INCENTIVES_COMMANDS.values())
def test_every_command_of_incentives_has_an_office_and_a_decider(kind: type[Command]) -> None:
    assert INCENTIVES_OFFICES[kind]
    found = incentives_decided.dispatch(kind)
    assert kind is OpenIncentives or found is not incentives_decided.dispatch(Command)


@pytest.mark.parametrize("kind", INCENTIVES_EVENTS.values())
def test_every_event_of_incentives_changes_them(kind: type[Event]) -> None:
    found = incentives_state.change.dispatch(kind)
    assert kind is IncentivesOpened or found is not incentives_state.change.dispatch(Event)


@pytest.mark.parametrize("kind", CULTURE_EVENTS.values())
def test_every_culture_event_changes_the_culture(kind: type[Event]) -> None:
    assert kind is CultureOpened or culture_change.dispatch(kind) is not culture_change.dispatch(
        Event
    )


def test_a_command_that_nobody_decides_is_unknown() -> None:
    plan = s.opened()
    asked = Asked(state=plan.state, at=plan.at, by=plan.history[0][2], person="dana")
    with pytest.raises(errors.Unknown, match="knows no command"):
        decided(Command(), asked)


def test_signing_declining_and_promising_are_never_delegated() -> None:
    """S0-19, S0-22."""
    named = {kind.__name__ for kind in NOT_DELEGATED}
    assert {"SignPlan", "DeclineToSign", "TakeBackSignature", "AddCommitment"} <= named
    assert OFFICES[SignPlan] == ("leader", "member", "joiner")


def test_auditors_and_administrators_decide_nothing() -> None:
    """An administrator may only try, and be refused on the record (S0-22)."""
    allowed = {
        kind.__name__: row
        for kind, row in OFFICES.items()
        if {"auditor", "administrator"} & set(row)
    }
    assert set(allowed) == {"RevokeCommitment", "PassTime"}


def test_who_holds_which_office() -> None:
    state = s.opened().state
    assert offices(state, "dana") == ("leader",)
    assert offices(state, "olu") == ("approver", "sponsor")
    assert offices(state, "ruth") == ("leader_above", "approver")
    assert offices(state, "sam") == ("auditor",)
    assert offices(state, "nobody") == ()


def test_each_gate_is_a_rule_of_its_own_and_the_ten_are_all_there() -> None:
    held = [(rule.practice, step) for rule in RULES if rule.kind == "gate" for step in rule.steps]
    assert len(set(held)) == len(held)
    gates = {practice for practice, _ in held}
    # S0-20 and S0-22 are no rules on a plan: they are how signing and promising work.
    assert {*FIXED, *STANDARD} - gates == {"S0-20", "S0-22"}


def test_a_question_says_what_blocks_each_step_and_who_can_clear_it() -> None:
    plan = s.in_pushback()
    rows = blockers(plan.state, plan.at)
    assert {(one.step, one.practice, one.gap.who) for one in rows} == {
        ("finalise", "S0-01", "dana"),
        ("close pushback", "S0-14", "dana"),
        ("finalise", "S0-14", "dana"),
        ("finalise", "S0-11", "dana"),
        ("own jointly", "S0-19", "dana"),
        ("own jointly", "S0-19", "marco"),
        ("own jointly", "S0-19", "ana"),
        ("own jointly", "S0-19", "kenji"),
        ("accept", "acceptance", "olu"),
        ("accept", "acceptance", "ruth"),
        ("accept", "acceptance", "sven"),
        ("put in force", "in-force", None),
        ("close", "S1-12", "dana"),
    }
    only = blockers(plan.state, plan.at, "close pushback")
    assert [one.gap.words for one in only] == ["item ana-1 of ana has no answer"]
    said = s.escalated()
    assert [one.gap.words for one in blockers(said.state, said.at, "own jointly")] == [
        "ana declined to sign"
    ]


def test_only_steps_to_come_are_shown_as_blocked() -> None:
    done = s.settled()
    assert {one.step for one in ahead(done.state, done.at)} == {"close"}
    begun = s.in_pushback()
    assert {one.step for one in ahead(begun.state, begun.at)} == {
        "close pushback", "finalise", "own jointly",
    }  # fmt: skip


def test_before_the_proposal_only_its_own_parts_are_missing() -> None:
    plan = s.opened()
    assert {one.practice for one in blockers(plan.state, plan.at, "propose")} == {"S0-05"}
    assert blockers(Plan(americas()).state, on("2026-11-02"), "propose") == ()
    assert {one.practice for one in blockers(plan.state, plan.at, "own jointly")} == {"S0-19"}
    assert blockers(plan.state, plan.at, "revise") == ()


def test_a_rule_looks_at_the_plan_and_nothing_else() -> None:
    """Each rule has an answer for every stage a plan can be in."""
    for stage in (s.opened, s.drafted, s.proposed, s.final, s.settled, s.in_force, s.amending):
        state: UnitState = stage().state
        for rule in RULES:
            assert all(gap.words for gap in rule.check(state, on("2027-01-05")))


def test_streams_name_their_aggregate() -> None:
    assert aggregates.aggregate_of("cycle/fy27") is aggregates.CYCLE
    assert aggregates.aggregate_of("unit/fy27/emea") is aggregates.UNIT
    assert aggregates.aggregate_of("culture/fy27") is aggregates.CULTURE
    assert aggregates.aggregate_of("incentives/fy27") is aggregates.INCENTIVES
    assert aggregates.aggregate_of(custody_state.RECORD) is aggregates.CUSTODY
    assert aggregates.stream_of("cycle", "fy27") == "cycle/fy27"
    assert aggregates.stream_of("unit", "fy27", "emea") == "unit/fy27/emea"
    for wrong in ("plan/fy27", "unit", "cycle/"):
        with pytest.raises(errors.Unknown, match="names no plan"):
            aggregates.aggregate_of(wrong)


def test_every_refusal_is_found_by_its_name() -> None:
    found = errors.registry()
    assert len(found) >= 16
    assert all(kind(name).name == name for name, kind in found.items())
