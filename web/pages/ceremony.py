"""The ceremony of a signature: what is asked of whoever signs, and the one way to its evidence."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import partial

from fastapi import Request, Response
from pydantic import ValidationError

import store.read
from domain.errors import DomainError, OtherVersion, SignatureDoesNotMatch
from domain.model import Command
from domain.signature import Assertion, command_sha256
from domain.unit.plan import UnitState
from identity.model import Opened
from store.pool import session as connected
from web import ceremonies, passkeys, proving
from web.ceremonies import Ceremony
from web.giving import Place, given
from web.identity import Caller
from web.manifests import manifest_of, refusal
from web.pages import signing
from web.pages.account import proved
from web.pages.acting import COMMAND_ID, Trouble, Typed, done, key_of, trouble_of
from web.pages.viewing import View
from web.problems import Malformed, RequestRefused
from web.proofs import set_session, settings_of
from web.proving import WrongProof
from web.sealing import sealed
from web.security import Attempt, note_refusal
from workflows.client import RecordUnavailable

REFUSALS = (ValidationError, DomainError, RequestRefused, RecordUnavailable)
ASKED = "shown"
"""The field that a form has once its signer was shown what is signed."""


@dataclass(frozen=True)
class Signing:
    """One press of a button: who, of which unit, which act by its name, with what in the form."""

    request: Request
    view: View
    unit: str
    act: str
    form: Typed

    @property
    def place(self) -> Place:
        reading = self.view.reading
        return Place(organisation=reading.organisation, cycle=reading.cycle, unit=self.unit)

    @property
    def command(self) -> Command:
        """What the form says. Raises ValidationError, or Invalid for a form that is none of ours."""
        return signing.command_for(self.act, self.form, self.view.state.zone)

    async def sealed(self) -> Command:
        """The same as it is signed and recorded."""
        reading = self.view.reading
        return await sealed(reading.doors, reading.caller, self.place.key, self.command)

    async def state(self) -> UnitState:
        return await self.view.reading.unit_state(self.unit)


Again = Callable[[Signing, Trouble], Awaitable[Response]]
"""Shows the form once more from which it came, with what was typed."""


async def signed(one: Signing, *, then: str, said: str, again: Again) -> Response:
    """The act with its evidence, once: then to `then`; else the form with the trouble."""
    opened: Opened | None = None
    try:
        if await _receipt(one) is None:
            caller, opened = await _proved(one)
            await _given(one, caller)
        answer: Response = done(then, said)
    except REFUSALS as error:
        answer = await again(_renewed(one, error), _trouble(one, error))
    if opened is not None:
        set_session(answer, opened)
    return answer


async def asked_then_signed(one: Signing, *, then: str, said: str, again: Again) -> Response:
    """Of a form filled in elsewhere first the page on which it is signed; from there, the act."""
    if one.form.get(ASKED):
        return await signed(one, then=then, said=said, again=partial(_asked_again, again=again))
    try:
        recorded = await _receipt(one) is not None
        return done(then, said) if recorded else await _asked(one)
    except REFUSALS as error:
        return await again(_renewed(one, error), trouble_of(error))


async def _asked_again(back: Signing, trouble: Trouble, *, again: Again) -> Response:
    """The same page with the trouble, while there is still something to sign."""
    try:
        return await _asked(back, trouble)
    except REFUSALS:
        return await again(back, trouble)


async def _asked(one: Signing, trouble: Trouble | None = None) -> Response:
    """What exactly is signed, its meaning, its code, and how. Raises what the plan refuses."""
    state = await one.state()
    command = await one.sealed()
    if trouble is None:
        await _require_taken(one, state, command)
    elif refused := refusal(one.view.reading, state, command):
        raise refused
    ready = await signing.ready_of(one.view, state, one.act, command, one.form)
    return one.view.page("sign_act.html", typed=one.form, trouble=trouble, sign=ready, unit=state)


async def issued(one: Signing, caller: Caller, nonce: str, credential: str | None) -> Ceremony:
    """What is about to be signed, kept. Raises what the plan would refuse it with."""
    view, state = one.view, await one.state()
    command = await one.sealed()
    await _require_taken(one, state, command)
    shown = signing.shown_of(view, state, command)
    if one.form.get(ASKED) != shown.rendered.sha256:
        raise OtherVersion(
            "What you were shown has changed since. Read it as it is now, then sign.",
            practice="S0-20",
        )
    reading = replace(view.reading, caller=caller)
    manifest = await manifest_of(
        reading, state, command, nonce=nonce, shown=shown, credential=credential or None
    )
    party = passkeys.relying_party(settings_of(one.request))
    return await proving.issue(reading.doors, caller, party, manifest, shown.content)


async def _require_taken(one: Signing, state: UnitState, command: Command) -> None:
    """Raise what the plan would refuse this with, after a row in the security log."""
    reading = one.view.reading
    refused = refusal(reading, state, command)
    if refused is None:
        return
    attempt = Attempt(
        organisation=reading.organisation,
        action=type(command).__name__,
        cycle=reading.cycle,
        unit=one.unit,
        command_id=one.form.text(COMMAND_ID),
    )
    await note_refusal(reading.doors, reading.caller, attempt, refused)
    raise refused


def _renewed(one: Signing, error: Exception) -> Signing:
    """What was typed, under an id of its own, unless the outcome is unknown."""
    fields = dict(one.form.fields)
    if not isinstance(error, RecordUnavailable):
        fields.pop(COMMAND_ID, None)
    fields.pop("assertion", None)
    return replace(one, form=Typed(fields))


def _trouble(one: Signing, error: Exception) -> Trouble:
    trouble = trouble_of(error)
    if isinstance(error, WrongProof):
        return Trouble(error.status, error.title, fields={f"password-{one.act}": error.detail})
    return trouble


async def _receipt(one: Signing) -> object | None:
    """What this very form led to before; the same form sent again is answered with it."""
    reading, nonce = one.view.reading, key_of(one.form)
    place = (reading.organisation, one.place.stream, nonce)
    async with connected(reading.doors.writer) as connection:
        known = await ceremonies.of_nonce(connection, *place)
    if known is None or known.holder != passkeys.holder_of(reading.caller):
        return None
    if known.read.command_sha256 != command_sha256(await one.sealed()):
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
    command = one.command
    answer = one.form.get("assertion")
    reading = one.view.reading
    if answer:
        kept, assertion = await _asserted(one, nonce, answer)
    else:
        kept, assertion = await issued(one, caller, nonce, None), None
    evidence = proving.evidence_of(kept, assertion)
    complete = command.model_copy(update={"signature": evidence})
    await given(reading.doors, caller, one.place, complete, nonce)


async def _asserted(one: Signing, nonce: str, answer: str) -> tuple[Ceremony, Assertion]:
    """The ceremony that was issued for a passkey, and what the passkey answered.

    Raises SignatureDoesNotMatch for an answer to nothing that was asked.
    """
    reading = one.view.reading
    async with connected(reading.doors.writer) as connection:
        kept = await ceremonies.of_nonce(connection, reading.organisation, one.place.stream, nonce)
        key = await passkeys.of_credential(connection, _credential_in(answer))
    if kept is None or key is None:
        raise SignatureDoesNotMatch("This passkey was not asked to sign this. Sign again.")
    return kept, passkeys.assertion_of(kept.origin, key, answer)


def _credential_in(answer: str) -> str:
    try:
        return str(json.loads(answer)["id"])
    except (ValueError, KeyError, TypeError) as error:
        raise Malformed("The passkey's answer cannot be read. Sign again.") from error
