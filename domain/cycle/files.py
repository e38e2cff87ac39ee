"""Files that come into a cycle: each once, told by its bytes."""

from __future__ import annotations

from domain import errors
from domain.cycle.state import CycleState
from domain.people import Document


def require_new_file(source: Document, state: CycleState) -> None:
    if any(one.source.sha256 == source.sha256 for one in state.imports):
        raise errors.NothingToDo("This very file was imported before.")
