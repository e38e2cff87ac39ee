"""Checkpoints as C2SP has them: a signed note over origin, size and root.

A note is text, an empty line, and signature lines. A line by a key that is not known here is passed
over, so that witnesses may sign beside the log; a known key's bad signature refuses the note.
https://c2sp.org/signed-note, https://c2sp.org/tlog-checkpoint
"""

from __future__ import annotations

import binascii
import re
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519 = b"\x01"
LONGEST = 64 * 1024
MOST_SIGNATURES = 100
_LINE = re.compile("\N{EM DASH} ([^+\\s]+) ([A-Za-z0-9+/]+={0,2})")
_SIZE = re.compile("0|[1-9][0-9]{0,18}")


class NoteRefused(Exception):
    """The note is malformed, or nobody known has signed it, or a known signature is wrong."""


@dataclass(frozen=True)
class Verifier:
    """A log's or witness's public key under its name: `name+key id+key` as it is published."""

    name: str
    key: bytes

    @property
    def id(self) -> bytes:
        return _key_id(self.name, self.key)

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{b64encode(ED25519 + self.key).decode()}"

    @classmethod
    def read(cls, text: str) -> Self:
        """From a published verifier key; raises NoteRefused for what is none."""
        name, _, rest = text.strip().partition("+")
        identity, _, key = rest.partition("+")
        decoded = _decoded(key)
        if decoded[:1] != ED25519 or len(decoded) != 33:  # noqa: PLR2004 - one byte and a key
            raise NoteRefused("only Ed25519 keys are known here")
        found = cls(_name(name), decoded[1:])
        if found.id.hex() != identity:
            raise NoteRefused(f"the key of {name} is not the one that its id says")
        return found


@dataclass(frozen=True)
class Signer:
    """A private key under its name."""

    name: str
    key: Ed25519PrivateKey

    @property
    def verifier(self) -> Verifier:
        return Verifier(_name(self.name), self.key.public_key().public_bytes_raw())

    def sign(self, text: str) -> str:
        """The signature line for a text that ends with a newline."""
        signature = self.verifier.id + self.key.sign(text.encode())
        return f"\N{EM DASH} {self.name} {b64encode(signature).decode()}\n"


@dataclass(frozen=True)
class Checkpoint:
    """What a log said of itself: so many entries, under this root."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"

    def signed(self, *signers: Signer) -> str:
        """The note, signed by the log first."""
        return noted(self.text, *signers)


def noted(text: str, *signers: Signer) -> str:
    """A text that ends with a newline as a note, with a line of each signer."""
    return f"{text}\n{''.join(signer.sign(text) for signer in signers)}"


def opened(note: str, known: Sequence[Verifier]) -> tuple[Checkpoint, tuple[Verifier, ...]]:
    """The checkpoint in a note and who of the known has signed it, at least one.

    Raises NoteRefused.
    """
    text, by = signed(note, known)
    return _checkpoint(text), by


def read_checkpoint(note: str) -> Checkpoint:
    """What a note says, its signatures not checked; raises NoteRefused."""
    return _checkpoint(parts(note)[0])


def signed(note: str, known: Sequence[Verifier]) -> tuple[str, tuple[Verifier, ...]]:
    """The text of any note and who of the known has signed it, at least one.

    Raises NoteRefused.
    """
    text, lines = parts(note)
    by: list[Verifier] = []
    for name, signature in lines:
        verifier = next(
            (one for one in known if one.name == name and one.id == signature[:4]), None
        )
        if verifier is None or verifier in by:
            continue
        try:
            Ed25519PublicKey.from_public_bytes(verifier.key).verify(signature[4:], text.encode())
        except InvalidSignature as wrong:
            raise NoteRefused(f"the signature of {name} is not over this text") from wrong
        by.append(verifier)
    if not by:
        raise NoteRefused("nobody who is known here has signed this note")
    return text, tuple(by)


def parts(note: str) -> tuple[str, list[tuple[str, bytes]]]:
    """A note's text and its signature lines, none of them checked; raises NoteRefused."""
    if any("\ud800" <= character <= "\udfff" for character in note):
        raise NoteRefused("a note is UTF-8")
    if len(note.encode()) > LONGEST:
        raise NoteRefused(f"a note has at most {LONGEST} bytes")
    if any(ord(character) < ord(" ") and character != "\n" for character in note):
        raise NoteRefused("a note holds no control characters")
    text, gap, signatures = note.rpartition("\n\n")
    if not gap or not signatures.endswith("\n"):
        raise NoteRefused("a note is text, an empty line, and signature lines")
    lines = signatures[:-1].split("\n")
    if len(lines) > MOST_SIGNATURES:
        raise NoteRefused(f"a note has at most {MOST_SIGNATURES} signatures")
    return f"{text}\n", [_signature(line) for line in lines]


def _signature(line: str) -> tuple[str, bytes]:
    found = _LINE.fullmatch(line)
    if found is None:
        raise NoteRefused("a signature line is a dash, a name and base64")
    signature = _decoded(found[2])
    if len(signature) < 5:  # noqa: PLR2004 - a key's id and at least a byte
        raise NoteRefused("a signature is longer than its key's id")
    return found[1], signature


def _checkpoint(text: str) -> Checkpoint:
    lines = text.split("\n")
    if len(lines) < 4 or not lines[0] or not _SIZE.fullmatch(lines[1]):  # noqa: PLR2004
        raise NoteRefused("a checkpoint is an origin, a size and a root, a line each")
    root = _decoded(lines[2])
    if len(root) != sha256().digest_size:
        raise NoteRefused("a root is a SHA-256")
    return Checkpoint(lines[0], int(lines[1]), root)


def _name(name: str) -> str:
    if not name or "+" in name or any(character.isspace() for character in name):
        raise NoteRefused("a key's name is not empty and holds no space and no plus")
    return name


def _key_id(name: str, key: bytes) -> bytes:
    return sha256(name.encode() + b"\n" + ED25519 + key).digest()[:4]


def _decoded(text: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except (binascii.Error, ValueError) as wrong:
        raise NoteRefused("that is no base64") from wrong
