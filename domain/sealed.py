"""What stands on the record in place of a personal text: a token, opaque to every rule.

A token says of which kind its text is, under which key it is sealed, and commits to it by a hash;
who has no key can still be shown the text with its salt, and check them. Nothing here opens one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, NamedTuple

OPENING, CLOSING = (
    "\N{MATHEMATICAL LEFT WHITE SQUARE BRACKET}",
    "\N{MATHEMATICAL RIGHT WHITE SQUARE BRACKET}",
)
"""Nobody may type these: the way in refuses them, so that a token is always one of ours."""

Class = Literal["personal", "compensation"]
Kind = Literal["words", "bare", "name", "email"]
"""`bare` are words that give no reason: what a rule must know of a text that it cannot read."""

CLASSES: dict[str, Class] = {"p": "personal", "c": "compensation"}
KINDS: dict[str, Kind] = {"w": "words", "b": "bare", "n": "name", "e": "email"}

# Salt, text and tag are at least 48 bytes; a SHA-256 is 43 characters of base64url.
TOKEN = re.compile(
    rf"{OPENING}1([pc])([wbne])\.([A-Za-z0-9_-]{{11}})\.([A-Za-z0-9_-]{{43}})\.([A-Za-z0-9_-]{{64,}}){CLOSING}"
)
STANDS_FOR = "sealed"
"""What a token counts as where a text's length or characters are looked at."""


@dataclass(frozen=True)
class Personal:
    """Marks a type of text as personal: its author's words, or the name or address of somebody.

    A `title` is personal where it is the name of a person who is named beside it.
    """

    what: Literal["words", "name", "email", "title"]


class Token(NamedTuple):
    """The parts of a token as they are written; `commitment` and `sealed` are base64url."""

    key_class: Class
    kind: Kind
    key: str
    commitment: str
    sealed: str


def tokens(text: str) -> tuple[str, ...]:
    """Each token that the text holds, in its order."""
    if OPENING not in text:
        return ()
    return tuple(found[0] for found in TOKEN.finditer(text))


def token(text: str) -> Token | None:
    """The parts of a text that is a token and nothing else."""
    found = TOKEN.fullmatch(text)
    if found is None:
        return None
    of_class, kind, key, commitment, sealed = found.groups()
    return Token(CLASSES[of_class], KINDS[kind], key, commitment, sealed)


def is_token(text: str) -> bool:
    return TOKEN.fullmatch(text) is not None


def written(parts: Token) -> str:
    head = f"1{parts.key_class[0]}{parts.kind[0]}"
    return f"{OPENING}{head}.{parts.key}.{parts.commitment}.{parts.sealed}{CLOSING}"


def without_tokens(text: str) -> str:
    """The text as it is judged: each token as one short word."""
    return TOKEN.sub(STANDS_FOR, text) if OPENING in text else text


def holds_bracket(text: str) -> bool:
    """Whether the text holds a character that only tokens may."""
    return OPENING in text or CLOSING in text
