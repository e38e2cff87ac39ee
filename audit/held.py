"""What the notary holds by itself of each log it has signed, and the file it hands outside."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, ValidationError

from audit.durable import grown, missing, replaced
from audit.keyring import KeysRefused


class Held(BaseModel):
    """The last thing said of a log: written down here before anybody else hears it.

    `last` is the hash of the entry at `size`; `frontier` the roots of the perfect subtrees that
    the size is made of; `keys` the notes of all changes of keys.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    organisation: str
    size: int
    root: str
    last: str
    frontier: tuple[str, ...]
    note: str
    keys: tuple[str, ...]


@dataclass(frozen=True)
class Holding:
    """The notary's own folder of states, and `outside`, where its notes are kept for others."""

    folder: Path
    outside: Path

    def read(self, organisation: str) -> Held | None:
        """Raises KeysRefused where it is there and cannot be read."""
        return self._read(self._state(organisation))

    def write(self, held: Held) -> None:
        """On the disk when it returns, whole."""
        replaced(self._state(held.organisation), held.model_dump_json(indent=1).encode())

    def publish(self, held: Held) -> None:
        """Add to the file outside what it lacks of the last note and of the keys."""
        path = self.outside / f"{quote(held.organisation, safe='')}.jsonl"
        lines = [
            json.dumps({"organisation": held.organisation, "note": note}, ensure_ascii=False)
            for note in (*held.keys, held.note)
        ]
        if lacking := missing(path, lines):
            grown(path, lacking)

    def every(self) -> Iterator[Held]:
        for path in sorted(self._states.glob("*.json")):
            if held := self._read(path):
                yield held

    @property
    def is_empty(self) -> bool:
        return not any(self._states.glob("*.json"))

    @property
    def _states(self) -> Path:
        return self.folder / "logs"

    def _state(self, organisation: str) -> Path:
        return self._states / f"{quote(organisation, safe='')}.json"

    def _read(self, path: Path) -> Held | None:
        try:
            return Held.model_validate_json(path.read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, ValidationError) as unusable:
            raise KeysRefused(
                f"{path} cannot be read. Bring it back from its backup; if there is none, remove "
                "it and say so with `tally notary lost`."
            ) from unusable
