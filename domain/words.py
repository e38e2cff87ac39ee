"""What people and systems write: ids, names, free text, addresses, hashes and instants.

Each is an annotated pydantic type that refuses with a sentence the writer can act on, and keeps
one spelling (NFC, UTC) so that equal things compare and hash equal.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from domain.sealed import CLOSING, OPENING, Personal, is_token, without_tokens

LONGEST_ID = 64
LONGEST_NAME = 200
LONGEST_WORDS = 10_000
LONGEST_EMAIL = 254
FIRST_YEAR, LAST_YEAR = 1990, 2200
_SUFFIX = 12
# The same few ids stand in nearly all that is read: those seen last are not looked through again.
_IDS_SEEN = 2**12
# Composed text is at most this much shorter than what was typed; beyond it, nobody normalises.
_COMPOSING = 4

# Unicode TR 9: marks, embeddings, overrides and isolates. They can make a name read as another.
BIDI_CONTROLS = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
# Persian, Hindi and many more are spelled with these two.
_JOINERS = frozenset("\u200c\u200d")

_IDENTIFIER = re.compile(rf"[a-z0-9][a-z0-9._-]{{0,{LONGEST_ID - 1}}}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_LOCAL = re.compile(r"[^\s@<>()\[\]\\,;:\"]{1,64}")
_LABEL = re.compile(r"[^\W_]([^\W_]|-){0,61}[^\W_]|[^\W_]")
_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9:.,]+ ?([Zz]|[+-][0-9]{2}:?[0-9]{2})?")


def id_of(names: str) -> str:
    """The id that joined names make; where they are too long for one, cut, with a hash of them all."""
    if len(names) <= LONGEST_ID:
        return names
    suffix = hashlib.sha256(names.encode()).hexdigest()[:_SUFFIX]
    return f"{names[: LONGEST_ID - _SUFFIX - 1]}-{suffix}"


def forbidden_character(text: str, *, one_line: bool) -> str | None:
    """The first character that may not be kept, named by its code point and place; else None."""
    if text.isascii() and text.isprintable():
        return None
    for place, character in enumerate(text, start=1):
        if _is_forbidden(character, one_line=one_line):
            name = unicodedata.name(character, "control character")
            return f"U+{ord(character):04X} ({name}) at character {place}"
    return None


def _is_forbidden(character: str, *, one_line: bool) -> bool:
    kind = unicodedata.category(character)
    if character in {OPENING, CLOSING}:
        return True
    if kind == "Cc":
        return one_line or character not in "\n\t"
    if character in BIDI_CONTROLS or kind == "Cs":
        return True
    return one_line and (kind in {"Zl", "Zp"} or (kind == "Cf" and character not in _JOINERS))


def _kept(text: str, *, longest: int, one_line: bool) -> str:
    if len(text) <= longest and text.isascii() and text.isprintable():
        # Nearly every text: it is in its normal form, and holds no token and nothing forbidden.
        if written := text.strip():
            return written
        raise ValueError("nothing is written here")
    if len(text) > longest * _COMPOSING and len(without_tokens(text)) > longest * _COMPOSING:
        raise ValueError(f"{len(text):,} characters; at most {longest:,} can be kept")
    written = unicodedata.normalize("NFC", text.replace("\r\n", "\n")).strip()
    if not written:
        raise ValueError("nothing is written here")
    judged = without_tokens(written)
    if len(judged) > longest:
        raise ValueError(f"{len(judged):,} characters; at most {longest:,} can be kept")
    if found := forbidden_character(judged, one_line=one_line):
        raise ValueError(f"remove {found}: it could change how this reads")
    return written


def _name(text: str) -> str:
    return _kept(text, longest=LONGEST_NAME, one_line=True)


def _words(text: str) -> str:
    return _kept(text, longest=LONGEST_WORDS, one_line=False)


@lru_cache(_IDS_SEEN)
def _identifier(text: str) -> str:
    if not _IDENTIFIER.fullmatch(text):
        raise ValueError(
            f"{text[:70]!r} is no id: 1 to 64 of a-z, 0-9, dot, underscore and hyphen, "
            "beginning with a letter or digit"
        )
    return text


def _sha256(text: str) -> str:
    if not _SHA256.fullmatch(text):
        raise ValueError("a SHA-256 is written as 64 hexadecimal digits in lower case")
    return text


def _email(text: str) -> str:
    if is_token(text):
        return text
    if len(text) > LONGEST_EMAIL:
        raise ValueError(f"an e-mail address has at most {LONGEST_EMAIL} characters")
    local, at, domain = unicodedata.normalize("NFC", text.strip()).rpartition("@")
    labels = domain.lower().split(".")
    sound = at and _LOCAL.fullmatch(local) and ".." not in f".{local}."
    if not sound or len(labels) == 1 or not all(map(_LABEL.fullmatch, labels)):
        raise ValueError(f"{text[:70]!r} is no e-mail address such as ana@halden.example")
    if found := forbidden_character(local, one_line=True):
        raise ValueError(f"remove {found} from the e-mail address")
    return f"{local}@{'.'.join(labels)}"


def _written_instant(value: object) -> object:
    # pydantic would read a number, or digits in text, as seconds since 1970.
    if isinstance(value, datetime) or (isinstance(value, str) and _INSTANT.fullmatch(value)):
        return value
    raise ValueError("an instant is written like 2026-10-05T09:00:00+02:00")


def _day(day: date) -> date:
    # Deadlines are counted from it, forwards and back: that must never leave the calendar.
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"a day lies between {FIRST_YEAR} and {LAST_YEAR}")
    return day


def _utc(moment: datetime) -> datetime:
    if moment.utcoffset() is None:
        raise ValueError("an instant needs its offset from UTC, such as Z or +02:00")
    _day(moment.date())
    return moment.astimezone(UTC)


Identifier = Annotated[
    str,
    AfterValidator(_identifier),
    WithJsonSchema({"type": "string", "pattern": f"^{_IDENTIFIER.pattern}$"}),
]

Later = Annotated[Identifier | None, Field(exclude_if=lambda found: found is None)]
"""An id that a type of event came to hold later: an older one is read and written without it."""

_NAME = WithJsonSchema({"type": "string", "minLength": 1, "maxLength": LONGEST_NAME})
_WORDS = WithJsonSchema({"type": "string", "minLength": 1, "maxLength": LONGEST_WORDS})

Name = Annotated[str, AfterValidator(_name), _NAME]
"""What a thing is called: nobody's name."""

