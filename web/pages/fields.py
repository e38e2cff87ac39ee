"""What a command asks for, read off its schema: the fields of a form, in the command's order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from pydantic import TypeAdapter

from domain.model import Command
from domain.money import Percent
from domain.words import LONGEST_WORDS, Identifier

Shape = Literal[
    "line", "words", "name", "number", "amount", "day", "instant", "box", "lines", "group", "rows"
]
"""`amount` is money, `group` a value of several parts, `rows` a table of such values."""

APART = frozenset({"signature", "content_hash"})
"""What the ceremony of signing adds; nobody types it."""

Schema = Mapping[str, Any]
_PERCENT = TypeAdapter(Percent).json_schema()["pattern"]
_IDENTIFIER = TypeAdapter(Identifier).json_schema()["pattern"]


@dataclass(frozen=True)
class Field:
    """One thing that is asked; `options` are the only values, where the schema names them."""

    name: str
    shape: Shape
    required: bool
    options: tuple[str, ...] = ()
    inside: tuple[Field, ...] = ()
    otherwise: str = ""

    @property
    def counts(self) -> bool:
        """Whether a person writes it: a chosen name alone does not make a row of a table."""
        return self.shape not in {"name", "box"} and not self.options


@cache
def fields_of(kind: type[Command]) -> tuple[Field, ...]:
    """Every field of the command that a person fills in."""
    schema = kind.model_json_schema()
    return tuple(_inside(schema, schema.get("$defs", {})))


def words_of(kind: type[Command]) -> str:
    """What the command says about itself, if anything."""
    return (kind.__doc__ or "").strip()


def _inside(schema: Schema, known: Schema) -> Iterator[Field]:
    required = frozenset(schema.get("required", ()))
    for name, part in schema.get("properties", {}).items():
        if name not in APART:
            yield _field(name, part, known, required=name in required)


def _field(name: str, part: Schema, known: Schema, *, required: bool) -> Field:
    found = _resolved(part, known)
    # What may be nothing is left empty, whether or not it must be stated.
    required = required and not any(one.get("type") == "null" for one in part.get("anyOf", ()))
    otherwise = part.get("default")
    written = str(otherwise) if isinstance(otherwise, str | int) else ""
    if found.get("type") == "array":
        return _several(name, found, known, required=required)
    if found.get("title") == "Money":
        return Field(name, "amount", required)
    if found.get("type") == "object":
        return Field(name, "group", required, inside=tuple(_inside(found, known)))
    options = tuple(map(str, found.get("enum", ())))
    return Field(name, _shape(found), required, options, otherwise=written)


def _several(name: str, found: Schema, known: Schema, *, required: bool) -> Field:
    each = _resolved(found.get("items", {}), known)
    if each.get("type") == "object":
        return Field(name, "rows", required, inside=tuple(_inside(each, known)))
    return Field(name, "lines", required, options=tuple(map(str, each.get("enum", ()))))


def _resolved(part: Schema, known: Schema) -> Schema:
    """The schema itself: past references, and past the null of what is optional."""
    if "$ref" in part:
        return _resolved(known[str(part["$ref"]).rpartition("/")[2]], known)
    for several in ("anyOf", "allOf"):
        for one in part.get(several, ()):
            if one.get("type") != "null":
                return _resolved(one, known)
    return part


def _shape(found: Schema) -> Shape:
    pattern = found.get("pattern")
    shapes: tuple[tuple[bool, Shape], ...] = (
        (found.get("format") == "date", "day"),
        (found.get("format") == "date-time", "instant"),
        (found.get("type") == "boolean", "box"),
        (found.get("type") == "integer" or pattern == _PERCENT, "number"),
        (pattern == _IDENTIFIER, "name"),
        (found.get("maxLength") == LONGEST_WORDS, "words"),
    )
    return next((shape for holds, shape in shapes if holds), "line")
