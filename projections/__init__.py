"""Questions and their answers: read models as rows of folded state, and queries over streams."""

from __future__ import annotations

from collections.abc import Sequence

from domain.aggregates import State
from domain.culture.state import CultureState
from domain.custody.state import CustodyState
from domain.cycle.state import CycleState
from domain.incentives.state import IncentivesState
from domain.seller.plan import SellerState
from domain.unit.plan import UnitState
from projections import (
    accounts,
    circle_people,
    contests,
    culture_people,
    cycles,
    departures,
    execution,
    fact_lines,
    findings,
    goal_facts,
    inbox,
    market_rates,
    members,
    offices,
    outcomes,
    pay_components,
    resources,
    seats,
    sellers,
    strategic_goals,
    survey_scores,
    targets,
    units,
    waivers,
    years,
)
from projections.again import NOTHING, Kept, Part, again
from projections.write import Rows

OF_CYCLE: Sequence[Part[CycleState]] = (
    cycles.rows,
    lambda state: {"market_rates": market_rates.rows(state)},
    lambda state: {"offices": offices.of_cycle(state)},
    lambda state: {"inbox": inbox.of_cycle(state)},
)
OF_UNIT: Sequence[Part[UnitState]] = (
    lambda state: {"units": units.rows(state)},
    lambda state: {"targets": targets.rows(state)},
    lambda state: {"seats": seats.rows(state)},
    lambda state: {"offices": offices.of_unit(state)},
    lambda state: {"inbox": inbox.of_unit(state)},
    lambda state: {"findings": findings.rows(state)},
    lambda state: {"members": members.rows(state)},
    lambda state: {"resources": resources.rows(state)},
    lambda state: {"waivers": waivers.rows(state)},
    lambda state: {"outcomes": outcomes.rows(state)},
    lambda state: {"years": years.rows(state)},
    lambda state: {"facts": fact_lines.rows(state)},
    lambda state: {"strategic_goals": strategic_goals.rows(state)},
    lambda state: {"executions": execution.rows(state)},
    lambda state: {"goal_facts": goal_facts.rows(state)},
    lambda state: {"departures": departures.rows(state)},
    lambda state: {"accounts": accounts.of_unit(state)},
)

OF_SELLER: Sequence[Part[SellerState]] = (
    lambda state: {"sellers": sellers.rows(state)},
    lambda state: {"inbox": inbox.of_seller(state)},
    lambda state: {"pay_components": pay_components.of_seller(state)},
    lambda state: {"accounts": accounts.of_seller(state)},
)


OF_CULTURE: Sequence[Part[CultureState]] = (
    lambda state: {"culture_people": culture_people.rows(state)},
    lambda state: {"circle_people": circle_people.rows(state)},
    lambda state: {"survey_scores": survey_scores.rows(state)},
    lambda state: {"contests": contests.rows(state)},
    lambda state: {"inbox": inbox.of_culture(state)},
)

OF_CUSTODY: Sequence[Part[CustodyState]] = (lambda state: {"inbox": inbox.of_custody(state)},)


OF_INCENTIVES: Sequence[Part[IncentivesState]] = (
    lambda state: {"pay_components": pay_components.of_incentives(state)},
)


def rows_of(state: State) -> Rows:
    """What the read models hold of one stream: a pure function of its folded state."""
    return kept_of(state).rows


def kept_of(state: State, before: Kept = NOTHING) -> Kept:
    """The same, taking over what an earlier state of the stream, `before`, has in common."""
    if isinstance(state, CycleState):
        return again(OF_CYCLE, state, before)
    if isinstance(state, SellerState):
        return again(OF_SELLER, state, before)
    if isinstance(state, UnitState):
        return again(OF_UNIT, state, before)
    if isinstance(state, CultureState):
        return again(OF_CULTURE, state, before)
    if isinstance(state, IncentivesState):
        return again(OF_INCENTIVES, state, before)
    return again(OF_CUSTODY, state, before)
