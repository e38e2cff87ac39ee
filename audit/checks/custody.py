"""V11 and V17 for what custody says of others: the list of keys, and the cycles' offices."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from audit.log_keys import KeyChange
from audit.note import NoteRefused
from audit.published import keys_of
from audit.report import Sheet
from domain.custody.events import OfficesReceived
from domain.custody.state import RECORD, CustodyState, LogKey
from domain.cycle.state import CycleState
from domain.model import Event
from store.pool import Connection


@dataclass
class CustodyCheck:
    """Custody's stream comes before the cycles': what it says of them is looked up as they pass."""

    sheet: Sheet
    organisation: str
    _keys: tuple[LogKey, ...] = ()
    _said: dict[str, dict[int, OfficesReceived]] = field(default_factory=lambda: defaultdict(dict))

    def take(self, stream: str, version: int, event: Event, state: Any) -> None:
        """One event of any stream, with the state after it."""
        if stream == RECORD and isinstance(state, CustodyState):
            self._keys = state.keys
            if isinstance(event, OfficesReceived):
                self._said[f"cycle/{event.cycle}"][event.version] = event
        elif isinstance(state, CycleState) and (said := self._said[stream].pop(version, None)):
            self._compare(stream, said, state)

    def _compare(self, stream: str, said: OfficesReceived, state: CycleState) -> None:
        roles = state.roles
        here = (roles.administrators, roles.hr_partners, roles.sponsors, roles.approvers,
                roles.auditors, state.stage == "announced")  # fmt: skip
        there = (said.administrators, said.hr_partners, said.sponsors, said.approvers,
                 said.auditors, said.is_running)  # fmt: skip
        if here != there:
            self.sheet["V17"].find(
                f"{RECORD}, {stream} version {said.version}",
                "Custody took others for holders of an office than the cycle had then.",
            )

    async def close(self, connection: Connection) -> None:
        for stream, versions in self._said.items():
            for version in versions:
                self.sheet["V17"].find(
                    f"{RECORD}, {stream} version {version}",
                    "Custody speaks of a version of this cycle that there is not.",
                )
        tally = self.sheet["V11"]
        notes = await keys_of(connection, self.organisation)
        for number, note in enumerate(notes[: len(self._keys)], start=1):
            if words := _otherwise(self._keys[number - 1], note):
                tally.find(f"{RECORD}, change {number} of the keys", words)
        if len(self._keys) > len(notes):
            tally.find(
                "the list of keys",
                f"The record tells of {len(self._keys)} changes of keys, and the list has "
                f"{len(notes)}: its end was removed.",
            )
        elif owed := len(notes) - len(self._keys):
            tally.note = (
                f"{owed} of the changes have no event yet: a worker that runs records them."
            )


def _otherwise(event: LogKey, note: str) -> str | None:
    """How an event tells another change of keys than its note; None where they agree."""
    try:
        change = KeyChange.read(note)
    except NoteRefused:
        return None  # told already, by the check of the list itself
    said = (event.reason, event.key, event.signs_from, event.before, event.withdrawn_at)
    withdrawn = None if change.withdrawn is None else str(change.withdrawn)
    signed = (change.reason, str(change.key), change.introduced_at, withdrawn, change.withdrawn_at)
    if said == signed and event.words == change.words:
        return None
    return "The event on the record tells of another key than the list, or otherwise of it."
