"""A body that a command's model takes, made from the model itself: who may ask is asked first."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal, get_args, get_origin

from annotated_types import Ge
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from domain.model import Command
from domain.money import Money

SAMPLES: Mapping[object, Any] = {
    str: "x1",
    int: 1,
    bool: False,
    Decimal: "1",
    date: "2027-03-01",
    datetime: "2027-03-01T09:00:00Z",
}
WORDS: Mapping[str, str] = {
    "sha256": "a" * 64,
    "content_hash": "a" * 64,
    "email": "x1@halden.example",
    "currency": "USD",
    "zone": "UTC",
}
"""Strings by the name of their field that are more than a word."""


def body(kind: type[Command], **known: Any) -> dict[str, Any]:
    """The smallest body that can be read, with the fields that are known."""
    return {**_of(kind), **known}


def _of(kind: type[BaseModel]) -> dict[str, Any]:
    return {
        name: _at_least(field, _value(name, field.annotation))
        for name, field in kind.model_fields.items()
        if field.is_required()
    }


def _at_least(field: FieldInfo, value: Any) -> Any:
    """A number as large as the field wants it at least."""
    return max((one.ge for one in field.metadata if isinstance(one, Ge)), default=value)


def _value(name: str, wanted: Any) -> Any:
    if wanted in SAMPLES:
        return WORDS.get(name, SAMPLES[wanted]) if wanted is str else SAMPLES[wanted]
    if get_origin(wanted) is Literal:
        return get_args(wanted)[0]
    if get_origin(wanted) is tuple:
        return [_value(name, get_args(wanted)[0])]
    if wanted is Money:
        return {"amount": "1.00", "currency": "USD"}
    if isinstance(wanted, type) and issubclass(wanted, BaseModel):
        return _of(wanted)
    if get_args(wanted):  # a union, or an annotated type
        kept = [one for one in get_args(wanted) if one is not type(None)]
        return _value(name, kept[0])
    raise AssertionError(f"no sample of {wanted} for {name}")
