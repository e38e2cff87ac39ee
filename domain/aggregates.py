"""Each aggregate's doors side by side, found by the name of a stream; it rules nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

from domain.culture import commands as culture_commands
from domain.culture import decide as culture_decide
from domain.culture import due as culture_due
from domain.culture import events as culture_events
from domain.culture import evolve as culture_evolve
from domain.culture.state import CultureState
from domain.custody import commands as custody_commands
from domain.custody import decide as custody_decide
from domain.custody import due as custody_due
from domain.custody import events as custody_events
from domain.custody import state as custody_state
from domain.custody.state import CustodyState
from domain.cycle import commands as cycle_commands
from domain.cycle import decide as cycle_decide
from domain.cycle import due as cycle_due
from domain.cycle import events as cycle_events
from domain.cycle import evolve as cycle_evolve
from domain.cycle.state import CycleState
from domain.due import Due
from domain.errors import Unknown
from domain.incentives import commands as incentives_commands
from domain.incentives import decide as incentives_decide
from domain.incentives import due as incentives_due
from domain.incentives import events as incentives_events
from domain.incentives import state as incentives_state
from domain.incentives.state import IncentivesState
from domain.model import Actor, Command, Event
from domain.seller import commands as seller_commands
from domain.seller import decide as seller_decide
from domain.seller import due as seller_due
from domain.seller import events as seller_events
from domain.seller import state as seller_state
from domain.seller.plan import SellerState
from domain.unit import commands as unit_commands
from domain.unit import decide as unit_decide
from domain.unit import due as unit_due
from domain.unit import events as unit_events
from domain.unit import state as unit_state
from domain.unit.plan import UnitState

PlanState = CycleState | UnitState | SellerState | CultureState | IncentivesState
"""What people plan with; custody looks after all of it."""

State = PlanState | CustodyState

S = TypeVar("S", bound=State)
S_co = TypeVar("S_co", bound=State, covariant=True)
S_contra = TypeVar("S_contra", bound=State, contravariant=True)


class Decide(Protocol[S_contra]):
    def __call__(
        self, command: Command, state: S_contra | None, *, at: datetime, by: Actor
    ) -> tuple[Event, ...]: ...


class Evolve(Protocol[S]):
    def __call__(
        self, state: S | None, event: Event, *, at: datetime, by: Actor, version: int
    ) -> S: ...


@dataclass(frozen=True)
class Aggregate(Generic[S]):
    """What a decision, a fold and a wait need to know of one kind of stream."""

    name: str
    state: type[S]
    events: Mapping[str, type[Event]]
    commands: Mapping[str, type[Command]]
    decide: Decide[S]
    evolve: Evolve[S]
    due: Callable[[S], Due]


CYCLE = Aggregate(
    name="cycle",
    state=CycleState,
    events=cycle_events.EVENTS,
    commands=cycle_commands.COMMANDS,
    decide=cycle_decide.decide,
    evolve=cycle_evolve.evolve,
    due=cycle_due.due,
)

UNIT = Aggregate(
    name="unit",
    state=UnitState,
    events=unit_events.EVENTS,
    commands=unit_commands.COMMANDS,
    decide=unit_decide.decide,
    evolve=unit_state.evolve,
    due=unit_due.due,
)

SELLER = Aggregate(
    name="seller",
    state=SellerState,
    events=seller_events.EVENTS,
    commands=seller_commands.COMMANDS,
    decide=seller_decide.decide,
    evolve=seller_state.evolve,
    due=seller_due.due,
)

CULTURE = Aggregate(
    name="culture",
    state=CultureState,
    events=culture_events.EVENTS,
    commands=culture_commands.COMMANDS,
    decide=culture_decide.decide,
    evolve=culture_evolve.evolve,
    due=culture_due.due,
)

INCENTIVES = Aggregate(
    name="incentives",
    state=IncentivesState,
    events=incentives_events.EVENTS,
    commands=incentives_commands.COMMANDS,
    decide=incentives_decide.decide,
    evolve=incentives_state.evolve,
    due=incentives_due.due,
)

CUSTODY = Aggregate(
    name="custody",
    state=CustodyState,
    events=custody_events.EVENTS,
    commands=custody_commands.COMMANDS,
    decide=custody_decide.decide,
    evolve=custody_state.evolve,
    due=custody_due.due,
)

AGGREGATES: dict[str, Aggregate[Any]] = {
    one.name: one for one in (CYCLE, UNIT, SELLER, CULTURE, INCENTIVES, CUSTODY)
}
"""By what a stream's name begins with; each is only ever given its own states."""


def aggregate_of(stream: str) -> Aggregate[Any]:
    """The aggregate of `cycle/fy27`, `unit/fy27/emea`, `seller/fy27/ana`, `culture/fy27` and so on.

    Raises Unknown for any other name.
    """
    name, _, rest = stream.partition("/")
    if name not in AGGREGATES or not rest:
        raise Unknown(
            f"{stream[:70]!r} names no plan: cycle/<cycle>, unit/<cycle>/<unit>, "
            "seller/<cycle>/<person>, culture/<cycle>, "
            "incentives/<cycle> or custody/record."
        )
    return AGGREGATES[name]


def stream_of(aggregate: str, cycle: str, name: str | None = None) -> str:
    """The stream of a cycle, or of a unit's or a person's plan in it."""
    return f"{aggregate}/{cycle}/{name}" if name is not None else f"{aggregate}/{cycle}"
