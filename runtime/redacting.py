"""Text without its secrets, for whatever leaves the process."""

from __future__ import annotations

import re

HIDDEN = "***"

_SECRET_TEXT = (
    re.compile(r"(?<=://)(?P<keep>[^\s:/@'\"]*:)[^\s/'\"]+(?=@)"),
    re.compile(r"(?P<keep>\b(?:bearer|basic)\s+)[\w.~+/=-]{6,}", re.IGNORECASE),
    re.compile(
        r"(?P<keep>\b(?:password|passwd|secret|token|api[-_]?key|authorization)['\"]?\s*[=:]\s*['\"]?)"
        r"[^\s'\"&,;}]+",
        re.IGNORECASE,
    ),
)
_SHORTEST_VERBATIM = 4  # a shorter secret would hide ordinary words, and is none


def redact(text: str, secrets: tuple[str, ...] = ()) -> str:
    """`text` without passwords in URLs, tokens, and the values of `secrets`."""
    for secret in secrets:
        if len(secret) >= _SHORTEST_VERBATIM:
            text = text.replace(secret, HIDDEN)
    for pattern in _SECRET_TEXT:
        text = pattern.sub(rf"\g<keep>{HIDDEN}", text)
    return text