PersonName = Annotated[str, AfterValidator(_name), Personal("name"), _NAME]


def _sealed_id(text: str) -> str:
    return text if is_token(text) else _identifier(text)


SealedId = Annotated[
    str,
    AfterValidator(_sealed_id),
    Personal("name"),
    WithJsonSchema({"type": "string", "pattern": f"^{_IDENTIFIER.pattern}$"}),
]
"""A person's id where even that is confidential: on the record it is sealed as a name is."""

Title = Annotated[str, AfterValidator(_name), Personal("title"), _NAME]
"""What a seat or a unit is called: where nothing else was said, whoever holds or leads it."""

Words = Annotated[str, AfterValidator(_words), Personal("words"), _WORDS]
"""What somebody writes in words of their own."""

Sentence = Annotated[str, AfterValidator(_words), _WORDS]
"""What the service says: nobody's own words, though it may quote some."""

Email = Annotated[
    str,
    AfterValidator(_email),
    Personal("email"),
    WithJsonSchema({"type": "string", "format": "email"}),
]
Sha256 = Annotated[
    str,
    AfterValidator(_sha256),
    WithJsonSchema({"type": "string", "pattern": f"^{_SHA256.pattern}$"}),
]
Day = Annotated[date, AfterValidator(_day)]
Instant = Annotated[
    datetime,
    BeforeValidator(_written_instant),
    AfterValidator(_utc),
    Field(description="RFC 3339, kept in UTC"),
]
