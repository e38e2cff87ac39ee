"""The manifest of a decision for a program to show and sign, as the sign page does for a person."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Annotated

from fastapi import Request
from pydantic import Field, JsonValue, SecretStr, ValidationError

from domain.errors import Unknown
from domain.model import Command, Value
from domain.sealed import tokens
from domain.signature import LIFETIME, Demand, SignatureEvidence
from domain.unit import commands as c
from domain.unit.deciding.proving import MEANINGS
from domain.unit.plan import UnitState
from store import canonical
from store.evidence import challenge_of
from store.pool import session as connected
from store.seals import replaced
from web import ceremonies, passkeys, proving
from web.ceremonies import Ceremony
from web.commands import kebab
from web.giving import CommandId, Place
from web.manifests import Shown, code_of, manifest_of, refusal
from web.opening import SEALED
from web.passkeys import RelyingParty
from web.problems import RESPONSES, Malformed
from web.proofs import settings_of
from web.reading import Reading, Reads, Unit
from web.routing import Router
from web.sealing import sealed

router = Router(prefix="/v1/{organisation}", responses=RESPONSES, tags=["commands of a unit"])
HERE = "/cycles/{cycle}/units/{unit}/manifests"


class Asked(Value):
    """A command that is to be signed, without its signature; `credential` names a passkey.

    `password` is the account's, where the caller sends an API token: with it the signature counts
    as given after a fresh proof of who they are.
    """

    command: str = Field(examples=["SignPlan"])
    body: dict[str, JsonValue]
    credential: Annotated[str | None, Field(max_length=2000)] = None
    password: Annotated[SecretStr | None, Field(max_length=1000)] = None


class Issued(Value):
    """What to show and sign. Give the command with `signature` and the nonce as its id.

    `content` is what is signed, whose canonical bytes the manifest names by their hash; personal
    texts stand in it, and in the manifest, as their tokens, and `read` says what each of them
    reads. `code` is the content's short code. With a passkey, `options` are for the authenticator, and its answer
    belongs into the evidence as `assertion`, with the class `passkey`. `least` is the weakest
    class that the cycle's policy takes, and `page` where a person signs at a browser.
    """

    nonce: str
    code: str
    least: Demand
    page: str
    expires_at: datetime
    content: dict[str, JsonValue]
    read: dict[str, str]
    signature: SignatureEvidence
    options: dict[str, JsonValue] | None = None


@router.post(HERE, summary="IssueManifest")
async def issue(
    request: Request, reading: Reads, unit: Unit, body: Asked, command_id: CommandId = None
) -> Issued:
    """Say what would be signed, and keep it for five minutes; nothing is decided by it.

    An `Idempotency-Key` becomes the nonce: asked again with it, the answer is the first one.
    """
    state = await reading.unit_state(unit)
    place = Place(organisation=reading.organisation, cycle=reading.cycle, unit=unit)
    command = await sealed(reading.doors, reading.caller, place.key, _command(body))
    nonce = command_id or str(uuid.uuid4())
    party = passkeys.relying_party(settings_of(request))
    content = _content(command, state)
    one = await _issued_before(reading, unit, nonce)
    if one is None:
        one = await _issue(reading, state, command, body, (nonce, party, content))
    credential = one.read.signer.credential
    challenge = challenge_of(one.sha256)
    setattr(request.state, SEALED, True)
    return Issued(
        nonce=one.nonce,
        code=code_of(state, command),
        least="any" if state.rehearsal else state.policy.least_signature,
        page=f"{party.origin}{_page(reading, unit, command)}",
        expires_at=one.issued_at + LIFETIME,
        content=content,
        read=await _read(reading, content, one),
        signature=proving.evidence_of(one),
        options=_options(party, challenge, credential) if credential else None,
    )


async def _issue(
    reading: Reading,
    state: UnitState,
    command: Command,
    body: Asked,
    known: tuple[str, RelyingParty, dict[str, JsonValue]],
) -> Ceremony:
    """Raises what the plan would refuse the command with, whatever its signature."""
    nonce, party, content = known
    if refused := refusal(reading, state, command):
        raise refused
    shown = Shown(canonical.encode(content), html=False)
    credential = await _own(reading, body.credential)
    doors, caller, grade = reading.doors, reading.caller, None
    if body.password is not None:
        secret = body.password.get_secret_value()
        grade = await proving.grade_by_password(doors, caller, secret)
    manifest = await manifest_of(
        reading, state, command, nonce=nonce, shown=shown, credential=credential
    )
    return await proving.issue(doors, caller, party, manifest, shown.content, grade=grade)


async def _read(reading: Reading, content: dict[str, JsonValue], one: Ceremony) -> dict[str, str]:
    """What each token in the content and in the manifest reads."""
    held = tokens(canonical.encode(content).decode() + one.manifest.decode())
    found = await reading.doors.seals.openings(held)
    return {sealed: replaced(sealed, found) for sealed in found}


async def _issued_before(reading: Reading, unit: str, nonce: str) -> Ceremony | None:
    """What the caller was issued under this nonce already."""
    place = Place(organisation=reading.organisation, cycle=reading.cycle, unit=unit)
    async with connected(reading.doors.writer) as connection:
        found = await ceremonies.of_nonce(connection, place.organisation, place.stream, nonce)
    mine = found is not None and found.holder == passkeys.holder_of(reading.caller)
    return found if mine else None


def _page(reading: Reading, unit: str, command: Command) -> str:
    here = f"/o/{reading.organisation}/cycles/{reading.cycle}/units/{unit}"
    of_a_version = "version" in type(command).model_fields
    return f"{here}/sign" if of_a_version else f"{here}/acts/{kebab(type(command))}"


def _options(party: RelyingParty, challenge: bytes, credential: str) -> dict[str, JsonValue]:
    return passkeys.assertion_options(party, challenge, credential)


def _command(body: Asked) -> Command:
    kind = c.COMMANDS.get(body.command)
    if kind not in MEANINGS or kind is None:
        names = ", ".join(one.__name__ for one in MEANINGS)
        raise Malformed(f"{body.command[:70]} is not signed. These are: {names}.")
    if body.body.get("signature") is not None:
        raise Malformed("A manifest is asked for without a signature.")
    try:
        return kind.model_validate(body.body)
    except ValidationError as error:
        found = error.errors(include_input=False, include_url=False)
        missing = tuple(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in found)
        raise Malformed(f"{body.command} cannot be read.", missing=missing) from error


def _content(command: Command, state: UnitState) -> dict[str, JsonValue]:
    """The version or the proposed waiver that is decided about, and the command itself."""
    number = getattr(command, "version", None)
    content: dict[str, JsonValue] = {"command": command.model_dump(mode="json")}
    if number is not None:
        if not 1 <= number <= len(state.versions):
            raise Unknown(f"There is no version {number} of unit {state.unit}.")
        content["version"] = state.versions[number - 1].model_dump(mode="json")
    if isinstance(command, c.AgreeToWaiver | c.RefuseWaiver):
        proposal = state.waiver_proposal(command.waiver)
        if proposal is None:
            raise Unknown(f"Nobody proposed a waiver {command.waiver} in unit {state.unit}.")
        content["waiver"] = proposal.proposed.model_dump(mode="json")
    return content


async def _own(reading: Reads, credential: str | None) -> str | None:
    if credential is None:
        return None
    holder = passkeys.holder_of(reading.caller)
    async with connected(reading.doors.writer) as connection:
        mine = await passkeys.of_holder(connection, holder)
    if credential not in {one.credential for one in mine}:
        raise Unknown("This passkey is not enrolled for you: see your account page.")
    return credential
