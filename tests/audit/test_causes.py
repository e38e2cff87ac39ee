"""Every event that the rules can bring about is known to come of its command."""

from __future__ import annotations

import sys
from contextlib import suppress
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from cycle import year

from audit.causes import FOLLOWING, IN_FULL, LEADING, follows, lead_of
from audit.recovered import Asked, recovered
from domain.aggregates import AGGREGATES, UNIT
from domain.culture import authority as of_culture
from domain.cycle.events import CycleClosed, MarketRateRecorded
from domain.errors import DomainError
from domain.incentives import authority as of_incentives
from domain.model import SYSTEM, Actor, Command, Event
from domain.unit.deciding.proving import MEANINGS
from domain.unit.due import due
from tests.domain import (
    stages,
    test_culture,
    test_culture_belonging,
    test_culture_cases,
    test_culture_lived,
    test_culture_surveys,
    test_cycle,
    test_cycle_rates,
    test_incentives,
)
from tests.domain.moves import kinds
from workflows.envelope import Envelope

STAGES = (
    stages.drafted, stages.in_pushback, stages.answered, stages.revised_once, stages.final,
    stages.accepted, stages.signing, stages.escalated, stages.in_force, stages.settled,
    stages.amending, stages.measured, stages.sellers_accepted,
)  # fmt: skip


def is_known(command: Command, events: tuple[Event, ...]) -> None:
    lead = lead_of(events)
    assert type(command) in LEADING[lead.type], f"{type(command).__name__} led to {lead.type}"
    strange = {one.type for one in events if one is not lead and not follows(one, lead)}
    assert not strange, f"{strange} follow {lead.type}"


def is_recovered(command: Command, events: tuple[Event, ...], by: Actor) -> bool:
    envelope = Envelope.of(
        command, organisation="halden", stream="unit/fy27/u", command_id="c", by=by, client="test"
    )
    asked = Asked("halden", "unit/fy27/u", "c", envelope.sha256, by)
    found = recovered(UNIT, asked, None, events, {})
    return found is not None and found.command == command


def test_whatever_incentives_decide_is_known_and_was_its_giver_s_to_decide() -> None:
    for _, given, who, command, _ in test_incentives.HAPPENS:
        events = given().decides(who, command)
        is_known(command, events)
        if given().now is not None:
            lead = lead_of(events)
            kind = next(one for one in LEADING[lead.type] if isinstance(command, one))
            actor = SYSTEM if who == "system" else Actor(person=who)
            of_incentives.require_office(kind.model_construct(**vars(lead)), given().state, actor)


@pytest.mark.parametrize(
    "rows", [test_cycle.HAPPENS, test_cycle_rates.HAPPENS], ids=["all", "rates"]
)
def test_whatever_a_cycle_decides_is_known(rows) -> None:
    for _, given, who, command, *_ in rows:
        is_known(command, tuple(given().decides(who, command)))


def test_a_rate_beside_no_file_is_a_decision_of_its_own() -> None:
    rate = MarketRateRecorded(
        currency="EUR", rate=Decimal("1.02"), on=date(2027, 6, 15), source="ECB"
    )
    assert not follows(rate, CycleClosed(closed_by="ines"))


def test_every_decision_of_the_year_is_known() -> None:
    for given in year().given:
        is_known(given.command, given.events)


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.__name__)
def test_whatever_people_try_at_a_stage_is_known(stage) -> None:
    plan = stage()
    tried = [one for rows in kinds(plan).values() for one in rows]
    tried += [("system", timer.command) for timer in due(plan.state).timers]
    decided = 0
    for who, command in tried:
        actor = SYSTEM if who == "system" else Actor(person=who)
        with suppress(DomainError):
            events = plan.copy().decides(actor.person, command)
            decided += 1
            is_known(command, events)
            if lead_of(events).type in IN_FULL:
                assert is_recovered(command, events, actor)
    assert decided > 3


@pytest.mark.parametrize(
    "table",
    [
        test_culture,
        test_culture_belonging,
        test_culture_cases,
        test_culture_lived,
        test_culture_surveys,
    ],
)
def test_whatever_a_culture_decides_is_known_and_was_its_giver_s_to_decide(table) -> None:
    for _, given, who, command, _ in table.HAPPENS:
        events = given().decides(who, command)
        is_known(command, events)
        if given().now is not None:
            lead = lead_of(events)
            kind = next(one for one in LEADING[lead.type] if isinstance(command, one))
            asked = kind.model_construct(**vars(lead))
            actor = SYSTEM if who == "system" else Actor(person=who)
            of_culture.require_office(asked, given().state, actor)


def test_every_decision_of_the_year_that_repeats_its_command_gives_it_back() -> None:
    repeated = [one for one in year().given if lead_of(one.events).type in IN_FULL]
    assert all(is_recovered(one.command, one.events, one.by) for one in repeated)
    assert {lead_of(one.events).type for one in repeated} >= {"PlanSigned", "PlanAccepted"}


def test_every_event_there_is_leads_or_follows() -> None:
    every = {name for one in AGGREGATES.values() for name in one.events}
    assert every == LEADING.keys() | FOLLOWING


def test_every_command_there_is_leads_to_something_or_is_passed_on() -> None:
    every = {kind for one in AGGREGATES.values() for kind in one.commands.values()}
    led = {kind for kinds_of in LEADING.values() for kind in kinds_of}
    assert {kind.__name__ for kind in every - led} == {"PassTime"}
    assert led <= every
    assert led >= MEANINGS.keys()
