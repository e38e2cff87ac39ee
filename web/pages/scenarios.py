"""What-ifs of a unit's plan on one page: side by side, made from a basis, adopted or left."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from fastapi import Request, Response
from pydantic import ValidationError

from domain.authority.reads import KEEP_SCENARIOS, READ_PLAN
from domain.errors import DomainError
from domain.money import Money
from domain.portions import Basis
from domain.scenarios import Outcome, Scenario, Supposed
from domain.unit import commands as c
from domain.unit.authority import RULES
from domain.unit.deciding.drafting import drafted_targets, suggested
from domain.unit.plan import UnitState
from files.amounts import NotAnAmount, parse_amount
from web import scenarios
from web.asking import asks, says
from web.giving import Place, given
from web.pages.acting import Trouble, Typed, done, key_of, trouble_of, typed
from web.pages.viewing import View, Views
from web.problems import Malformed, RequestRefused
from web.reading import Unit
from web.routing import Router
from web.scenarios import Adopting, Compared, Keeping, adopting
from workflows.client import RecordUnavailable

router = Router(
    prefix="/o/{organisation}/cycles/{cycle}/units/{unit}/scenarios", include_in_schema=False
)
BASES = (
    (Basis.SHARE_OF_LAST_YEAR, "share of last year"),
    (Basis.EQUAL_GROWTH, "equal growth"),
    (Basis.POTENTIAL, "potential"),
)
LONGEST = 40
REFUSED = (ValidationError, DomainError, RequestRefused, RecordUnavailable)


@dataclass(frozen=True)
class Column:
    """One outcome under its heading."""

    name: str
    outcome: Outcome


@router.get("", dependencies=[asks(READ_PLAN)])
async def show(view: Views, unit: Unit) -> Response:
    return await _shown(view, unit)


@router.post("", dependencies=[asks(KEEP_SCENARIOS)])
async def make(request: Request, view: Views, unit: Unit) -> Response:
    """Keep what the form describes as a scenario of one's own."""

    async def kept(form: Typed, plan: UnitState) -> str:
        name = form.get("name").strip()
        body = Keeping(scenario=made(form, plan), shared_with=tuple(form.get("show").split()))
        await scenarios.keep(view.reading, unit, _id(name), body)
        return "Kept. Nothing of it is on the record."

    return await _acted(request, view, unit, kept)


@router.post("/adopt")
@says(RULES[c.ProposeStretchTarget])
async def adopt(request: Request, view: Views, unit: Unit) -> Response:
    """Propose, or revise, just as the scenario says."""

    async def adopted(form: Typed, plan: UnitState) -> str:
        reading = view.reading
        kept = await scenarios.one(reading, unit, form.get("made_by"), form.get("scenario"))
        body = Adopting.model_validate({"voids": form.get("voids", "0") or "0"})
        place = Place(organisation=reading.organisation, cycle=reading.cycle, unit=unit)
        command = adopting(kept, plan, body.voids)
        await given(reading.doors, reading.caller, place, command, key_of(form))
        return "Recorded: the scenario is adopted."

    return await _acted(request, view, unit, adopted)


@router.post("/leave", dependencies=[asks(KEEP_SCENARIOS)])
async def leave(request: Request, view: Views, unit: Unit) -> Response:
    """Delete a scenario of one's own."""

    async def left(form: Typed, _plan: UnitState) -> str:
        await scenarios.leave(view.reading, unit, form.get("scenario"))
        return "It is gone, and was never on the record."

    return await _acted(request, view, unit, left)


async def _acted(
    request: Request,
    view: View,
    unit: str,
    act: Callable[[Typed, UnitState], Awaitable[str]],
) -> Response:
    form = await typed(request)
    plan = await view.reading.unit_state(unit)
    try:
        said = await act(form, plan)
    except REFUSED as error:
        return await _shown(view, unit, form, trouble_of(error))
    return done(f"{view.unit_address(unit)}/scenarios", said)


async def _shown(
    view: View, unit: str, form: Typed | None = None, trouble: Trouble | None = None
) -> Response:
    plan = await view.reading.unit_state(unit)
    found = await scenarios.side_by_side(view.reading, unit)
    more = {"typed": form} if form is not None else {}
    return view.page(
        "scenarios.html",
        trouble=trouble,
        plan=plan,
        found=found,
        columns=_columns(found),
        bases=[(one.value, words) for one, words in BASES],
        keeps=view.reading.may(KEEP_SCENARIOS, unit),
        leads=plan.leader == view.person,
        **more,
    )


def _columns(found: Compared) -> tuple[Column, ...]:
    stands = (Column("As it stands", found.stands),) if found.stands else ()
    return (
        *stands,
        *(Column(one.scenario.name, one.outcome) for one in found.scenarios if one.outcome),
    )


def made(form: Typed, plan: UnitState) -> Scenario:
    """A split by one basis of the goal with the add-on. Raises Malformed, DomainError."""
    add_on = _percent(form.get("add_on"))
    targets = dict.fromkeys(seat.target for seat in plan.seats)
    goals = _supposed(form.get("goal").strip(), plan, next(iter(targets)))
    drafts = tuple(c.TargetDraft(target=one, add_on_percent=add_on) for one in targets)
    supposed = plan.model_copy(update={"goals": _goals(plan, goals)})
    lines = drafted_targets(drafts, supposed)
    basis = Basis(form.get("basis"))
    rows = [
        row for line in lines for row in suggested(supposed, line.to_assign, line.target, basis)
    ]
    name = form.get("name").strip()
    if plan.current is None:
        portions = tuple(
            c.PortionDraft(seat=one.seat, amount=one.amount, basis=basis) for one in rows
        )
        proposal = c.ProposeStretchTarget(targets=drafts, portions=portions)
        return Scenario(name=name, goals=goals, proposal=proposal)
    causes = tuple(form.get("causes").split())
    revised = tuple(
        c.RevisedPortion(seat=one.seat, amount=one.amount, basis=basis, causes=causes)
        for one in rows
    )
    reason = form.get("reason").strip() or name
    revision = c.RevisePlan(targets=drafts, portions=revised, reason=reason)
    return Scenario(name=name, goals=goals, revision=revision)


def _goals(plan: UnitState, supposed: tuple[Supposed, ...]) -> tuple[object, ...]:
    amounts = {one.target: one.amount for one in supposed}
    return tuple(
        one.model_copy(update={"amount": amounts.get(one.target, one.amount)}) for one in plan.goals
    )


def _supposed(text: str, plan: UnitState, target: str) -> tuple[Supposed, ...]:
    if not text:
        return ()
    try:
        amount: Money = parse_amount(text, plan.currency)
    except NotAnAmount as wrong:
        raise Malformed(str(wrong), missing=("goal",)) from wrong
    return (Supposed(target=target, amount=amount),)


def _percent(text: str) -> Decimal:
    try:
        return Decimal(text.strip().removesuffix("%").replace(",", ".") or "0")
    except InvalidOperation as wrong:
        raise Malformed("Write the add-on as 8 or 7.5.", missing=("add_on",)) from wrong


def _id(name: str) -> str:
    """An id made of the name; raises Malformed for a name that gives none."""
    found = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:LONGEST].strip("-")
    if not found:
        raise Malformed("Give it a name with a letter or a digit in it.", missing=("name",))
    return found
