"""Who belongs to which unit of a cycle's culture, and whether they lead it: one row for each place."""

from __future__ import annotations

from collections.abc import Mapping

from domain.culture.state import CultureState
from projections.write import Row


def rows(state: CultureState) -> Mapping[str, Row]:
    """Nobody of a culture that is closed: it is told nothing more."""
    return {
        f"{circle.unit} {person}": {
            "cycle": state.cycle,
            "unit": circle.unit,
            "person": person,
            "leads": person == circle.leader,
        }
        for circle in (() if state.over else state.circles)
        for person in dict.fromkeys((circle.leader, *circle.people))
    }
