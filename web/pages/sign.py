"""Signing: exactly what is signed, and the act itself."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from pydantic import ValidationError

import store.read
from domain.errors import DomainError, OtherVersion, SignatureDoesNotMatch
from domain.signature import Assertion
from domain.unit import commands as c
from identity.model import Opened
from store.evidence import challenge_of
from store.pool import session as connected
from web import ceremonies, passkeys, proving
from web.ceremonies import Ceremony
from web.giving import Place, given
from web.identity import Caller
from web.manifests import manifest_of
from web.pages import signing
from web.pages.account import proved
from web.pages.acting import (
    COMMAND_ID,
    NOTHING_TYPED,
    Trouble,
    Typed,
    acted,
    done,
    key_of,
    new_command_id,
    trouble_of,
    typed,
)
from web.pages.viewing import View, Views
from web.problems import Malformed, RequestRefused
from web.proofs import set_session, settings_of
from web.reading import Reading, Unit
from workflows.client import RecordUnavailable

router = APIRouter(include_in_schema=False)
HERE = "/o/{organisation}/cycles/{cycle}/units/{unit}/sign"
UNREADABLE = 422
REFUSALS = (ValidationError, DomainError, RequestRefused, RecordUnavailable)
SAID = {
    "sign": "Recorded: you have signed.",
    "decline": "Recorded: you decline to sign, in your words.",
    "accept": "Recorded: you accept this version.",
    "object": "Recorded: you object; the plan goes back to revision.",
    "put-in-force": "Recorded: your part in putting this version in force.",
}


class WrongProof(RequestRefused):
    """The password is not right, or there is none."""

    status = UNREADABLE
    title = "This signature needs your password"


@dataclass(frozen=True)
class Signing:
    """One press of a button of this page: who, of which unit, with what in the form."""

    request: Request
    view: View
    unit: str
    act: str
    form: Typed

    @property
    def place(self) -> Place:
        reading = self.view.reading
        return Place(organisation=reading.organisation, cycle=reading.cycle, unit=self.unit)


@router.get(HERE)
async def show(view: Views, unit: Unit) -> Response:
    return await _page(view, unit)


@router.post(f"{HERE}/take-back")
async def take_back(request: Request, view: Views, unit: Unit) -> Response:
    return await acted(
        request,
        view.reading,
        unit,
        command=lambda form: c.TakeBackSignature(reason=form.get("reason")),
        again=lambda form, trouble: _page(view, unit, form, trouble),
        then=f"{view.unit_address(unit)}/sign",
        said="Recorded: you have taken your signature back.",
    )


@router.post(f"{HERE}/ceremony/{{act}}")
async def ceremony(request: Request, view: Views, unit: Unit, act: str) -> Response:
    """What a passkey is asked to sign: for our own module, when a passkey's button is pressed."""
    one = Signing(request, view, unit, act, await typed(request))
    try:
        issued = await _issued(one, view.reading.caller, new_command_id(), one.form.get("key"))
    except REFUSALS as error:
        trouble = trouble_of(error)
        words = ". ".join((trouble.words, *trouble.fields.values()))
        return JSONResponse({"words": words}, trouble.status)
    party = passkeys.RelyingParty(issued.origin)
    challenge = challenge_of(issued.sha256)
    options = passkeys.assertion_options(party, challenge, one.form.get("key"))
    return JSONResponse({COMMAND_ID: issued.nonce, "options": options})


@router.post(f"{HERE}/{{act}}")
async def sign(request: Request, view: Views, unit: Unit, act: str) -> Response:
    """Sign, decline, accept, object or put in force: what the form says, with its evidence."""
    one = Signing(request, view, unit, act, await typed(request))
    opened: Opened | None = None
    try:
        receipt = await _receipt(one)
        if receipt is None:
            caller, opened = await _proved(one)
            await _given(one, caller)
        answer: Response = done(_then(one), SAID.get(act, "Recorded."))
    except REFUSALS as error:
        answer = await _again(one, error)
    if opened is not None:
        set_session(answer, opened)
    return answer


def _then(one: Signing) -> str:
    address = one.view.unit_address(one.unit)
    return f"{address}/letter" if one.act == "sign" else address


