"""Reading an answer of the API part by part, saying which part is not what it should be."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal, InvalidOperation

from pydantic import JsonValue, ValidationError

from domain.money import Money


class Unexpected(Exception):
    """The service answered something else than its contract says."""


class View:
    """A part of an answer and the way to it; every reader raises Unexpected with that way."""

    def __init__(self, value: JsonValue, way: str = "answer") -> None:
        self.value = value
        self.way = way

    def __repr__(self) -> str:
        return f"View({self.way})"

    def __getitem__(self, key: str | int) -> View:
        found = self.get(key)
        if found is None:
            raise Unexpected(f"{self.way} has no {key}")
        return found

    def get(self, key: str | int) -> View | None:
        """The part of that name or place; None where there is none or it is null."""
        value: JsonValue = None
        if isinstance(self.value, dict) and isinstance(key, str):
            value = self.value.get(key)
        elif (
            isinstance(self.value, list)
            and isinstance(key, int)
            and -len(self.value) <= key < len(self.value)
        ):
            value = self.value[key]
        return None if value is None else View(value, f"{self.way}.{key}")

    def __iter__(self) -> Iterator[View]:
        if not isinstance(self.value, list):
            raise Unexpected(f"{self.way} is no list")
        return (View(one, f"{self.way}.{place}") for place, one in enumerate(self.value))

    def rows(self, key: str) -> tuple[View, ...]:
        """The rows of that name; none where it is absent or null."""
        found = self.get(key)
        return () if found is None else tuple(found)

    def where(self, key: str, /, **equal: JsonValue) -> View:
        """The one row of `key` whose parts equal these."""
        found = self.find(key, **equal)
        if found is None:
            wanted = ", ".join(f"{name} {value}" for name, value in equal.items())
            raise Unexpected(f"{self.way}.{key} has no row with {wanted}")
        return found

    def find(self, key: str, /, **equal: JsonValue) -> View | None:
        for row in self.rows(key):
            if isinstance(row.value, dict) and all(
                row.value.get(name) == value for name, value in equal.items()
            ):
                return row
        return None

    @property
    def names(self) -> tuple[str, ...]:
        if not isinstance(self.value, dict):
            raise Unexpected(f"{self.way} has no parts")
        return tuple(self.value)

    @property
    def text(self) -> str:
        if not isinstance(self.value, str):
            raise Unexpected(f"{self.way} is no text")
        return self.value

    @property
    def whole(self) -> int:
        if isinstance(self.value, bool) or not isinstance(self.value, int):
            raise Unexpected(f"{self.way} is no whole number")
        return self.value

    @property
    def flag(self) -> bool:
        if not isinstance(self.value, bool):
            raise Unexpected(f"{self.way} is neither true nor false")
        return self.value

    @property
    def number(self) -> Decimal:
        """An exact number, which the wire carries as text."""
        try:
            return Decimal(self.text)
        except InvalidOperation:
            raise Unexpected(f"{self.way} is no number") from None

    @property
    def money(self) -> Money:
        try:
            return Money.model_validate_json(json.dumps(self.value))
        except ValidationError:
            raise Unexpected(f"{self.way} is no amount of money") from None

    @property
    def instant(self) -> datetime:
        try:
            return datetime.fromisoformat(self.text)
        except ValueError:
            raise Unexpected(f"{self.way} is no instant") from None

    def said(self, key: str) -> str:
        """The text of that name, empty where there is none."""
        found = self.get(key)
        return "" if found is None else found.text

    @property
    def is_money(self) -> bool:
        return isinstance(self.value, dict) and set(self.value) == {"currency", "amount"}

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(one.text for one in self)
