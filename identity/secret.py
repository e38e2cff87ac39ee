"""Secrets that are shown once: how they are drawn, and the hash that is kept of each."""

from __future__ import annotations

import hashlib
import secrets
import uuid

BYTES = 32
LONGEST = 200


def new_secret(prefix: str = "") -> str:
    """256 random bits for a URL, a cookie or a header; a prefix says what it is."""
    return prefix + secrets.token_urlsafe(BYTES)


def digest(secret: str) -> bytes:
    """What is kept. The secret is random and long, so that a plain hash cannot be guessed back."""
    return hashlib.sha256(secret[:LONGEST].encode()).digest()


def new_id() -> str:
    """A name for a row that may be shown."""
    return uuid.uuid4().hex
