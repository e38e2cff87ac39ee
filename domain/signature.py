"""What a signature is: a manifest of exactly what is signed, and the evidence that someone did.

Nothing here computes cryptography. A manifest's hash is taken over its RFC 8785 bytes and an
assertion is verified in `store.evidence`; a decision only compares.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import Field

from domain.model import Command, Value, content_hash
from domain.people import Document
from domain.words import Identifier, Instant, PersonName, Sentence, Sha256

SignatureClass = Literal["named", "reauthenticated", "passkey"]
"""How sure it is who signed: as the way in named them, who proved it afresh, who holds a key."""

Demand = Literal["any", "reauthenticated", "passkey"]
"""The least that a policy takes."""

RANK: dict[str, int] = {"any": 0, "named": 0, "reauthenticated": 1, "passkey": 2}

Meaning = Literal[
    "authorship", "responsibility_accepted", "resources_committed", "review", "approval",
    "rejection", "acknowledgement", "waiver",
]  # fmt: skip

LIFETIME = timedelta(minutes=5)
"""From the press of Sign to the decision; afterwards it must be pressed again."""

AHEAD = timedelta(minutes=1)
"""How far the clock that issued a manifest may be ahead of the one that decides."""

CODE = 8
VERIFICATION = 16

Base64Url = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]+$", max_length=8192)]
Nonce = Annotated[str, Field(min_length=1, max_length=300)]


def _absent(value: object) -> bool:
    return value is None


class Statement(Value):
    """One thing that the signature means, in the words that the signer was shown."""

    meaning: Meaning
    sentence: Sentence


class Signer(Value):
    person: Identifier
    name: PersonName
    office: Identifier
    on_behalf_of: Identifier | None = None
    credential: Base64Url | None = None


class Rendered(Value):
    """The form in which it was shown, by its hash."""

    media_type: Literal["text/html", "application/json"]
    sha256: Sha256


class Witnessed(Value):
    """The newest checkpoint of the organisation's log: how many entries, under which root."""

    size: int = Field(gt=0)
    root: Sha256


class Manifest(Value):
    """Exactly what is signed. `nonce` is the id of the command, so it is decided once.

    `log_size` is the organisation's last position when it was issued, `witnessed` the newest
    checkpoint, if any; `command_sha256` covers every word of the command: dissent, reasons, amounts.
    """

    format: Literal["tallystick-manifest-1"] = "tallystick-manifest-1"
    organisation: Identifier
    stream: str
    signer: Signer
    statements: tuple[Statement, ...] = Field(min_length=1)
    command: str
    command_sha256: Sha256
    version: int | None
    content_sha256: Sha256 | None
    rendered: Rendered
    attachments: tuple[Document, ...] = ()
    policy_sha256: Sha256
    log_size: int
    witnessed: Annotated[Witnessed | None, Field(exclude_if=_absent)] = None
    nonce: Nonce
    issued_at: Instant
    zone: str

    @property
    def meanings(self) -> tuple[Meaning, ...]:
        return tuple(dict.fromkeys(one.meaning for one in self.statements))


class Assertion(Value):
    """A passkey's answer to the manifest's hash, and the key that it is verified with."""

    credential: Base64Url
    public_key: Base64Url
    authenticator_data: Base64Url
    client_data: Base64Url
    signature: Base64Url
    relying_party: str
    origin: str


class SignatureEvidence(Value):
    """What stays on the record of a signature; an auditor verifies it without the service."""

    manifest: Manifest
    manifest_sha256: Sha256
    grade: SignatureClass
    assertion: Assertion | None = None

    @property
    def code(self) -> str:
        return short_code(self.manifest_sha256)


Evidence = Annotated[
    SignatureEvidence | None,
    Field(exclude_if=_absent, description="What a signature leaves; absent where there is none"),
]
"""A field that came later: where there is none, nothing is written, as before it existed."""


Graded = Annotated[SignatureClass | None, Field(exclude_if=_absent)]
Hashed = Annotated[Sha256 | None, Field(exclude_if=_absent)]
"""What a folded state keeps of evidence, which itself stays on the record."""


def command_sha256(command: Command) -> str:
    """What a manifest holds of a command: all that it says but the signature itself."""
    return content_hash(command.model_copy(update={"signature": None}))


def short_code(sha256: str) -> str:
    """What people compare by eye, on the page, in the letter and at the command line."""
    return sha256[:CODE]


def verification_code(sha256: str) -> str:
    """What a letter carries, in groups of four."""
    head = sha256[:VERIFICATION]
    return "-".join(head[at : at + 4] for at in range(0, VERIFICATION, 4))
