"""One person's plan for the year, in sections: what they write, and what others add to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from urllib.parse import urlencode

from fastapi import Request, Response

from domain.authority.reads import READ_SELLER_PLAN
from domain.errors import Unknown
from domain.model import Command
from domain.naming import named
from domain.seller import commands as c
from domain.seller.authority import OFFICES, offices
from domain.seller.complete import missing, unpaid, unplanned
from domain.seller.plan import Handover, SellerState
from domain.unit import commands as u
from domain.unit.plan import UnitState
from domain.unit.values import Attainment
from domain.words import Identifier
from projections.accounts import SharedAccount
from web.asking import gives, says
from web.commands import kebab, of_sellers
from web.pages.acting import Trouble, Typed, typed
from web.pages.choices import Options
from web.pages.filling import rows_of
from web.pages.forms import MORE, NOT_SENT, Forms, Sent
from web.pages.pressing import Pressed, begun, known
from web.pages.viewing import View, Views, joined, names_of
from web.referring import on_record
from web.routing import Router
from web.seller_queries import shared_accounts

router = Router(prefix="/o/{organisation}/cycles/{cycle}/sellers/{person}", include_in_schema=False)
OF_SELLERS: dict[str, type[Command]] = {kebab(kind): kind for kind in of_sellers()}


@dataclass(frozen=True)
class Acts:
    """What the reader may do about this plan, by their office towards it."""

    held: frozenset[str]
    over: bool

    def may(self, name: str) -> bool:
        return not self.over and bool(self.held & set(OFFICES[OF_SELLERS[name]]))


@router.get("")
@says(READ_SELLER_PLAN)
async def show(view: Views, person: Identifier) -> Response:
    return await shown(view, person, NOT_SENT)


@router.post("/begin")
async def begin(view: Views, person: Identifier) -> Response:
    """Begin the person's plan in the unit in which they carry a number."""
    unit = await _unit_of(view, person)
    if unit is None:
        raise Unknown(f"{person} carries no number of their own in this cycle.")
    return await begun(
        view,
        u.BeginSellerPlans(people=(person,)),
        partial(_none_yet, view, person, unit),
        then=_address(view, person),
        said="the plan is begun. It opens within a moment.",
        unit=unit.unit,
    )


@router.post("/acts/{act}")
async def do(request: Request, view: Views, person: Identifier, act: str) -> Response:
    """The act, once; or the page again, with every word that was typed."""
    kind = known(act, OF_SELLERS)
    form = await typed(request)
    if not await _handed_over(view, person):
        form = _complete(form, await view.reading.seller_state(person))
    if form.get(MORE):
        return await shown(view, person, Sent(form))
    pressed = Pressed.of(view, kind, form, _address(view, person))
    again = pressed.again(lambda sent: shown(view, person, sent))
    return await pressed.given(again, seller=person)


def _complete(form: Typed, plan: SellerState) -> Typed:
    """Rows with what nobody types: whose line it is, and an account's rank by its place."""
    added: dict[str, tuple[str, ...]] = {}
    for row in rows_of(form, "lines"):
        added[f"lines.{row}.owner"] = (plan.seller.id,)
        added[f"lines.{row}.value.currency"] = (plan.currency,)
    named = (row for row in rows_of(form, "accounts") if form.text(f"accounts.{row}.name"))
    for rank, row in enumerate(named, start=1):
        added[f"accounts.{row}.rank"] = (str(rank),)
    return Typed({**form.fields, **added})


async def shown(view: View, person: str, sent: Sent) -> Response:
    """The page; with a form that came back, at its place."""
    if mine := await _handed_over(view, person):
        return await _to_take_over(view, person, mine, sent)
    try:
        plan = await view.reading.seller_state(person)
    except Unknown:
        return _none_yet(view, person, await _unit_of(view, person), sent.trouble)
    at, acts = view.reading.at, Acts(frozenset(offices(plan, view.person)), plan.over)
    shared = await _shared(view, plan)
    held = ((one.unit, one.person) for account in shared for one in account.held_by)
    view = view.knowing(names_of(await joined(view, held)))
    return view.page(
        "seller/page.html",
        trouble=sent.summary,
        plan=plan,
        own=view.person == person,
        acts=acts,
        results=await _results(view, plan) if acts.may("hold-seller-review") else {},
        give=Forms(
            _address(view, person), "seller", lambda kind: _options(kind, plan, view), OF_SELLERS,
            {"version": str(plan.submitted)}, sent,
        ),
        starts=_starts(plan),
        at=at,
        shared=shared,
        claim=partial(_claim, view, plan),
        missing=missing(plan, at),
        covered=plan.covers(at),
        coverage=_coverage(plan),
        unpaid=unpaid(plan),
        unplanned=unplanned(plan),
        mine=await view.decided("seller", person),
        role=plan.role_on(max(at.date(), plan.starts_on)),
        named=lambda words: named(words, view.eyes.names),
    )  # fmt: skip


