"""What a cycle's culture owes."""

from __future__ import annotations

from domain.culture.state import CultureState
from domain.due import Due


def due(state: CultureState) -> Due:
    """Everything owed, as a pure function of the culture."""
    return Due(ended=state.over)
