"""What a gate or warning is: a function of the plan that names what is missing, and who clears it.

A rule never sees the command: it looks at the plan as it would be. A gate blocks, warns or is
off by the cycle's policy; a warning is shown and never blocks.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from domain.unit.plan import UnitState

Step = Literal[
    "close look-back",
    "propose",
    "object",
    "close pushback",
    "revise",
    "finalise",
    "accept",
    "sign",
    "sign as seller",
    "own jointly",
    "put in force",
    "set a goal",
    "review",
    "run",
    "close",
]


@dataclass(frozen=True)
class Gap:
    """One thing that is missing, in the reader's words; `who` can clear it."""

    words: str
    who: str | None = None
    subject: str | None = None


@dataclass(frozen=True)
class Rule:
    """One practice as a rule; `check` gives the gaps of the plan at an instant, in order."""

    practice: str
    kind: Literal["gate", "warning"]
    steps: tuple[Step, ...]
    title: str
    check: Callable[[UnitState, datetime], tuple[Gap, ...]]
    always: bool = False
