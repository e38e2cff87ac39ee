"""The three shapes that every aggregate is written in: a value, an event, a command."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from typing import Any, Self, TypeVar

from pydantic import BaseModel, ConfigDict

from domain.words import Identifier

_new = object.__new__
# What `object.__setattr__` would look up each time.
_set_parts = vars(BaseModel)["__dict__"].__set__
_set_said = vars(BaseModel)["__pydantic_fields_set__"].__set__
_set_extra = vars(BaseModel)["__pydantic_extra__"].__set__
_set_private = vars(BaseModel)["__pydantic_private__"].__set__
ValueT = TypeVar("ValueT", bound="Value")


class Value(BaseModel):
    """Something that is equal when its parts are; never changed, only replaced."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """As pydantic's, in half of its time: a fold copies the whole state at each event.

        What is never changed can be shared with the copy, and there is nothing private or extra.
        """
        if deep:
            return super().model_copy(update=update, deep=True)
        said, update = self.__pydantic_fields_set__, update or {}
        if not said.issuperset(update):
            said = said.union(update)
        return _made(self.__class__, {**self.__dict__, **update}, said)

    @classmethod
    def of_valid(cls, **parts: Any) -> Self:
        """One whose parts were validated before, as an event's were: a fold makes many.

        Raises TypeError where a part is missing, or is none of it.
        """
        blank, said = _blank(cls, tuple(parts))
        return _made(cls, {**blank, **parts}, said)


def _made(kind: type[ValueT], values: dict[str, Any], said: set[str]) -> ValueT:
    made = _new(kind)
    _set_parts(made, values)
    _set_said(made, said)
    _set_extra(made, None)
    _set_private(made, None)
    return made


@cache
def _blank(kind: type[Value], parts: tuple[str, ...]) -> tuple[dict[str, Any], set[str]]:
    """Each field in its order with its default, and which of them these parts are."""
    fields, said = kind.model_fields, set(parts)
    required = {name for name, one in fields.items() if one.is_required()}
    if not required <= said <= fields.keys():
        raise TypeError(f"these are not the parts of {kind.__name__}: {sorted(parts)}")
    return {name: one.get_default() for name, one in fields.items()}, said


def numbered(after: ValueT, before: ValueT, version: int) -> ValueT:
    """A state with the stream version it has.

    Set in place on a copy that nobody else has seen: to copy it once more takes as long as many
    an event does.
    """
    if after is before:
        return after.model_copy(update={"version": version})
    after.__dict__["version"] = version
    return after


class Event(Value):
    """What happened, in the past tense; its class name is its type on the record.

    A released event is never edited: it is added to, or superseded by a next version.
    """

    @property
    def type(self) -> str:
        return type(self).__name__


class Command(Value):
    """What somebody wants to happen, in the imperative; its class name is its name on the wire."""


class Actor(Value):
    """Who acts: a person, and for whom where a delegation or a scribe stands between."""

    person: Identifier
    on_behalf_of: Identifier | None = None


SYSTEM = Actor(person="system")
"""The service itself: timers, and commands that one workflow owes another."""


def content_hash(*values: Value) -> str:
    """SHA-256, hex, of values as sorted-key compact JSON: what a signature is bound to."""
    text = json.dumps(
        [value.model_dump(mode="json") for value in values],
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
    )
    return hashlib.sha256(text.encode()).hexdigest()
