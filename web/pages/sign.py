"""The page of a final version: exactly what is signed, and every act of a signature under it."""

from __future__ import annotations

from fastapi import Request, Response
from fastapi.responses import JSONResponse

from domain.unit import commands as c
from store.evidence import challenge_of
from web import passkeys
from web.pages import signing
from web.pages.acting import (
    COMMAND_ID,
    NOTHING_TYPED,
    Trouble,
    Typed,
    acted,
    new_command_id,
    trouble_of,
    typed,
)
from web.pages.ceremony import REFUSALS, Signing, issued, signed
from web.pages.viewing import View, Views
from web.reading import Unit
from web.routing import Router

router = Router(include_in_schema=False)
HERE = "/o/{organisation}/cycles/{cycle}/units/{unit}/sign"
SAID = {
    "sign": "Recorded: you have signed.",
    "decline": "Recorded: you decline to sign, in your words.",
    "accept": "Recorded: you accept this version.",
    "object": "Recorded: you object; the plan goes back to revision.",
    "put-in-force": "Recorded: your part in putting this version in force.",
}


@router.get(HERE)
async def show(view: Views, unit: Unit) -> Response:
    return await page(view, unit, view.parked)


@router.post(f"{HERE}/take-back")
async def take_back(request: Request, view: Views, unit: Unit) -> Response:
    return await acted(
        request,
        view.reading,
        unit,
        command=lambda form: c.TakeBackSignature(reason=form.get("reason")),
        again=lambda form, trouble: page(view, unit, form, trouble),
        then=f"{view.unit_address(unit)}/sign",
        said="Recorded: you have taken your signature back.",
    )


@router.post(f"{HERE}/ceremony/{{act}}")
async def ceremony(request: Request, view: Views, unit: Unit, act: str) -> Response:
    """What a passkey is asked to sign: for our own module, when a passkey's button is pressed."""
    one = Signing(request, view, unit, act, await typed(request))
    try:
        kept = await issued(one, view.reading.caller, new_command_id(), one.form.get("key"))
    except REFUSALS as error:
        trouble = view.in_names(trouble_of(error))
        words = ". ".join((trouble.words, *trouble.fields.values()))
        return JSONResponse({"words": words}, trouble.status)
    party = passkeys.RelyingParty(kept.origin)
    challenge = challenge_of(kept.sha256)
    options = passkeys.assertion_options(party, challenge, one.form.get("key"))
    return JSONResponse({COMMAND_ID: kept.nonce, "options": options})


@router.post(f"{HERE}/{{act}}")
async def sign(request: Request, view: Views, unit: Unit, act: str) -> Response:
    """Sign, decline, accept, object or put in force: what the form says, with its evidence."""
    one = Signing(request, view, unit, act, await typed(request))
    address = view.unit_address(unit)
    return await signed(
        one,
        then=f"{address}/letter" if act == "sign" else address,
        said=SAID.get(act, "Recorded."),
        again=lambda back, trouble: page(view, unit, back.form, trouble),
    )


async def page(
    view: View, unit: str, form: Typed = NOTHING_TYPED, trouble: Trouble | None = None
) -> Response:
    """The page; with a form that came back, what changed since the version that it was for."""
    shown = await signing.page_of(view, unit, form)
    state = await view.reading.unit_state(unit)
    return view.page("sign.html", typed=form, trouble=trouble, sign=shown, unit=state)
