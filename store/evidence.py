"""Whether a signature's evidence holds by itself: for the service, and for an auditor without it.

Nothing is asked of a database or a network. That a key was the signer's, and not revoked, is what
the record of enrolments says; that the signature is of these bytes and this key is said here.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from webauthn import verify_authentication_response
from webauthn.helpers import base64url_to_bytes
from webauthn.helpers.exceptions import WebAuthnException

from domain.signature import Assertion, Manifest, SignatureClass, SignatureEvidence
from store import canonical


@dataclass(frozen=True)
class Verified:
    """The evidence holds; `sign_count` is the authenticator's own counter, 0 without a passkey."""

    grade: SignatureClass
    sign_count: int = 0


@dataclass(frozen=True)
class Unproved:
    """The evidence does not hold, for this reason."""

    reason: str


def bytes_of(manifest: Manifest) -> bytes:
    """The manifest's canonical bytes (RFC 8785), over which its hash is taken."""
    return canonical.encode(manifest.model_dump(mode="json"))


def sha256_of(manifest: Manifest) -> str:
    return canonical.digest(bytes_of(manifest))


def challenge_of(manifest_sha256: str) -> bytes:
    """What a passkey is asked to sign: the manifest's hash itself."""
    return bytes.fromhex(manifest_sha256)


def evidence_sha256(evidence: SignatureEvidence) -> str:
    return canonical.digest_of(evidence.model_dump(mode="json"))


def verify(
    evidence: SignatureEvidence, *, known_sign_count: int = 0, origin: str | None = None
) -> Verified | Unproved:
    """Whether the manifest has its hash and, for a passkey, the assertion is of it and its key.

    `origin` is the address that the caller knows the service by; without one, the address that
    the evidence names is taken, and shown to whoever reads the result.
    """
    if sha256_of(evidence.manifest) != evidence.manifest_sha256:
        return Unproved("The manifest is not the one that has this hash.")
    assertion = evidence.assertion
    if assertion is None and evidence.grade != "passkey":
        return Verified(evidence.grade)
    if assertion is None or evidence.grade != "passkey":
        return Unproved(f"A signature of class {evidence.grade} does not look like this.")
    if assertion.credential != evidence.manifest.signer.credential:
        return Unproved("The manifest names another passkey than the one that signed.")
    if origin is not None and assertion.origin != origin:
        return Unproved(f"It was signed at {assertion.origin}, not at {origin}.")
    return _verified(evidence, assertion, known_sign_count)


def _verified(
    evidence: SignatureEvidence, assertion: Assertion, known_sign_count: int
) -> Verified | Unproved:
    try:
        checked = verify_authentication_response(
            credential=_credential(assertion),
            expected_challenge=challenge_of(evidence.manifest_sha256),
            expected_rp_id=assertion.relying_party,
            expected_origin=assertion.origin,
            credential_public_key=base64url_to_bytes(assertion.public_key),
            credential_current_sign_count=known_sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError) as error:
        return Unproved(f"The passkey's signature does not hold: {error}")
    return Verified("passkey", checked.new_sign_count)


def _credential(assertion: Assertion) -> str:
    return json.dumps(
        {
            "id": assertion.credential,
            "rawId": assertion.credential,
            "type": "public-key",
            "response": {
                "authenticatorData": assertion.authenticator_data,
                "clientDataJSON": assertion.client_data,
                "signature": assertion.signature,
            },
        }
    )
