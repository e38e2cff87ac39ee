"""The manifest of a decision for a program to show and sign, as the sign page does for a person."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import Field, JsonValue, ValidationError

from domain.errors import Unknown
from domain.model import Command, Value
from domain.signature import LIFETIME, SignatureEvidence, short_code
from domain.unit import commands as c
from domain.unit.deciding.proving import MEANINGS
from domain.unit.plan import UnitState
from store import canonical
from store.evidence import challenge_of
from store.pool import session as connected
from web import passkeys, proving
from web.manifests import Shown, manifest_of
from web.passkeys import RelyingParty
from web.problems import RESPONSES, Malformed
from web.proofs import settings_of
from web.reading import Reads, Unit

router = APIRouter(prefix="/v1/{organisation}", responses=RESPONSES, tags=["commands of a unit"])
HERE = "/cycles/{cycle}/units/{unit}/manifests"


class Asked(Value):
    """A command that is to be signed, without its signature; `credential` names a passkey."""

    command: str = Field(examples=["SignPlan"])
    body: dict[str, JsonValue]
    credential: Annotated[str | None, Field(max_length=2000)] = None


class Issued(Value):
    """What to show and sign. Give the command with `signature` and the nonce as its id.

    `content` is what is signed, whose canonical bytes the manifest names by their hash; `code` is
    the content's short code. With a passkey, `options` are for the authenticator, and its answer
    belongs into the evidence as `assertion`, with the class `passkey`.
    """

    nonce: str
    code: str | None
    expires_at: datetime
    content: dict[str, JsonValue]
    signature: SignatureEvidence
    options: dict[str, JsonValue] | None = None


@router.post(HERE, summary="IssueManifest")
async def issue(request: Request, reading: Reads, unit: Unit, body: Asked) -> Issued:
    """Say what would be signed, and keep it for five minutes; nothing is decided by it."""
    state = await reading.unit_state(unit)
    command = _command(body)
    content = _content(command, state)
    shown = Shown(canonical.encode(content), html=False)
    credential = await _own(reading, body.credential)
    manifest = await manifest_of(
        reading, state, command, nonce=str(uuid.uuid4()), shown=shown, credential=credential
    )
    party = passkeys.relying_party(settings_of(request))
    one = await proving.issue(reading.doors, reading.caller, party, manifest, shown.content)
    challenge = challenge_of(one.sha256)
    return Issued(
        nonce=one.nonce,
        code=short_code(manifest.content_sha256) if manifest.content_sha256 else None,
        expires_at=one.issued_at + LIFETIME,
        content=content,
        signature=proving.evidence_of(one),
        options=_options(party, challenge, credential) if credential else None,
    )


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
