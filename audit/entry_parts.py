"""The parts of a bundle that speak of single entries, written side by side."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

import asyncpg
from pydantic import JsonValue

from audit import letters
from audit.zipped import Part
from domain.sealed import tokens
from store.sealing import Opening
from store.seals import Seals


@dataclass
class Counted:
    """What was written; `left_out` by type."""

    entries: int = 0
    payloads: int = 0
    openings: int = 0
    signatures: int = 0
    left_out: dict[str, int] = field(default_factory=dict)


class EntryParts:
    """Takes rows of entries in the order of positions, each with its payload or without."""

    def __init__(self, folder: Path, seals: Seals | None) -> None:
        self._seals, self.counted = seals, Counted()
        self.entries, self.payloads, self.openings, self.letters = (
            Part(folder, name)
            for name in ("entries.jsonl", "payloads.jsonl", "openings.jsonl", "letters.txt")
        )
        self._open = ExitStack()

    def __enter__(self) -> Self:
        for part in (self.entries, self.payloads, self.openings, self.letters):
            self._open.enter_context(part)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._open.close()

    async def take(self, row: asyncpg.Record) -> None:
        position, digest = row["position"], row["hash"].hex()
        self.entries.line({"entry": _text(row["entry"]), "hash": digest, "position": position})
        self.counted.entries += 1
        if row["payload"] is None:
            left_out = self.counted.left_out
            left_out[row["type"]] = left_out.get(row["type"], 0) + 1
            return
        self.payloads.line(
            {"payload": _text(row["payload"]), "position": position, "salt": row["salt"].hex()}
        )
        self.counted.payloads += 1
        read = await self._opened(row)
        if evidence := letters.signature_in(row["payload"]):
            self.counted.signatures += 1
            self.letters.write(
                letters.letter_of(evidence, row["entry"], position, digest, read=read)
            )

    async def _opened(self, row: asyncpg.Record) -> Mapping[str, str]:
        """What each token of the payload reads, where its key is there, and the line that says so."""
        if self._seals is None:
            return letters.NOT_READ
        sealed = tokens(_text(row["payload"]))
        found = await self._seals.openings(sealed)
        if not any(found.values()):
            return letters.NOT_READ
        said = [_said(found[one]) for one in sealed]
        self.openings.line({"openings": said, "position": row["position"]})
        self.counted.openings += len(said) - said.count(None)
        return {one: opening.text for one, opening in found.items() if opening is not None}


def _said(opening: Opening | None) -> JsonValue:
    return None if opening is None else {"salt": opening.salt.hex(), "text": opening.text}


def _text(data: bytes) -> str:
    """What is no UTF-8 was not recorded by us: its hash will not be that of what stands here."""
    return data.decode(errors="replace")
