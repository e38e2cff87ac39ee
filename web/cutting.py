"""Texts that a page cuts: at once, or with a mark where what they say is not known yet."""

from __future__ import annotations

import re

from domain.sealed import CLOSING, OPENING

CUT = re.compile(rf"{OPENING}cut ([0-9]+){CLOSING}(.*?){OPENING}/cut{CLOSING}", re.DOTALL)


def cut(text: str, most: int) -> str:
    """At most so many characters of a text, or the mark at which it will be cut."""
    if OPENING not in text:
        return shortened(text, most)
    return f"{OPENING}cut {most}{CLOSING}{text}{OPENING}/cut{CLOSING}"


def shortened(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
