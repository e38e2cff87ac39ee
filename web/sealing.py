"""The one door in for personal texts: a command is sealed before anything behind it sees it.

The same command sealed again holds the same tokens: of words in the same plan, of names anywhere.
"""

from __future__ import annotations

from typing import TypeVar

from domain.errors import SignatureDoesNotMatch
from domain.model import Command
from domain.personal import Text, changed, texts
from domain.practices.s0_14 import is_bare
from domain.sealed import Kind, holds_bracket, is_token
from domain.signature import SignatureEvidence
from store import evidence as proof
from store.pool import session as connected
from web import ceremonies
from web.doors import Doors
from web.identity import Caller
from web.passkeys import holder_of

AnyCommand = TypeVar("AnyCommand", bound=Command)


async def sealed(
    doors: Doors, caller: Caller, place: tuple[str, str], command: AnyCommand
) -> AnyCommand:
    """The command with a token in place of each personal text; `place` is organisation and stream.

    Words are the caller's, also where the caller acts for another: who wrote them is erased with
    them. What a file says again of people on the record has tokens already, and keeps them: nobody
    can send any. Raises PersonIsErased.
    """
    organisation, stream = place
    await _require_ours(doors, caller, place, command)
    owners = {one.person or caller.person for one in texts(command) if not is_token(one.text)}
    if not owners:
        return command
    keys = await doors.seals.keys_of(organisation, owners, at=doors.now())

    def token_of(one: Text) -> str:
        if is_token(one.text):
            return one.text
        kind = _kind(one)
        context = stream if one.person is None else ""
        return keys[one.person or caller.person].seal(kind, context, one.text)

    return changed(command, token_of)


async def sealed_name(doors: Doors, organisation: str, person: str, name: str) -> str:
    """Somebody's name as it stands on the record."""
    keys = await doors.seals.keys_of(organisation, [person], at=doors.now())
    return keys[person].seal("name", "", name)


def _kind(one: Text) -> Kind:
    match one.what:
        case "name":
            return "name"
        case "email":
            return "email"
        case _:
            return "bare" if is_bare(one.text) else "words"


async def _require_ours(
    doors: Doors, caller: Caller, place: tuple[str, str], command: Command
) -> None:
    """Evidence may hold tokens: those of the very manifest that the caller was issued."""
    evidence: SignatureEvidence | None = getattr(command, "signature", None)
    if evidence is None or not holds_bracket(evidence.model_dump_json()):
        return
    async with connected(doors.writer) as connection:
        one = await ceremonies.of_nonce(connection, *place, evidence.manifest.nonce)
    mine = one is not None and one.holder == holder_of(caller)
    if one is None or not mine or proof.bytes_of(evidence.manifest) != one.manifest:
        raise SignatureDoesNotMatch("This is not the manifest that you were issued.")