async def _again(one: Signing, error: Exception) -> Response:
    """The page with what was typed; under an id of its own, unless the outcome is unknown."""
    fields = dict(one.form.fields)
    if not isinstance(error, RecordUnavailable):
        fields.pop(COMMAND_ID, None)
    fields.pop("assertion", None)
    trouble = trouble_of(error)
    if isinstance(error, WrongProof):
        trouble = Trouble(error.status, error.title, fields={f"password-{one.act}": error.detail})
    return await _page(one.view, one.unit, Typed(fields), trouble)


async def _page(
    view: View, unit: str, form: Typed = NOTHING_TYPED, trouble: Trouble | None = None
) -> Response:
    page = await signing.page_of(view, unit, form)
    state = await view.reading.unit_state(unit)
    return view.page("sign.html", typed=form, trouble=trouble, sign=page, unit=state)


async def _receipt(one: Signing) -> object | None:
    """What this very form led to before; the same form sent again is answered with it."""
    reading, nonce = one.view.reading, key_of(one.form)
    place = (reading.organisation, one.place.stream, nonce)
    async with connected(reading.doors.writer) as connection:
        known = await ceremonies.of_nonce(connection, *place)
    if known is None or known.holder != passkeys.holder_of(reading.caller):
        return None
    return await store.read.receipt(reading.doors.reader, *place)


async def _proved(one: Signing) -> tuple[Caller, Opened | None]:
    """The caller as they prove to be now; raises WrongProof without what this page asks for."""
    caller, doors = one.view.reading.caller, one.view.reading.doors
    session = caller.session
    if session is None or one.form.get("assertion") or session.is_fresh(doors.now()):
        return caller, None
    password = one.form.get(f"password-{one.act}")
    if not password:
        raise WrongProof("Type your password, or sign with a passkey.")
    opened = await proved(doors, session, password, caller.client)
    if isinstance(opened, Trouble):
        raise WrongProof(f"{opened.words} Nothing was signed.")
    return caller.model_copy(update={"session": opened.session}), opened


async def _given(one: Signing, caller: Caller) -> None:
    nonce = key_of(one.form)
    command = signing.command_for(one.act, one.form)
    answer = one.form.get("assertion")
    reading = one.view.reading
    if answer:
        issued, assertion = await _asserted(one, nonce, answer)
    else:
        issued, assertion = await _issued(one, caller, nonce, None), None
    evidence = proving.evidence_of(issued, assertion)
    signed = command.model_copy(update={"signature": evidence})
    await given(reading.doors, caller, one.place, signed, nonce)


async def _issued(one: Signing, caller: Caller, nonce: str, credential: str | None) -> Ceremony:
    """What is about to be signed, kept. Raises what the plan would refuse it with."""
    view = one.view
    state = await view.reading.unit_state(one.unit)
    command = signing.command_for(one.act, one.form)
    if refused := signing.would(view, state, command):
        raise refused
    version = state.current
    assert version is not None
    shown = signing.shown_of(view, state, version)
    if one.form.get("shown") != shown.rendered.sha256:
        raise OtherVersion(
            "What you were shown has changed since. Read it as it is now, then sign.",
            practice="S0-20",
        )
    reading = _as(view, caller)
    manifest = await manifest_of(
        reading, state, command, nonce=nonce, shown=shown, credential=credential or None
    )
    party = passkeys.relying_party(settings_of(one.request))
    return await proving.issue(reading.doors, caller, party, manifest, shown.content)


def _as(view: View, caller: Caller) -> Reading:
    return replace(view.reading, caller=caller)


async def _asserted(one: Signing, nonce: str, answer: str) -> tuple[Ceremony, Assertion]:
    """The ceremony that was issued for a passkey, and what the passkey answered.

    Raises SignatureDoesNotMatch for an answer to nothing that was asked.
    """
    reading = one.view.reading
    async with connected(reading.doors.writer) as connection:
        issued = await ceremonies.of_nonce(
            connection, reading.organisation, one.place.stream, nonce
        )
        key = await passkeys.of_credential(connection, _credential_in(answer))
    if issued is None or key is None:
        raise SignatureDoesNotMatch("This passkey was not asked to sign this. Sign again.")
    return issued, passkeys.assertion_of(issued.origin, key, answer)


def _credential_in(answer: str) -> str:
    try:
        return str(json.loads(answer)["id"])
    except (ValueError, KeyError, TypeError) as error:
        raise Malformed("The passkey's answer cannot be read. Sign again.") from error
