"""Portions before anybody proposes them: computed down the tree, then changed with a reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from pydantic import Field, JsonValue

from domain.cycle.state import CycleState
from domain.errors import Invalid
from domain.model import Value
from domain.money import Money, Percent, total
from domain.people import Seat
from domain.portions import Basis, PortionShare, SeatBasis, split
from domain.unit.commands import PortionDraft, ProposeStretchTarget, TargetDraft
from domain.words import Identifier, Words, id_of
from web.drafts import Writing

KIND = "portions"


class Changed(Value):
    """A portion that somebody set, and why."""

    amount: Money
    reason: Words | None = None


class UnitChoice(Value):
    """What a person chose for one unit; a basis that is not there is the best that can be had."""

    basis: Basis | None = None
    weights: dict[str, Percent] = Field(default_factory=dict)
    changed: dict[str, Changed] = Field(default_factory=dict)


class Place(Value):
    """A unit whose target is split: seats of one target, and what each currency is worth in its."""

    unit: Identifier
    name: str
    leader: Identifier
    currency: str
    seats: tuple[Seat, ...]
    rates: dict[str, Decimal]


def places_of(state: CycleState) -> Iterator[Place]:
    """Each unit with seats of the cycle's first target, as a target to split."""
    rates = {one.currency: one.rate for one in state.rates}
    one = Decimal(1)
    for unit in state.units:
        draft = unit.draft
        seats = tuple(seat for seat in draft.seats if seat.target == state.targets[0])
        if not seats:
            continue
        mine = rates.get(draft.currency, one)
        yield Place(
            unit=draft.unit,
            name=draft.name,
            leader=draft.leader,
            currency=draft.currency,
            seats=seats,
            rates={seat.currency: rates.get(seat.currency, one) / mine for seat in seats},
        )


class Line(Value):
    """A seat's portion with what its basis gives; `rolled_up` is in the unit's currency."""

    seat: Seat
    basis: Basis
    weight: Percent | None
    proposed: Money
    portion: Money
    rolled_up: Money
    reason: str | None

    @property
    def judged(self) -> bool:
        return self.portion != self.proposed

    @property
    def growth(self) -> Decimal | None:
        """Percent over last year."""
        before = self.seat.last_year
        if before is None or not before.amount:
            return None
        return (self.portion.amount / before.amount * 100 - 100).quantize(Decimal("0.1"))


class UnitPortions(Value):
    """A unit's target split over its seats; `note` says why the basis is not the one chosen."""

    place: Place
    target: Money
    basis: Basis
    lines: tuple[Line, ...]
    note: str = ""

    @property
    def sum(self) -> Money:
        return total((line.rolled_up for line in self.lines), self.place.currency)

    @property
    def off(self) -> Money:
        """What the portions are over the target, or under it; zero is right."""
        return self.sum - self.target

    @property
    def unexplained(self) -> tuple[str, ...]:
        """Seats whose portion differs from its basis, without a reason."""
        return tuple(line.seat.id for line in self.lines if line.judged and not line.reason)

    @property
    def sound(self) -> bool:
        return not self.off.amount and not self.unexplained


class Difference(Value):
    """A seat whose portion or reason a sheet that came back changes."""

    unit: str
    seat: str
    title: str
    before: Money
    after: Money
    reason: str | None


def portions_of(place: Place, target: Money, choice: UnitChoice) -> UnitPortions:
    """The target by the chosen basis, with what a person changed."""
    basis, shares, note = _split(place, target, choice)
    lines = tuple(
        _line(place, seat, basis, share, choice)
        for seat, share in zip(place.seats, shares, strict=True)
    )
    return UnitPortions(place=place, target=target, basis=basis, lines=lines, note=note)


def down_the_tree(
    places: Sequence[Place], top: Money, choices: Mapping[str, UnitChoice]
) -> tuple[UnitPortions, ...]:
    """Every unit's portions, parents first: the unit below has what the seat above carries."""
    by_unit = {place.unit: place for place in places}
    led = {seat.leads for place in places for seat in place.seats if seat.leads}
    found: list[UnitPortions] = []
    waiting = [(place, top) for place in places if place.unit not in led]
    while waiting:
        place, target = waiting.pop(0)
        one = portions_of(place, target, choices.get(place.unit, UnitChoice()))
        found.append(one)
        waiting += [
            (by_unit[line.seat.leads], line.portion)
            for line in one.lines
            if line.seat.leads in by_unit
        ]
    return tuple(found)