async def _shared(view: View, plan: SellerState) -> tuple[SharedAccount, ...]:
    """The accounts of this plan that stand in another's too."""
    found = await shared_accounts(view.reading, (plan.unit,))
    return tuple(one for one in found if one.holds(plan.seller.id))


def _claim(view: View, plan: SellerState, shared: SharedAccount) -> str:
    """Where the account is claimed: the form, filled in as far as it is known."""
    starts = {"account.name": shared.name, "last_year.currency": plan.currency}
    also = {"account.id": shared.account} if shared.account else {}
    return f"{view.unit_address(plan.unit)}/acts/claim-account?{urlencode({**starts, **also})}"


async def _results(view: View, plan: SellerState) -> dict[str, Attainment]:
    """What is on record for each review that is not held yet, to whom reads the unit's plan."""
    if plan.unit not in view.reading.units:
        return {}
    unit = await view.reading.unit_state(plan.unit)
    found = {one.period: on_record(unit, plan, one.period) for one in plan.reviews if not one.held}
    return {period: result for period, result in found.items() if result is not None}


async def _handed_over(view: View, person: str) -> tuple[Handover, ...]:
    """The accounts that the reader takes over from a plan that they may not read otherwise."""
    reading = view.reading
    try:
        plan = await reading.doors.streams.seller(reading.organisation, reading.cycle, person)
    except Unknown:
        return ()
    if reading.may(READ_SELLER_PLAN, plan.unit, person):
        return ()
    return tuple(one for one in plan.handovers if one.won.farmer == view.person)


async def _to_take_over(
    view: View, person: str, handovers: tuple[Handover, ...], sent: Sent
) -> Response:
    return view.page(
        "seller/taking_over.html",
        trouble=sent.summary,
        of=person,
        handovers=handovers,
        mine=await view.decided("seller", person),
        give=Forms(_address(view, person), "seller", lambda _kind: {}, OF_SELLERS, {}, sent),
    )


def _none_yet(view: View, person: str, unit: UnitState | None, trouble: Trouble | None) -> Response:
    may_begin = unit is not None and view.person in (person, unit.leader, *unit.roles.planners)
    return view.page(
        "seller/none.html",
        trouble=trouble,
        of=person,
        own=view.person == person,
        may_begin=may_begin,
        address=_address(view, person),
    )


async def _unit_of(view: View, person: str) -> UnitState | None:
    plans = await view.reading.unit_states()
    return next((one for one in plans if person in one.sellers), None)


def _address(view: View, person: str) -> str:
    return f"{view.base}/sellers/{person}"


def _coverage(plan: SellerState) -> Decimal | None:
    """Run-rate and lines as a percent of the goal; None without a goal."""
    if plan.goal.amount <= 0:
        return None
    return (plan.run_rate + plan.planned).share_of(plan.goal)


def _options(kind: type[Command], plan: SellerState, view: View) -> Mapping[str, Options]:
    names = view.eyes.names
    people = tuple(sorted(names.items(), key=lambda one: one[1]))
    found: dict[str, Options] = {
        "attendees": people,
        "farmer": people,
        "line_manager": people,
        "owner": ((plan.seller.id, names.get(plan.seller.id, plan.seller.id)),
                  (plan.manager, names.get(plan.manager, plan.manager))),
        "period": tuple((one.period, one.period) for one in plan.reviews if one.held is None),
        "currency": ((plan.currency, plan.currency),),
    }  # fmt: skip
    if kind is c.ConfirmSellerReview:
        found["period"] = tuple(
            (one.period, one.period) for one in plan.reviews if one.held and not one.confirmed
        )
    return found


def _starts(plan: SellerState) -> dict[str, dict[str, str]]:
    """What stands in each section's form: the section as it is."""
    lines = {"words": plan.words or ""}
    for number, line in enumerate(plan.lines):
        lines |= _row(f"lines.{number}", line.model_dump(mode="json", exclude={"value", "owner"}))
        lines[f"lines.{number}.value.amount"] = f"{line.value.amount:f}"
    accounts: dict[str, str] = {}
    for number, account in enumerate(plan.accounts):
        accounts |= _row(f"accounts.{number}", account.model_dump(mode="json", exclude={"rank"}))
    trainings: dict[str, str] = {}
    for number, training in enumerate(plan.trainings):
        trainings |= _row(f"trainings.{number}", training.model_dump(mode="json"))
    return {
        "write-business-plan": lines,
        "name-top-accounts": accounts,
        "plan-training": trainings,
    }


def _row(place: str, values: Mapping[str, object]) -> dict[str, str]:
    return {f"{place}.{name}": str(value) for name, value in values.items()}


gives(begin, u.BeginSellerPlans)
gives(do, c.WriteBusinessPlan)
