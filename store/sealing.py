"""A person's text under that person's key, and back: what a token is made of.

The salt comes from the key, the context and the text, so that the same command sent again holds
the same token. The commitment is SHA-256 of salt and text; its first bytes are the cipher's nonce,
which therefore never meets another text.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from functools import cached_property

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from domain.sealed import Class, Kind, Token, token, written

KEY_BYTES = 32
NONCE_BYTES = 12
SALT_BYTES = 16
BLOCK = 16
"""Texts are filled up to whole blocks, so that a token's length says little of the text's."""


class CannotBeOpened(Exception):
    """A token was not made with this key, or was changed."""


class MasterKeyIsAnother(Exception):
    """The master key at hand is not the one that wrapped these keys."""

    def __init__(self) -> None:
        super().__init__(
            "The sealing key is not the one that this record's personal texts are sealed under. "
            "Bring back the file or TALLY_SEALING_KEY that was in use; without it every name and "
            "every text is lost, and every amount, role and date stays."
        )


@dataclass(frozen=True)
class Opening:
    """A text with its salt: who has both can check them against the token's commitment."""

    salt: bytes
    text: str


@dataclass(frozen=True)
class PersonKey:
    """One person's key of one class; `id` is what tokens name it by."""

    id: str
    key_class: Class
    secret: bytes

    def seal(self, kind: Kind, context: str, text: str) -> str:
        """The text's token: in the same context, always the same one."""
        said = text.encode()
        wanted = f"{kind}\0{context}\0{text}".encode()
        salt = hmac.digest(self._salting, wanted, "sha256")[:SALT_BYTES]
        digest = commitment(salt, said)
        filled = salt + said + b"\0" * (-len(said) % BLOCK)
        closed = self._cipher.encrypt(digest[:NONCE_BYTES], filled, self._bound(kind))
        return written(Token(self.key_class, kind, self.id, _text(digest), _text(closed)))

    def open(self, parts: Token) -> Opening:
        """Raises CannotBeOpened."""
        digest, closed = _bytes(parts.commitment), _bytes(parts.sealed)
        try:
            filled = self._cipher.decrypt(digest[:NONCE_BYTES], closed, self._bound(parts.kind))
        except InvalidTag as error:
            raise CannotBeOpened(f"key {self.id} did not seal this") from error
        salt, said = filled[:SALT_BYTES], filled[SALT_BYTES:].rstrip(b"\0")
        if commitment(salt, said) != digest:
            raise CannotBeOpened(f"key {self.id} sealed another text than is committed to")
        return Opening(salt, said.decode())

    def _bound(self, kind: Kind) -> bytes:
        return f"{self.key_class}.{kind}.{self.id}".encode()

    @cached_property
    def _cipher(self) -> AESGCM:
        return AESGCM(hmac.digest(self.secret, b"seal", "sha256"))

    @cached_property
    def _salting(self) -> bytes:
        return hmac.digest(self.secret, b"salt", "sha256")


@dataclass(frozen=True)
class Master:
    """The key that wraps every person's key; it is in no database."""

    secret: bytes

    def wrap(self, key: PersonKey, organisation: str, person: str) -> bytes:
        nonce = secrets.token_bytes(NONCE_BYTES)
        bound = _owner(key.id, key.key_class, organisation, person)
        return nonce + AESGCM(self.secret).encrypt(nonce, key.secret, bound)

    def unwrap(
        self, wrapped: bytes, key_id: str, key_class: Class, organisation: str, person: str
    ) -> PersonKey:
        """Raises MasterKeyIsAnother."""
        nonce, closed = wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:]
        bound = _owner(key_id, key_class, organisation, person)
        try:
            return PersonKey(key_id, key_class, AESGCM(self.secret).decrypt(nonce, closed, bound))
        except InvalidTag as error:
            raise MasterKeyIsAnother from error


def drawn(key_class: Class) -> PersonKey:
    """A key that nothing was sealed under yet."""
    return PersonKey(_text(secrets.token_bytes(8)), key_class, secrets.token_bytes(KEY_BYTES))


def commitment(salt: bytes, text: bytes) -> bytes:
    """What a token commits to its text by."""
    return hashlib.sha256(salt + text).digest()


def matches(sealed: str, opening: Opening) -> bool:
    """Whether this is the text, with its salt, that the token commits to; needs no key."""
    parts = token(sealed)
    digest = commitment(opening.salt, opening.text.encode())
    return parts is not None and _text(digest) == parts.commitment


def _owner(key_id: str, key_class: Class, organisation: str, person: str) -> bytes:
    return f"{key_id}\0{key_class}\0{organisation}\0{person}".encode()


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
