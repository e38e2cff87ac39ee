"""After a cycle's start: what is on the record, what is missing, the plan goal, and the announcement."""

from __future__ import annotations

import hashlib

from fastapi import Request, Response

from domain.cycle.commands import AnnounceCycle, ConfirmPlanGoal
from domain.errors import DomainError
from domain.people import Document
from files.amounts import NotAnAmount, parse_amount
from web.giving import Place, given
from web.pages.acting import Trouble, Typed, acted, done, form_of, key_of, of_form, trouble_of
from web.pages.start_desk import too_large_trouble
from web.pages.start_files import uploaded
from web.pages.viewing import View, Views
from web.problems import BodyTooLarge, Malformed, RequestRefused
from web.routing import Router
from workflows.client import RecordUnavailable

router = Router(prefix="/o/{organisation}/cycles/{cycle}", include_in_schema=False)


@router.get("/started")
async def show(view: Views) -> Response:
    return _page(view)


@router.post("/started")
async def announce(request: Request, view: Views) -> Response:
    """Announce the cycle: from here on, people are asked."""

    async def again(form: Typed, trouble: Trouble) -> Response:
        return _page(view, form, trouble)

    return await acted(
        request, view.reading, None,
        command=lambda _form: AnnounceCycle(), again=again, then=view.base,
        said="The cycle is announced. Everybody who takes part is told.",
    )  # fmt: skip


@router.get("/goal")
async def goal(view: Views) -> Response:
    return _page(view)


@router.post("/goal")
async def confirm(request: Request, view: Views) -> Response:
    """Confirm the plan goal with its document, of which only the hash is kept."""
    if isinstance(refused := getattr(request.state, "too_large", None), BodyTooLarge):
        return _page(view, trouble=too_large_trouble(refused))
    sent = await form_of(request, fields=10)
    form = of_form(sent)
    content, name = await uploaded(sent)
    place = Place(organisation=view.reading.organisation, cycle=view.reading.cycle)
    reading = view.reading
    try:
        command = _goal(form, view.state.currency, content, name, view.state.targets[0])
        await given(reading.doors, reading.caller, place, command, key_of(form))
    except NotAnAmount as unreadable:
        trouble = Trouble(422, "The amount cannot be read.", fields={"amount": str(unreadable)})
        return _page(view, form, trouble)
    except (DomainError, RequestRefused, RecordUnavailable) as error:
        return _page(view, form, trouble_of(error))
    return done(f"{view.base}/started", f"Recorded: the plan goal, with {name}.")


def _goal(form: Typed, currency: str, content: bytes, name: str, target: str) -> ConfirmPlanGoal:
    amount = parse_amount(form.get("amount").strip(), currency)
    if not content:
        raise Malformed("The plan goal comes with its document: choose it.")
    document = Document(name=name, sha256=hashlib.sha256(content).hexdigest())
    return ConfirmPlanGoal(amount=amount, document=document, target=target)


def _page(view: View, form: Typed | None = None, trouble: Trouble | None = None) -> Response:
    state, person = view.state, view.person
    missing = [one for one in state.targets if state.goal(one) is None]
    return view.page(
        "start/started.html",
        typed=form or Typed(),
        trouble=trouble,
        missing=missing,
        prepares=person in (*state.roles.planners, *state.roles.administrators),
        sponsors=person in state.roles.sponsors,
    )
