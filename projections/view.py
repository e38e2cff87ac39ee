"""One unit's plan as a reader sees it: the whole state, and what can be read off it."""

from __future__ import annotations

from pydantic import computed_field

from domain.model import Value
from domain.money import Money, Percent
from domain.practices.s0_19 import unsigned
from domain.unit import values as v
from domain.unit.authority import offices
from domain.unit.plan import InForce, Item, UnitState
from domain.unit.reconciling import from_below
from projections import capability, issues
from projections.capability import Capability


class TargetView(Value):
    """A target of the version that is open; percentages are of the stretch target."""

    target: str
    goal: Money
    add_on: Money
    stretch: Money
    over_assignment: Money
    over_assignment_percent: Percent | None
    bottom_up: Money | None
    gap: Money | None


class ItemView(Value):
    """An item beside what its author was asked for and what is expected without effort.

    `answer_seconds` is how long it waited for its answer (S0-14).
    """

    item: Item
    portion: Money | None
    run_rate: Money | None
    run_rate_share: Percent | None
    coverage: Percent | None
    answer_seconds: int | None


class UnitView(UnitState):
    """The state as it is folded, with what is read off it; `your_offices` are the caller's."""

    your_offices: tuple[str, ...] = ()

    @computed_field  # type: ignore[prop-decorator]
    @property
    def status(self) -> str:
        return super().status

    @computed_field  # type: ignore[prop-decorator]
    @property
    def members(self) -> tuple[str, ...]:
        return super().members

    @computed_field  # type: ignore[prop-decorator]
    @property
    def signers(self) -> tuple[str, ...]:
        return super().signers

    @computed_field  # type: ignore[prop-decorator]
    @property
    def unsigned(self) -> tuple[str, ...]:
        return unsigned(self) if self.current else ()

    @computed_field  # type: ignore[prop-decorator]
    @property
    def targets(self) -> tuple[TargetView, ...]:
        return tuple(_target(self, line) for line in self.current.targets) if self.current else ()

    @computed_field  # type: ignore[prop-decorator]
    @property
    def running_version(self) -> InForce | None:
        """The version whose quotas run; `missing` says who has not signed it, and why."""
        return self.running

    @computed_field  # type: ignore[prop-decorator]
    @property
    def mean_answer_seconds(self) -> int | None:
        """How long an item waited for its answer, on average (S0-14)."""
        return issues.mean_seconds(self.items)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def capability(self) -> tuple[Capability, ...]:
        """Each seat's portion beside its last year and its potential (S0-26)."""
        return capability.of(self)


def of(state: UnitState, person: str) -> UnitView:
    """The plan as `person` sees it; what they may see is decided before."""
    return UnitView.model_construct(**dict(state), your_offices=offices(state, person))


def _target(state: UnitState, line: v.TargetLine) -> TargetView:
    seats = tuple(seat for seat in state.seats if seat.target == line.target)
    below = from_below(state, seats, line)
    over = line.over_assignment.share_of(line.stretch) if line.stretch.amount > 0 else None
    return TargetView(
        target=line.target,
        goal=line.goal,
        add_on=line.add_on,
        stretch=line.stretch,
        over_assignment=line.over_assignment,
        over_assignment_percent=over,
        bottom_up=below.offered,
        gap=below.gap,
    )


def items(state: UnitState) -> tuple[ItemView, ...]:
    """Every item that is on the record, withdrawn ones too, in the order in which they came."""
    return tuple(_item(state, item) for item in state.items)


def _item(state: UnitState, item: Item) -> ItemView:
    version = state.versions[item.version - 1]
    portion = version.portion(item.seat) if item.seat else None
    outlook = next((one for one in version.outlook if one.seat == item.seat), None)
    if portion is None or outlook is None or portion.amount.amount <= 0:
        return ItemView(
            item=item,
            portion=portion.amount if portion else None,
            run_rate=outlook.run_rate if outlook else None,
            run_rate_share=None,
            coverage=None,
            answer_seconds=issues.seconds(item),
        )
    expected = outlook.run_rate + outlook.planned if outlook.planned else outlook.run_rate
    return ItemView(
        item=item,
        portion=portion.amount,
        run_rate=outlook.run_rate,
        run_rate_share=outlook.run_rate.share_of(portion.amount),
        coverage=expected.share_of(portion.amount),
        answer_seconds=issues.seconds(item),
    )
