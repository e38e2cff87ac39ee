"""How a command is called in the path of its request."""

from __future__ import annotations

import re

_INNER_CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")


def kebab(name: str) -> str:
    """`RaisePushback` as a path has it: `raise-pushback`."""
    return _INNER_CAPITAL.sub("-", name).lower()
