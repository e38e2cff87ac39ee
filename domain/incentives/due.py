"""What a cycle's incentives owe the world: nothing but their own end."""

from __future__ import annotations

from domain.due import Due
from domain.incentives.state import IncentivesState


def due(state: IncentivesState) -> Due:
    return Due(ended=state.over)
