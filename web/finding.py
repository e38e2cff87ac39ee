"""Findings on a page: what reads alike stands there once, with how often it was found."""

from __future__ import annotations

from collections.abc import Iterable


def once(findings: Iterable[object], *also: str) -> list[tuple[object, int]]:
    """Each of one practice and in the same words once, as it was found last, and how often.

    `also` names what else the page shows of a finding, and by which two may differ.
    """
    found: dict[tuple[object, ...], tuple[object, int]] = {}
    for one in findings:
        key = tuple(getattr(one, part) for part in ("practice", "words", *also))
        _, times = found.get(key, (one, 0))
        found[key] = one, times + 1
    return list(found.values())
