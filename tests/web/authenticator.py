"""A passkey's authenticator in software: it makes keys and signs what it is asked, as a phone would."""

from __future__ import annotations

import hashlib
import json
import os
import struct
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from webauthn.helpers import bytes_to_base64url as encoded

ORIGIN = "http://localhost:8600"
PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


@dataclass
class Authenticator:
    """`verifies` says whether it asks its user for a finger or a code."""

    origin: str = ORIGIN
    party: str = "localhost"
    verifies: bool = True
    counts: bool = True
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    credential: bytes = field(default_factory=lambda: os.urandom(16))
    count: int = 0

    @property
    def id(self) -> str:
        return encoded(self.credential)

    def create(self, options: dict[str, Any]) -> str:
        """What navigator.credentials.create answers."""
        numbers = self.key.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: _32(numbers.x), -3: _32(numbers.y)}
        attested = bytes(16) + struct.pack(">H", len(self.credential)) + self.credential
        data = self._data(ATTESTED) + attested + cbor2.dumps(public)
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client("webauthn.create", options["challenge"])
        return self._answer(
            {"attestationObject": encoded(attestation), "clientDataJSON": encoded(client)}
        )

    def get(self, options: dict[str, Any]) -> str:
        """What navigator.credentials.get answers."""
        self.count += 1 if self.counts else 0
        data = self._data(0)
        client = self._client("webauthn.get", options["challenge"])
        signed = data + hashlib.sha256(client).digest()
        signature = self.key.sign(signed, ec.ECDSA(hashes.SHA256()))
        return self._answer(
            {
                "authenticatorData": encoded(data),
                "clientDataJSON": encoded(client),
                "signature": encoded(signature),
            }
        )

    def _data(self, more: int) -> bytes:
        flags = PRESENT | (VERIFIED if self.verifies else 0) | more
        party = hashlib.sha256(self.party.encode()).digest()
        return party + struct.pack(">BI", flags, self.count)

    def _client(self, kind: str, challenge: str) -> bytes:
        asked = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps(asked).encode()

    def _answer(self, response: dict[str, str]) -> str:
        return json.dumps(
            {"id": self.id, "rawId": self.id, "type": "public-key", "response": response}
        )


def _32(number: int) -> bytes:
    return number.to_bytes(32, "big")
