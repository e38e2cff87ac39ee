"""A policy as the fields of the form that changes it."""

from __future__ import annotations

from collections.abc import Iterator

from domain.policy import Policy


def policy_as_typed(policy: Policy) -> dict[str, str | list[str]]:
    """The rules as they are, to be changed: a field for each value, in groups and rows too."""
    return dict(_typed("policy", policy.model_dump(mode="json")))


def _typed(place: str, value: object) -> Iterator[tuple[str, str | list[str]]]:
    if isinstance(value, list) and any(isinstance(one, dict) for one in value):
        value = dict(enumerate(value))
    if isinstance(value, dict):
        for name, one in value.items():
            yield from _typed(f"{place}.{name}", one)
    elif isinstance(value, list):
        yield place, [str(one) for one in value]
    elif value is not None:
        yield place, "yes" if value is True else str(value)
