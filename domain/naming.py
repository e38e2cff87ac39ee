"""Names in place of ids: in a sentence of the record, as its readers are told it."""

from __future__ import annotations

import re
from collections.abc import Mapping

_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*[A-Za-z0-9]|[A-Za-z0-9]")


def named(words: str, names: Mapping[str, str]) -> str:
    """The sentence with a name wherever it has an id that is known."""
    return _WORD.sub(lambda found: names.get(found[0], found[0]), words)


def titled(words: str, kind: str, titles: Mapping[str, str]) -> str:
    """`unit emea` as `unit EMEA`: what may be an ordinary word is an id after its kind only."""
    return re.sub(
        rf"\b{kind} ([A-Za-z0-9._-]*[A-Za-z0-9])",
        lambda found: f"{kind} {titles.get(found[1], found[1])}",
        words,
    )


def those_in(words: str, names: Mapping[str, str]) -> dict[str, str]:
    """Of all names those whose ids stand in the text."""
    return {one: names[one] for one in sorted(set(_WORD.findall(words)) & names.keys())}
