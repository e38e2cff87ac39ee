"""What of a cycle as a whole one reader is shown: field by field, as the authorisation rules say."""

from __future__ import annotations

from typing import TypeVar

from pydantic import Field

from domain.authority.reads import READ_GOAL, READ_PEOPLE, READ_SELLER_PLAN
from domain.cycle.state import CycleState, Unit
from domain.model import Value
from domain.naming import those_in
from domain.unit.plan import UnitState
from projections import timeline
from web.reading import Reading

AnAnswer = TypeVar("AnAnswer", bound="Naming")
NUMBERS = ("PlanGoalConfirmed", "FileImported")
"""Events of a cycle whose words hold the company's goal or a file's total."""


def within(state: CycleState, reading: Reading) -> CycleState:
    """As far as the caller sees: whose units, and with or without last year and the goal."""
    people = reading.may(READ_PEOPLE)
    units = tuple(
        one if _reads(one, reading) else without_numbers(one)
        for one in state.units
        if people or _reads(one, reading)
    )
    if reads_goal(state, reading):
        return state.model_copy(update={"units": units})
    files = tuple(one.model_copy(update={"control_total": None}) for one in state.imports)
    return state.model_copy(update={"units": units, "goals": (), "imports": files})


def as_read(plan: UnitState, reading: Reading) -> UnitState:
    """A unit's plan with what it knows of those sellers' plans that the reader may read."""
    sellers = tuple(
        one
        for one in plan.seller_plans
        if reading.may(READ_SELLER_PLAN, plan.unit, about=one.person)
    )
    return plan.model_copy(update={"seller_plans": sellers})


class Naming(Value):
    """An answer with the names of those whose ids are in it, as far as they are known."""

    names: dict[str, str] = Field(default_factory=dict)
    unit_names: dict[str, str] = Field(default_factory=dict)
    seat_titles: dict[str, str] = Field(default_factory=dict)


async def with_names(answer: AnAnswer, reading: Reading, plan: UnitState | None = None) -> AnAnswer:
    """The answer, with the names of those whose ids are in it; of units those that the reader sees."""
    state, said = await reading.cycle_state(), answer.model_dump_json()
    people = timeline.names_of(state)
    if plan is not None:
        people |= {one.id: one.name for one in plan.people}
    seats = {one.id: one.title for one in plan.seats} if plan is not None else {}
    units = {one.draft.unit: one.draft.name for one in state.units}
    seen = {one: units[one] for one in reading.units if one in units}
    return answer.model_copy(
        update={
            "names": those_in(said, people),
            "unit_names": those_in(said, seen),
            "seat_titles": those_in(said, seats),
        }
    )


def _reads(unit: Unit, reading: Reading) -> bool:
    led = unit.led_by == reading.subject.person
    return reading.reads_all or led or unit.draft.unit in reading.units


def reads_goal(state: CycleState, reading: Reading) -> bool:
    return reading.may(READ_GOAL, state.top.draft.unit if state.top else None)


def without_numbers(unit: Unit) -> Unit:
    """Who belongs where, and nothing of what they sold or could."""
    seats = tuple(
        one.model_copy(update={"last_year": None, "potential": None}) for one in unit.draft.seats
    )
    return unit.model_copy(update={"draft": unit.draft.model_copy(update={"seats": seats})})


def untold(state: CycleState, reading: Reading) -> tuple[str, ...]:
    """The types of events whose words this reader is not told."""
    return () if reads_goal(state, reading) else NUMBERS
