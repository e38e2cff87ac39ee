"""A unit's prepared portions as its leader keeps them: a private draft, and a sheet that came."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from pydantic import JsonValue, TypeAdapter

from domain.errors import Unknown
from domain.model import Value
from domain.money import Money
from domain.people import Seat
from domain.portions import Basis
from domain.unit.commands import ProposeStretchTarget
from domain.unit.plan import UnitState
from web import drafts
from web.drafts import Writing
from web.pages.viewing import View
from web.portioning import (
    Changed,
    Line,
    Place,
    UnitChoice,
    UnitPortions,
    draft_id,
    places_of,
    portions_of,
    proposal_of,
    writing,
)

_MONEY: TypeAdapter[dict[str, Money]] = TypeAdapter(dict[str, Money])
_CAME: TypeAdapter[dict[str, Changed] | None] = TypeAdapter(dict[str, Changed] | None)


class Prepared(Value):
    """What is prepared; `returned` is what a sheet that came back says, not taken yet.

    `kept` where it is a draft; else it is only what its basis would give.
    """

    proposal: ProposeStretchTarget
    by: str
    portions: UnitPortions
    returned: dict[str, Changed] | None = None
    kept: bool = True

    @property
    def add_on(self) -> Money:
        said = self.proposal.targets[0].add_on if self.proposal.targets else None
        return said or Money.of(Decimal(0), self.portions.place.currency)

    def after(self, changes: Mapping[str, Changed]) -> UnitPortions:
        """The portions with these in them, each at its plan rate."""
        lines = tuple(
            _line(self.portions.place, line, changes.get(line.seat.id))
            for line in self.portions.lines
        )
        return self.portions.model_copy(update={"lines": lines})


async def prepared_of(view: View, plan: UnitState) -> Prepared | None:
    """What the caller has as a draft; else for the leader what last year's shares would give."""
    reading = view.reading
    where = (reading.doors, reading.caller, reading.organisation)
    place = _place(view, plan)
    try:
        body = (await drafts.one(*where, draft_id(reading.cycle, plan.unit))).body
    except Unknown:
        return _begun(view, plan, place) if plan.leader == view.person else None
    if not isinstance(body, Mapping) or place is None:
        return None
    return _read(body, place, view.person)


async def keep(view: View, found: Prepared, portions: UnitPortions, **more: JsonValue) -> None:
    """Keep these portions in the draft; a sheet that came back is put aside unless it is given."""
    proposal = proposal_of(portions, add_on=found.add_on, words=found.proposal.words)
    drawn = writing(view.reading.cycle, portions, proposal, found.by)
    assert isinstance(drawn.body, dict)
    body = Writing(cycle=drawn.cycle, unit=drawn.unit, body={**drawn.body, **more})
    reading = view.reading
    draft = draft_id(reading.cycle, portions.place.unit)
    await drafts.keep(reading.doors, reading.caller, reading.organisation, draft, body)


def _place(view: View, plan: UnitState) -> Place | None:
    """The unit with the seats that its plan has now; None where none carries the first target."""
    found = next((one for one in places_of(view.state) if one.unit == plan.unit), None)
    if found is None:
        return None
    seats = tuple(seat for seat in plan.seats if seat.target == found.seats[0].target)
    known = {seat.currency for seat in seats} <= found.rates.keys() | {found.currency}
    return found.model_copy(update={"seats": seats}) if seats and known else None


def _begun(view: View, plan: UnitState, place: Place | None) -> Prepared | None:
    goal = plan.goal(place.seats[0].target) if place else None
    if place is None or goal is None:
        return None
    portions = portions_of(place, goal.amount, UnitChoice())
    add_on = Money.of(Decimal(0), place.currency)
    proposal = proposal_of(portions, add_on=add_on, words=None)
    return Prepared(proposal=proposal, by=view.person, portions=portions, kept=False)


def _read(body: Mapping[str, Any], place: Place, person: str) -> Prepared:
    """The draft for the seats that there are now: of a seat that came later nothing is prepared."""
    proposal = ProposeStretchTarget.model_validate(body["proposal"])
    gives = _MONEY.validate_python(body.get("gives", {}))
    drawn = {one.seat: one for one in proposal.portions}
    basis = proposal.portions[0].basis if proposal.portions else Basis.JUDGEMENT
    lines = []
    for seat in place.seats:
        one = drawn.get(seat.id)
        amount = one.amount if one else Money.of(Decimal(0), seat.currency)
        lines.append(
            Line(
                seat=seat,
                basis=one.basis if one else Basis.JUDGEMENT,
                weight=None,
                proposed=gives.get(seat.id, amount),
                portion=amount,
                rolled_up=(one.rolled_up if one else None) or _rolled(place, seat, amount),
                reason=one.adjustment if one else None,
            )
        )
    target = Money.model_validate(body["target"])
    portions = UnitPortions(place=place, target=target, basis=basis, lines=tuple(lines))
    return Prepared(
        proposal=proposal,
        by=str(body.get("prepared_by", person)),
        portions=portions,
        returned=_CAME.validate_python(body.get("returned")),
    )


def _line(place: Place, line: Line, changed: Changed | None) -> Line:
    if changed is None:
        return line
    rolled_up = line.rolled_up
    if changed.amount != line.portion:
        rolled_up = _rolled(place, line.seat, changed.amount)
    return line.model_copy(
        update={"portion": changed.amount, "reason": changed.reason, "rolled_up": rolled_up}
    )


def _rolled(place: Place, seat: Seat, amount: Money) -> Money:
    if seat.currency == place.currency:
        return amount
    return amount.converted(place.rates[seat.currency], place.currency)
