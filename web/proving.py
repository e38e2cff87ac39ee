"""Whether a signature that comes with a command is one that this service asked for, from who asks.

The one place where a class of signature is believed: a plan only compares what stands there.
"""

from __future__ import annotations

from datetime import datetime

from domain.errors import SignatureDoesNotMatch, SignatureStale
from domain.model import Command
from domain.signature import LIFETIME, Assertion, Manifest, SignatureClass, SignatureEvidence
from identity import accounts, journal
from identity.attempts import Limit
from store import evidence as proof
from store.pool import Connection
from store.pool import session as connected
from web import ceremonies, limits, passkeys
from web.ceremonies import Ceremony
from web.doors import Doors
from web.identity import Caller
from web.passkeys import RelyingParty, holder_of
from web.problems import RequestRefused

SIGNING = Limit(kind="signing", most=60)
AGAIN = "Open the page again, read what is there, and sign."


class WrongProof(RequestRefused):
    """The password is not right, or there is none."""

    status = 422
    title = "This signature needs your password"


def grade_of(caller: Caller, at: datetime) -> SignatureClass:
    """What a signature of this caller is worth without a passkey."""
    fresh = caller.session is not None and caller.session.is_fresh(at)
    return "reauthenticated" if fresh else "named"


async def grade_by_password(doors: Doors, caller: Caller, password: str) -> SignatureClass:
    """What a signature is worth whose signer gives the account's password with it.

    Raises WrongProof, and TooManyAttempts, after a row in the security log.
    """
    account = caller.account
    if account is None:
        raise WrongProof("Whom this machine's key names has no password here. Sign in for that.")
    counted = await limits.counted(doors, (limits.PROVING, account), account=account)
    right = await accounts.has_that_password(doors.writer, account, password)
    async with connected(doors.writer) as connection:
        await journal.note(
            connection,
            "Reauthenticated" if right else "ReauthenticationFailed",
            at=doors.now(),
            account=account,
            client=caller.client,
        )
    if not right:
        raise WrongProof("This is not your password. Nothing was signed.")
    await limits.forgiven(doors, counted)
    return "reauthenticated"


async def issue(
    doors: Doors,
    caller: Caller,
    party: RelyingParty,
    manifest: Manifest,
    shown: bytes,
    *,
    grade: SignatureClass | None = None,
) -> Ceremony:
    """Keep what is about to be signed; the same nonce keeps what it was issued for first.

    `grade` is what was proved for this signature alone. Raises TooManyAttempts.
    """
    at = doors.now()
    one = Ceremony(
        organisation=manifest.organisation,
        stream=manifest.stream,
        nonce=manifest.nonce,
        holder=holder_of(caller),
        session=caller.session.id if caller.session else None,
        person=caller.person,
        grade=grade or grade_of(caller, at),
        origin=party.origin,
        manifest=proof.bytes_of(manifest),
        rendered=shown,
        issued_at=at,
    )
    await limits.counted(doors, (SIGNING, one.holder), account=caller.account)
    async with connected(doors.writer) as connection:
        return await ceremonies.issue(connection, one)


def evidence_of(ceremony: Ceremony, assertion: Assertion | None = None) -> SignatureEvidence:
    """What comes of a ceremony, with a passkey's answer or without."""
    return SignatureEvidence(
        manifest=ceremony.read,
        manifest_sha256=ceremony.sha256,
        grade="passkey" if assertion else ceremony.grade,
        assertion=assertion,
    )


async def require_asked_for(
    doors: Doors, caller: Caller, place: tuple[str, str], command: Command, command_id: str
) -> None:
    """Raise SignatureDoesNotMatch or SignatureStale for evidence that was not issued for this.

    The command's id is the nonce. Evidence that was taken once is taken again under the same id:
    the record answers it with the first receipt.
    """
    evidence: SignatureEvidence | None = getattr(command, "signature", None)
    if evidence is None:
        return
    async with connected(doors.writer) as connection, connection.transaction():
        one = await ceremonies.of_nonce(connection, *place, command_id, lock=True)
        if one is None or evidence.manifest.nonce != command_id:
            raise SignatureDoesNotMatch(f"This signature was given under another id. {AGAIN}")
        sha256 = proof.evidence_sha256(evidence)
        if one.used_at is not None and one.evidence_sha256 == sha256:
            return
        _require_same(one, evidence, caller)
        if doors.now() - one.issued_at > LIFETIME:
            raise SignatureStale(f"More than 5 minutes have passed since you pressed Sign. {AGAIN}")
        if evidence.grade == "passkey":
            await _require_passkey(connection, one, evidence, doors.now())
        await ceremonies.use(connection, one, sha256, doors.now())


def _require_same(one: Ceremony, evidence: SignatureEvidence, caller: Caller) -> None:
    if one.used_at is not None:
        raise SignatureDoesNotMatch(f"What you pressed Sign for was used already. {AGAIN}")
    if (one.holder, one.person) != (holder_of(caller), caller.person):
        raise SignatureDoesNotMatch("This signature was asked of somebody else.")
    if one.session is not None and (caller.session is None or one.session != caller.session.id):
        raise SignatureDoesNotMatch(f"This signature was asked for in another session. {AGAIN}")
    if proof.bytes_of(evidence.manifest) != one.manifest or evidence.manifest_sha256 != one.sha256:
        raise SignatureDoesNotMatch(f"This is not the manifest that was issued. {AGAIN}")
    if evidence.grade not in {"passkey", one.grade}:
        raise SignatureDoesNotMatch(f"This signature counts as {one.grade}, and as no more.")


async def _require_passkey(
    connection: Connection, one: Ceremony, evidence: SignatureEvidence, at: datetime
) -> None:
    """The assertion is of this manifest, at this address, by a key that its signer holds today."""
    assertion = evidence.assertion
    key = None
    if assertion is not None:
        key = await passkeys.of_credential(connection, assertion.credential, lock=True)
    if assertion is None or key is None or key.holder != one.holder:
        raise SignatureDoesNotMatch("This passkey is not enrolled for you: see your account page.")
    if key.revoked_at is not None:
        raise SignatureDoesNotMatch("This passkey was revoked: use another, or your password.")
    mine = (passkeys.encoded(key.public_key), RelyingParty(one.origin).id)
    if (assertion.public_key, assertion.relying_party) != mine:
        raise SignatureDoesNotMatch("This is not the key that you enrolled.")
    found = proof.verify(evidence, known_sign_count=key.sign_count, origin=one.origin)
    if isinstance(found, proof.Unproved):
        raise SignatureDoesNotMatch(found.reason)
    await passkeys.used(connection, key.credential, found.sign_count, at)
