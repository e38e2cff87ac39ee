"""The cycle's page, and what is decided there about the cycle as a whole."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from fastapi import Request, Response
from pydantic import TypeAdapter
from starlette.datastructures import UploadFile

from domain.cycle import commands as c
from domain.errors import Invalid
from domain.model import Command
from domain.money import Money
from domain.people import Document, Office, Role
from web.asking import gives
from web.pages.acting import COMMAND_ID, Trouble, Typed, acted, form_of, identifier
from web.pages.cycle_view import shown
from web.pages.tree import Looking
from web.pages.viewing import View, Views
from web.routing import Router, take

router = Router(include_in_schema=False)
_inside = Router(prefix="/o/{organisation}/cycles/{cycle}", include_in_schema=False)

_OFFICE: TypeAdapter[Office] = TypeAdapter(Office)

UNREADABLE = 422
NO_DOCUMENT = "Choose the document that says so, for example the board's minute."


@_inside.get("")
async def show(view: Views, place: Looking) -> Response:
    return await shown(view, place)


@_inside.post("/announce")
async def announce(request: Request, view: Views) -> Response:
    said = "Recorded: the cycle is announced. Every unit's plan opens now."
    return await _acted(request, view, lambda _form: c.AnnounceCycle(), said)


@_inside.post("/agree-to-rules")
async def agree(request: Request, view: Views) -> Response:
    return await _acted(
        request,
        view,
        lambda form: c.AgreeToRuleChange(change=identifier(form, "change")),
        "Recorded: you agreed, and the rules change from here.",
    )


@_inside.post("/propose-roles")
async def propose_roles(request: Request, view: Views) -> Response:
    said = "Recorded: you proposed a change of offices. The timeline says who holds what from when."
    return await _acted(request, view, _roles, said)


def _roles(form: Typed) -> Command:
    office = _OFFICE.validate_python(form.get("office"))
    return c.ProposeRoles(
        change=f"roles-{form.get(COMMAND_ID)[:36].lower()}",
        reason=form.get("roles_reason"),
        grants=_role(office, form.text("gets") or form.text("newcomer")),
        revokes=_role(office, form.text("loses")),
    )


def _role(office: Office, person: str | None) -> tuple[Role, ...]:
    return (Role(office=office, person=person),) if person else ()


@_inside.post("/agree-to-roles")
async def agree_roles(request: Request, view: Views) -> Response:
    return await _acted(
        request,
        view,
        lambda form: c.AgreeToRoles(change=identifier(form, "change")),
        "Recorded: you agreed, and the offices change hands from here.",
    )


@_inside.post("/close")
async def close(request: Request, view: Views) -> Response:
    said = "Recorded: the cycle is closed."
    return await _acted(request, view, lambda _form: c.CloseCycle(), said)


@_inside.post("/cancel")
async def cancel(request: Request, view: Views) -> Response:
    return await _acted(
        request,
        view,
        lambda form: c.CancelCycle(reason=form.get("reason")),
        "Recorded: the cycle is cancelled.",
    )


# The path says that a file comes, for which there is more room than for a form.
@_inside.post("/imports/goal")
async def confirm_goal(request: Request, view: Views) -> Response:
    document = await _document(request)
    if document is None:
        form = Typed({n: (v,) for n, v in (await form_of(request)).items() if isinstance(v, str)})
        words = Trouble(UNREADABLE, "The document is missing.", fields={"document": NO_DOCUMENT})
        return await shown(view, typed=form, trouble=words)

    def command(form: Typed) -> Command:
        return c.ConfirmPlanGoal(
            target=identifier(form, "target"),
            amount=amount_of(form.get("amount"), view.state.currency),
            document=document,
        )

    said = "Recorded: you confirmed the plan goal with its document."
    return await _acted(request, view, command, said)


async def _document(request: Request) -> Document | None:
    """The document by its name and hash; its bytes stay with whoever keeps them."""
    found = (await form_of(request)).get("document")
    if not isinstance(found, UploadFile):
        return None
    content = await found.read()
    await found.close()
    if not found.filename:
        return None
    return Document(name=found.filename[:200], sha256=hashlib.sha256(content).hexdigest())


def amount_of(written: str, currency: str) -> Money:
    """An amount as people type it; raises Invalid for what reads as more than one number."""
    digits = (
        "".join(written.split()).replace("'", "").replace("\N{RIGHT SINGLE QUOTATION MARK}", "")
    )
    if digits.count(",") > 1 or ("," in digits and "." in digits):
        digits = digits.replace(",", "")
    if "," in digits:
        raise Invalid(f"{written}: write the amount with a point for decimals, as 25000000.50.")
    return Money.of(digits, currency)


async def _acted(
    request: Request, view: View, command: Callable[[Typed], Command], said: str
) -> Response:
    async def again(form: Typed, trouble: Trouble) -> Response:
        return await shown(view, typed=form, trouble=trouble)

    return await acted(
        request, view.reading, None, command=command, again=again, then=view.base, said=said
    )


for endpoint, kind in (
    (announce, c.AnnounceCycle),
    (agree, c.AgreeToRuleChange),
    (propose_roles, c.ProposeRoles),
    (agree_roles, c.AgreeToRoles),
    (close, c.CloseCycle),
    (cancel, c.CancelCycle),
    (confirm_goal, c.ConfirmPlanGoal),
):
    gives(endpoint, kind)
take(router, _inside)