def differences(
    before: Sequence[UnitPortions], after: Sequence[UnitPortions]
) -> Iterator[Difference]:
    """What changes from one set of portions to another, seat by seat."""
    known = {line.seat.id: line for one in before for line in one.lines}
    for one in after:
        for line in one.lines:
            was = known.get(line.seat.id)
            if was is not None and (was.portion, was.reason) != (line.portion, line.reason):
                yield Difference(
                    unit=one.place.unit,
                    seat=line.seat.id,
                    title=line.seat.title,
                    before=was.portion,
                    after=line.portion,
                    reason=line.reason,
                )


def _split(
    place: Place, target: Money, choice: UnitChoice
) -> tuple[Basis, tuple[PortionShare, ...], str]:
    wanted = choice.basis or Basis.SHARE_OF_LAST_YEAR
    try:
        return wanted, _by(place, target, wanted, choice.weights), ""
    except Invalid as refused:
        if choice.basis is None:
            note = "nothing is known of last year: everybody has the same weight"
        else:
            note = f"{refused.detail}: everybody has the same weight until then"
        return Basis.WEIGHTS, _by(place, target, Basis.WEIGHTS, {}), note


def _by(
    place: Place, target: Money, basis: Basis, weights: Mapping[str, Decimal]
) -> tuple[PortionShare, ...]:
    seats = [
        SeatBasis(
            seat=seat.id,
            currency=seat.currency,
            prior_year=seat.last_year,
            potential=seat.potential,
            weight=weights.get(seat.id, Decimal(1)),
        )
        for seat in place.seats
    ]
    return split(target, seats, basis, place.rates)


def _line(place: Place, seat: Seat, basis: Basis, share: PortionShare, choice: UnitChoice) -> Line:
    changed = choice.changed.get(seat.id)
    portion = changed.amount if changed else share.amount
    rolled_up = share.rolled_up
    if portion != share.amount:
        rate = place.rates.get(portion.currency, Decimal(1))
        same = portion.currency == place.currency
        rolled_up = portion if same else portion.converted(rate, place.currency)
    weight = choice.weights.get(seat.id, Decimal(1)) if basis is Basis.WEIGHTS else None
    return Line(
        seat=seat,
        basis=basis,
        weight=weight,
        proposed=share.amount,
        portion=portion,
        rolled_up=rolled_up,
        reason=changed.reason if changed else None,
    )


def draft_id(cycle: str, unit: str) -> str:
    """The id of the draft of portions that a unit's leader, or who prepares for them, keeps."""
    return id_of(f"{KIND}.{cycle}.{unit}")


def proposal_of(one: UnitPortions, *, add_on: Money, words: str | None) -> ProposeStretchTarget:
    """What these portions are as a proposal of the unit's leader."""
    return ProposeStretchTarget(
        targets=(TargetDraft(target=one.place.seats[0].target, add_on=add_on),),
        portions=tuple(
            PortionDraft(
                seat=line.seat.id,
                amount=line.portion,
                basis=one.basis,
                rolled_up=line.rolled_up
                if line.rolled_up.currency != line.portion.currency
                else None,
                adjustment=line.reason,
            )
            for line in one.lines
        ),
        words=words,
    )


def writing(cycle: str, one: UnitPortions, proposal: ProposeStretchTarget, by: str) -> Writing:
    """The draft from which a leader's form of a proposal starts: `body.proposal` is its fields."""
    body: dict[str, JsonValue] = {
        "kind": KIND,
        "prepared_by": by,
        "target": one.target.model_dump(mode="json"),
        "gives": {line.seat.id: line.proposed.model_dump(mode="json") for line in one.lines},
        "proposal": proposal.model_dump(mode="json"),
    }
    return Writing(cycle=cycle, unit=one.place.unit, body=body)
