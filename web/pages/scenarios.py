"""What-ifs of a unit's plan on one page: side by side, made from a basis, adopted or left."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from fastapi import Request, Response
from pydantic import ValidationError

from domain.authority.reads import KEEP_SCENARIOS, READ_PLAN
from domain.errors import DomainError
from domain.money import Money
from domain.naming import named
from domain.portions import Basis, PortionShare
from domain.scenarios import Outcome, Scenario, Supposed
from domain.unit import commands as c
from domain.unit.authority import RULES
from domain.unit.deciding.drafting import drafted_targets, suggested
from domain.unit.plan import Goal, UnitState
from domain.words import id_of
from files.amounts import NotAnAmount, parse_amount
from web import scenarios
from web.asking import asks, says
from web.pages import choices, start_portions
from web.pages.acting import NOTHING_TYPED, Trouble, Typed, done, key_of, trouble_of, typed
from web.pages.unit_acts import voids
from web.pages.unit_telling import in_words
from web.pages.viewing import View, Views, opened_names
from web.problems import Malformed, RequestRefused
from web.reading import Unit
from web.rendering import words
from web.routing import Router
from web.scenarios import Adopting, Compared, Keeping
from workflows.client import RecordUnavailable

router = Router(
    prefix="/o/{organisation}/cycles/{cycle}/units/{unit}/scenarios", include_in_schema=False
)
BASES = tuple(one for one in start_portions.BASES if one[0] != Basis.WEIGHTS)
"""Weights are set seat by seat, which no what-if asks."""

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
        body = Keeping(scenario=made(form, plan), shared_with=form.all("show"))
        await scenarios.keep(view.reading, unit, _id(name), body)
        return "Kept. Nothing of it is on the record."

    return await _acted(request, view, unit, kept)


@router.post("/adopt")
@says(RULES[c.ProposeStretchTarget])
async def adopt(request: Request, view: Views, unit: Unit) -> Response:
    """Propose, or revise, just as the scenario says."""

    async def adopted(form: Typed, _plan: UnitState) -> str:
        await scenarios.adopt(
            reading=view.reading,
            unit=unit,
            made_by=form.get("made_by"),
            scenario=form.get("scenario"),
            body=Adopting.model_validate({"voids": form.get("voids") or "0"}),
            command_id=key_of(form),
        )
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
    view: View, unit: str, form: Typed = NOTHING_TYPED, trouble: Trouble | None = None
) -> Response:
    plan = await view.reading.unit_state(unit)
    found = await scenarios.side_by_side(view.reading, unit)
    return view.page(
        "scenarios.html",
        typed=form,
        trouble=trouble,
        plan=plan,
        found=found,
        columns=_columns(found),
        bases=BASES,
        targets=[(one, words(one)) for one in _targets(plan)],
        causes=choices.cited(plan, view.eyes.names),
        people=await _readers(view, plan),
        voids=voids(plan),
        named=lambda words: named(in_words(plan, words), view.eyes.names),
        keeps=view.reading.may(KEEP_SCENARIOS, unit),
        leads=plan.leader == view.person,
    )


async def _readers(view: View, plan: UnitState) -> list[tuple[str, str]]:
    """Others who read this plan, by name: its people, the leader above, the planners."""
    known = {one.id for one in plan.people} | {plan.roles.leader_above, *plan.roles.planners}
    names = await opened_names(view)
    rows = ((one, names.get(one, one)) for one in known - {view.person})
    return sorted(rows, key=lambda one: one[1].casefold())


def _columns(found: Compared) -> tuple[Column, ...]:
    stands = (Column("As it stands", found.stands),) if found.stands else ()
    return (
        *stands,
        *(Column(one.scenario.name, one.outcome) for one in found.scenarios if one.outcome),
    )


def made(form: Typed, plan: UnitState) -> Scenario:
    """A split by one basis of the goal with the add-on. Raises Malformed, DomainError."""
    add_on, basis = _percent(form.get("add_on")), _basis(form.get("basis"))
    targets = _targets(plan)
    goals = _supposed(form, plan, targets)
    drafts = tuple(c.TargetDraft(target=one, add_on_percent=add_on) for one in targets)
    supposed = plan.model_copy(update={"goals": _goals(plan, goals)})
    rows = [
        row
        for line in drafted_targets(drafts, supposed)
        for row in suggested(supposed, line.to_assign, line.target, basis)
    ]
    name = form.get("name").strip()
    if plan.current is None:
        portions = tuple(
            c.PortionDraft(seat=one.seat, amount=one.amount, basis=basis) for one in rows
        )
        proposal = c.ProposeStretchTarget(targets=drafts, portions=portions)
        return Scenario(name=name, goals=goals, proposal=proposal)
    return Scenario(name=name, goals=goals, revision=_revised(form, drafts, rows, basis))


def _revised(
    form: Typed, drafts: tuple[c.TargetDraft, ...], rows: Sequence[PortionShare], basis: Basis
) -> c.RevisePlan:
    causes = form.all("causes")
    portions = tuple(
        c.RevisedPortion(seat=one.seat, amount=one.amount, basis=basis, causes=causes)
        for one in rows
    )
    reason = form.text("reason") or form.get("name").strip()
    return c.RevisePlan(targets=drafts, portions=portions, reason=reason)


def _basis(chosen: str) -> Basis:
    if chosen not in dict(BASES):
        raise Malformed("Choose a basis to split by.", missing=("basis",))
    return Basis(chosen)


def _goals(plan: UnitState, supposed: tuple[Supposed, ...]) -> tuple[Goal, ...]:
    amounts = {one.target: one.amount for one in supposed}
    return tuple(
        one.model_copy(update={"amount": amounts.get(one.target, one.amount)}) for one in plan.goals
    )


def _targets(plan: UnitState) -> tuple[str, ...]:
    return tuple(dict.fromkeys(seat.target for seat in plan.seats))


def _supposed(form: Typed, plan: UnitState, targets: Sequence[str]) -> tuple[Supposed, ...]:
    """A goal for the target that the form names, or for the only one that there is."""
    text = form.get("goal").strip()
    if not text:
        return ()
    target = form.get("target") or (targets[0] if len(targets) == 1 else "")
    if target not in targets:
        raise Malformed("Choose which target the plan goal is supposed for.", missing=("target",))
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
    found = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    if not found:
        raise Malformed("Give it a name with a letter or a digit in it.", missing=("name",))
    return id_of(found)
